"""From an accepted message to a delivered reply: each message is answered once and in order, despite crashes."""

from botkit.runtime.hand_off_service import HandOffRules
from botkit.runtime.service import Runtime

__all__ = ["HandOffRules", "Runtime"]
