"""What is checked between the parts of dialogue.yml."""

from __future__ import annotations

import pytest

from botkit.dialogue import DialogueSpec


def spec_with(steps=None, slots=None, **changes):
    return {
        "intents": {"lost": {"flow": "lost"}},
        "slots": {"card": {"question": "Which?"}, "day": {"question": "When was the {card} lost?"}}
        if slots is None
        else slots,
        "flows": {"lost": {"steps": steps or [{"ask": "card"}, {"ask": "day"}, {"say": "{card} {day}"}]}},
    } | changes


@pytest.mark.parametrize("spec", [{}, spec_with()])
def test_a_spec_that_fits_has_no_problems(problems_of, spec):
    assert problems_of(spec) == []


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        (
            {"intents": {"hi": {"say": "greeet"}}, "replies": {"greet": "Hi"}},
            "there is no reply 'greeet' under replies; did you mean 'greet'?",
        ),
        ({"intents": {"lost": {"flow": "lost"}}}, "there is no flow 'lost' under flows"),
        (
            {"intents": {"hi": {"say": "refuse", "hand_off": True}}},
            "the intent 'hi' can only do one of say, flow and hand_off; keep one",
        ),
        (
            {"intents": {"hi": {"offer_person": True}}},
            "offer_person goes with say: the reply is what offers a person",
        ),
        (
            {"intents": {"a": {"label": "pay"}, "b": {"label": "Pay"}}},
            "'b' has the same label as 'a'; tell them apart",
        ),
        ({"replies": {"refusee": "No"}}, "no intent says the reply 'refusee'; did you mean 'refuse'?"),
        ({"replies": {"other": "No"}}, "no intent says the reply 'other'; remove it, or add an intent"),
        ({"replies": {"refuse": "Sorry, {name}"}}, "unknown placeholder '{name}'; none can be used here"),
        ({"replies": {"clarify": "What?"}}, "the reply 'clarify' must contain {options}; add it"),
        (
            spec_with(slots={"card": {"question": "?", "choices": ["a"], "pattern": "a"}, "day": {"question": "?"}}),
            "'card' has choices and a pattern; keep one",
        ),
        (
            spec_with(slots={"card": {"question": "?", "choices": ["a"], "kind": "date"}, "day": {"question": "?"}}),
            "'card' has choices, which are its kind; remove 'kind'",
        ),
        (spec_with(steps=[{"ask": "card"}]), "no flow asks for 'day'; remove it, or add a step to a flow"),
        (
            spec_with(intents={"lost": {"flow": "lost", "values": {"crad": "x"}}}),
            "'lost' does not ask for 'crad'; did you mean 'card'?",
        ),
        ({"intents": {"hi": {"questions": "answer"}}}, "'questions' goes with 'flow'; add the flow, or remove it"),
        (
            spec_with(intents={"lost": {"flow": "lost", "questions": "answer"}}),
            "the intent 'lost' needs a label: it completes the offer to start 'lost'",
        ),
    ],
)
def test_what_does_not_fit_is_named(problems_of, spec, problem):
    assert problem in problems_of(spec)


def test_a_flow_that_nothing_starts_is_a_problem(problems_of):
    assert problems_of(spec_with(intents={})) == [
        "nothing starts the flow 'lost'; add `flow: lost` to an intent, or buttons"
    ]


def test_the_bot_has_words_for_everything_without_a_dialogue_file():
    spec = DialogueSpec()
    assert all(spec.reply(name) for name in ("refuse", "hand_off", "clarify", "cancelled", "invalid", "apology"))
