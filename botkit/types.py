"""The values that travel through a turn. All are frozen; a step returns a new one."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

from botkit.errors import MessageError
from botkit.hand_off import StaffNews
from intents.types import Understanding

MAX_MESSAGE_CHARACTERS = 4_000
"""Longer messages are refused at the edge: no question needs more, and every later step may rely on it."""


def now() -> datetime:
    """The present time, with its zone (UTC)."""
    return datetime.now(UTC)


def _readable(character: str) -> str:
    """The character as a person reads it: control and format characters say nothing, and PostgreSQL refuses NUL."""
    if character in "\n\t\u200d":  # the zero-width joiner holds emoji together
        return character
    match unicodedata.category(character):
        case "Cs":
            raise MessageError("the message is not valid UTF-8; send it as UTF-8 text")
        case "Cc" | "Cf":
            return ""
        case "Zs" | "Zl" | "Zp":
            return " "
        case _:
            return character


class EnclosureKind(StrEnum):
    """What comes with a message."""

    PAGE = "page"
    """The page of the website that it was written on."""
    SELECTION = "selection"
    """What the writer has marked on that page."""
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A text that comes with a message and is read for it alone. It is data, like a document: it can only be quoted.

    `title` is that of the page or the name of the file, `url` the page's address, `size` the file's bytes. Once its
    message is answered, a page is forgotten, and a file has no `text` any more.
    """

    kind: EnclosureKind
    title: str
    text: str
    url: str = ""
    size: int = 0

    @property
    def source(self) -> str:
        """What passages of it are cited as: "page:", or "file:" and the name; no document's path begins so."""
        return f"file:{self.title}" if self.kind is EnclosureKind.FILE else "page:"

    @property
    def without_text(self) -> Enclosure:
        """That it came, without what it says."""
        return replace(self, text="")


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote, as a connector took it in.

    `external_id` is the channel's own id of the message (unique within `channel`): a repeated delivery carries the same
    one. `conversation_id` names the thread it belongs to, `address` is what the connector needs to send a reply there.
    `sender` is the channel's id of who wrote it, `profile` what else it knows of them: "name", for one. `enclosures`
    come with it.
    Raises MessageError if the text is empty, over MAX_MESSAGE_CHARACTERS characters, or not encodable as UTF-8.
    """

    channel: str
    conversation_id: str
    external_id: str
    text: str
    sender: str = ""
    profile: Mapping[str, str] = field(default_factory=dict)
    address: Mapping[str, str] = field(default_factory=dict)
    enclosures: tuple[Enclosure, ...] = ()
    received_at: datetime = field(default_factory=now)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        text = self.text.strip()
        if not text.isprintable():  # rarely, and what was kept is read again with every turn
            text = "".join(_readable(character) for character in text).strip()
        if not text:
            raise MessageError("the message is empty; write a question")
        if len(text) > MAX_MESSAGE_CHARACTERS:
            raise MessageError(
                f"the message has {len(text):,} characters; at most {MAX_MESSAGE_CHARACTERS:,} are read: shorten it"
            )
        object.__setattr__(self, "text", text)

    @property
    def files(self) -> tuple[Enclosure, ...]:
        """The files among the enclosures."""
        return tuple(one for one in self.enclosures if one.kind is EnclosureKind.FILE)

    @property
    def tenant(self) -> str:
        """On whose behalf it is written, where one bot serves several organisations: the profile's "tenant", or "".

        A channel puts it there from what it can trust, never from what the sender says.
        """
        return self.profile.get("tenant", "")


@dataclass(frozen=True, slots=True)
class Question:
    """A question that somebody wrote down, with where its answer stands.

    `articles` are the documents that answer it (none: no document does), `facts` pieces of their text that tell the
    answer; any one of them will do. `place` is where it is written ("questions/cards.csv:12").
    """

    text: str
    articles: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Hint:
    """A sign that a passage answers from character `start` on: there it answers a question of that cosine (0 to 1)."""

    start: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document, as the retriever found it.

    `source` is the document's path within the documents folder, `heading` the headings above it, outermost first.
    `score` orders passages of one search; `relevance` (0 to 1) is comparable between searches: how likely the passage
    answers what was asked. `hints` come likest first.
    """

    id: str
    source: str
    title: str
    text: str
    heading: tuple[str, ...] = ()
    url: str = ""
    score: float = 0.0
    relevance: float = 0.0
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence of a reply comes from; `quote` is the sentence of the document that supports it."""

    title: str
    source: str
    quote: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a reply that passed the grounding gate, with what supports it."""

    text: str
    citation: Citation


class Fate(StrEnum):
    """What became of a sentence that a model wrote: `REPLACED` is not sent, and quotes of the documents are instead."""

    SENT = "sent"
    REPLACED = "replaced"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the grounding gate made of a sentence that a model wrote.

    `support` is its cosine (-1 to 1) with the statement of the passages that supports it, or that comes nearest;
    `reason` says why it was not sent.
    """

    text: str
    fate: Fate
    support: float
    reason: str = ""


class DecisionKind(StrEnum):
    """What a turn does."""

    ANSWER = "answer"
    ASK = "ask"
    CLARIFY = "clarify"
    ACT = "act"
    HAND_OFF = "hand_off"
    SMALLTALK = "smalltalk"
    REFUSE = "refuse"


class FieldKind(StrEnum):
    """What form an answer has."""

    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    MONEY = "money"
    EMAIL = "email"
    PHONE = "phone"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """What a reply asks for, where the answer has a form: a channel may show a date picker instead of a line of text.

    What is picked there is sent as a message: a day as YYYY-MM-DD, a time as HH:MM, an amount in digits, one of the
    `choices` as it stands. Any other wording is an answer, too. `label` is what people call it ("the date").
    """

    kind: FieldKind
    label: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """A flow that waits for another one to end; the fields are those of `DialogueState`."""

    form: str
    values: Mapping[str, str] = field(default_factory=dict)
    filled: tuple[str, ...] = ()
    done: Mapping[str, str] = field(default_factory=dict)
    started: int = 0
    runs: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "filled", tuple(self.filled))


@dataclass(frozen=True, slots=True)
class DialogueState:
    """Where a conversation stands between two turns.

    `form` is the flow under way, `values` what it has so far (slots and results of actions), `asked` the slot or step
    that the last reply asked for; `attempts` counts the answers to that question that could not be used. `options` are
    the intents that the last reply asked to choose from, and `pending` the message it was about; `offered` says that it
    offered a person, `proposed` the flow that it offered.

    `filled` are the slots in the order in which they were answered, `done` the steps taken, with their outcome;
    `started` is the turn in which the flow began, and `runs` counts its actions that changed something. `stack` has the
    flows that were interrupted, the latest last. `language` is the one that is spoken, if it is not the bot's own
    (two letters). Everything comes back from JSON as it went in.
    """

    form: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    asked: str | None = None
    attempts: int = 0
    options: tuple[str, ...] = ()
    pending: str = ""
    offered: bool = False
    handed_off: bool = False
    proposed: str | None = None
    filled: tuple[str, ...] = ()
    done: Mapping[str, str] = field(default_factory=dict)
    started: int = 0
    runs: int = 0
    stack: tuple[Frame, ...] = ()
    language: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", tuple(self.options))
        object.__setattr__(self, "filled", tuple(self.filled))
        frames = (frame if isinstance(frame, Frame) else Frame(**frame) for frame in self.stack)
        object.__setattr__(self, "stack", tuple(frames))


@dataclass(frozen=True, slots=True)
class ActionSignature:
    """What an action takes and gives: names of its arguments and results.

    `needed` are the arguments without a default. One that `changes` something runs only after a yes to a confirmation.
    """

    name: str
    arguments: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    changes: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about a message, and where the conversation stands afterwards.

    `text` is what to say (after the answer from the documents, where `kind` is ANSWER); `query` what to search for;
    `choices` are replies to offer as buttons; `field` is what the text asks for, where the answer has a form.
    """

    kind: DecisionKind
    text: str = ""
    query: str = ""
    choices: tuple[str, ...] = ()
    field: Field | None = None
    state: DialogueState = DialogueState()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says. `decision` is what it did in the end: an answer that found no support is a refusal.

    `choices` are replies to offer as buttons; `field` is what it asks for, where the answer has a form.
    """

    text: str
    decision: DecisionKind
    citations: tuple[Citation, ...] = ()
    choices: tuple[str, ...] = ()
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One message and its reply; `seq` counts from 1 within the conversation.

    `verdicts` are on the sentences that a model wrote for the reply, in their order; none where none was asked.
    """

    seq: int
    message: Message
    understanding: Understanding
    reply: Reply
    at: datetime = field(default_factory=now)
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation so far: its state, how many turns it has had, and the latest of them, oldest first.

    `hand_off` is the id of the hand-off by which people have taken over; None while the bot answers.
    """

    RECENT: ClassVar[int] = 6

    id: str
    length: int = 0
    state: DialogueState = DialogueState()
    recent: tuple[Turn, ...] = ()
    hand_off: int | None = None

    def after(self, turn: Turn, state: DialogueState) -> Conversation:
        """The conversation once `turn` has been taken."""
        recent = (*self.recent, turn)[-self.RECENT :]
        return replace(self, length=turn.seq, state=state, recent=recent)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the engine makes of a message: the turn, and where the conversation stands afterwards. Not yet committed."""

    turn: Turn
    state: DialogueState


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to answer `message` of `conversation`, until the lease runs out; `fence` grows with every claim.

    `merged` are the ids of earlier messages that the same turn answers; their texts come first in the message's.
    """

    conversation: Conversation
    message: Message
    fence: int
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """A committed reply on its way out; `attempts` before this one may have sent it already.

    `author` is the name of somebody of the staff who says it; "" where the bot does. On the channel STAFF, `news` is
    what staff are told. `seq` is the turn that the reply belongs to; 0 where it belongs to none. `preview` is the
    channel's id of what it has shown of the reply while it was made, and which the reply now completes; "" for nothing.
    """

    id: int
    channel: str
    conversation_id: str
    address: Mapping[str, str]
    reply: Reply
    attempts: int = 0
    author: str = ""
    news: StaffNews | None = None
    seq: int = 0
    preview: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """An event: the turn enters a stage ("understand", "retrieve", "generate", "commit")."""

    stage: str


@dataclass(frozen=True, slots=True)
class TextDelta:
    """An event: the next piece of the reply; the pieces joined are the reply's text."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The last event of a turn: it has been committed."""

    turn: Turn


Event = Status | TextDelta | Answered
