"""The engine `gguf`: a GGUF model in this process, through llama.cpp."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botkit.domain.errors import GenerationError, MissingExtra
from botkit.models.generators.prompt_truncation import reserve, shorten
from botkit.models.generators.stream import TextPipe, streamed

_WINDOW = 2048
_BATCH = 512
"""The number of a prompt's tokens that are read at once; the model can be stopped between two batches."""
_SILENT = -1


class LlamaCppGenerator:
    """A Generator (botkit.domain.ports) over a GGUF file, on the CPU.

    `adapter` is a GGUF file with the low-rank matrices that training has learned.

    Safe to share among threads, of which one generates at a time. At `temperature` 0 the most probable token is taken
    each time; above it tokens are sampled, and the same `seed` gives the same ones. After `timeout_seconds` the text so
    far is kept. Raises GenerationError if the file is not a GGUF model, MissingExtra without xllamacpp.
    """

    def __init__(
        self,
        path: Path,
        adapter: Path | None = None,
        *,
        max_tokens: int,
        temperature: float,
        seed: int,
        timeout_seconds: float,
    ) -> None:
        self.path = path
        self.adapter = adapter
        self.max_tokens = max_tokens
        self.temperature = temperature
        self.seed = seed
        self.timeout_seconds = timeout_seconds
        self._window = max(_WINDOW, 2 * max_tokens)
        self._server = self._load()

    def generate(self, instruction: str, prompt: str) -> Iterator[str]:
        """Yield the pieces of the reply. A prompt that is too long for the model loses its beginning.

        Raises GenerationError if the model fails.
        """
        yield from streamed(lambda pipe: self._write(pipe, instruction, prompt), self.timeout_seconds)

    def _write(self, pipe: TextPipe, instruction: str, prompt: str) -> None:
        while not pipe.stopped:
            answer = _Answer(pipe, self._window - reserve(self._window, self.max_tokens))
            self._server.handle_chat_completions(self._request(instruction, prompt), answer.take)
            if answer.window:  # the model was made for a shorter window than requested
                self._window = answer.window
            elif answer.error:
                raise GenerationError(
                    f"{self.path}: the model failed ({answer.error}); choose another generation.model"
                )
            elif not answer.too_long:
                return
            room = self._window - reserve(self._window, self.max_tokens)
            prompt = shorten(instruction, prompt, tokens=answer.prompt_tokens, room=room)

    def _request(self, instruction: str, prompt: str) -> dict[str, Any]:
        return {
            "messages": [{"role": "system", "content": instruction}, {"role": "user", "content": prompt}],
            "max_tokens": reserve(self._window, self.max_tokens),
            "temperature": self.temperature,
            "seed": self.seed,
            "stream": True,
            "return_progress": True,
        }

    def _load(self) -> Any:
        try:
            import xllamacpp
        except ImportError as error:
            raise MissingExtra("the engine 'gguf'", "gguf") from error
        if not self.path.is_file():
            raise GenerationError(f"{self.path}: no GGUF file here; run: botkit models pull")
        params = xllamacpp.CommonParams()
        params.model.path = str(self.path)
        if self.adapter is not None:
            params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(self.adapter), 1.0)]
        params.n_ctx = self._window
        params.n_batch = _BATCH
        params.n_parallel = 1
        params.fit_params = False
        for threads in (params.cpuparams, params.cpuparams_batch):
            threads.n_threads = _threads()
            threads.poll = 0
        params.verbosity = _SILENT
        # The library also listens on a port of the loopback interface, which nobody else is meant to use.
        params.api_keys = [secrets.token_urlsafe(32)]
        params.endpoint_slots = False
        params.ui = False
        try:
            return xllamacpp.Server(params)
        except RuntimeError as error:
            adapter = f" with the adapter {self.adapter}" if self.adapter else ""
            raise GenerationError(
                f"{self.path}: llama.cpp cannot load it as a GGUF model{adapter}; run: botkit models verify, "
                f"or choose another generation.{'adapter' if adapter else 'model'}"
            ) from error


def _threads() -> int:
    """Return the number of cores that this process may use, less one: llama.cpp's threads busy-wait for each other.

    If other work takes one of their cores, each token takes many times as long as with one thread fewer.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores - 1)


class _Answer:
    """The receiver of llama.cpp's chunks. It must not raise: llama.cpp would lose the exception."""

    def __init__(self, pipe: TextPipe, room: int) -> None:
        self._pipe = pipe
        self._room = room
        self.prompt_tokens = 0
        self.window: int | None = None
        """The model's own window, if the prompt went beyond it."""
        self.error: str | None = None

    @property
    def too_long(self) -> bool:
        return self.prompt_tokens > self._room

    def take(self, chunk: dict[str, Any]) -> bool:
        """Take a chunk; return True to stop the model."""
        if error := chunk.get("error"):
            self.error = str(error.get("message"))
            if error.get("type") == "exceed_context_size_error":
                self.prompt_tokens = error["n_prompt_tokens"]
                self.window = error["n_ctx"]
            return True
        if progress := chunk.get("prompt_progress"):
            self.prompt_tokens = progress["total"]
            return self.too_long or self._pipe.stopped
        for choice in chunk.get("choices", []):
            self._pipe.write(choice["delta"].get("content") or "")
        return self._pipe.stopped
