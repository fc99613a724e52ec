"""Decides what a turn does: answer from the documents, ask, clarify, act, hand off, small talk."""

from botkit.dialogue.policy import DialoguePolicy
from botkit.dialogue.spec import DialogueSpec, FormRule, IntentRule, Offer, SlotRule

__all__ = ["DialoguePolicy", "DialogueSpec", "FormRule", "IntentRule", "Offer", "SlotRule"]
