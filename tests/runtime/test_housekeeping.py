"""Old conversations go while the bot runs."""

from datetime import timedelta

from botkit.store import SqlStore
from tests.runtime.echo import Echo, MakeRuntime, ask
from tests.runtime.listening import wait_until


def test_what_is_too_old_is_deleted_while_the_bot_runs(make_runtime: MakeRuntime, store: SqlStore, echo: Echo) -> None:
    make_runtime().respond(ask("hello there"))
    make_runtime(retention=timedelta(0)).start()
    wait_until(lambda: store.history.turns("c1") == ())
