from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from botkit.domain import (
    Attachment,
    AttachmentKind,
    Citation,
    Conversation,
    Decision,
    DecisionKind,
    DialogueState,
    Fate,
    Field,
    FieldKind,
    Message,
    Outcome,
    Passage,
    Sentence,
    Status,
    TextDelta,
    Verdict,
)
from botkit.domain.errors import GenerationError
from botkit.testing import KeywordNlu, LineWriter, ListRetriever, ScriptedGenerator, ScriptedPolicy
from botkit.turn.engine import Engine

FEES = Passage(
    "1", "fees.md", "Fees", "A replacement card costs 8 EUR.", relevance=0.9, url="https://bank.example/fees"
)
TIMES = Passage("2", "times.md", "Times", "A replacement card arrives in 5 days.", relevance=0.6)
HOURS = Passage("3", "hours.md", "Hours", "The card desk opens at nine.", relevance=0.2)

FORM = DialogueState(form="lost_card", asked="card")
GREETING = Decision(DecisionKind.SMALLTALK, "Hello!", choices=("Fees", "Cards"))
ASIDE = Decision(
    DecisionKind.ANSWER,
    "Which card did you lose?",
    query="replacement card",
    choices=("Debit", "Credit"),
    field=Field(FieldKind.CHOICE, "the card", ("Debit", "Credit")),
    state=FORM,
)


def engine(*lines: str | Exception, passages: Sequence[Passage] = (FEES, TIMES, HOURS)) -> Engine:
    return Engine(
        KeywordNlu({"hello": "greet", "meanwhile": "aside"}, {"currency": ["EUR"]}),
        ScriptedPolicy({"greet": GREETING, "aside": ASIDE}),
        ListRetriever(passages),
        LineWriter(ScriptedGenerator(lines)),
        min_relevance=0.5,
    )


def take(engine: Engine, text: str, conversation: Conversation | None = None) -> tuple[list[object], Outcome]:
    message = Message("console", "c1", "m1", text)
    *events, outcome = engine.turn(message, conversation or Conversation("c1"))
    assert isinstance(outcome, Outcome)
    assert "".join(e.text for e in events if isinstance(e, TextDelta)) == outcome.turn.reply.text
    return list(events), outcome


def test_an_answer_is_written_from_the_passages_and_cites_them() -> None:
    events, outcome = take(engine("It costs 8 EUR.", "It arrives in 5 days."), "What is a replacement card in EUR?")
    assert events == [
        Status("understand"),
        Status("retrieve"),
        Status("generate"),
        TextDelta("It costs 8 EUR."),
        TextDelta(" It arrives in 5 days."),
    ]
    reply = outcome.turn.reply
    assert reply.decision is DecisionKind.ANSWER
    assert [(c.source, c.quote, c.url) for c in reply.citations] == [
        ("fees.md", FEES.text, "https://bank.example/fees"),
        ("times.md", TIMES.text, ""),
    ]


def test_the_turn_carries_what_was_understood_and_its_number() -> None:
    _, outcome = take(engine("Yes."), "Is a card paid in EUR?", Conversation("c1", length=4))
    assert outcome.turn.seq == 5
    slot = outcome.turn.understanding.slot("currency")
    assert slot is not None
    assert slot.value == "EUR"


def test_a_source_is_cited_once_however_many_sentences_it_supports() -> None:
    _, outcome = take(engine("One.", "Two.", "Three."), "replacement card")
    assert [citation.source for citation in outcome.turn.reply.citations] == ["fees.md", "times.md"]


def test_items_of_a_list_have_lines_of_their_own() -> None:
    _, outcome = take(engine("Do this:", "1. Call us.", "2. Wait.", "Then relax."), "replacement card")
    assert outcome.turn.reply.text == "Do this:\n1. Call us.\n2. Wait.\nThen relax."


def test_passages_below_the_threshold_count_as_not_found() -> None:
    events, outcome = take(engine("Nine.", passages=[HOURS]), "When does the desk open?")
    assert outcome.turn.reply.text == "I don't know."
    assert outcome.turn.reply.decision is DecisionKind.REFUSE
    assert Status("generate") not in events


def test_an_answer_without_a_supported_sentence_becomes_a_refusal() -> None:
    events, outcome = take(engine(), "replacement card")
    assert events[-2:] == [Status("generate"), TextDelta("I don't know.")]
    assert outcome.turn.reply.decision is DecisionKind.REFUSE
    assert outcome.turn.reply.citations == ()


def test_after_an_answer_given_aside_the_form_goes_on_in_a_paragraph_of_its_own() -> None:
    _, outcome = take(engine("It costs 8 EUR."), "Meanwhile")
    assert outcome.turn.reply.text == "It costs 8 EUR.\n\nWhich card did you lose?"
    assert outcome.turn.reply.choices == ("Debit", "Credit")
    assert outcome.turn.reply.field == ASIDE.field
    assert outcome.state == FORM


def test_a_refusal_takes_the_place_of_all_that_was_to_be_said_and_knows_the_state() -> None:
    _, outcome = take(engine(), "Meanwhile")
    assert outcome.turn.reply.text == "I don't know."
    assert outcome.turn.reply.choices == ()
    assert outcome.state == FORM


PAGE = Attachment(AttachmentKind.PAGE, "Shop", "A card costs 3 EUR here.")
LETTER = Attachment(AttachmentKind.FILE, "letter.txt", "Your card costs 5 EUR.")


class Reads:
    """An AttachmentReader that finds each attachment, files meant, with the relevance of `relevance`."""

    def __init__(self, relevance: float) -> None:
        self.relevance = relevance

    def is_meant(self, query: str, attachment: Attachment) -> bool:
        return attachment.kind is AttachmentKind.FILE

    def search(self, query: str, attachments: Sequence[Attachment], k: int) -> list[Passage]:
        return [
            Passage(one.source, one.source, one.title, one.text, relevance=self.relevance) for one in attachments[:k]
        ]


def cited(relevance: float, *attachments: Attachment) -> list[str]:
    """What is cited where each passage is told, the line of the model for each being the same."""
    reads = Reads(relevance)
    asked = Engine(
        KeywordNlu({}),
        ScriptedPolicy({}),
        ListRetriever((FEES, TIMES)),
        QuotingWriter(),
        min_relevance=0.5,
        attachments=reads,
    )
    message = Message("web", "c1", "m1", "replacement card", attachments=attachments)
    *_, outcome = asked.turn(message, Conversation("c1"))
    assert isinstance(outcome, Outcome)
    return [citation.source for citation in outcome.turn.reply.citations]


class QuotingWriter:
    """A Writer that says every passage that says something."""

    def write(self, question: str, passages: Sequence[Passage]) -> Iterator[Sentence]:
        for one in (passage for passage in passages if passage.text):
            yield Sentence(one.text, Citation(one.title, one.source, one.text))


def test_a_page_is_searched_together_with_the_documents() -> None:
    assert cited(0.7, PAGE) == ["fees.md", "page:", "times.md"]


def test_what_is_meant_answers_alone() -> None:
    assert cited(0.7, PAGE, LETTER) == ["file:letter.txt"]


def test_where_what_is_meant_tells_nothing_the_documents_answer() -> None:
    assert cited(0.2, LETTER) == ["fees.md", "times.md"]
    assert cited(0.7, replace(LETTER, text="")) == ["fees.md", "times.md"]


def test_what_needs_no_documents_is_said_at_once() -> None:
    events, outcome = take(engine(RuntimeError("not asked")), "Hello")
    assert events == [Status("understand"), TextDelta("Hello!")]
    assert outcome.turn.reply.decision is DecisionKind.SMALLTALK
    assert outcome.turn.reply.choices == ("Fees", "Cards")


def test_a_model_that_fails_before_the_first_sentence_fails_the_turn() -> None:
    with pytest.raises(GenerationError, match="out of memory"):
        take(engine(GenerationError("out of memory")), "replacement card")


def test_a_model_that_fails_later_leaves_what_was_said(caplog: pytest.LogCaptureFixture) -> None:
    _, outcome = take(engine("It costs 8 EUR.", GenerationError("the server went away")), "replacement card")
    assert outcome.turn.reply.text == "It costs 8 EUR."
    assert [citation.source for citation in outcome.turn.reply.citations] == ["fees.md"]
    assert "the server went away" in caplog.text
    assert "8 EUR" not in caplog.text


def test_sentences_are_passed_on_as_they_come() -> None:
    turn = engine("It costs 8 EUR.", GenerationError("later")).turn(
        Message("console", "c1", "m1", "replacement card"), Conversation("c1")
    )
    assert [next(turn) for _ in range(4)][-1] == TextDelta("It costs 8 EUR.")


def test_what_was_found_but_is_no_answer_is_named_to_the_policy() -> None:
    class Naming(ScriptedPolicy):
        def refuse(self, conversation: Conversation, state: DialogueState, nearest: Sequence[str] = ()) -> Decision:
            return Decision(DecisionKind.REFUSE, " | ".join(nearest), state=state)

    near = [replace(FEES, relevance=0.4), replace(FEES, id="9", relevance=0.4), replace(HOURS, relevance=0.1)]
    parts = (KeywordNlu({}, {}), Naming({}), ListRetriever(near), LineWriter(ScriptedGenerator(())))
    _, outcome = take(Engine(*parts, min_relevance=0.5), "Is a card free?")
    assert (outcome.turn.reply.decision, outcome.turn.reply.text) == (DecisionKind.REFUSE, "Fees")
    assert outcome.turn.reply.citations == ()


def test_the_verdicts_on_what_a_model_wrote_are_kept_with_the_turn_also_where_nothing_is_said() -> None:
    verdicts = (
        Verdict("Cards are free.", Fate.DROPPED, 0.4, "no passage says so"),
        Verdict("Ask us.", Fate.DROPPED, 0),
    )

    class Silent:
        def write(self, question: str, passages: Sequence[Passage]) -> Iterator[Sentence | Verdict]:
            yield from verdicts

    silent = Engine(KeywordNlu({}), ScriptedPolicy({}), ListRetriever([FEES]), Silent(), min_relevance=0.5)
    _, outcome = take(silent, "What does a replacement card cost?")
    assert outcome.turn.reply.decision is DecisionKind.REFUSE
    assert outcome.turn.verdicts == verdicts


def test_passages_are_searched_for_the_tenant_of_the_message() -> None:
    asked: list[str] = []

    class Listening(ListRetriever):
        def search(self, query: str, k: int = 5, *, tenant: str = "") -> list[Passage]:
            asked.append(tenant)
            return super().search(query, k)

    listening = Engine(
        KeywordNlu({}), ScriptedPolicy({}), Listening([FEES]), LineWriter(ScriptedGenerator(["x"])), min_relevance=0.5
    )
    for profile in ({"tenant": "acme"}, {}):
        message = Message("web", "c1", "m1", "What does a replacement card cost?", profile=profile)
        list(listening.turn(message, Conversation("c1")))
    assert asked == ["acme", ""]


def test_a_phones_apostrophes_are_understood_as_a_keyboards_and_kept_as_they_were_written() -> None:
    _, outcome = take(engine("It costs 8 EUR."), "What’s a “replacement” card?")
    assert outcome.turn.understanding.text == 'What\'s a "replacement" card?'
    assert outcome.turn.message.text == "What’s a “replacement” card?"
