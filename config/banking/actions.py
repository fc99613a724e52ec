"""The actions of Tarn Bank's assistant, on a made-up bank: replace `BANK` with calls to your own systems.

Each conversation has a customer of its own with the same accounts, so that nobody's transfer empties the demo.
Everything is kept in memory.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator

from botkit.actions import ActionError, action

CUSTOMERS = 1_000
"""The number of customers that are remembered; the one who was away longest is forgotten first."""
SATURDAY_BRANCHES = {"Leeds", "Manchester", "London", "Glasgow", "Cardiff"}
BRANCHES = SATURDAY_BRANCHES | {"Carlisle", "Kendal", "Bristol"}
POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})")


@dataclass
class Customer:
    """The accounts of one customer, and the results of requests by their keys."""

    balance: Decimal = Decimal("3240.50")
    sent_today: Decimal = Decimal(0)
    credit_limit: Decimal = Decimal(2_000)
    transfer_limit: Decimal = Decimal(10_000)
    blocked: set[str] = field(default_factory=set)
    done: dict[str, str] = field(default_factory=dict)


class Bank:
    """The customers, and one lock for all of them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._customers: OrderedDict[str, Customer] = OrderedDict()

    def customer(self, conversation_id: str) -> Customer:
        customer = self._customers.setdefault(conversation_id, Customer())
        self._customers.move_to_end(conversation_id)
        while len(self._customers) > CUSTOMERS:
            self._customers.popitem(last=False)
        return customer


BANK = Bank()


def pounds(text: object) -> Decimal:
    """Parse £1,250, 1250.00, 2k, 50 quid or GBP 50.00 as an amount. Raises ValueError."""
    found = re.fullmatch(r"\D*?([\d,]+(?:\.\d{1,2})?)\s*(k|thousand|grand)?\b\D*", str(text).strip(), re.IGNORECASE)
    if found is None or not found[1].strip(","):
        raise ValueError("it is no amount in pounds")
    return Decimal(found[1].replace(",", "")) * (1000 if found[2] else 1)


Pounds = Annotated[Decimal, BeforeValidator(pounds)]


def shown(amount: Decimal) -> str:
    """Format an amount as £1,250 or £84.99."""
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"


def reference(prefix: str, key: str) -> str:
    """Return a reference, which is the same for the same request."""
    return f"{prefix}-{int(hashlib.sha256(key.encode()).hexdigest(), 16) % 900_000 + 100_000}"


# Checks: each takes what the customer said, and returns it in the form that is kept


@action()
def an_amount(value: str) -> str:
    """Check an amount above zero, in pounds."""
    try:
        amount = pounds(value)
    except ValueError:
        raise ActionError("I need an amount in pounds, such as £250.") from None
    if amount <= 0:
        raise ActionError("The amount must be more than £0.")
    return shown(amount)


@action()
def a_postcode(value: str) -> str:
    """Check a UK postcode; return it with its space."""
    found = POSTCODE.search(value.upper())
    if found is None:
        raise ActionError("That doesn't look like a UK postcode; one looks like LA9 4QT.")
    return f"{found[1]} {found[2]}"


@action()
def a_day(value: str) -> str:
    """Return a day; one that was picked in a calendar (2026-11-24) in words: Tuesday 24 November 2026."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day:%A} {day.day} {day:%B %Y}"


@action()
def a_branch(value: str) -> str:
    """Check that it is one of the larger branches."""
    named = [branch for branch in BRANCHES if branch.casefold() in value.casefold()]
    if len(named) != 1:
        raise ActionError(f"Appointments are at our larger branches: {', '.join(sorted(BRANCHES))}.")
    return named[0]


# Cards


@dataclass(frozen=True)
class Report:
    block_reference: str


@action(changes=True, seconds=5, attempts=2)
def block_card(card_type: str, card_last_four: str, *, key: str, conversation_id: str) -> Report:
    """Block a card for good."""
    _known(card_last_four)
    with BANK.lock:
        customer = BANK.customer(conversation_id)
        customer.blocked.add(card_last_four)
        return Report(customer.done.setdefault(key, reference("BL", key)))


@dataclass(frozen=True)
class CardOrder:
    order_reference: str
    arrives: str


@action(changes=True, seconds=5, attempts=2)
def order_card(card_type: str, card_last_four: str, delivery: str, *, key: str, conversation_id: str) -> CardOrder:
    """Order a replacement for a damaged card."""
    _known(card_last_four)
    with BANK.lock:
        made = BANK.customer(conversation_id).done.setdefault(key, reference("CO", key))
    return CardOrder(made, "on the next working day" if delivery == "express" else "in 3 to 5 working days")


def _known(card_last_four: str) -> None:
    if card_last_four == "0000":  # so that the demo has a card that doesn't exist
        raise ActionError("You have no card with these last four digits.")


# Payments


@dataclass(frozen=True)
class Dispute:
    dispute_reference: str


@action(changes=True, seconds=5, attempts=2)
def open_dispute(
    merchant: str, amount: Pounds, payment_date: str, problem: str, *, key: str, conversation_id: str
) -> Dispute:
    """Open a dispute about a card payment."""
    with BANK.lock:
        return Dispute(BANK.customer(conversation_id).done.setdefault(key, reference("DP", key)))


@dataclass(frozen=True)
class TransferCheck:
    verdict: str
    balance: str
    limit: str


@action()
def check_transfer(amount: Pounds, *, conversation_id: str) -> TransferCheck:
    """Check whether the customer may send this much now: ok, over_limit or too_little_money."""
    with BANK.lock:
        customer = BANK.customer(conversation_id)
        verdict = "ok"
        if amount + customer.sent_today > customer.transfer_limit:
            verdict = "over_limit"
        elif amount > customer.balance:
            verdict = "too_little_money"
        return TransferCheck(verdict, shown(customer.balance), shown(customer.transfer_limit))


@dataclass(frozen=True)
class Sent:
    transfer_reference: str
    left: str


@action(changes=True, seconds=5, attempts=2)
def send_money(payee: str, amount: Pounds, *, key: str, conversation_id: str) -> Sent:
    """Send the money."""
    with BANK.lock:
        customer = BANK.customer(conversation_id)
        if key not in customer.done:
            if amount > customer.balance:
                raise ActionError(f"There is only {shown(customer.balance)} in your account.")
            customer.balance -= amount
            customer.sent_today += amount
            customer.done[key] = reference("TR", key)
        return Sent(customer.done[key], shown(customer.balance))


# Limits


@dataclass(frozen=True)
class LimitCheck:
    verdict: str
    present_limit: str
    highest: str


@action()
def check_limit(limit_kind: str, new_limit: Pounds, *, conversation_id: str) -> LimitCheck:
    """Check whether the limit can be this high: ok, too_high or lower (than it is)."""
    with BANK.lock:
        customer = BANK.customer(conversation_id)
        card = limit_kind == "credit card"
        present = customer.credit_limit if card else customer.transfer_limit
        highest = Decimal(12_000) if card else Decimal(25_000)
    verdict = "too_high" if new_limit > highest else "lower" if new_limit <= present else "ok"
    return LimitCheck(verdict, shown(present), shown(highest))


@dataclass(frozen=True)
class LimitChange:
    limit_reference: str


@action(changes=True, seconds=5, attempts=2)
def set_limit(limit_kind: str, new_limit: Pounds, *, key: str, conversation_id: str) -> LimitChange:
    """Request the new limit."""
    with BANK.lock:
        customer = BANK.customer(conversation_id)
        if limit_kind == "credit card":
            customer.credit_limit = new_limit
        else:
            customer.transfer_limit = new_limit
        return LimitChange(customer.done.setdefault(key, reference("LM", key)))


# Appointments and addresses


@dataclass(frozen=True)
class Appointment:
    appointment_reference: str


@action(changes=True, seconds=5, attempts=2)
def book_visit(
    topic: str, branch: str, visit_day: str, visit_time: str, *, key: str, conversation_id: str
) -> Appointment:
    """Book an appointment."""
    if "sunday" in visit_day.casefold():
        raise ActionError("All branches are closed on Sundays.")
    if "saturday" in visit_day.casefold() and branch not in SATURDAY_BRANCHES:
        raise ActionError(f"The branch in {branch} is closed on Saturdays.")
    with BANK.lock:
        return Appointment(BANK.customer(conversation_id).done.setdefault(key, reference("AP", key)))


@dataclass(frozen=True)
class AddressChange:
    address_reference: str


@action(changes=True, seconds=5, attempts=2)
def set_address(new_address: str, postcode: str, *, key: str, conversation_id: str) -> AddressChange:
    """Change the address on all accounts."""
    with BANK.lock:
        return AddressChange(BANK.customer(conversation_id).done.setdefault(key, reference("AD", key)))
