"""What a bot does for those who talk with it: connectors, and a program that runs it in its own process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from botkit.domain.attachment import Attachment
from botkit.domain.briefing import Briefing
from botkit.domain.conversation import Turn
from botkit.domain.events import Event
from botkit.domain.hand_off import HandOff
from botkit.domain.message import Message
from botkit.domain.ports.store import Accounts, Archive, HandOffLog, Vault
from botkit.domain.staff import StaffMember


class HandOffs(HandOffLog, Protocol):
    """What a connector for staff may do with hand-offs. Raises HandOffError where one is over or unknown."""

    def briefing(self, hand_off_id: int) -> Briefing:
        """What somebody who takes over has to know."""
        ...

    def take_over(self, conversation_id: str, staff: StaffMember) -> HandOff:
        """Takes a conversation over that the bot has not handed off. Raises HandOffError if there is none."""
        ...

    def claim(self, hand_off_id: int, staff: StaffMember, *, by: StaffMember | None = None) -> HandOff:
        """Lets `staff` look after it, whoever did before; `by` is who gives it to them, if somebody else."""
        ...

    def reply(self, hand_off_id: int, staff: StaffMember, text: str, external_id: str) -> HandOff:
        """Sends a message to the customer, durably; claims a hand-off that waits.

        `external_id` is the staff channel's id of the message: the same one again changes nothing. Raises MessageError
        if the text cannot be taken.
        """
        ...

    def give_back(self, hand_off_id: int, staff: StaffMember, note: str = "") -> HandOff:
        """Gives the conversation back to the bot; `note` stays with it for whoever takes over next."""
        ...


class FileReader(Protocol):
    """Reads files that come with a message."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Ends of the names of files that it reads: ".txt"."""
        ...

    def read(self, name: str, content: bytes) -> Attachment:
        """The file's text. Raises MessageError, with the name and what to do, if it can't be read."""
        ...


class Transcriber(Protocol):
    """Turns speech into text."""

    def transcribe(self, audio: bytes) -> str:
        """What is said in a recording (WAV, FLAC, OGG), on one line. Raises MessageError if it can't be read."""
        ...


class Service(Protocol):
    """What a connector may ask of the bot. `botkit.runtime.Runtime` is one."""

    def stream(self, message: Message) -> Iterator[Event]:
        """Accepts the message and yields the events of its turn; ends with `Answered`.

        A message that was answered before (same channel and external id) yields the stored reply again.
        """
        ...

    def attend(self, message: Message, tell: Tell) -> AbstractContextManager[None]:
        """Accepts the message, and during the block tells the events of its turn as they come: `stream` without a wait.

        The last that is told is `Answered`, or the exception that ended it; `tell` is called from other threads, and
        must return at once. What was told counts as delivered.
        """
        ...

    def submit(self, message: Message) -> None:
        """Accepts the message durably and returns; the turn runs in the background and its reply is delivered."""
        ...

    def history(self, conversation_id: str) -> tuple[Turn, ...]:
        """The latest turns of a conversation, oldest first."""
        ...

    def takes_part(self, conversation_id: str) -> bool | None:
        """Whether the bot is in the conversation: False once it was sent out, None where it never was."""
        ...

    def take_part(self, conversation_id: str, present: bool) -> None:
        """Notes that the bot was sent out of a conversation that it was in, or called back."""
        ...

    @property
    def accounts(self) -> Accounts:
        """Who of the team may sign in."""
        ...

    @property
    def archive(self) -> Archive:
        """What was said, to look back at."""
        ...

    @property
    def hand_offs(self) -> HandOffs | None:
        """Conversations with people; None where bot.yaml has no section `hand_off`."""
        ...

    @property
    def vault(self) -> Vault | None:
        """Where others' secrets are kept; None where bot.yaml names no key (`privacy.key_env`)."""
        ...

    @property
    def files(self) -> FileReader | None:
        """What reads files that come with a message; None where nothing does."""
        ...

    @property
    def speech(self) -> Transcriber | None:
        """What turns speech into text; None where bot.yaml names no model for it."""
        ...

    def secret(self, name: str) -> bytes:
        """32 random bytes that all processes of the bot share, to sign with; each connector has its own by name."""
        ...


Tell = Callable[[Event | Exception], None]
"""Takes an event of a turn, or what ended the turn."""
