"""The common part of the engines `causal` and `seq2seq`: a transformers checkpoint that writes token by token."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar

from transformers import GenerationConfig, StoppingCriteria, StoppingCriteriaList
from transformers.generation.streamers import TextStreamer
from transformers.utils import logging

from botkit.domain.errors import GenerationError
from botkit.models.generators.prompt_truncation import shorten
from botkit.models.generators.stream import TextPipe, streamed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import torch

_DEFAULT_WINDOW = 2048
"""The context window, in tokens, if neither the model nor its tokenizer states one."""
_NO_LIMIT = 10**9
"""A bound on plausible limits: tokenizers without a limit report an astronomical one."""


class CheckpointGenerator(ABC):
    """A Generator (botkit.domain.ports) over a checkpoint on this machine, on the CPU.

    Safe to share among threads, of which one generates at a time. At `temperature` 0 the most probable token is taken
    each time; above it tokens are sampled, and the same `seed` gives the same ones. After `timeout_seconds` the text so
    far is kept. No code of the checkpoint is run, and weights are read from safetensors only. Raises GenerationError if
    the checkpoint cannot be loaded.
    """

    architecture: ClassVar[Any]
    """The transformers class that loads the checkpoint."""
    kind: ClassVar[str]

    def __init__(self, path: Path, *, max_tokens: int, temperature: float, seed: int, timeout_seconds: float) -> None:
        self.path = path
        self.max_tokens = max_tokens
        self.temperature = temperature
        self.seed = seed
        self.timeout_seconds = timeout_seconds
        self._generating = Lock()
        self._model, self.tokenizer = self._load()

    def generate(self, instruction: str, prompt: str) -> Iterator[str]:
        """Yield the pieces of the reply. A prompt that is too long for the model loses its beginning.

        Raises GenerationError if the model fails.
        """
        yield from streamed(lambda pipe: self._write(pipe, instruction, prompt), self.timeout_seconds)

    @abstractmethod
    def encode(self, instruction: str, prompt: str) -> list[int]:
        """Return the ids of the tokens that the model is given."""

    @abstractmethod
    def shares(self, window: int, positions: int | None) -> tuple[int, int]:
        """Return how many tokens the model may be given, and how many it may write.

        `window` is the most tokens that it reads, `positions` the number of its position embeddings, if it has any.
        """

    def _write(self, pipe: TextPipe, instruction: str, prompt: str) -> None:
        import torch

        model, tokenizer = self._model, self.tokenizer
        with self._generating:  # neither tokenizers nor torch's random numbers can be used by two threads at once
            if pipe.stopped:
                return
            positions = getattr(model.config.get_text_config(), "max_position_embeddings", None)
            room, max_tokens = self.shares(_window(positions, tokenizer), positions)
            ids = self._fitting(instruction, prompt, room)
            inputs = torch.tensor([ids], dtype=torch.long)
            try:
                with torch.random.fork_rng(devices=[]):
                    torch.manual_seed(self.seed)
                    model.generate(
                        inputs,
                        attention_mask=torch.ones_like(inputs),
                        max_new_tokens=max_tokens,
                        streamer=_PipeStreamer(tokenizer, pipe),
                        stopping_criteria=StoppingCriteriaList([_Stopped(pipe)]),
                    )
            except Exception as error:  # an unknown architecture may raise anything
                raise GenerationError(
                    f"{self.path}: the model failed ({_reason(error)}); choose another generation.model"
                ) from error

    def _fitting(self, instruction: str, prompt: str, room: int) -> list[int]:
        while len(ids := self.encode(instruction, prompt)) > room:
            prompt = shorten(instruction, prompt, tokens=len(ids), room=room)
        return ids

    def _load(self) -> tuple[Any, Any]:
        from transformers import AutoTokenizer

        place: dict[str, Any] = {
            "pretrained_model_name_or_path": str(self.path),
            "local_files_only": True,
            "trust_remote_code": False,
        }
        if self.path.is_file():
            raise GenerationError(
                f"{self.path}: a {self.kind} checkpoint is a folder; for a GGUF file, set generation.engine to 'gguf'"
            )
        if not (self.path / "config.json").is_file():
            raise GenerationError(f"{self.path}: no {self.kind} checkpoint here; run: botkit models pull")
        try:
            with without_bars():
                tokenizer = AutoTokenizer.from_pretrained(**place)
                model = self.architecture.from_pretrained(**place, use_safetensors=True, dtype="float32").eval()
        except Exception as error:  # a checkpoint comes from outside: its parsers may raise anything
            raise GenerationError(
                f"{self.path}: no {self.kind} checkpoint that can be loaded ({_reason(error)}); run: botkit models "
                "pull, or choose another generation.model or generation.engine"
            ) from error
        model.generation_config = _settings(model.generation_config, tokenizer, self.temperature)
        return model, tokenizer


@contextmanager
def without_bars() -> Iterator[None]:
    """Keep transformers from showing progress bars, which would garble the bot's own output for a moment's loading."""
    shows_bars = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if shows_bars:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


class _Stopped(StoppingCriteria):
    def __init__(self, pipe: TextPipe) -> None:
        self._pipe = pipe

    def __call__(self, input_ids: torch.Tensor, scores: Any, **_: Any) -> torch.Tensor:  # noqa: ARG002
        import torch

        return torch.full((input_ids.shape[0],), self._pipe.stopped, dtype=torch.bool)


class _PipeStreamer(TextStreamer):
    def __init__(self, tokenizer: Any, pipe: TextPipe) -> None:
        super().__init__(tokenizer, skip_prompt=True, skip_special_tokens=True)
        self._pipe = pipe

    def on_finalized_text(self, text: str, stream_end: bool = False) -> None:  # noqa: ARG002
        self._pipe.write(text)


def _settings(own: GenerationConfig, tokenizer: Any, temperature: float) -> GenerationConfig:
    """Return our own settings with the checkpoint's special tokens: its other habits, such as beams, do not stream."""
    ends = own.eos_token_id if isinstance(own.eos_token_id, list) else [own.eos_token_id]
    ends = [end for end in dict.fromkeys([*ends, tokenizer.eos_token_id]) if end is not None]
    padding = own.pad_token_id if own.pad_token_id is not None else tokenizer.pad_token_id
    sampling = {"do_sample": True, "temperature": temperature, "top_k": 0} if temperature else {}
    return GenerationConfig(  # type: ignore[no-untyped-call]
        bos_token_id=own.bos_token_id,
        eos_token_id=ends or None,
        pad_token_id=padding if padding is not None else next(iter(ends), None),
        decoder_start_token_id=own.decoder_start_token_id,
        forced_bos_token_id=own.forced_bos_token_id,
        **sampling,
    )


def _window(positions: int | None, tokenizer: Any) -> int:
    limit = tokenizer.model_max_length if tokenizer.model_max_length < _NO_LIMIT else None
    return min((tokens for tokens in (positions, limit) if tokens), default=_DEFAULT_WINDOW)


def _reason(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
