"""The choice of what a turn does: answer from the documents, ask, clarify, act, hand off, small talk."""

from botkit.dialogue.flows.flow import FlowRule, SlotRule, Step
from botkit.dialogue.flows.graph import Graph
from botkit.dialogue.phrases import Phrases
from botkit.dialogue.policy.policy import DialoguePolicy
from botkit.dialogue.policy.without_actions import WithoutActions
from botkit.dialogue.spec import DialogueSpec, IntentRule, Offer

__all__ = [
    "DialoguePolicy",
    "DialogueSpec",
    "FlowRule",
    "Graph",
    "IntentRule",
    "Offer",
    "Phrases",
    "SlotRule",
    "Step",
    "WithoutActions",
]
