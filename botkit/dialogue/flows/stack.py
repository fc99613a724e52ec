"""Flows under way, and those that wait below."""

from __future__ import annotations

from dataclasses import replace

from botkit.domain import DialogueState, Frame


def frame_of(state: DialogueState) -> Frame:
    """Return the flow under way, to be gone on with later."""
    return Frame(state.form or "", state.values, state.filled, state.done, state.started, state.runs)


def state_of(frame: Frame, stack: tuple[Frame, ...], *, handed_off: bool) -> DialogueState:
    """Return the state in which the flow goes on."""
    return DialogueState(
        form=frame.form,
        values=frame.values,
        filled=frame.filled,
        done=frame.done,
        started=frame.started,
        runs=frame.runs,
        stack=stack,
        handed_off=handed_off,
    )


def without(state: DialogueState, slot: str) -> DialogueState:
    """Return the state as if the slot had not been answered."""
    values = {name: value for name, value in state.values.items() if name != slot}
    return replace(state, values=values, filled=tuple(name for name in state.filled if name != slot), attempts=0)
