"""Office hours."""

from datetime import date, datetime

import pytest

from botkit.dialogue import DialoguePolicy, DialogueSpec
from botkit.dialogue.policy.office_hours import OfficeHours
from botkit.domain import Conversation, DecisionKind
from intents.types import Understanding

HOURS = OfficeHours.read({"mon-fri": "9:00-12:00, 13:00-17:30", "sat": "10:00-24:00"}, [date(2026, 12, 25)])


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-20 09:00", True),
        ("2026-11-20 08:59", False),
        ("2026-11-20 12:30", False),
        ("2026-11-20 17:29", True),
        ("2026-11-20 17:30", False),
        ("2026-11-21 23:59", True),
        ("2026-11-22 11:00", False),
        ("2026-12-25 11:00", False),
    ],
)
def test_somebody_is_there_within_the_hours_of_the_day(at: str, is_open: bool) -> None:
    assert HOURS.open_at(datetime.fromisoformat(at)) is is_open


@pytest.mark.parametrize(
    ("hours", "problem"),
    [
        ({"funday": "09:00-17:00"}, "must be a day or days, such as mon-fri or sat, not 'funday'"),
        ({"fri-mon": "09:00-17:00"}, "write it as two: fri-sun and mon-mon"),
        ({"mon": "17:00-09:00"}, "must be times of one day, such as 09:00-17:30, not '17:00-09:00'"),
        ({"mon": "all day"}, "must be times of one day"),
        ({"mon": "09:00-25:00"}, "must be times of one day"),
    ],
)
def test_hours_that_cannot_be_are_named(hours: dict[str, str], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        OfficeHours.read(hours)


def test_outside_the_hours_the_bot_says_so_and_keeps_the_conversation() -> None:
    policy = DialoguePolicy(DialogueSpec(), staffed=lambda: False)
    decision = policy.decide(Understanding("Talk to a person"), Conversation("c1"))
    assert decision.kind is DecisionKind.REFUSE
    assert decision.text.startswith("Nobody of our team is there just now")
    assert not decision.state.handed_off
    open_policy = DialoguePolicy(DialogueSpec(), staffed=lambda: True)
    assert open_policy.decide(Understanding("Talk to a person"), Conversation("c1")).kind is DecisionKind.HAND_OFF
