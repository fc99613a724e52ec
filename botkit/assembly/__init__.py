"""The composition root, which puts a bot together from its folder: the one place that knows how the parts connect."""

from botkit.assembly.connectors import open_connector
from botkit.assembly.encoder import encoder_id, open_encoder, weights_id
from botkit.assembly.engine import open_engine
from botkit.assembly.generator import open_generator
from botkit.assembly.index import open_index
from botkit.assembly.policy import open_actions, open_policy, staffed
from botkit.assembly.retriever import WithoutDocuments, open_retriever
from botkit.assembly.runtime import hand_off_rules, open_runtime, open_speech
from botkit.assembly.store import database_url, open_store
from botkit.assembly.understanding import WithoutNlu, open_model, open_nlu, open_value_reader
from botkit.assembly.writer import open_linear_adapter, open_writer, read_linear_adapter, trust_of

__all__ = [
    "WithoutDocuments",
    "WithoutNlu",
    "database_url",
    "encoder_id",
    "hand_off_rules",
    "open_actions",
    "open_connector",
    "open_encoder",
    "open_engine",
    "open_generator",
    "open_index",
    "open_linear_adapter",
    "open_model",
    "open_nlu",
    "open_policy",
    "open_retriever",
    "open_runtime",
    "open_speech",
    "open_store",
    "open_value_reader",
    "open_writer",
    "read_linear_adapter",
    "staffed",
    "trust_of",
    "weights_id",
]
