"""A port for showing replies while they are being written."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.claim import Claim


class Previews(Protocol):
    """The previews of replies that are being written. Raises the errors of a `Store`."""

    def allows(self, claim: Claim) -> bool:
        """Return True if a preview may be shown: there is none yet, and no earlier reply is still to be delivered."""
        ...

    def note(self, claim: Claim, reference: str) -> bool:
        """Record where the preview is shown, before anything is shown there.

        Returns False if the turn has ended or passed to another process, or if the reply has a preview already.
        """
        ...
