"""Conversations that must hold: every kind of expectation, and what is said of one that failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from botkit.domain import Conversation, Decision, DecisionKind, DialogueState, Passage
from botkit.domain.errors import ConfigError
from botkit.evaluation.conversations import (
    ConversationTest,
    Step,
    read_all_conversations,
    read_conversations,
    run_conversations,
)
from botkit.testing import KeywordNlu, LineWriter, ListRetriever, ScriptedGenerator, ScriptedPolicy
from botkit.turn.engine import Engine
from intents.types import Understanding


class CountingPolicy(ScriptedPolicy):
    """Says how many turns there were before a greeting."""

    def decide(self, understanding: Understanding, conversation: Conversation) -> Decision:
        if understanding.best and understanding.best.name == "greet":
            state = DialogueState(form=f"after {conversation.state.form}")
            return Decision(DecisionKind.SMALLTALK, f"Hello, number {conversation.length}!", state=state)
        return super().decide(understanding, conversation)


@pytest.fixture
def engine() -> Engine:
    return Engine(
        KeywordNlu({"hello": "greet", "fee": "fees"}, {"card": ["Debit"]}),
        CountingPolicy({}, refusal="I don't know."),
        ListRetriever([Passage("1", "fees.md", "Fees", "The transfer fee is 5.")]),
        LineWriter(ScriptedGenerator(["It is £5\n for a transfer."])),
        min_relevance=0,
    )


def test_conversations_that_go_as_they_must_hold(engine: Engine) -> None:
    greeting = Step(user="hello", decision=DecisionKind.SMALLTALK, intent="greet", says="hello")
    fee = Step(
        user="the transfer fee for a debit card?",
        decision=DecisionKind.ANSWER,
        intent="fees",
        says=("£5 for a transfer", "IT IS"),
        not_says="£6",
        cites="fees.md",
        slots={"card": "DEBIT"},
    )
    steps: list[tuple[str, int, int]] = []
    tests = [
        ConversationTest(name="a greeting, and then a fee", steps=(greeting, fee)),
        ConversationTest(name="anything goes", steps=(Step(user="will it snow?"),)),
    ]

    report = run_conversations(engine, tests, lambda *step: steps.append(step))

    assert (report.held, report.total, report.failures) == (2, 2, ())
    assert steps == [("holding conversations", 1, 2), ("holding conversations", 2, 2)]


@pytest.mark.parametrize(
    ("expected", "problem"),
    [
        ({"decision": "refuse"}, "decision answer, expected refuse"),
        ({"intent": "greet"}, "intent fees, expected greet"),
        ({"says": ["£5", "£6"]}, "does not say '£6'"),
        ({"not_says": "£5"}, "says '£5'"),
        ({"cites": "cards.md"}, "cites fees.md, expected cards.md"),
        ({"slots": {"card": "credit"}}, "slot card is Debit, expected credit"),
        ({"slots": {"city": "Leeds"}}, "slot city is not found, expected Leeds"),
        ({"flow": "block_card"}, "flow none, expected block_card"),
        ({"values": {"card": "Debit"}}, "value card is not found, expected Debit"),
        (
            {"exactly": "It is £6 for a transfer."},
            "exactly It is £5 for a transfer., expected It is £6 for a transfer.",
        ),
        ({"matches": "£[6-9]"}, "matches It is £5 for a transfer., expected £[6-9]"),
        ({"choices": "Yes"}, "choices none, expected Yes"),
    ],
)
def test_what_differs_is_said_in_words(engine: Engine, expected: dict[str, object], problem: str) -> None:
    step = Step.model_validate({"user": "the transfer fee for a Debit card?", **expected})

    (failure,) = run_conversations(engine, [ConversationTest(name="a fee", steps=(step,))]).failures

    assert (failure.conversation, failure.step, failure.user) == ("a fee", 1, step.user)
    assert failure.reply == "It is £5\n for a transfer."
    assert [str(one) for one in failure.problems] == [problem]


def test_what_was_not_understood_or_not_cited_is_said_in_words(engine: Engine) -> None:
    step = Step(user="will it snow?", intent="weather", cites="weather.md")

    (failure,) = run_conversations(engine, [ConversationTest(name="snow", steps=(step,))]).failures

    problems = [str(problem) for problem in failure.problems]
    assert problems == ["intent none, expected weather", "cites nothing, expected weather.md"]


def test_a_conversation_goes_on_where_its_last_step_left_it_and_ends_at_its_first_failure(engine: Engine) -> None:
    steps = (
        Step(user="hello", says="number 0"),
        Step(user="hello", says="number 1"),
        Step(user="hello", says="number 7"),
        Step(user="hello", says="number 8"),
    )
    tests = [ConversationTest(name="counting", steps=steps), ConversationTest(name="anew", steps=steps[:1])]

    report = run_conversations(engine, tests)

    assert report.held == 1
    assert [(failure.conversation, failure.step) for failure in report.failures] == [("counting", 3)]


# Reading


def test_a_text_stands_for_a_list_of_one(tmp_path: Path) -> None:
    file = tmp_path / "conversations.yml"
    file.write_text("conversations:\n- name: a\n  steps:\n  - user: hi\n    says: hello\n    not_says: [bye, £5]\n")

    (test,) = read_conversations(file)

    assert test.name == "a"
    assert test.steps == (Step(user="hi", says=("hello",), not_says=("bye", "£5")),)
    assert test.origin == "conversations.yml:2"


def test_conversations_may_lie_in_a_folder_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "conversations").mkdir()
    for place, name in (("conversations.yml", "a"), ("conversations/cards.yml", "b")):
        (tmp_path / place).write_text(f"conversations:\n- name: {name}\n  steps:\n  - user: hi\n")

    assert [test.name for test in read_all_conversations(tmp_path) or ()] == ["a", "b"]
    assert read_all_conversations(tmp_path / "conversations" / "none") is None


def test_two_conversations_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "conversations.yml").write_text(
        "conversations:\n- name: a\n  steps:\n  - user: hi\n- name: a\n  steps:\n  - user: hi\n"
    )

    with pytest.raises(ConfigError, match=r"conversations.yml:5: 'a' is the name of conversations.yml:2, too"):
        read_all_conversations(tmp_path)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("- name: a\n", "conversations.yml:1: must be a mapping of keys to values, not a list"),
        ("conversation: []\n", "conversations.yml:1: the key 'conversations' is missing in the top level; add it"),
        ("conversations:\n- steps:\n  - user: hi\n", "conversations.yml:2: the key 'name' is missing in"),
        ("conversations:\n- name: a\n  steps: []\n", "conversations.yml:3: 'conversations[0].steps' must not be empty"),
        (
            "conversations:\n- name: a\n  steps:\n  - user: hi\n    say: hello\n",
            "conversations.yml:5: unknown key 'say' in 'conversations[0].steps[0]'; did you mean 'says'?",
        ),
        (
            "conversations:\n- name: a\n  steps:\n  - user: hi\n    decision: answr\n",
            "conversations.yml:5: 'conversations[0].steps[0].decision'",
        ),
        (
            "conversations:\n- name: a\n  steps:\n  - user: hi\n    slots: {card: 4821}\n",
            "conversations.yml:5: 'conversations[0].steps[0].slots.card' must be text, not 4821; put it in quotes",
        ),
        ("conversations: [\n", "conversations.yml:2: is not valid YAML"),
    ],
)
def test_what_is_wrong_in_the_file_is_named_with_its_line(tmp_path: Path, text: str, error: str) -> None:
    (tmp_path / "conversations.yml").write_text(text)

    with pytest.raises(ConfigError) as raised:
        read_conversations(tmp_path / "conversations.yml")
    assert str(raised.value).startswith(error)
