import io
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from rich.console import Console

from botkit.domain import Answered, DecisionKind, Event, Message, Reply
from botkit.domain.errors import ConfigError
from connectors.console import ConsoleTerminal, connect
from tests import ROOT
from tests.connectors.parrot import FEE, Parrot


def talk(text: str, parrot: Parrot | None = None) -> str:
    """What the console prints for these lines of standard input, through a pipe."""
    printed = io.StringIO()
    ConsoleTerminal("Bank", parrot or Parrot(), io.StringIO(text), Console(file=printed, highlight=False)).run()
    return printed.getvalue()


def test_a_pipe_gets_a_transcript_with_sources_and_choices_and_nothing_else() -> None:
    assert talk("what does a card cost\n") == (
        "> what does a card cost\n"
        f"{FEE.text}\n"
        "  [1] Replace a card  https://bank.example/replace\n"
        "  [2] Delivery times  javascript:alert(1)\n"
        "  • Block my card\n"
        "  • Something else\n"
    )


def test_lines_are_one_conversation_and_each_its_own_message() -> None:
    parrot = Parrot()

    printed = talk("one\n\n  \ntwo\n", parrot)

    assert printed == "> one\none\n> two\ntwo\n"
    assert len({message.conversation_id for message in parrot.asked}) == 1
    assert re.fullmatch(r"console:[0-9a-f-]{36}", parrot.asked[0].conversation_id)
    assert len({message.external_id for message in parrot.asked}) == 2
    assert {message.channel for message in parrot.asked} == {"console"}


def test_a_message_that_cannot_be_taken_is_said_in_one_line_and_the_talk_goes_on() -> None:
    _, *printed = talk("x" * 4001 + "\nhello\n").splitlines()

    assert printed == ["the message has 4,001 characters; at most 4,000 are read: shorten it", "> hello", "hello"]


def test_quit_leaves() -> None:
    assert talk("one\n/quit\ntwo\n") == "> one\none\n"


def test_markup_in_a_reply_is_text() -> None:
    text = "[bold]x[/bold] :smile: [1]"
    assert talk(f"{text}\n") == f"> {text}\n{text}\n"


def test_a_reply_cannot_drive_the_terminal() -> None:
    class Model(Parrot):
        def stream(self, message: Message) -> Iterator[Event]:
            yield Answered(self._new(message, Reply("\x1b]0;owned\x07hello", DecisionKind.SMALLTALK)))

    assert talk("hello\n", Model()) == "> hello\n]0;ownedhello\n"


def test_ctrl_c_while_the_bot_thinks_leaves_without_a_traceback() -> None:
    class Slow(Parrot):
        def stream(self, message: Message) -> Iterator[Event]:
            raise KeyboardInterrupt

    assert talk("hello\nagain\n", Slow()) == "> hello\n\n"


def test_the_console_has_no_settings() -> None:
    with pytest.raises(ConfigError, match=r"connectors\.console\.colour: unknown key 'colour'"):
        connect("Bank", {"colour": 1}, Parrot())


SCRIPT = """
from tests.connectors.parrot import Parrot
from connectors.console import connect
connect("Bank", {}, Parrot()).run()
"""


def command() -> dict[str, Any]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
    return {"args": [sys.executable, "-c", SCRIPT], "env": environment}


def test_a_line_that_is_not_utf8_is_refused_and_the_next_is_answered() -> None:
    run = subprocess.run(**command(), input=b"caf\xe9\nna\xc3\xafve\n", capture_output=True, timeout=30, check=True)

    assert run.stdout.decode().splitlines() == [
        "> caf",
        "the message is not valid UTF-8; send it as UTF-8 text",
        "> naïve",
        "naïve",
    ]
    assert run.stderr == b""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("key", [b"\x04", b"\x03", b"/quit\n"], ids=["Ctrl-D", "Ctrl-C", "/quit"])
def test_at_a_terminal_there_is_a_prompt_and_a_way_out(key: bytes) -> None:
    import pty

    pid, terminal = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        spawn = command()
        os.execve(spawn["args"][0], spawn["args"], spawn["env"])
    read_until(terminal, "you > ")
    os.write(terminal, b"hello you\n")
    assert "\x1b[2Khello you\r\n" in read_until(terminal, "you > "), "the reply has not taken the spinner's place"
    time.sleep(0.3)  # readline shows its prompt a moment before it waits for keys
    os.write(terminal, key)
    assert "Traceback" not in read_until(terminal, None)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def read_until(terminal: int, mark: str | None) -> str:
    """What a terminal shows up to the mark, or (None) until the program has gone."""
    seen = ""
    while mark is None or mark not in seen:
        assert select.select([terminal], [], [], 20)[0], f"nothing came after {seen!r}"
        try:
            chunk = os.read(terminal, 4096)
        except OSError:  # Linux says so when the other end has gone
            chunk = b""
        if not chunk:
            assert mark is None, seen
            break
        seen += chunk.decode(errors="replace")
    return seen
