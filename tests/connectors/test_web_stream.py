"""A turn that is read in pieces: what has been read is not sent again, and nothing is left out."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from botkit.domain import Answered, DecisionKind, Event, Message, Reply, Status, TextDelta, Turn
from connectors.web.stream import mark, turn_events
from intents.types import Understanding

PIECES = ["You can withdraw £500", " a day.", " Abroad it is £300 🏧."]
TEXT = "".join(PIECES)
MESSAGE = Message("web", "web:1", "1", "how much?")


def answered(text: str) -> Answered:
    return Answered(Turn(1, MESSAGE, Understanding("how much?"), Reply(text, DecisionKind.ANSWER)))


def read(happened: Iterable[Event | Exception], last_event_id: str = "") -> list[tuple[str, Any, str | None]]:
    """Event, data and id of what a reader gets."""

    async def collect() -> list[tuple[str, Any, str | None]]:
        events: asyncio.Queue[Event | Exception] = asyncio.Queue()
        for event in happened:
            events.put_nowait(event)
        told = [event async for event in turn_events(events, MESSAGE, last_event_id)]
        return [(str(event.event), event.data, event.id) for event in told]

    return asyncio.run(collect())


def shown(told: list[tuple[str, Any, str | None]], before: str = "") -> str:
    """What a page shows after it, which showed `before`."""
    for name, data, _ in told:
        if name == "reset":
            before = ""
        elif name == "delta":
            before += data["text"]
    return before


WHOLE: list[Event] = [Status("generate"), *map(TextDelta, PIECES), answered(TEXT)]


def test_ids_say_how_much_of_the_reply_has_been_read() -> None:
    told = read(WHOLE)

    assert [name for name, _, _ in told] == ["status", "delta", "delta", "delta", "reply"]
    assert [event_id for _, _, event_id in told] == [
        None,
        mark(PIECES[0]),
        mark(PIECES[0] + PIECES[1]),
        mark(TEXT),
        mark(TEXT),
    ]


@pytest.mark.parametrize("pieces_read", [0, 1, 2, 3])
def test_a_reader_goes_on_where_it_stopped(pieces_read: int) -> None:
    before = "".join(PIECES[:pieces_read])

    told = read(WHOLE, mark(before))

    assert [data["text"] for name, data, _ in told if name == "delta"] == PIECES[pieces_read:]
    assert told[-1][0] == "reply"


@pytest.mark.parametrize("length", range(len(TEXT) + 1))
def test_it_does_so_whatever_the_pieces_are_cut_like_now(length: int) -> None:
    """Another process, which finds the whole reply in the database, has it in one piece."""
    in_one_piece: list[Event] = [TextDelta(TEXT), answered(TEXT)]
    by_characters: list[Event] = [*map(TextDelta, TEXT), answered(TEXT)]
    for happened in (WHOLE, in_one_piece, by_characters):
        told = read(happened, mark(TEXT[:length]))
        assert not any(name == "reset" for name, _, _ in told)
        assert shown(told, TEXT[:length]) == TEXT


@pytest.mark.parametrize("has", ["You can withdraw £600", "You can withdraw £500 a week.", TEXT + " And more.", "X"])
def test_a_reader_of_another_wording_begins_anew(has: str) -> None:
    in_one_piece: list[Event] = [TextDelta(TEXT), answered(TEXT)]
    for happened in (WHOLE, in_one_piece):
        told = read(happened, mark(has))
        assert next(name for name, _, _ in told if name != "status") == "reset"
        assert shown(told, has) == TEXT


def test_a_turn_that_another_process_committed_in_other_words_replaces_what_was_read() -> None:
    told = read([TextDelta("You may"), answered(TEXT)])

    assert [name for name, _, _ in told] == ["delta", "reset", "delta", "reply"]
    assert shown(told) == TEXT


@pytest.mark.parametrize("last_event_id", ["7", "-", "9999999-" + "0" * 16, "3-xyz", "3-" + "A" * 16])
def test_an_id_that_is_none_of_ours_is_a_reader_without_anything(last_event_id: str) -> None:
    assert shown(read(WHOLE, last_event_id)) == TEXT
