"""The picture of flows."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from botkit.dialogue import DialogueSpec
from botkit.dialogue.flows.picture import draw, picture
from botkit.domain.errors import ConfigError

SVG = "{http://www.w3.org/2000/svg}"
SPEC = DialogueSpec.model_validate(
    {
        "intents": {"lost": {"flow": "lost"}},
        "slots": {"card": {"question": "Which <card> & where?", "choices": ["debit", "credit"]}},
        "flows": {
            "lost": {
                "buttons": "Lost card",
                "steps": [
                    {"ask": "card"},
                    {"branch": "card", "cases": {"debit": [{"say": "D"}]}, "else": [{"hand_off": True}]},
                    {"confirm": "Sure?", "else": [{"go": "card"}]},
                    {"end": "Bye. " * 60},
                ],
            },
            "other": {"buttons": "x", "steps": [{"flow": "lost"}]},
        },
    }
)


def texts(svg):
    return [text.text for text in ET.fromstring(svg).iter(f"{SVG}text")]


def test_every_step_stands_in_the_picture_and_what_starts_the_flow():
    said = texts(picture(SPEC, ["lost"]))

    assert {"lost", "lost, button “Lost card”", "debit", "else", "no", "back to card", "a person takes over"} <= set(
        said
    )
    assert {"ask", "branch", "say", "hand off", "confirm", "go", "end"} <= set(said)
    assert "card: Which <card> & where?" in " ".join(said)


def test_no_box_lies_on_another():
    boxes = [
        tuple(float(box.get(key) or 0) for key in ("x", "y", "width", "height"))
        for box in ET.fromstring(picture(SPEC, ["lost", "other"])).iter(f"{SVG}rect")
    ][1:]  # the first is the ground
    assert len(boxes) == 8
    for number, (x, y, width, height) in enumerate(boxes):
        for other_x, other_y, other_width, other_height in boxes[number + 1 :]:
            apart = (
                x + width <= other_x
                or other_x + other_width <= x
                or y + height <= other_y
                or other_y + other_height <= y
            )
            assert apart


def test_the_picture_is_written_and_an_unknown_flow_is_named(tmp_path):
    draw(SPEC, tmp_path / "flows.svg", ["other"])
    assert "lost" in texts((tmp_path / "flows.svg").read_text())

    with pytest.raises(ConfigError, match="there is no flow 'lots'; did you mean 'lost'"):
        draw(SPEC, tmp_path / "flows.svg", ["lots"])
    with pytest.raises(ConfigError, match="has no flows to draw"):
        draw(DialogueSpec(), tmp_path / "flows.svg")
