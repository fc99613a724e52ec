from typing import Any

import pytest

from botkit.domain.errors import ConfigError
from connectors.web.settings import WebSettings


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"orgins": []}, "connectors.web.orgins: unknown key 'orgins'; did you mean 'origins'?"),
        ({"zzz": 1}, "connectors.web.zzz: unknown key 'zzz'; known are origins, greeting"),
        ({"origins": ["*"]}, "connectors.web.origins[0]: '*' does not fit: write an origin"),
        ({"origins": ["https://a.example/"]}, "connectors.web.origins[0]: 'https://a.example/' does not fit"),
        ({"origins": "https://a.example"}, "connectors.web.origins: 'https://a.example' does not fit"),
        ({"accent": "green"}, "connectors.web.accent: 'green' does not fit: write a colour as #rrggbb"),
        ({"greeting": ""}, "connectors.web.greeting: '' does not fit"),
        ({"greeting": 7}, "connectors.web.greeting: 7 does not fit"),
        ({"suggestions": ["a"] * 7}, "connectors.web.suggestions"),
        ({"position": "left"}, "connectors.web.position: 'left' does not fit: Input should be 'start' or 'end'"),
        (
            {"proactive": {"text": "Hi", "afer": 1}},
            "connectors.web.proactive.afer: unknown key 'afer'; did you mean 'after'?",
        ),
        ({"proactive": {"text": "Hi", "pages": ["cards"]}}, "connectors.web.proactive.pages[0]: 'cards' does not fit"),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        WebSettings.read(settings)

    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_no_setting_is_needed() -> None:
    assert WebSettings.read({}).origins == ()


@pytest.mark.parametrize(
    ("accent", "ink"), [("#0b6b57", "#ffffff"), ("#ffd400", "#000000"), ("#000000", "#ffffff"), ("#FFFFFF", "#000000")]
)
def test_letters_on_the_accent_can_be_read(accent: str, ink: str) -> None:
    assert WebSettings.read({"accent": accent}).on_accent == ink
