"""The reading of a message as a command to the flow under way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from botkit.dialogue.flows.answers import around, whole_message
from botkit.dialogue.flows.commands import (
    Cancel,
    ChangeSlot,
    Command,
    Confirm,
    CorrectSlots,
    Deny,
    Digress,
    Explain,
    GoBack,
    Misunderstand,
    Recall,
    Repeat,
    Restart,
    ResumeFlow,
    SetSlots,
    StartFlow,
    Wait,
    WalkOn,
)
from botkit.dialogue.flows.exchange import Exchange
from botkit.dialogue.flows.question import CHANGE
from botkit.dialogue.policy.heard import Heard

STEERING: Mapping[str, Command] = {
    "cancel": Cancel(),
    "restart": Restart(),
    "repeat": Repeat(),
    "back": GoBack(),
    "recall": Recall(),
    "wait": Wait(),
    "why": Explain(),
}
"""The commands for phrases of these kinds."""
_TELLING = 2
"""Content words from which a question is worth a search, whatever its intent."""


def command_of(exchange: Exchange) -> Command:
    """Return the command that the message gives to the flow."""
    told = (read(exchange) for read in READERS)
    return next((command for command in told if command is not None), Misunderstand())


def begin(flow: str, heard: Heard, intent: str | None = None) -> Command:
    """Return the command for a wish for the flow: one that waits is resumed."""
    waits = any(frame.form == flow for frame in heard.state.stack) or heard.state.form == flow
    return ResumeFlow(flow, intent) if waits else StartFlow(flow, intent)


def _lost(exchange: Exchange) -> Command | None:
    """Walk on if the step that waited is not there any more."""
    waits = exchange.slot is not None or exchange.confirm is not None or exchange.state.asked == CHANGE
    return None if waits else WalkOn()


def _steering(exchange: Exchange) -> Command | None:
    """Read cancel, go back, say that again, and the like; not if a choice has that name."""
    meaning = exchange.heard.meaning
    return STEERING.get(meaning.kind) if meaning is not None and exchange.answer is None else None


def _change(exchange: Exchange) -> Command | None:
    """Read the name of a slot whose value is wrong."""
    slot = exchange.to_change
    return ChangeSlot(slot) if slot is not None else None


def _interruption(exchange: Exchange) -> Command | None:
    """Read a wish for another flow."""
    heard, flow = exchange.heard, exchange.heard.rule.flow
    if flow is None or flow == exchange.state.form or not _is_about_something_else(exchange):
        return None
    is_asked_about = heard.rule.questions == "answer" and heard.is_question and not heard.is_request
    wanted = (_is_certain(exchange) or heard.is_request) and not is_asked_about
    return begin(flow, heard, heard.intent) if wanted else None


def _digression(exchange: Exchange) -> Command | None:
    """Read a question, or small talk, in the middle of the flow."""
    heard, rule = exchange.heard, exchange.heard.rule
    if not _is_about_something_else(exchange):
        return None
    if rule.flow is None and rule.say and not heard.is_smalltalk and not heard.is_question:
        return None
    if rule.say is not None and rule.means and heard.is_smalltalk and not rule.hand_off:
        return None
    is_telling = heard.is_question and len(heard.wording.content_words(heard.text)) >= _TELLING
    is_another = heard.intent is not None and _is_certain(exchange) and rule.flow != exchange.state.form
    return Digress() if is_telling or is_another else None


def _values(exchange: Exchange) -> Command | None:
    """Read values for slots."""
    if not exchange.changed:
        return None
    heard, slot = exchange.heard, exchange.slot
    values = exchange.changed if exchange.answers else around(exchange.changed, slot, heard, exchange.spec)
    return CorrectSlots(values) if exchange.replaces else SetSlots(values)


def _verdict(exchange: Exchange) -> Command | None:
    """Read a yes or no to what wants one. A no counts whatever follows, a yes only if nothing takes it back."""
    confirm, meaning = exchange.confirm, exchange.heard.meaning
    if confirm is None or meaning is None:
        return None
    if exchange.heard.means("yes"):
        return Confirm(confirm.id)
    return Deny(confirm.id) if meaning.kind == "no" else None


def _whole_message(exchange: Exchange) -> Command | None:
    """Read the message itself as the answer."""
    slot = exchange.slot
    answer = whole_message(slot, exchange.heard, exchange.spec) if slot is not None else None
    return SetSlots({exchange.state.asked or "": answer}) if answer is not None else None


READERS: tuple[Callable[[Exchange], Command | None], ...] = (
    _lost,
    _steering,
    _change,
    _interruption,
    _digression,
    _values,
    _verdict,
    _whole_message,
)
"""The commands that a message may be; the first that it is counts."""


def _is_about_something_else(exchange: Exchange) -> bool:
    """Tell whether it may be: it answers nothing, steers nothing, and changes nothing that has been done already."""
    heard = exchange.heard
    if exchange.answers or (exchange.changed and not exchange.asks):
        return False
    if exchange.replaces and exchange.has_acted:
        return False
    return heard.meaning is None or (heard.is_question and not (exchange.confirm and heard.means("yes", "no")))


def _is_certain(exchange: Exchange) -> bool:
    """Tell whether the intent is believed while an answer is awaited: if any will do, any short text may be one."""
    slot = exchange.slot
    return exchange.heard.is_sure or slot is None or not slot.is_open
