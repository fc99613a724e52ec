"""What several rooms' tests need."""

from __future__ import annotations

import os
import re
import shutil
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from botkit.domain.errors import BotkitError
from botkit.models.sentence_encoder import SentenceEncoder
from botkit.testing.postgresql import PostgresServer, postgres_server
from tests import small_bot
from tests.small_bot import SmallBot

pytest_plugins = ["tests.tiny_checkpoints"]

os.environ.setdefault("OMP_NUM_THREADS", "1")  # to tiny models, a second thread is more work than help

WORDS = """
    account accounts agree amount answer app apply ask at atm bank bill block borrow branch broken buy by call card
    cards cash cat change charge cheque child close code cost credit customer day debit deposit does fee fees five
    for free freeze from get hello hour hours how i in interest is it limit loan lost machine make many max minutes
    money month monthly mortgage much my name new number of on open opening order pay payment payments phone pin
    place please post purse report saturday save saver send shop statement stolen student take tap telephone the
    thirty time to transfer travel twenty two unfreeze use weather week what when where which who withdraw working
    year you your
"""


@pytest.fixture(scope="session")
def tiny_encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sentence-transformers model that takes milliseconds: a BERT of 2 layers, width 32, with random weights.

    Texts that share words come out near each other: the embeddings of words outweigh what the random layers add.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize, Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("tiny-bert")
    characters = string.ascii_lowercase + string.digits + string.punctuation + "\u00a3"
    pieces = [*characters, *(f"##{character}" for character in characters), *re.findall(r"\w{2,}", WORDS)]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(pieces)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    model = BertModel(config)
    with torch.no_grad():
        model.embeddings.word_embeddings.weight.normal_(0.0, 1.0)
    model.save_pretrained(folder / "bert")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=128)
    encoder = SentenceTransformer(modules=[transformer, Pooling(32), Normalize()], device="cpu")
    encoder.save(str(folder / "encoder"), create_model_card=False)
    return folder / "encoder"


@pytest.fixture(scope="session")
def encoder(tiny_encoder_folder: Path) -> SentenceEncoder:
    return SentenceEncoder(tiny_encoder_folder)


@pytest.fixture(scope="session")
def built_once(tiny_encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> SmallBot:
    """Return the small bot, trained and indexed. Tests get copies of it: `built`."""
    place = tmp_path_factory.mktemp("built-once")
    bot = SmallBot(small_bot.write(place / "small", tiny_encoder_folder), place / "data")
    trained = bot.run("train")
    assert trained.status == 0, trained.err
    return bot


@pytest.fixture
def built(built_once: SmallBot, tmp_path: Path) -> SmallBot:
    """Return a bot of the test's own, trained and indexed."""
    shutil.copytree(built_once.folder.parent, tmp_path, dirs_exist_ok=True)
    return SmallBot(tmp_path / "small", tmp_path / "data")


@pytest.fixture
def unbuilt(tiny_encoder_folder: Path, tmp_path: Path) -> SmallBot:
    """Return a bot of the test's own, of which nothing has been built."""
    return SmallBot(small_bot.write(tmp_path / "small", tiny_encoder_folder), tmp_path / "data")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Yield a PostgreSQL server for the session; its database `bot1` has the tables, and is there to be copied."""
    from botkit.store import upgrade

    try:
        with postgres_server(durable=False) as server:
            upgrade(server.new_database())
            yield server
    except BotkitError as error:
        pytest.skip(str(error))


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """Yield a database of the test's own on a PostgreSQL server, its tables up to date."""
    url = postgres.new_database(like="bot1")
    yield url
    postgres.drop_database(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return a database of the test's own: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path}/conversations.db"
