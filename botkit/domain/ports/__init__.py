"""The seams: what a part must do to take its place in the bot. Anything that fits may stand in."""

from botkit.domain.ports.actions import Actions
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
from botkit.domain.ports.generator import Generator
from botkit.domain.ports.nlu import Nlu
from botkit.domain.ports.policy import Policy
from botkit.domain.ports.progress import Progress
from botkit.domain.ports.retriever import AttachmentReader, Retriever
from botkit.domain.ports.service import FileReader, HandOffs, Service, Tell, Transcriber
from botkit.domain.ports.store import Accounts, Archive, HandOffLog, HandOffStore, Redact, Store, Vault
from botkit.domain.ports.verifier import Claimed, Verifier
from botkit.domain.ports.writer import Writer

__all__ = [
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
    "HandOffStore",
    "HandOffs",
    "Listener",
    "Nlu",
    "Policy",
    "Previewer",
    "Progress",
    "Redact",
    "Retriever",
    "Service",
    "StaffPlace",
    "Store",
    "Streaming",
    "Tell",
    "Terminal",
    "TokenEncoder",
    "Tokens",
    "Transcriber",
    "TurnEngine",
    "Vault",
    "Verifier",
    "Writer",
]
