"""PDFs of strangers take a process of their own each, and no more time and room than they are given."""

from __future__ import annotations

import sys
import threading
import time

import pytest

from botkit.domain.errors import Busy, MessageError
from botkit.knowledge.attachments.files import FileAttachmentReader
from botkit.knowledge.attachments.pdf_processes import PdfFailed, PdfProcesses

ECHO = (sys.executable, "-c", "import sys; sys.stdout.write(sys.stdin.read())")
SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")


def wanted() -> bool:
    return True


def test_what_the_process_writes_is_the_text() -> None:
    assert PdfProcesses(ECHO).text("£5 a day".encode(), wanted) == "£5 a day"


def test_a_large_file_goes_through_to_its_end() -> None:
    assert PdfProcesses(ECHO).text(b"x" * 500_000, wanted) == "x" * 500_000


@pytest.mark.parametrize(
    "command",
    [
        (sys.executable, "-c", "raise SystemExit(1)"),
        (sys.executable, "-c", "print('x' * 2_000_000)"),
        ("/there/is/no/such/program",),
    ],
)
def test_a_process_that_fails_or_tells_too_much_is_a_failure(command: tuple[str, ...]) -> None:
    with pytest.raises(PdfFailed):
        PdfProcesses(command).text(b"", wanted)


def test_a_process_that_takes_too_long_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(PdfFailed):
        PdfProcesses(SLEEP, seconds=0.3).text(b"", wanted)
    assert time.monotonic() - began < 20


def test_a_process_ends_when_nobody_waits_for_it_and_so_does_the_wait_for_a_turn() -> None:
    processes, left = PdfProcesses(SLEEP, at_once=1), threading.Event()
    failures: list[Exception] = []

    def read() -> None:
        try:
            processes.text(b"", lambda: not left.is_set())
        except PdfFailed as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    left.set()
    for thread in threads:
        thread.join(20)
    assert len(failures) == 2


def test_who_comes_when_all_places_are_taken_is_told_to_come_again() -> None:
    processes, left = PdfProcesses(SLEEP, at_once=1, waiting=1), threading.Event()
    inside = [threading.Event(), threading.Event()]

    def read(mine: threading.Event) -> None:
        def is_wanted() -> bool:
            mine.set()
            return not left.is_set()

        with pytest.raises(PdfFailed):
            processes.text(b"", is_wanted)

    threads = [threading.Thread(target=read, args=(mine,)) for mine in inside]
    for thread in threads:
        thread.start()
    assert all(mine.wait(20) for mine in inside)
    with pytest.raises(Busy, match="too many files"):
        processes.text(b"", wanted)
    left.set()
    for thread in threads:
        thread.join(20)
    with pytest.raises(PdfFailed):
        processes.text(b"", lambda: False)


def test_a_file_that_failed_is_named_to_its_sender() -> None:
    reader = FileAttachmentReader(PdfProcesses((sys.executable, "-c", "raise SystemExit(1)")))
    if ".pdf" not in reader.suffixes:
        pytest.skip("needs: pip install -e '.[files]'")
    with pytest.raises(MessageError, match=r"a\.pdf: cannot be read"):
        reader.read("a.pdf", b"x")
