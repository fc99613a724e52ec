"""A reply being written under a claim."""

from __future__ import annotations

from dataclasses import dataclass

from botkit.domain import Claim, Message
from botkit.domain.ports import Previews


@dataclass(frozen=True, slots=True)
class ClaimedDraft:
    """A reply being written under a claim: a `botkit.domain.ports.Draft`."""

    previews: Previews
    claim: Claim

    @property
    def message(self) -> Message:
        """The message being answered."""
        return self.claim.message

    def may_be_shown(self) -> bool:
        """Return False while an earlier reply is still being delivered."""
        return self.previews.allows(self.claim)

    def shown_at(self, reference: str) -> bool:
        """Record the channel's id of the preview; return False if it is too late."""
        return self.previews.note(self.claim, reference)
