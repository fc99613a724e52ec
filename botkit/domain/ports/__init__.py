"""The ports: the interface of each part of the bot. Any implementation may take its place."""

from botkit.domain.ports.accounts import Accounts
from botkit.domain.ports.actions import Actions
from botkit.domain.ports.archive import Archive
from botkit.domain.ports.connector import (
    Connector,
    ConnectorFactory,
    Draft,
    Listener,
    Previewer,
    StaffPlace,
    Streaming,
    Terminal,
)
from botkit.domain.ports.cross_encoder import CrossEncoder
from botkit.domain.ports.encoder import Encoder, TokenEncoder, Tokens
from botkit.domain.ports.engine import TurnEngine
from botkit.domain.ports.file_reader import FileReader
from botkit.domain.ports.generator import Generator
from botkit.domain.ports.hand_off_log import HandOffLog
from botkit.domain.ports.hand_off_lookup import HandOffLookup
from botkit.domain.ports.hand_off_store import HandOffStore
from botkit.domain.ports.hand_offs import HandOffs
from botkit.domain.ports.history import History
from botkit.domain.ports.inbox import Inbox
from botkit.domain.ports.leases import Leases
from botkit.domain.ports.media_readers import MediaReaders
from botkit.domain.ports.message_intake import MessageIntake
from botkit.domain.ports.nlu import Nlu
from botkit.domain.ports.outbox import Outbox
from botkit.domain.ports.participation import Participation
from botkit.domain.ports.past_turns import PastTurns
from botkit.domain.ports.personal_data import PersonalData
from botkit.domain.ports.policy import Policy
from botkit.domain.ports.previews import Previews
from botkit.domain.ports.progress import Progress
from botkit.domain.ports.ratings import Ratings
from botkit.domain.ports.redact import BETWEEN_MESSAGES, Redact
from botkit.domain.ports.retention import Retention
from botkit.domain.ports.retriever import AttachmentReader, Retriever
from botkit.domain.ports.secrets import Secrets
from botkit.domain.ports.service import Service
from botkit.domain.ports.staff_service import StaffService
from botkit.domain.ports.store import Store
from botkit.domain.ports.tell import Tell
from botkit.domain.ports.transcriber import Transcriber
from botkit.domain.ports.turns import Turns
from botkit.domain.ports.vault import Vault
from botkit.domain.ports.verifier import Claimed, Verifier
from botkit.domain.ports.writer import Writer

__all__ = [
    "BETWEEN_MESSAGES",
    "Accounts",
    "Actions",
    "Archive",
    "AttachmentReader",
    "Claimed",
    "Connector",
    "ConnectorFactory",
    "CrossEncoder",
    "Draft",
    "Encoder",
    "FileReader",
    "Generator",
    "HandOffLog",
    "HandOffLookup",
    "HandOffStore",
    "HandOffs",
    "History",
    "Inbox",
    "Leases",
    "Listener",
    "MediaReaders",
    "MessageIntake",
    "Nlu",
    "Outbox",
    "Participation",
    "PastTurns",
    "PersonalData",
    "Policy",
    "Previewer",
    "Previews",
    "Progress",
    "Ratings",
    "Redact",
    "Retention",
    "Retriever",
    "Secrets",
    "Service",
    "StaffPlace",
    "StaffService",
    "Store",
    "Streaming",
    "Tell",
    "Terminal",
    "TokenEncoder",
    "Tokens",
    "Transcriber",
    "TurnEngine",
    "Turns",
    "Vault",
    "Verifier",
    "Writer",
]
