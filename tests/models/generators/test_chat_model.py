from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections.abc import Generator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from botkit.domain.errors import GenerationError, MissingExtra
from botkit.models.generators.chat_model import LangChainGenerator, openai_compatible
from tests.models.generators.generator_contract import INSTRUCTION, OPTIONS, PROMPT, GeneratorContract, Make, text

WORDS = ["account", "bank", "card", "day", "fee", "limit", "money", "pin", "post", "shop"]


class ScriptedModel(BaseChatModel):
    """Says what it is told to, and remembers what it was asked."""

    says: list[str]
    pause: float = 0.0
    breaks: bool = False
    asked: list[list[BaseMessage]] = []  # noqa: RUF012
    closed: list[bool] = []  # noqa: RUF012

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage("".join(self.says)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.asked.append(messages)
        try:
            for piece in self.says:
                yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
                time.sleep(self.pause)
            if self.breaks:
                raise ConnectionError("the line was cut\nand more")
        finally:
            self.closed.append(True)


class TestAnyChatModel:
    def test_the_instruction_is_the_systems_part_and_the_prompt_the_humans(self):
        model = ScriptedModel(says=["Freeze ", "", "it."])

        assert list(LangChainGenerator(model).generate(INSTRUCTION, PROMPT)) == ["Freeze ", "it."]
        assert [(message.type, message.content) for message in model.asked[-1]] == [
            ("system", INSTRUCTION),
            ("human", PROMPT),
        ]

    def test_closing_it_closes_the_models_stream(self):
        model = ScriptedModel(says=["a", "b"], closed=[])
        pieces = LangChainGenerator(model).generate(INSTRUCTION, PROMPT)
        next(pieces)
        assert model.closed == []
        assert isinstance(pieces, Generator)
        pieces.close()

        assert model.closed == [True]

    def test_its_failure_is_ours_and_names_it(self):
        pieces = LangChainGenerator(ScriptedModel(says=["a"], breaks=True)).generate(INSTRUCTION, PROMPT)

        assert next(pieces) == "a"
        with pytest.raises(GenerationError, match=r"^ScriptedModel: no answer \(the line was cut\); "):
            next(pieces)

    def test_a_failure_after_the_time_is_up_leaves_the_text_so_far(self):
        model = ScriptedModel(says=["a"], pause=0.1, breaks=True)

        assert list(LangChainGenerator(model, timeout_seconds=0.05).generate(INSTRUCTION, PROMPT)) == ["a"]


def test_without_the_package_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "langchain_openai", None)
    with pytest.raises(MissingExtra, match=r"pip install .*\[openai\]'"):
        openai_compatible("tiny", base_url="http://127.0.0.1:9/v1", api_key="", **OPTIONS)


class FakeOpenAI(ThreadingHTTPServer):
    """Speaks OpenAI's chat protocol: streams random words, a few milliseconds each."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.failure: tuple[int, str] | None = None
        self.left = threading.Event()
        """The client has gone in the middle of a reply."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: FakeOpenAI

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append({**asked, "path": self.path})
        self.server.keys.append(self.headers["Authorization"])
        if self.server.failure:
            status, message = self.server.failure
            self._begin(status, "application/json")
            self.wfile.write(json.dumps({"error": {"message": message}}).encode())
            return
        self._begin(200, "text/event-stream")
        drawn = random.Random(json.dumps([asked["messages"], asked["seed"] if asked["temperature"] else 0]))
        try:
            for _ in range(asked["max_completion_tokens"]):
                delta = {"role": "assistant", "content": f" {drawn.choice(WORDS)}"}
                self._send({"id": "1", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta}]})
                time.sleep(0.002)
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            self.server.left.set()

    def _begin(self, status: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()

    def _send(self, chunk: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    pytest.importorskip("langchain_openai", reason="langchain-openai is not installed: pip install -e '.[openai]'")
    with FakeOpenAI() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


class TestOpenAICompatible(GeneratorContract):
    @pytest.fixture
    def make(self, server) -> Make:
        return lambda **options: openai_compatible("tiny", base_url=server.url, api_key="", **{**OPTIONS, **options})

    def test_the_server_is_told_the_settings(self, make, server):
        text(make(max_tokens=7, temperature=0.5, seed=3))
        (asked,) = server.requests

        assert asked["path"] == "/v1/chat/completions"
        assert asked["messages"] == [
            {"role": "system", "content": INSTRUCTION},
            {"role": "user", "content": PROMPT},
        ]
        told = {key: asked[key] for key in ("model", "stream", "temperature", "seed", "max_completion_tokens")}
        assert told == {"model": "tiny", "stream": True, "temperature": 0.5, "seed": 3, "max_completion_tokens": 7}

    def test_closing_it_hangs_up(self, make, server):
        pieces = make(max_tokens=3000).generate(INSTRUCTION, PROMPT)
        next(pieces)
        pieces.close()

        assert server.left.wait(2.0)

    def test_the_key_is_sent_and_no_other(self, make, server, monkeypatch):
        monkeypatch.setenv("OPENAI_API_KEY", "the-key-of-something-else")
        text(make())
        text(openai_compatible("tiny", base_url=server.url, api_key="ours", **OPTIONS))

        assert server.keys == ["Bearer none", "Bearer ours"]

    def test_what_the_server_refuses_is_said_and_the_server_named(self, make, server):
        server.failure = (401, "wrong key")

        with pytest.raises(GenerationError, match="wrong key") as caught:
            text(make())
        assert str(caught.value).startswith(f"{server.url}: no answer (")
        assert "\n" not in str(caught.value)

    def test_a_server_that_is_not_there_is_named(self, make, server):
        server.shutdown()
        server.server_close()

        with pytest.raises(GenerationError, match="is the server up") as caught:
            text(make())
        assert str(caught.value).startswith(server.url)
