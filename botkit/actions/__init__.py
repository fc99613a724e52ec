"""Actions: everything that a bot's flows can do besides talking, as functions of its actions.py or as signed webhooks.

    from botkit.actions import ActionError, action

    @action(changes=True, seconds=5, attempts=2)
    def block_card(card_last_four: str, *, key: str) -> Blocked:
        ...

Arguments come from slots of the same name, converted to their annotated types; `key`, `reference_code` and
`conversation_id` are passed to functions that name them. An action returns a dataclass, whose fields become values of
the flow; a string, which becomes the value `result`; or None. A function may be async.

A webhook is the same over HTTP: `botkit.actions.webhooks`. The service that receives one checks it with `is_signed`.
"""

from botkit.actions.functions import PythonActions, action
from botkit.actions.signing import is_signed
from botkit.domain.errors import ActionError, ActionUnavailable

__all__ = ["ActionError", "ActionUnavailable", "PythonActions", "action", "is_signed"]
