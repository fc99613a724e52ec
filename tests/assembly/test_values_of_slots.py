"""Kinds of values in bot.yaml, through the command line and the engine."""

from datetime import UTC, datetime

import pytest

from botkit.assembly import open_value_reader
from botkit.domain import Conversation, DialogueState, Message, Outcome
from botkit.domain.errors import ConfigError
from botkit.project.folder import load
from botkit.project.layout import DataDirectory
from botkit.project.project import Project
from botkit.testing import KeywordNlu, LineWriter, ListRetriever, ScriptedGenerator, ScriptedPolicy
from botkit.turn.engine import Engine, ReadValues
from intents.types import Slot
from tests.small_bot import SmallBot


def declare(bot: SmallBot, *lines: str) -> None:
    bot.change("bot.yaml", "  epochs: 2\n", "  epochs: 2\n  values:\n" + "".join(f"    {line}\n" for line in lines))


def test_an_unknown_kind_is_named_with_its_line(unbuilt: SmallBot) -> None:
    declare(unbuilt, "card_type: monney")
    with pytest.raises(ConfigError, match=r"bot.yaml:6: .*'monney'; did you mean 'money'\?"):
        load(unbuilt.folder)


def test_a_slot_that_is_not_marked_is_named_with_its_line(unbuilt: SmallBot) -> None:
    declare(unbuilt, "card_typ: name")
    assert "bot.yaml:6: no example marks the slot 'card_typ'; did you mean 'card_type'?" in unbuilt.run("check").error


@pytest.mark.parametrize(("key", "value"), [("region", "gb"), ("timezone", "Europe/Nowhere")])
def test_a_region_or_time_zone_that_is_none_is_refused(unbuilt: SmallBot, key: str, value: str) -> None:
    unbuilt.change("bot.yaml", "name: Small bank\n", f"name: Small bank\n{key}: {value}\n")
    with pytest.raises(ConfigError, match=rf"bot.yaml:2: '{key}' must be .*{value}"):
        load(unbuilt.folder)


def engine(read_values: ReadValues | None) -> Engine:
    return Engine(
        KeywordNlu({"lost": "lost_card"}, {"card_type": ["tomorrow"]}),
        ScriptedPolicy({}),
        ListRetriever(()),
        LineWriter(ScriptedGenerator(())),
        min_relevance=0.5,
        read_values=read_values,
    )


def slots_of(engine: Engine, text: str, asked: str | None = None) -> list[Slot]:
    message = Message("test", "c", "1", text, received_at=datetime(2026, 11, 21, 20, tzinfo=UTC))
    conversation = Conversation("c", state=DialogueState(form="f", asked=asked))
    *_, outcome = engine.turn(message, conversation)
    assert isinstance(outcome, Outcome)
    return list(outcome.turn.understanding.slots)


def test_a_value_is_read_for_the_time_of_the_message_on_the_clock_of_the_bot(unbuilt: SmallBot) -> None:
    declare(unbuilt, "card_type: date")
    unbuilt.change("bot.yaml", "name: Small bank\n", "name: Small bank\ntimezone: Pacific/Auckland\n")
    reader = open_value_reader(Project.open(unbuilt.folder, DataDirectory(unbuilt.data)))

    (slot,) = slots_of(engine(reader), "I lost it, call tomorrow")

    assert (slot.text, slot.value, slot.kind) == ("tomorrow", "2026-11-23", "date")  # it was the 22nd there already


def test_the_slot_that_was_asked_for_is_found_where_nothing_was_marked(unbuilt: SmallBot) -> None:
    declare(unbuilt, "card_type: date")
    reader = open_value_reader(Project.open(unbuilt.folder, DataDirectory(unbuilt.data)))

    found = slots_of(engine(reader), "on 5 May, I think", asked="card_type")

    assert [(slot.name, slot.value) for slot in found] == [("card_type", "2027-05-05")]
    assert slots_of(engine(reader), "on 5 May, I think") == []


def test_without_a_kind_a_slot_has_its_text(unbuilt: SmallBot) -> None:
    assert open_value_reader(Project.open(unbuilt.folder, DataDirectory(unbuilt.data))) is None
    assert [slot.value for slot in slots_of(engine(None), "call tomorrow")] == ["tomorrow"]
