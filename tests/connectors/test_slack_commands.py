"""`botkit slack manifest` and `botkit slack check`: what Slack has to know, and what is missing there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from botkit.testing.fake_slack import FakeSlack
from connectors.slack.commands import commands
from connectors.slack.manifest import EVENTS, manifest, scopes
from connectors.slack.settings import SlackSettings
from tests.connectors.slack_bot import Front, running_bot


def run(arguments: list[str], settings: Mapping[str, Any]) -> tuple[int, str]:
    result = CliRunner().invoke(commands(lambda bot: ("Bank Bot", settings)), arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_the_manifest_names_the_address_everywhere_it_has_to_be():
    status, text = run(["manifest", "bank", "--url", "https://bot.bank.example/"], {})
    made = yaml.safe_load(text)
    assert status == 0
    address = "https://bot.bank.example/slack/events"
    assert made["settings"]["event_subscriptions"] == {"request_url": address, "bot_events": list(EVENTS)}
    assert made["settings"]["interactivity"] == {"is_enabled": True, "request_url": address}
    assert made["features"]["slash_commands"][0]["url"] == address
    assert made["oauth_config"]["scopes"]["bot"] == list(scopes(SlackSettings()))
    assert "agent_view" not in made["features"]


def test_in_socket_mode_the_manifest_names_no_address():
    made = manifest("Bank Bot", SlackSettings(transport="socket"), "https://bot.bank.example")
    assert made["settings"]["socket_mode_enabled"] is True
    assert "bot.bank.example" not in str(made)


def test_the_agent_view_and_many_workspaces_have_their_own_entries():
    settings = SlackSettings(agent=True, prompts=("What does a card cost?",), workspaces="many")
    made = manifest("Bank Bot", settings, "https://bot.bank.example")
    assert "assistant:write" in made["oauth_config"]["scopes"]["bot"]
    assert made["features"]["agent_view"]["suggested_prompts"][0]["message"] == "What does a card cost?"
    assert made["oauth_config"]["redirect_urls"] == ["https://bot.bank.example/slack/oauth_redirect"]


def check(slack: FakeSlack, *arguments: str, **settings: Any) -> tuple[int, str]:
    return run(["check", "bank", *arguments], {"api_url": slack.api_url, **settings})


def test_all_is_well(slack: FakeSlack, front: Front, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SLACK_CONFIG_TOKEN", slack.api.config_token)
    monkeypatch.setenv("SLACK_APP_ID", slack.app)
    slack.api.manifest = manifest("Bank Bot", SlackSettings(), front.address)
    with running_bot(slack, front, tmp_path):
        status, said = check(slack, "--url", front.address)
    assert said.splitlines() == [
        "bot token: belongs to @bot in Fake (T0FAKE)",
        "scopes: all there",
        f"address: {front.address}/slack/events answers as Slack expects",
        "events: all there",
    ]
    assert status == 0


def test_missing_scopes_and_events_are_named_with_what_they_are_for(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SLACK_CONFIG_TOKEN", slack.api.config_token)
    monkeypatch.setenv("SLACK_APP_ID", slack.app)
    slack.api.workspaces[slack.token].scopes = "chat:write,im:history"
    slack.api.manifest = {"settings": {"event_subscriptions": {"bot_events": [*EVENTS[1:]]}}}
    status, said = check(slack)
    assert "app_mentions:read (hear who calls it)" in said
    assert "chat:write" not in said
    assert "events: missing are app_home_opened; add them under Event Subscriptions" in said
    assert "address: not asked; name it with --url" in said
    assert status == 1


def test_a_wrong_token_is_told_with_where_to_find_the_right_one(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-another")
    status, said = check(slack)
    assert "bot token: not taken; auth.test: invalid_auth: the bot's token is wrong; take the token" in said
    assert status == 1


def test_an_app_token_without_its_scope_is_told(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch):
    slack.fail("apps.connections.open", "missing_scope")
    status, said = check(slack, transport="socket")
    assert "app token: not taken (apps.connections.open: missing_scope" in said
    assert "connections:write under Basic Information" in said
    assert status == 1


def test_an_address_with_another_secret_or_without_a_bot_is_told(
    slack: FakeSlack, front: Front, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with running_bot(slack, front, tmp_path):
        monkeypatch.setenv("SLACK_SIGNING_SECRET", "another")
        assert (
            "refuses the signature; the bot runs with another signing secret" in check(slack, "--url", front.address)[1]
        )
        assert f"{front.address}/x/slack/events answers 404" in check(slack, "--url", f"{front.address}/x")[1]
    assert "cannot be reached" in check(slack, "--url", "http://127.0.0.1:9")[1]
