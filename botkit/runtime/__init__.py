"""From an accepted message to a delivered reply: each is answered once, in order, whatever crashes."""

from botkit.runtime.hand_off_service import HandOffRules
from botkit.runtime.service import Runtime

__all__ = ["HandOffRules", "Runtime"]
