"""`python -m botkit`."""

from botkit.app.cli import main

main()
