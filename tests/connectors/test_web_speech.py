"""Recordings over the wire."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from connectors.web import connect
from tests.connectors.parrot import Ear, Parrot


@pytest.fixture
def parrot() -> Parrot:
    parrot = Parrot()
    parrot.speech = Ear()
    return parrot


def speak(parrot: Parrot, audio: bytes, **settings: int) -> Any:
    with TestClient(connect("Bank", settings, parrot).app) as client:
        token = client.post("/api/v1/conversations").json()["token"]
        return client.post("/api/v1/speech", content=audio, headers={"Authorization": f"Bearer {token}"})


def test_a_recording_comes_back_as_text(parrot: Parrot) -> None:
    response = speak(parrot, b"a recording")
    assert (response.status_code, response.json()) == (200, {"text": "11 bytes of a recording"})
    assert parrot.asked == []


def test_what_is_no_recording_is_refused_with_the_reason(parrot: Parrot) -> None:
    response = speak(parrot, b"")
    assert response.status_code == 422
    assert response.json()["error"]["message"] == "the recording is empty"


def test_a_recording_may_be_larger_than_a_message_but_not_without_end(parrot: Parrot) -> None:
    assert speak(parrot, bytes(2**21)).status_code == 200
    assert speak(parrot, bytes(2**21 + 1)).status_code == 413


def test_only_a_visitor_with_a_token_is_listened_to(parrot: Parrot) -> None:
    with TestClient(connect("Bank", {}, parrot).app) as client:
        assert client.post("/api/v1/speech", content=b"a").status_code == 401
        assert client.get("/api/v1/bot").json()["speech"] is True


def test_recordings_are_limited_like_messages(parrot: Parrot) -> None:
    with TestClient(connect("Bank", {"messages_per_minute": 1}, parrot).app) as client:
        headers = {"Authorization": f"Bearer {client.post('/api/v1/conversations').json()['token']}"}
        codes = [client.post("/api/v1/speech", content=b"a", headers=headers).status_code for _ in range(2)]
        assert codes == [200, 429]


def test_a_bot_without_a_model_says_so() -> None:
    response = speak(Parrot(), b"a")
    assert response.status_code == 422
    assert "speech.model" in response.json()["error"]["message"]
