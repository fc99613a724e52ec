"""How often somebody may try to sign in, and what the log says of it."""

from __future__ import annotations

import logging
from datetime import datetime

import pytest
from starlette.requests import Request

from botkit.domain import Account, Role, canonical_login
from connectors.staff.attempts import FOR_A_LOGIN, HERE, HERE_FOR_A_LOGIN, Attempts

ADA = Account("ada", "Ada", Role.AGENT, "stamp")


class Team:
    """Ada alone."""

    def find(self, login: str) -> Account | None:
        return ADA if canonical_login(login) == ADA.login else None

    def sign_in(self, login: str, password: str) -> Account | None:
        return None

    def begin_session(self, account: Account, until: datetime) -> str:
        return ""

    def of_session(self, token: str) -> Account | None:
        return None

    def end_session(self, token: str) -> None:
        pass


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def attempts(clock: Clock) -> Attempts:
    return Attempts(Team(), clock)


def at(address: str) -> Request:
    return Request({"type": "http", "client": (address, 4711), "headers": []})


def stranger(number: int) -> Request:
    return at(f"198.51.{number // 250}.{number % 250}")


HOME = at("203.0.113.9")


@pytest.mark.parametrize(
    "spellings",
    [
        ("ada", "ada ", "ada  ", " ada", "ada\t", "ada\n", "\u2003ada"),
        ("ada", "ADA", "Ada", "aDa", "\uff41da", "a\uff44a", "\U0001d41ada"),
    ],
)
def test_a_login_is_the_same_however_it_is_written(attempts: Attempts, spellings: tuple[str, ...]) -> None:
    waits = [attempts.wait(HOME, spelling) for spelling in spellings]

    assert [wait > 0 for wait in waits] == [False] * HERE_FOR_A_LOGIN + [True]


def test_an_address_has_some_more_attempts_for_all_logins_together(attempts: Attempts) -> None:
    waits = [attempts.wait(HOME, f"person{number}") for number in range(HERE + 1)]

    assert [wait > 0 for wait in waits] == [False] * HERE + [True]


def test_an_ipv6_subscriber_is_one_address(attempts: Attempts) -> None:
    waits = [attempts.wait(at(f"2001:db8::{number}"), "ada") for number in range(1, HERE_FOR_A_LOGIN + 2)]

    assert [wait > 0 for wait in waits] == [False] * HERE_FOR_A_LOGIN + [True]


def test_strangers_do_not_keep_out_who_is_elsewhere(attempts: Attempts) -> None:
    for number in range(8):
        for _ in range(100):
            attempts.wait(stranger(number), "ada")

    assert attempts.wait(HOME, "ada") == 0


def test_a_login_is_not_tried_from_everywhere_without_end(attempts: Attempts, clock: Clock) -> None:
    waits = [attempts.wait(stranger(number), "ada ") for number in range(FOR_A_LOGIN + 1)]
    assert [wait > 0 for wait in waits] == [False] * FOR_A_LOGIN + [True]
    clock.now += 60
    assert attempts.wait(HOME, "ada") == 0


@pytest.mark.parametrize("written", ["correct horse battery", "eve\nsign-in ok: admin", "ada\u2028x", "x" * 10_000, ""])
def test_what_was_typed_is_not_in_the_log(attempts: Attempts, caplog: pytest.LogCaptureFixture, written: str) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(HERE_FOR_A_LOGIN):
        assert attempts.wait(HOME, written) == 0
        attempts.failed(HOME, written)
    assert attempts.wait(HOME, written) > 0

    assert [record.getMessage() for record in caplog.records] == [
        *["sign-in failed: an unknown login from 203.0.113.9"] * HERE_FOR_A_LOGIN,
        "sign-in refused: an unknown login from 203.0.113.9, too many attempts",
    ]


def test_the_login_of_an_account_is(attempts: Attempts, caplog: pytest.LogCaptureFixture) -> None:
    attempts.failed(HOME, " ADA")

    assert [record.getMessage() for record in caplog.records] == ["sign-in failed: login ada from 203.0.113.9"]
