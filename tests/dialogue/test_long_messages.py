"""No message takes longer than its length: none may be used to keep the bot busy."""

from __future__ import annotations

from time import process_time

import pytest

from botkit.dialogue import DialoguePolicy, DialogueSpec
from botkit.domain import Conversation, DecisionKind, DialogueState, Message, Reply, Turn
from intents.types import Intent, Slot, Understanding
from tests.dialogue.conftest import SPEC

PIECES = (
    *("no, ", "not ", "not Anna, ", "to ", "from my ", "my ", "it ", "please ", "yes ", "can you ", "and the "),
    *("4821 ", "1 ", "debit or ", "not the debit ", "the second ", "ich meine ", "👍", "a'", "!", " ", "'", ". ", "-"),
)
SECONDS = 1.0
"""For 4,000 characters, though the machine be slow and busy: a twentieth of it is usual."""


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("piece", PIECES)
def test_a_message_of_one_piece_again_and_again_is_read_at_once(piece, language):
    policy = DialoguePolicy(DialogueSpec.model_validate(SPEC, context={"language": language}))
    text = (piece * 4000)[:4000]
    slots = tuple(Slot("date", text[at : at + 3], text[at : at + 3], at, at + 3) for at in range(0, 300, 4))
    intents = (Intent("report_lost_card", 0.9),)
    values = {"card_type": "debit", "date": "Friday"}
    answered = Turn(1, Message("t", "c", "1", "a"), Understanding(text), Reply("b", DecisionKind.ANSWER))
    talks = [
        Conversation("c", 1, DialogueState(), (answered,)),
        Conversation("c", 1, DialogueState(form="lost_card", asked="digits", values=values, filled=tuple(values))),
        Conversation("c", 1, DialogueState(options=("freeze_card", "report_lost_card"))),
    ]
    policy.decide(Understanding("hello"), talks[0])  # lists are read at their first use
    for conversation in (*talks, Conversation("c")):
        begin = process_time()
        policy.decide(Understanding(text, intents if not conversation.recent else (), slots), conversation)
        assert process_time() - begin < SECONDS
