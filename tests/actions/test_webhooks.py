"""Actions over HTTP, against a service that checks what it gets and misbehaves."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from botkit.actions import ActionError, ActionUnavailable, PythonActions, action, attempts, is_signed
from botkit.actions.reference_code import reference_code
from botkit.actions.signing import sign
from botkit.actions.together import ActionsTogether
from botkit.actions.webhooks import Webhook, WebhookActions
from botkit.domain import ActionSignature
from botkit.testing.fake_service import FakeService

SECRET = "a secret that both know"
BLOCKED: list[str] = []


@action(changes=True)
def block(card: str, *, key: str) -> str:
    if card == "0000":
        raise ActionError("You have no such card.")
    BLOCKED.append(card)
    return f"BL-{len(BLOCKED)}"


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch):
    monkeypatch.setattr(attempts, "PAUSE", 0.0)
    BLOCKED.clear()


@pytest.fixture
def service():
    with FakeService(PythonActions({"block": block}), SECRET) as service:
        yield service


def hooks(service, *, secret=SECRET, seconds=20.0, attempts=1):
    signature = ActionSignature("block", ("card",), ("card",), ("result",), changes=True)
    return WebhookActions({"block": Webhook(f"{service.url}/block?v=1", signature, seconds, attempts)}, secret)


def run(actions, card="4821", key="k1"):
    return actions.run("block", {"card": card}, conversation="c1", key=key)


def test_a_webhook_asks_the_service_and_gives_its_results(service):
    assert run(hooks(service)) == {"result": "BL-1"}
    call = service.calls[0]
    assert call.asked == {
        "action": "block",
        "arguments": {"card": "4821"},
        "conversation_id": "c1",
        "key": "k1",
        "reference_code": reference_code("k1"),
    }
    assert call.headers["Idempotency-Key"] == "k1"


def test_a_refusal_comes_in_the_words_of_the_service(service):
    with pytest.raises(ActionError, match=r"^You have no such card\.$"):
        run(hooks(service), card="0000")


def test_a_request_that_is_signed_with_another_secret_is_not_done(service):
    with pytest.raises(ActionError, match="went wrong"):
        run(hooks(service, secret="guessed"))
    assert (service.refused, BLOCKED) == (1, [])


def test_a_service_that_is_away_is_asked_again_with_the_same_key(service):
    service.faults.extend(["away", "away"])
    assert run(hooks(service, attempts=3)) == {"result": "BL-1"}
    assert [call.headers["Idempotency-Key"] for call in service.calls] == ["k1"] * 3


def test_what_was_done_though_the_answer_got_lost_is_not_done_twice(service):
    service.faults.append("lost")
    assert run(hooks(service, attempts=2)) == {"result": "BL-1"}
    assert BLOCKED == ["4821"]


def test_a_service_that_stays_away_or_says_nothing_is_unavailable(service):
    service.faults.extend(["away", "away", "slow"])
    with pytest.raises(ActionUnavailable, match="try again later"):
        run(hooks(service, attempts=2))
    with pytest.raises(ActionUnavailable, match="try again later"):
        run(hooks(service, seconds=0.3))
    assert BLOCKED == []


def test_a_service_that_does_not_listen_is_unavailable():
    with FakeService(PythonActions({}), SECRET) as closed:
        actions = hooks(closed, seconds=5)
    with pytest.raises(ActionUnavailable):
        run(actions)


@pytest.mark.parametrize(
    ("fault", "said"),
    [("elsewhere", "status 307"), ("nonsense", "flat JSON"), ("large", "flat JSON"), ("silent", "status 404")],
)
def test_an_answer_that_is_none_is_logged_and_the_customer_is_told_that_it_failed(service, caplog, fault, said):
    service.faults.append(fault)
    with pytest.raises(ActionError, match="went wrong on our side"):
        run(hooks(service, attempts=3))
    assert said in caplog.text
    assert len(service.calls) == 1  # neither followed nor tried again
    assert "4821" not in caplog.text


def test_a_result_that_the_service_leaves_out_is_named_in_the_log(service, caplog):
    signature = ActionSignature("block", ("card",), ("card",), ("result", "day"), changes=True)
    actions = WebhookActions({"block": Webhook(service.url, signature)}, SECRET)
    assert run(actions) == {"result": "BL-1"}
    assert "did not give day" in caplog.text


def test_a_proxy_of_the_environment_is_not_asked(service, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert run(hooks(service)) == {"result": "BL-1"}


def test_an_old_request_that_is_sent_again_is_refused(service):
    body = json.dumps({"action": "block", "arguments": {"card": "1"}, "conversation_id": "c", "key": ""}).encode()
    connection = HTTPConnection(urlsplit(service.url).netloc)
    headers = {"Botkit-Timestamp": "1763719200", "Botkit-Signature": sign(SECRET, "1763719200", body)}
    connection.request("POST", "/", body, headers)
    assert connection.getresponse().status == 401
    connection.close()


@pytest.mark.parametrize(
    ("timestamp", "body", "signature", "holds"),
    [
        ("1000", b"{}", sign("s", "1000", b"{}"), True),
        ("1000", b"{ }", sign("s", "1000", b"{}"), False),
        ("1001", b"{}", sign("s", "1000", b"{}"), False),
        ("1000", b"{}", sign("t", "1000", b"{}"), False),
        ("soon", b"{}", sign("s", "soon", b"{}"), False),
        ("1000", b"{}", "", False),
    ],
)
def test_a_signature_is_over_the_time_and_the_body(timestamp, body, signature, holds):
    assert is_signed("s", timestamp, body, signature, at=1200.0) is holds
    assert not is_signed("s", timestamp, body, signature, at=1301.5)


@pytest.mark.parametrize("timestamp", ["9" * 400, "9" * 5_000, "0" * 5_000, "-1", "1e3", "", "١٢٠٠", "nan", "inf"])
def test_a_time_that_is_none_is_not_signed(timestamp):
    assert not is_signed("s", timestamp, b"{}", "v1=00", at=1200.0)
    assert not is_signed("s", timestamp, b"{}", sign("s", timestamp, b"{}"))


def test_functions_and_webhooks_are_one_set_of_actions(service):
    @action()
    def greet() -> str:
        return "hello"

    both = ActionsTogether(PythonActions({"greet": greet}), hooks(service))
    assert set(both.signatures) == {"greet", "block"}
    assert both.run("greet", {}, conversation="c", key="") == {"result": "hello"}
    assert run(both) == {"result": "BL-1"}
    with pytest.raises(ActionError, match="no action 'dance'"):
        both.run("dance", {}, conversation="c", key="")
