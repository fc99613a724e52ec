"""The engine `openai`, and any other chat model that LangChain has an interface for."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from langchain_core.messages import HumanMessage, SystemMessage

from botkit.domain.errors import GenerationError, MissingExtra

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessageChunk


class LangChainGenerator:
    """A Generator (botkit.domain.ports) over any chat model of LangChain.

    `server` is the name of the model in error messages. After `timeout_seconds` the text so far is kept. The time is
    checked between pieces only, so give the model's own client a timeout as well.
    """

    def __init__(self, model: BaseChatModel, *, timeout_seconds: float = 60.0, server: str | None = None) -> None:
        self.model = model
        self.timeout_seconds = timeout_seconds
        self.server = server or type(model).__name__

    def generate(self, instruction: str, prompt: str) -> Iterator[str]:
        """Yield the pieces of the reply. Raises GenerationError if the model, or the server behind it, fails."""
        deadline = time.monotonic() + self.timeout_seconds
        written = False
        try:
            with closing(self._stream(instruction, prompt)) as chunks:
                for chunk in chunks:
                    if chunk.text:
                        yield str(chunk.text)
                        written = True
                    if time.monotonic() >= deadline:
                        return
        except Exception as error:  # each vendor's client has exceptions of its own
            if written and time.monotonic() >= deadline:
                return
            reason = next(iter(str(error).splitlines()), "") or type(error).__name__
            raise GenerationError(
                f"{self.server}: no answer ({reason}); is the server up, and are generation.base_url, .model and "
                ".api_key_env right?"
            ) from error

    def _stream(self, instruction: str, prompt: str) -> Generator[BaseMessageChunk, None, None]:
        yield from self.model.stream([SystemMessage(instruction), HumanMessage(prompt)])


def openai_compatible(
    model: str,
    *,
    base_url: str,
    api_key: str,
    max_tokens: int,
    temperature: float,
    seed: int,
    timeout_seconds: float,
) -> LangChainGenerator:
    """Return a generator for a server that speaks OpenAI's chat protocol, such as vLLM, llama.cpp or OpenAI's own.

    Raises MissingExtra without langchain-openai.
    """
    try:
        from langchain_openai import ChatOpenAI
    except ImportError as error:
        raise MissingExtra("the engine 'openai'", "openai") from error
    chat = ChatOpenAI(
        model=model,
        base_url=base_url,
        api_key=lambda: api_key or "none",  # never a key that the client finds in the environment by itself
        max_tokens=max_tokens,
        temperature=temperature,
        seed=seed,
        timeout=timeout_seconds,
        max_retries=1,  # for a connection that was kept open too long; more would keep the customer waiting
        use_responses_api=False,
    )
    return LangChainGenerator(chat, timeout_seconds=timeout_seconds, server=base_url)
