"""Kinds of values in bot.yaml, through the command line and the engine."""

import json

import pytest
from small_bot import SmallBot

from botkit.config import load
from botkit.errors import ConfigError


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


def test_what_is_understood_carries_the_value_of_its_kind(built: SmallBot) -> None:
    declare(built, "card_type: name")
    asked = json.loads(built.run("ask", "my debit card was stolen", "--json").out)
    plain = [slot["value"] for slot in asked["slots"]]
    assert plain == [slot["text"].title() for slot in asked["slots"]]
