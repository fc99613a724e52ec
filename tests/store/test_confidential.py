"""Secrets that a form has to know are kept encrypted while it needs them, and nothing else is kept."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from botkit.domain import Claim, DecisionKind, DialogueState, Fate, Frame, Message, Reply, Turn, Verdict
from botkit.domain.errors import StoreError
from botkit.store import SqlStore
from intents.types import Slot, Understanding

KEY = Fernet.generate_key().decode()
PHONE = "07700 900123"
HELP_LINE = "0808 157 0191"


def redact(text: str) -> str:
    return text.replace(PHONE, "[phone number]").replace(HELP_LINE, "[phone number]")


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    store = SqlStore(url, redact, keys=KEY)
    yield store
    store.close()


def raw(tmp_path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in tmp_path.iterdir())


def tell(store: SqlStore, said: str, external_id: str = "m1") -> Claim:
    store.inbox.accept(Message("web", "c1", external_id, said))
    claim = store.leases.claim()
    assert claim is not None
    return claim


def answer(store: SqlStore, claim: Claim, replied: str, state: DialogueState) -> Turn:
    said = claim.message.text
    understood = Understanding(said, slots=(Slot("phone", said, said, 0, len(said)),))
    verdicts = (Verdict(f"Written: {replied}", Fate.DROPPED, 0.1, "no passage speaks of it"),)
    reply = Reply(replied, DecisionKind.ASK)
    turn = Turn(claim.conversation.length + 1, claim.message, understood, reply, verdicts=verdicts)
    store.turns.commit(claim, turn, state)
    return store.history.turns("c1")[-1]


FORM = DialogueState(form="callback", asked="phone")


def test_outside_a_form_a_message_is_redacted_for_everybody(store: SqlStore, tmp_path: Path) -> None:
    assert tell(store, f"call {PHONE}").message.text == "call [phone number]"
    assert PHONE.encode() not in raw(tmp_path)


def test_a_form_gets_what_it_asked_for_and_nothing_of_it_is_readable_in_the_files(
    store: SqlStore, tmp_path: Path
) -> None:
    answer(store, tell(store, "call me"), "Which number?", FORM)
    claim = tell(store, f"it's {PHONE}", "m2")
    assert claim.message.text == f"it's {PHONE}"
    filled = DialogueState(form="callback", values={"phone": PHONE}, asked="when", pending=f"it's {PHONE}")
    kept = answer(store, claim, f"{PHONE}, and when? Our line: {HELP_LINE}", filled)
    assert kept.message.text == kept.understanding.text == "it's [phone number]"
    assert kept.reply.text == f"[phone number], and when? Our line: {HELP_LINE}"
    assert kept.verdicts[0].text == f"Written: {kept.reply.text}"
    assert kept.understanding.slots == ()
    assert PHONE.encode() not in raw(tmp_path)

    claim = tell(store, "at noon", "m3")
    assert claim.conversation.state.values == {"phone": PHONE}
    kept = answer(store, claim, f"We'll call {PHONE} at noon.", DialogueState())
    assert kept.reply.text == "We'll call [phone number] at noon."
    assert PHONE.encode() not in raw(tmp_path)


def test_the_values_of_a_form_that_waits_for_another_are_kept_like_its_own(store: SqlStore, tmp_path: Path) -> None:
    waiting = Frame("callback", values={"phone": PHONE}, done={"look_up": f"ok sum of {PHONE}"})
    answer(store, tell(store, "what are your hours?"), "Which branch?", DialogueState(form="hours", stack=(waiting,)))
    claim = tell(store, "the one in town", "m2")
    assert claim.conversation.state.stack == (waiting,)
    kept = answer(store, claim, f"Until five. We were at {PHONE}.", DialogueState(stack=(waiting,)))
    assert kept.reply.text == "Until five. We were at [phone number]."
    assert PHONE.encode() not in raw(tmp_path)


def test_what_was_encrypted_is_dropped_when_the_form_is_done(store: SqlStore, url: str) -> None:
    answer(store, tell(store, "call me"), "Which number?", FORM)
    answer(store, tell(store, PHONE, "m2"), "Done.", DialogueState())
    with store._database.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT sealed FROM inbox").all()
        (state,) = session.connection().exec_driver_sql("SELECT state FROM conversations").scalars()
    assert {row[0] for row in rows} == {None}
    assert "sealed" not in state


def test_keys_can_be_changed_while_forms_are_filled(store: SqlStore, url: str) -> None:
    answer(store, tell(store, "call me"), "When?", DialogueState(form="callback", values={"phone": PHONE}))
    store.close()
    newer = SqlStore(url, redact, keys=f"{Fernet.generate_key().decode()} {KEY}")
    assert tell(newer, "at noon", "m2").conversation.state.values == {"phone": PHONE}
    newer.close()


def test_without_the_key_the_form_is_left_and_the_conversation_goes_on(
    store: SqlStore, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer(store, tell(store, "call me"), "When?", DialogueState(form="callback", values={"phone": PHONE}))
    keyless = SqlStore(url, redact)
    caplog.set_level(logging.WARNING)
    assert tell(keyless, "at noon", "m2").conversation.state == DialogueState()
    assert "cannot be read with the key that is set" in caplog.text
    keyless.close()


def test_a_key_that_is_none_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(StoreError, match="no Fernet key; make one with") as caught:
        SqlStore(url, redact, keys="hunter2")
    assert "hunter2" not in str(caught.value)
