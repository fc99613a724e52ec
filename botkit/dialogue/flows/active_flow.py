"""The talk through a flow: answers, corrections, questions in between, interruptions, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from botkit.dialogue.flows.checks import Checks
from botkit.dialogue.flows.command_of_message import begin, command_of
from botkit.dialogue.flows.course import Course
from botkit.dialogue.flows.effect_of_command import Applying
from botkit.dialogue.flows.exchange import Exchange
from botkit.dialogue.flows.question import FlowQuestion
from botkit.dialogue.flows.walk import Taken
from botkit.dialogue.policy.heard import Heard
from botkit.dialogue.spec import DialogueSpec
from botkit.domain import Conversation, Decision, DialogueState
from botkit.domain.ports import Actions


class ActiveFlow:
    """Starts flows and goes on with them: a message is read as a command, and the command applied.

    `kinds` has the kinds of values of slots (`nlu.values`); `aside` answers a message that is about something else.
    """

    def __init__(
        self,
        spec: DialogueSpec,
        actions: Actions,
        taken: Taken,
        *,
        kinds: Mapping[str, str],
        hand_off: Callable[[Conversation], Decision],
        aside: Callable[[Heard], Decision],
    ) -> None:
        self._spec = spec
        self._kinds = kinds
        self._checks = Checks(spec, actions)
        self._course = Course(spec, actions, taken, kinds, hand_off)
        self._applying = Applying(spec, self._course, self._checks, aside)

    def start(self, name: str, heard: Heard, *, intent: str | None = None) -> Decision:
        """Start the flow with what the message says already; one that waits goes on where it was."""
        return self._applying.apply(begin(name, heard, intent), heard)

    def go_on(self, heard: Heard) -> Decision:
        """Return the step that the message leads to in the flow under way."""
        exchange = Exchange(heard, self._spec, self._checks, self._kinds)
        return self._applying.apply(command_of(exchange), heard)

    def question(self, state: DialogueState) -> FlowQuestion:
        """Return the question that the flow under way waits with."""
        return self._course.question(state)
