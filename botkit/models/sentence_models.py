"""Loading of sentence-transformers models: from a folder, as safetensors, without network or code of the model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from safetensors import SafetensorError

from botkit.domain.errors import WeightsError

M = TypeVar("M")


def load_model(kind: Callable[..., M], folder: Path, *, name: str, remedy: str) -> M:
    """Load the model in `folder` as one of sentence-transformers' classes.

    `name` and `remedy` are the words of the WeightsError that is raised if that fails.
    """
    from transformers.utils import logging

    shows_bars = logging.is_progress_bar_enabled()
    # Loading takes a moment only: a progress bar would garble the bot's own output.
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
