"""Committing turns."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.claim import Claim
from botkit.domain.conversation import Turn
from botkit.domain.delivery import Delivery
from botkit.domain.dialogue_state import DialogueState


class Turns(Protocol):
    """The record that turns are added to. Raises what a `Store` raises."""

    def commit(
        self, claim: Claim, turn: Turn, state: DialogueState, *, heard: bool = False, to_staff: bool = False
    ) -> Delivery:
        """Keep turn, state and outgoing reply, together. Raises StaleClaim if the claim has passed to somebody else.

        Where the reply is being `heard`, it is reserved for the listener as by `Outbox.take`. With `to_staff`, the
        message goes to the hand-off that is open, or opens one; a turn without a reply is only passed on.
        """
        ...
