"""The text of a PDF, from standard input to standard output: a process that may not take long, or much memory.

Run as `python -m botkit.knowledge.attachments.pdf_text SECONDS` by the module `pdf_processes`. Whatever a file does to
its reader, it does to this process alone.
"""

from __future__ import annotations

import io
import logging
import os
import resource
import sys

PAGES = 50
MEMORY = 2 * 2**30
NICE = 10
"""Turns come first: whoever only asks something must not wait for a stranger's file."""


def main() -> None:
    """Read the PDF, within the limits."""
    seconds = int(sys.argv[1])
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.disable(logging.CRITICAL)
    from pdfminer.high_level import extract_text

    text = extract_text(io.BytesIO(sys.stdin.buffer.read()), maxpages=PAGES)
    sys.stdout.buffer.write(text.encode("utf-8", "ignore"))


if __name__ == "__main__":
    main()
