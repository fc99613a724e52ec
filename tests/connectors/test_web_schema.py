"""What the interface does, against what its OpenAPI description says: made-up requests, good and bad ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from botkit.domain import Conversation, DecisionKind, Message, Outcome, Reply, TextDelta, Turn
from botkit.runtime import Runtime
from botkit.store import SqlStore
from connectors.web import connect
from intents.types import Understanding

schemathesis = pytest.importorskip("schemathesis", reason="the test of the OpenAPI needs: pip install schemathesis")
from hypothesis import HealthCheck, given, settings  # noqa: E402
from schemathesis.checks import (  # noqa: E402
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = int(os.environ.get("BOTKIT_SCHEMA_EXAMPLES", "10"))
"""Requests of each operation; more of them take longer and find more."""


def turn(message: Message, conversation: Conversation) -> Iterator[Any]:
    reply = Reply(message.text, DecisionKind.ANSWER)
    yield TextDelta(reply.text)
    taken = Turn(conversation.length + 1, message, Understanding(message.text), reply)
    yield Outcome(taken, conversation.state)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    store = SqlStore(f"sqlite:///{tmp_path_factory.mktemp('schema')}/conversations.db", str)
    limits = {"requests_per_minute": 1_000_000, "messages_per_minute": 100_000}
    with Runtime(turn, store, deliver={}, apology="Sorry!") as runtime:
        yield schemathesis.openapi.from_asgi("/openapi.json", connect("Bank", limits, runtime).app)
    store.close()


@pytest.fixture(scope="module")
def token(api: Any) -> str:
    return str(TestClient(api.app).post("/api/v1/conversations").json()["token"])


def test_no_request_fails_in_a_way_that_is_not_described(api: Any, token: str) -> None:
    auth = {"Authorization": f"Bearer {token}"}
    tried = 0
    for operation in (found.ok() for found in api.get_all_operations()):

        @given(operation.as_strategy())
        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def hold(case: Any) -> None:
            case.call_and_validate(headers=auth, checks=CHECKS)

        hold()
        tried += 1

    assert tried == 10
