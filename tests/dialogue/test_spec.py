"""What is checked between the parts of dialogue.yml."""

from __future__ import annotations

import pytest

from botkit.dialogue import DialogueSpec


def form(**changes):
    slots = [{"name": "card", "ask": "Which?"}, {"name": "day", "ask": "When was the {card} lost?"}]
    return {
        "intents": {"lost": {"form": "lost"}},
        "forms": {"lost": {"slots": slots, "done": "{card} {day}"} | changes},
    }


@pytest.mark.parametrize("spec", [{}, form()])
def test_a_spec_that_fits_has_no_problems(problems_of, spec):
    assert problems_of(spec) == []


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        (
            {"intents": {"hi": {"say": "greeet"}}, "replies": {"greet": "Hi"}},
            "there is no reply 'greeet' under replies; did you mean 'greet'?",
        ),
        ({"intents": {"lost": {"form": "lost"}}}, "there is no form 'lost' under forms"),
        (
            {"intents": {"hi": {"say": "refuse", "hand_off": True}}},
            "the intent 'hi' can only do one of say, form and hand_off; keep one",
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
        (form(done="{crad} {day}"), "unknown placeholder '{crad}'; did you mean 'card'?"),
        (form(intro="{card}"), "unknown placeholder '{card}'; none can be used here"),
        (
            form(slots=[{"name": "day", "ask": "{card}?"}, {"name": "card", "ask": "?"}]),
            "unknown placeholder '{card}'; none can be used here",
        ),
        (
            form(slots=[{"name": name, "ask": "?"} for name in ("card", "day", "day")]),
            "the form asks for 'day' twice; remove one",
        ),
        (
            form(slots=[{"name": "card", "ask": "?", "choices": ["a"], "pattern": "a"}, {"name": "day", "ask": "?"}]),
            "'card' has choices and a pattern; keep one",
        ),
    ],
)
def test_what_does_not_fit_is_named(problems_of, spec, problem):
    assert problem in problems_of(spec)


def test_a_form_that_nothing_starts_is_a_problem(problems_of):
    assert problems_of(form() | {"intents": {}}) == ["no intent starts the form 'lost'; add `form: lost` to one"]


def test_the_bot_has_words_for_everything_without_a_dialogue_file():
    spec = DialogueSpec()
    assert all(spec.reply(name) for name in ("refuse", "hand_off", "clarify", "cancelled", "invalid", "apology"))
