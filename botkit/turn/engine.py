"""One turn: from a message to a reply. It keeps nothing; what it is made of arrives through its constructor."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from botkit.domain import (
    Attachment,
    Citation,
    Conversation,
    DecisionKind,
    Message,
    Outcome,
    Passage,
    Reply,
    Sentence,
    Status,
    TextDelta,
    Turn,
    Verdict,
)
from botkit.domain.errors import GenerationError
from botkit.domain.ports import AttachmentReader, Nlu, Policy, Retriever, Writer
from botkit.text.quotation_marks import straight
from intents.types import Understanding

logger = logging.getLogger(__name__)

NEAR = 0.3
"""Relevance from which a passage may hold the answer, once another one tells that there is one, and from which, if none
does, its title is worth a look; NEAREST is how many are named."""
NEAREST = 2

ReadValues = Callable[[Understanding, datetime, str | None], Understanding]
"""Reads the values of slots; told when the message came, and which slot it may answer."""


class Engine:
    """Takes turns. Safe to use from many threads if its parts are.

    Where no passage is relevant enough (`min_relevance`, 0 to 1), the bot rather says that it doesn't know. Without
    `attachments`, what comes with a message is not read.
    """

    def __init__(
        self,
        nlu: Nlu,
        policy: Policy,
        retriever: Retriever,
        writer: Writer,
        *,
        min_relevance: float,
        passages: int = 8,
        read_values: ReadValues | None = None,
        attachments: AttachmentReader | None = None,
    ) -> None:
        self._nlu = nlu
        self._policy = policy
        self._retriever = retriever
        self._writer = writer
        self._min_relevance = min_relevance
        self._passages = passages
        self._read_values = read_values
        self._attachments = attachments

    def turn(self, message: Message, conversation: Conversation) -> Iterator[Status | TextDelta | Outcome]:
        """Yield the turn's events as they happen: the deltas joined are the reply's text, and the outcome comes last.

        Raises what a part raises; nothing has been kept then.
        """
        yield Status("understand")
        understanding = self._nlu.parse(straight(message.text))
        if self._read_values is not None:
            understanding = self._read_values(understanding, message.received_at, conversation.state.asked)
        decision = self._policy.decide(understanding, conversation)

        draft = _Draft()
        if decision.kind is DecisionKind.ANSWER:
            yield from self._answer(decision.query, message, draft)
            if not draft.text:
                decision = self._policy.refuse(conversation, decision.state, draft.nearest)
        yield from draft.paragraph(decision.text)

        reply = Reply(draft.text, decision.kind, draft.citations, decision.choices, decision.field)
        turn = Turn(conversation.length + 1, message, understanding, reply, verdicts=draft.verdicts)
        yield Outcome(turn, decision.state)

    def _answer(self, query: str, message: Message, draft: _Draft) -> Iterator[Status | TextDelta]:
        """Answer from the attachments and the documents; leave the draft empty if they hold no answer."""
        yield Status("retrieve")
        for found in self._found(query, message.attachments, message.tenant):
            passages = [passage for passage in found if passage.relevance >= min(NEAR, self._min_relevance)]
            near = [passage.title for passage in found if passage.relevance >= NEAR]
            draft.nearest = tuple(dict.fromkeys(near))[:NEAREST]
            if any(passage.relevance >= self._min_relevance for passage in passages):
                yield Status("generate")
                yield from self._written(query, passages, draft)
            if draft.text:
                return

    def _found(self, query: str, attachments: Sequence[Attachment], tenant: str) -> Iterator[list[Passage]]:
        """Yield what may hold the answer: only the attachments, if they are meant; then documents and attachments."""
        attached: list[Passage] = []
        if attachments and self._attachments is not None:
            meant = [one for one in attachments if self._attachments.is_meant(query, one)]
            if meant:
                attached = self._attachments.search(query, meant, self._passages)
                yield attached
            if len(meant) < len(attachments):
                attached = self._attachments.search(query, attachments, self._passages)
        found = self._retriever.search(query, self._passages, tenant=tenant)
        if attached:
            found = sorted((*attached, *found), key=lambda passage: -passage.relevance)[: self._passages]
        yield found

    def _written(self, query: str, passages: Sequence[Passage], draft: _Draft) -> Iterator[TextDelta]:
        """Write the reply from the passages."""
        try:
            for written in self._writer.write(query, passages):
                if isinstance(written, Verdict):
                    draft.verdicts = (*draft.verdicts, written)
                else:
                    yield draft.sentence(written)
        except GenerationError as error:
            if not draft.text:
                raise
            # What has been said is supported and stands: the answer ends here.
            logger.error("the reply was cut short: %s", error)


class _Draft:
    """A reply in the making. Whatever goes into its text comes out as a delta."""

    _LIST_ITEM = re.compile(r"([-*•]|\d+[.)])\s")

    def __init__(self) -> None:
        self.text = ""
        self.citations: tuple[Citation, ...] = ()
        self.nearest: tuple[str, ...] = ()
        self.verdicts: tuple[Verdict, ...] = ()
        self._in_list = False

    def sentence(self, sentence: Sentence) -> TextDelta:
        """Add a sentence; items of a list get lines of their own."""
        item = self._LIST_ITEM.match(sentence.text) is not None
        separator = "\n" if item or self._in_list else " "
        self._in_list = item
        if sentence.citation not in self.citations:
            self.citations = (*self.citations, sentence.citation)
        return self._add(separator, sentence.text)

    def paragraph(self, text: str) -> Iterator[TextDelta]:
        """Add a paragraph, if there is anything to say."""
        if text:
            yield self._add("\n\n", text)

    def _add(self, separator: str, text: str) -> TextDelta:
        delta = separator + text if self.text else text
        self.text += delta
        return TextDelta(delta)
