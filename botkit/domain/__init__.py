"""The values that pass through a bot, its errors, and the ports that its parts implement."""

from botkit.domain.account import SHORTEST_PASSWORD, Account, Role, canonical_login
from botkit.domain.action import ActionSignature
from botkit.domain.attachment import Attachment, AttachmentKind
from botkit.domain.briefing import Briefing, TranscriptLine
from botkit.domain.claim import Claim
from botkit.domain.clarified import Clarified
from botkit.domain.clock import now
from botkit.domain.conversation import Conversation, Outcome, Turn
from botkit.domain.day import Day
from botkit.domain.decision import Decision, DecisionKind
from botkit.domain.delivery import Delivery
from botkit.domain.dialogue_state import DialogueState, Frame
from botkit.domain.events import Answered, Event, Status, TextDelta
from botkit.domain.feedback import LONGEST_COMMENT, Feedback
from botkit.domain.field import Field, FieldKind
from botkit.domain.hand_off import HandOff, HandOffStatus
from botkit.domain.hand_off_event import HandOffEvent, HandOffEventKind
from botkit.domain.message import MAX_MESSAGE_CHARACTERS, Message
from botkit.domain.overview import Overview
from botkit.domain.passage import Hint, Passage
from botkit.domain.question import Question
from botkit.domain.reply import Citation, Reply, Sentence
from botkit.domain.staff import STAFF, StaffMember
from botkit.domain.staff_news import StaffNews
from botkit.domain.verdict import Fate, Verdict

__all__ = [
    "LONGEST_COMMENT",
    "MAX_MESSAGE_CHARACTERS",
    "SHORTEST_PASSWORD",
    "STAFF",
    "Account",
    "ActionSignature",
    "Answered",
    "Attachment",
    "AttachmentKind",
    "Briefing",
    "Citation",
    "Claim",
    "Clarified",
    "Conversation",
    "Day",
    "Decision",
    "DecisionKind",
    "Delivery",
    "DialogueState",
    "Event",
    "Fate",
    "Feedback",
    "Field",
    "FieldKind",
    "Frame",
    "HandOff",
    "HandOffEvent",
    "HandOffEventKind",
    "HandOffStatus",
    "Hint",
    "Message",
    "Outcome",
    "Overview",
    "Passage",
    "Question",
    "Reply",
    "Role",
    "Sentence",
    "StaffMember",
    "StaffNews",
    "Status",
    "TextDelta",
    "TranscriptLine",
    "Turn",
    "Verdict",
    "canonical_login",
    "now",
]
