"""Actions: the functions of a bot's actions.py, as flows call them."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from botkit.actions import ActionError, ActionUnavailable, PythonActions, action, attempts
from botkit.domain import ActionSignature
from botkit.domain.errors import ConfigError


@dataclass
class Quote:
    fee: Decimal
    allowed: bool
    note: str | None = None


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch):
    monkeypatch.setattr(attempts, "PAUSE", 0.0)


def run(function, key="k", **arguments):
    return PythonActions({"act": function}).run("act", arguments, conversation="c1", key=key)


def test_customers_are_told_a_code_and_not_the_key():
    @action(changes=True)
    def order(*, key: str, reference_code: str) -> str:
        return reference_code

    def code(key: str) -> str:
        return str(run(order, key=key)["result"])

    keys = [f"web:c1:{turn}:{step}" for turn in range(100) for step in range(20)]
    assert len({code(key) for key in keys}) == len(keys)
    assert re.fullmatch("[2-9A-HJKMNP-TV-Z]{8}", code(keys[0]))
    assert code(keys[0]) == code(keys[0])


def test_what_changes_nothing_has_no_code():
    @action()
    def look(*, reference_code: str) -> str:
        return reference_code or "none"

    assert run(look, key="") == {"result": "none"}


def test_arguments_come_in_their_types_and_results_go_out_as_text():
    @action()
    def quote(amount: Decimal, day: date, times: int = 2) -> Quote:
        return Quote(amount * times, allowed=day == date(2026, 11, 21))

    assert run(quote, amount="12.50", day="2026-11-21") == {"fee": "25.00", "allowed": "yes"}


def test_a_text_is_the_result_and_nothing_is_no_result():
    @action()
    def upper(value: str) -> str:
        return value.upper()

    @action()
    def nothing() -> None: ...

    assert run(upper, value="a") == {"result": "A"}
    assert run(nothing) == {}


def test_the_key_and_the_conversation_are_given_to_whoever_asks():
    @action(changes=True)
    def block(card: str, *, key: str, conversation_id: str) -> str:
        return f"{card} {key} {conversation_id}"

    assert run(block, card="4821", key="c1/3/x") == {"result": "4821 c1/3/x c1"}


def test_async_functions_are_run_to_their_end():
    @action()
    async def slow() -> str:
        await asyncio.sleep(0.01)
        return "done"

    assert run(slow) == {"result": "done"}


def test_a_signature_says_what_is_taken_given_and_changed():
    @action(changes=True)
    def pay(amount: str, note: str = "", *, key: str) -> Quote:
        raise NotImplementedError

    assert PythonActions({"pay": pay}).signatures["pay"] == ActionSignature(
        "pay", arguments=("amount", "note"), needed=("amount",), results=("fee", "allowed", "note"), changes=True
    )


# Failures


def test_what_an_action_says_of_its_failure_is_passed_on():
    @action()
    def refuse() -> None:
        raise ActionError("You have no such card.")

    with pytest.raises(ActionError, match="You have no such card"):
        run(refuse)


def test_other_errors_are_not_told_to_the_customer(caplog):
    @action()
    def broken() -> None:
        raise KeyError("secret")

    with pytest.raises(ActionError, match=r"^Something went wrong on our side\.$"):
        run(broken)
    assert "mend it in actions.py" in caplog.text


def test_a_value_of_the_wrong_type_is_named():
    @action()
    def pay(amount: Decimal) -> None: ...

    with pytest.raises(ActionError, match="I can't use 'much': input should be a valid decimal"):
        run(pay, amount="much")


@pytest.mark.parametrize("error", [ActionUnavailable("The bank is away."), ConnectionResetError(), TimeoutError()])
def test_what_is_away_is_tried_again_with_the_same_key(error):
    keys = []

    @action(changes=True, attempts=3)
    def pay(*, key: str) -> str:
        keys.append(key)
        if len(keys) < 3:
            raise error
        return "paid"

    assert run(pay, key="one") == {"result": "paid"}
    assert keys == ["one", "one", "one"]


def test_what_stays_away_fails():
    @action(attempts=2)
    def pay() -> None:
        raise ActionUnavailable

    with pytest.raises(ActionUnavailable, match="can't be reached at the moment"):
        run(pay)


def test_a_failure_is_not_tried_again():
    calls = []

    @action(attempts=3)
    def refuse() -> None:
        calls.append(1)
        raise ActionError("No.")

    with pytest.raises(ActionError, match="No"):
        run(refuse)
    assert calls == [1]


def test_an_action_that_takes_too_long_is_given_up():
    @action(seconds=0.05)
    def slow() -> None:
        time.sleep(0.3)

    @action(seconds=0.05)
    async def slow_too() -> None:
        await asyncio.sleep(0.3)

    for function in (slow, slow_too):
        with pytest.raises(ActionUnavailable, match="can't be reached"):
            run(function)


def test_an_action_that_does_not_exist_fails():
    with pytest.raises(ActionError, match="There is no action 'pay'"):
        PythonActions({}).run("pay", {}, conversation="c", key="k")


# Reading actions.py


def load(tmp_path: Path, text: str) -> PythonActions:
    (tmp_path / "actions.py").write_text(text)
    return PythonActions.load(tmp_path / "actions.py")


def test_the_marked_functions_of_the_file_are_its_actions(tmp_path):
    found = load(
        tmp_path,
        "from __future__ import annotations\nfrom dataclasses import dataclass\nfrom botkit.actions import action\n"
        "@dataclass\nclass Blocked:\n    reference: str\n\n"
        "def helper(): ...\n\n@action()\ndef block(card: str) -> Blocked:\n    return Blocked('B' + card)\n",
    )

    assert list(found.signatures) == ["block"]
    assert found.run("block", {"card": "1"}, conversation="c", key="k") == {"reference": "B1"}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("def block(:\n", r"^actions.py:1: is not valid Python: "),
        ("import os\nos.nothing\n", r"^actions.py:2: cannot be run: AttributeError: "),
        (
            "A\n@action()\ndef f(card): ...\n",
            r"^actions.py:2: the action 'f' does not say the type of 'card'; annotate it$",
        ),
        ("A\n@action()\ndef f(*cards: str): ...\n", r"^actions.py:2: the action 'f' takes '\*cards: str'; give every "),
        (
            "A\n@action()\ndef f() -> int: ...\n",
            r"^actions.py:2: the action 'f' must return a dataclass, str or None, ",
        ),
        (
            "A\n@action(changes=True)\ndef f(): ...\n",
            r"^actions.py:2: the action 'f' changes something and must take `key",
        ),
    ],
)
def test_what_is_wrong_in_the_file_is_named_with_its_line(tmp_path, text, error):
    with pytest.raises(ConfigError, match=error):
        load(tmp_path, text.replace("A\n", "from botkit.actions import action\n"))
