"""A port for committing turns."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.claim import Claim
from botkit.domain.conversation import Turn
from botkit.domain.delivery import Delivery
from botkit.domain.dialogue_state import DialogueState


class Turns(Protocol):
    """The record to which turns are added. Raises the errors of a `Store`."""

    def commit(
        self, claim: Claim, turn: Turn, state: DialogueState, *, heard: bool = False, to_staff: bool = False
    ) -> Delivery:
        """Store turn, state and outgoing reply together. Raises StaleClaim if the claim has passed to another process.

        If somebody is listening for the reply (`heard`), it is reserved for them as by `Outbox.take`. With `to_staff`,
        the message goes to the open hand-off, or opens one; a turn without a reply is only passed on.
        """
        ...
