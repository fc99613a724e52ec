"""Actions that are Python functions, from actions.py in the bot's folder."""

from __future__ import annotations

import asyncio
import dataclasses
import importlib.util
import inspect
import logging
import sys
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from botkit.actions.attempts import FAILED, attempt, text_of
from botkit.actions.reference_code import reference_code
from botkit.domain import ActionSignature
from botkit.domain.errors import ActionError, ConfigError

logger = logging.getLogger(__name__)

GIVEN = ("key", "conversation_id", "reference_code")
"""The arguments that botkit itself passes: the idempotency key, the conversation's id, and a code to tell people."""
RESULT = "result"

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class _Settings:
    changes: bool
    seconds: float
    attempts: int


def action(*, changes: bool = False, seconds: float = 10.0, attempts: int = 1) -> Callable[[Function], Function]:
    """Turn a function into an action.

    An action that `changes` something runs only after a confirmation, and must do its work once for each `key`, which
    it has to take. It gets `seconds` per attempt; after ActionUnavailable, a timeout or a broken connection it is tried
    again, up to `attempts` times in all.
    """

    def mark(function: Function) -> Function:
        function.__botkit_action__ = _Settings(changes, seconds, attempts)  # type: ignore[attr-defined]
        return function

    return mark


class PythonActions:
    """The actions of a bot folder; a `botkit.domain.ports.Actions`."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]], origin: str = "actions.py") -> None:
        self._functions = dict(functions)
        self._signatures = {name: _signature(name, function, origin) for name, function in functions.items()}
        self._converters = {name: _converters(function) for name, function in functions.items()}

    @classmethod
    def load(cls, path: Path) -> PythonActions:
        """Run the file and collect its actions.

        Raises ConfigError if it cannot be run, or if an action is malformed.
        """
        spec = importlib.util.spec_from_file_location(f"botkit_bot_{abs(hash(path.resolve()))}", path)
        if spec is None or spec.loader is None:
            raise ConfigError(f"{path.name}: is not a Python file; looked at {path}")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # dataclasses and annotations look up their module
        try:
            spec.loader.exec_module(module)
        except SyntaxError as error:
            raise ConfigError(f"{path.name}:{error.lineno}: is not valid Python: {error.msg}") from None
        except Exception as error:
            line = _line_of(error, path)
            raise ConfigError(f"{path.name}{line}: cannot be run: {type(error).__name__}: {error}") from error
        found = {name: value for name, value in vars(module).items() if hasattr(value, "__botkit_action__")}
        return cls(found, path.name)

    @property
    def signatures(self) -> Mapping[str, ActionSignature]:
        """All actions by name."""
        return self._signatures

    def run(self, name: str, arguments: Mapping[str, str], *, conversation: str, key: str) -> Mapping[str, str]:
        """Run the action and return its results as text. Raises ActionError with words for the customer."""
        function = self._functions.get(name)
        if function is None:
            raise ActionError(f"There is no action '{name}'.")
        settings: _Settings = function.__botkit_action__  # type: ignore[attr-defined]
        given = {"key": key, "conversation_id": conversation, "reference_code": reference_code(key)}
        wanted = inspect.signature(function).parameters
        values = self._converted(name, arguments) | {one: given[one] for one in GIVEN if one in wanted}
        try:
            return _as_text(
                attempt(
                    name,
                    lambda: _called(function, values, settings.seconds),
                    seconds=settings.seconds,
                    times=settings.attempts,
                )
            )
        except ActionError:
            raise
        except Exception as error:
            logger.exception("the action '%s' failed; mend it in actions.py", name)
            raise ActionError(FAILED) from error

    def _converted(self, name: str, arguments: Mapping[str, str]) -> dict[str, Any]:
        values = {}
        for argument, value in arguments.items():
            try:
                values[argument] = self._converters[name][argument].validate_python(value)
            except ValidationError as error:
                detail = error.errors()[0]["msg"].removeprefix("Value error, ")
                raise ActionError(f"I can't use '{value}': {detail[:1].lower()}{detail[1:]}.") from None
        return values


def _signature(name: str, function: Callable[..., Any], origin: str) -> ActionSignature:
    settings: _Settings = function.__botkit_action__  # type: ignore[attr-defined]
    where = f"{origin}:{function.__code__.co_firstlineno}"
    parameters = inspect.signature(function).parameters.values()
    for parameter in parameters:
        if parameter.kind in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL, parameter.POSITIONAL_ONLY}:
            raise ConfigError(
                f"{where}: the action '{name}' takes '{parameter}'; give every argument a name of its own"
            )
        if parameter.annotation is parameter.empty:
            raise ConfigError(f"{where}: the action '{name}' does not say the type of '{parameter.name}'; annotate it")
    if settings.changes and "key" not in {parameter.name for parameter in parameters}:
        raise ConfigError(
            f"{where}: the action '{name}' changes something and must take `key: str`, to do it only once"
        )
    own = [parameter for parameter in parameters if parameter.name not in GIVEN]
    return ActionSignature(
        name,
        arguments=tuple(parameter.name for parameter in own),
        needed=tuple(parameter.name for parameter in own if parameter.default is parameter.empty),
        results=_results(name, function, where),
        changes=settings.changes,
    )


def _results(name: str, function: Callable[..., Any], where: str) -> tuple[str, ...]:
    returned = typing.get_type_hints(function).get("return")
    if returned is None or returned is type(None):
        return ()
    if dataclasses.is_dataclass(returned):
        return tuple(field.name for field in dataclasses.fields(returned))
    if returned is str:
        return (RESULT,)
    raise ConfigError(f"{where}: the action '{name}' must return a dataclass, str or None, not {returned}")


def _converters(function: Callable[..., Any]) -> dict[str, TypeAdapter[Any]]:
    hints = typing.get_type_hints(function, include_extras=True)
    return {name: TypeAdapter(kind) for name, kind in hints.items() if name not in {*GIVEN, "return"}}


def _as_text(result: object) -> dict[str, str]:
    """Return results as values of a flow; booleans become yes and no, None is left out."""
    if result is None:
        return {}
    if isinstance(result, str):
        return {RESULT: result}
    fields = {field.name: getattr(result, field.name) for field in dataclasses.fields(result)}  # type: ignore[arg-type]
    return {name: text_of(value) for name, value in fields.items() if value is not None}


def _called(function: Callable[..., Any], values: Mapping[str, Any], seconds: float) -> object:
    """Call the function and return its result; an async one is cancelled when its time is up."""
    if inspect.iscoroutinefunction(function):
        return asyncio.run(asyncio.wait_for(function(**values), seconds))
    return function(**values)


def _line_of(error: BaseException, path: Path) -> str:
    """Return the line of the file where the error was raised, as ":12"; "" if it was elsewhere."""
    lines = []
    trace = error.__traceback__
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename) == path:
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    return f":{lines[-1]}" if lines else ""
