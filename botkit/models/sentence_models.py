"""Loads what sentence-transformers saved: from a folder, as safetensors, with no code of the model and no network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from safetensors import SafetensorError

from botkit.domain.errors import WeightsError

M = TypeVar("M")


def load_model(kind: Callable[..., M], folder: Path, *, name: str, remedy: str) -> M:
    """The model in `folder`, one of sentence-transformers' classes. `name` and `remedy` are for the WeightsError."""
    from transformers.utils import logging

    shows_bars = logging.is_progress_bar_enabled()
    # Loading takes a moment: a bar would only disturb the bot's own output.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return kind(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, SafetensorError) as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise WeightsError(f"{folder}: the {name} cannot be loaded ({reason}); {remedy}") from error
    finally:
        if shows_bars:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
