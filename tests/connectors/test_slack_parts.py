"""The parts of the Slack connector that need no Slack: settings, markup, blocks, refusals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from botkit.domain import Citation, DecisionKind, Delivery, Field, FieldKind, Reply
from botkit.domain.errors import ConfigError, ConnectorError
from botkit.testing.fake_slack import FakeSlack, payloads
from connectors.slack.blocks import render
from connectors.slack.emoji import with_emoji
from connectors.slack.markup import in_one_line, link, literal, markdown, plain, quoted, readable, split
from connectors.slack.outgoing import Outgoing
from connectors.slack.settings import SlackSettings, read_secrets, read_settings
from connectors.slack.streams import Streams
from connectors.slack.workspaces import OneWorkspace
from tests.linear_growth import too_slow

ENVIRONMENT = {"SLACK_SIGNING_SECRET": "s3cret", "SLACK_BOT_TOKEN": "xoxb-1"}
DELIVERY = Delivery(
    id=7,
    channel="slack",
    conversation_id="slack:T0FAKE:C0HELP:1.1",
    address={"channel": "C0HELP", "thread_ts": "1.1"},
    reply=Reply("Yes.", DecisionKind.ANSWER),
)


class TestSettings:
    def test_without_settings_the_usual_variables_are_read(self):
        secrets = read_secrets(read_settings({}), ENVIRONMENT)
        assert (secrets.signing_secret, secrets.bot_token) == ("s3cret", "xoxb-1")

    def test_other_variables_may_be_named(self):
        settings = read_settings({"signing_secret_env": "BANK_SECRET", "bot_token_env": "BANK_TOKEN"})
        secrets = read_secrets(settings, {"BANK_SECRET": "b", "BANK_TOKEN": "xoxb-2"})
        assert (secrets.signing_secret, secrets.bot_token) == ("b", "xoxb-2")

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({"bot_token_en": "A"}, "connectors.slack.bot_token_en: unknown key; did you mean 'bot_token_env'?"),
            ({"colour": "red"}, "connectors.slack.colour: unknown key; known are transport, workspaces"),
            ({"bot_token_env": 7}, "connectors.slack.bot_token_env: must be the name of an environment variable"),
            ({"api_url": "slack"}, "connectors.slack.api_url: must be an address such as https://slack.com/api/"),
        ],
    )
    def test_a_wrong_setting_is_named(self, settings: dict[str, object], message: str):
        with pytest.raises(ConfigError) as raised:
            read_settings(settings)
        assert str(raised.value).startswith(message)

    def test_a_secret_written_in_place_of_its_variable_is_not_repeated(self):
        with pytest.raises(ConfigError, match="not the secret itself") as raised:
            read_settings({"bot_token_env": "xoxb-real"})
        assert "xoxb-real" not in str(raised.value)

    @pytest.mark.parametrize(
        ("missing", "page"), [("SLACK_SIGNING_SECRET", "Signing Secret"), ("SLACK_BOT_TOKEN", "OAuth & Permissions")]
    )
    def test_a_missing_secret_names_its_variable_and_where_slack_shows_it(self, missing: str, page: str):
        with pytest.raises(ConfigError, match=f"{missing} is not set.*{page}"):
            read_secrets(SlackSettings(), {**ENVIRONMENT, missing: " "})

    def test_another_kind_of_token_is_refused(self):
        with pytest.raises(ConfigError, match="SLACK_BOT_TOKEN holds no bot token") as raised:
            read_secrets(SlackSettings(), {**ENVIRONMENT, "SLACK_BOT_TOKEN": "xapp-real"})
        assert "xapp-real" not in str(raised.value)

    def test_secrets_are_not_shown_when_printed(self):
        assert "s3cret" not in repr(read_secrets(SlackSettings(), ENVIRONMENT))


class TestMarkup:
    @pytest.mark.parametrize(
        ("sent", "read"),
        [
            ("<@U0BOT> what is new?", "what is new?"),
            ("<@U0BOT|bot>: what is new?", "what is new?"),
            ("hey <@U0BOT>, what is new?", "hey what is new?"),
            ("first line\n<@U0BOT> second line", "first line\n second line"),
            ("<@U0BOT>", ""),
            ("ask <@U0BEN> or <@U0EVA|eva>", "ask @U0BEN or @eva"),
            ("see <#C0HELP|help> and <#C0OPS>", "see #help and #C0OPS"),
            ("<https://bank.example/a?b=1&amp;c=2>", "https://bank.example/a?b=1&c=2"),
            (
                "<http://bank.example|bank.example> or <mailto:a@bank.example|a@bank.example>",
                "bank.example or a@bank.example",
            ),
            ("<!here> <!subteam^S1|@support>", "@here @support"),
            ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
            ("&amp;lt;", "&lt;"),
        ],
    )
    def test_a_message_reads_as_people_see_it(self, sent: str, read: str):
        assert readable(sent, "U0BOT") == read

    def test_only_web_addresses_become_links(self):
        assert link("https://bank.example/a?b=1&c=2", "A | <B>") == "<https://bank.example/a?b=1&amp;c=2|A / &lt;B&gt;>"
        for url in ("", "javascript:alert(1)", "https://a>b", "https://a|b", "https://a b"):
            assert link(url, "Fees") == "Fees"

    @pytest.mark.parametrize(
        ("written", "sent"),
        [
            ("**Bold**, *kind*, `code`", "**Bold**, *kind*, `code`"),
            ("<!channel> <!here> <@U0BEN>", "&lt;!channel&gt; &lt;!here&gt; &lt;@U0BEN&gt;"),
            ("&lt;!here&gt;", "&amp;lt;!here&amp;gt;"),
            ("<https://evil.example|bank>", "&lt;https://evil.example|bank&gt;"),
            ("[the bank](https://evil.example)", "the bank (https://evil.example)"),
            ("![x](https://evil.example/a.png 'bank')", "x (https://evil.example/a.png)"),
            ("[[bank]](https://evil.example)", "[[bank]]\u2060(https://evil.example)"),
            ("[bank]( <https://evil.example> )", "bank (&lt;https://evil.example&gt;)"),
            ("[bank][1]\n\n[1]: https://evil.example", "[bank]\u2060[1]\n\n[1]\u2060: https://evil.example"),
            ("\\`[bank](https://evil.example)\\`", "\\`bank (https://evil.example)\\`"),
            ("<a href='https://evil.example'>bank</a>", "&lt;a href='https://evil.example'&gt;bank&lt;/a&gt;"),
            ("• one\n• two", "- one\n- two"),
            ("Q&A", "Q&A"),
        ],
    )
    def test_the_markdown_of_a_reply_calls_nobody_and_hides_no_address(self, written: str, sent: str):
        assert markdown(written) == sent

    def test_a_notification_has_no_marks(self):
        assert plain("# Fees\n**8 EUR** for `card` __today__") == "Fees\n8 EUR for card today"

    def test_text_is_cut_between_paragraphs_then_lines_then_sentences_then_words(self):
        assert split("A bb. Cc dd ee", 10) == ["A bb.", "Cc dd ee"]
        assert split("aa bb\ncc\n\ndd ee", 12) == ["aa bb\ncc", "dd ee"]
        assert split("aa bb\ncc dd", 8) == ["aa bb", "cc dd"]
        assert split("aa bb cc", 5) == ["aa bb", "cc"]
        assert split("", 5) == []

    @pytest.mark.parametrize("before", range(12))
    def test_no_escaped_character_is_cut_in_two(self, before: int):
        pieces = split("x" * before + "&amp;&lt;&gt;" + "y" * 9, 10)
        assert all(len(piece) <= 10 for piece in pieces)
        assert "".join(pieces) == "x" * before + "&amp;&lt;&gt;" + "y" * 9
        assert all(piece.count("&") == piece.count(";") for piece in pieces)


class TestBlocks:
    def test_many_sources_and_choices_are_spread_over_blocks_that_slack_takes(self):
        citations = tuple(Citation(f"Title {n}", "a.md", "q", f"https://bank.example/{n}") for n in range(23))
        reply = Reply("x" * 7_000, DecisionKind.ANSWER, citations, tuple(f"{n} " + "y" * 90 for n in range(30)))
        with FakeSlack() as slack:
            assert deliver(slack, replace(DELIVERY, reply=reply)) == slack.posts[0]["ts"]
        kinds = [block["type"] for block in slack.posts[0]["blocks"]]
        assert kinds == ["markdown"] + ["context"] * 3 + ["actions"] * 2

    def test_a_long_choice_is_shortened_on_its_button_only(self):
        choice = "I would like to " + "really " * 20 + "leave"
        [post] = render(Reply("Well?", DecisionKind.CLARIFY, choices=(choice,)))
        [button] = post.ending[0]["elements"]
        assert len(button["text"]["text"]) <= 75
        assert button["value"] == choice

    def test_a_reply_longer_than_a_message_may_be_becomes_several_and_the_last_has_the_sources(self):
        sentence = "A card costs 8 EUR, and it takes five days. "
        reply = Reply(
            (sentence * 600).strip(), DecisionKind.ANSWER, (Citation("Cards", "a.md", "q", "https://bank.example"),)
        )
        with FakeSlack() as slack:
            for attempts in (0, 1):
                deliver(slack, replace(DELIVERY, reply=reply, attempts=attempts))
        bodies = [post["blocks"][0]["text"] for post in slack.posts]
        assert len(bodies) == 3
        assert all(len(body) <= 12_000 and body.endswith("days.") for body in bodies)
        assert " ".join(bodies) == reply.text
        assert [len(post["blocks"]) for post in slack.posts] == [1, 1, 2]

    def test_what_staff_write_is_shown_as_slack_shows_it(self):
        [post] = render(Reply("*Done*, <!here>", DecisionKind.HAND_OFF), author="Cara")
        assert post.blocks[1]["text"]["text"] == "*Done*, &lt;!here&gt;"
        assert post.text == "Cara: *Done*, &lt;!here&gt;"


class TestFields:
    @pytest.mark.parametrize(
        ("kind", "element"),
        [
            (FieldKind.DATE, "datepicker"),
            (FieldKind.TIME, "timepicker"),
            (FieldKind.NUMBER, "number_input"),
            (FieldKind.MONEY, "number_input"),
            (FieldKind.EMAIL, "email_text_input"),
        ],
    )
    def test_an_answer_with_a_form_gets_the_field_for_it(self, kind: FieldKind, element: str):
        reply = Reply("Which?", DecisionKind.ASK, field=Field(kind, "the one"))
        with FakeSlack() as slack:
            deliver(slack, replace(DELIVERY, reply=reply))
            shown = payloads.element(slack.posts[0], "The one")
        assert shown["type"] == element

    def test_many_choices_are_a_list_and_few_are_buttons(self):
        few, many = ("one", "two"), tuple(f"number {n}" for n in range(9))
        for offered, kinds in ((few, ["button", "button", "button"]), (many, ["static_select", "button"])):
            reply = Reply(
                "Which?", DecisionKind.ASK, choices=(*offered, "A person"), field=Field(FieldKind.CHOICE, "", offered)
            )
            [post] = render(reply)
            assert [element["type"] for block in post.ending for element in block["elements"]] == kinds

    def test_choices_that_a_list_could_not_hold_are_buttons(self):
        offered = tuple(f"{n} {'long ' * 30}" for n in range(9))
        [post] = render(Reply("Which?", DecisionKind.ASK, choices=offered, field=Field(FieldKind.CHOICE, "", offered)))
        assert {element["type"] for block in post.ending for element in block["elements"]} == {"button"}

    def test_what_may_be_any_line_of_text_has_no_field(self):
        [post] = render(Reply("Which?", DecisionKind.ASK, field=Field(FieldKind.PHONE, "the number")))
        assert post.ending == ()


class TestDelivery:
    def test_slack_neither_unfolds_links_nor_leaves_the_thread(self):
        with FakeSlack() as slack:
            deliver(slack, DELIVERY)
        arguments = slack.calls[-1].arguments
        assert (arguments["unfurl_links"], arguments["unfurl_media"]) == (False, False)
        assert (arguments["channel"], arguments["thread_ts"]) == ("C0HELP", "1.1")

    def test_too_many_requests_say_how_long_to_wait(self):
        with FakeSlack() as slack:
            slack.rate_limit("chat.postMessage", retry_after=30)
            with pytest.raises(ConnectorError, match="asks to wait 30 s") as raised:
                deliver(slack, DELIVERY)
        assert raised.value.retry_after == 30

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("invalid_auth", "the bot's token is wrong"),
            ("channel_not_found", "invite the bot into it"),
            ("missing_scope", "paste what botkit slack manifest prints, and reinstall it"),
            ("something_new", "Slack says 'something_new'"),
        ],
    )
    def test_a_refusal_is_put_in_plain_words(self, code: str, words: str):
        with FakeSlack() as slack:
            slack.fail("chat.postMessage", code)
            with pytest.raises(ConnectorError, match=words) as raised:
                deliver(slack, DELIVERY)
        assert raised.value.retry_after is None

    def test_a_wrong_token_is_refused_by_the_fake_as_by_slack(self):
        with FakeSlack() as slack, pytest.raises(ConnectorError, match="invalid_auth"):
            outgoing("xoxb-other", slack.api_url).deliver(DELIVERY)

    def test_a_slack_that_cannot_be_reached_is_named(self):
        with FakeSlack() as slack:
            gone = slack.api_url
        with pytest.raises(ConnectorError, match="Slack cannot be reached"):
            outgoing("xoxb-1", gone).deliver(DELIVERY)

    @pytest.mark.parametrize("address", [{"channel": "C0HELP", "thread_ts": "1.1"}, {"channel": "D0ANNA"}])
    def test_a_second_attempt_finds_what_the_first_has_posted(self, address: dict[str, str]):
        first = replace(DELIVERY, address=address)
        with FakeSlack() as slack:
            slack.lose_answer("chat.postMessage")
            with pytest.raises(ConnectorError):
                deliver(slack, first)
            assert deliver(slack, replace(first, attempts=1)) == slack.posts[0]["ts"]
        assert len(slack.posts) == 1

    def test_a_page_instead_of_an_answer_is_an_outage(self):
        with FakeSlack() as slack:
            slack.be_out("chat.postMessage")
            with pytest.raises(ConnectorError, match=r"Slack fails \(HTTP 503\)"):
                deliver(slack, DELIVERY)

    def test_blocks_that_slack_refuses_are_left_out(self, caplog: pytest.LogCaptureFixture):
        with FakeSlack() as slack:
            slack.fail("chat.postMessage", "invalid_blocks")
            deliver(slack, DELIVERY)
        [post] = slack.posts
        assert (post["text"], post["blocks"]) == ("Yes.", [])
        assert "its text goes out alone" in caplog.text

    def test_a_second_attempt_posts_what_the_first_has_not(self):
        with FakeSlack() as slack:
            deliver(slack, replace(DELIVERY, id=6))
            deliver(slack, replace(DELIVERY, attempts=1))
        assert len(slack.posts) == 2

    def test_an_app_that_may_not_read_posts_again(self):
        with FakeSlack() as slack:
            slack.fail("conversations.replies", "missing_scope")
            deliver(slack, replace(DELIVERY, attempts=1))
        assert len(slack.posts) == 1


def deliver(slack: FakeSlack, delivery: Delivery) -> str:
    return outgoing(slack.token, slack.api_url).deliver(delivery)


def outgoing(token: str, api_url: str) -> Outgoing:
    workspaces = OneWorkspace(token, api_url)
    return Outgoing(workspaces, Streams(workspaces))


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for proxy in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(proxy, raising=False)


class TestEmoji:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            (":+1:", "👍"),
            (":thumbsup::skin-tone-6: please", "👍 please"),
            (":-1:", "👎"),
            (":white_check_mark:", "✅"),
            (":heavy_check_mark:", "✔️"),
            (":ballot_box_with_check:", "✔️"),
            (":x:", "❌"),
            (":no_entry_sign:", "🚫"),
            (":ok_hand::tada:", "👌🎉"),
            ("yes:+1:", "yes👍"),
            ("(:+1:)", "(👍)"),
            (":party_parrot: :our-own_logo:", "party parrot our own logo"),
            (":100:", "💯"),
            ("at 10:30:45", "at 10:30:45"),
            ("note:key:that", "note:key:that"),
            ("3:x:4", "3:x:4"),
            ("https://bank.example:8080:", "https://bank.example:8080:"),
            ("a: b: c", "a: b: c"),
            ("::", "::"),
            (":Not One:", ":Not One:"),
        ],
    )
    def test_names_become_signs_or_words(self, text: str, shown: str):
        assert with_emoji(text) == shown

    def test_names_are_read_in_linear_time(self):
        assert list(too_slow(with_emoji)) == []
        assert list(too_slow(lambda text: readable(text, "U0BOT"))) == []


class TestWordsOfOthers:
    def test_what_slack_would_format_stays_as_it_was_typed(self):
        text = "*bold* _it_ ~no~ `code` :x: <!channel> & 5 > 3"
        shown = literal(text)
        assert not any(mark in shown for mark in ("*bold*", "_it_", "~no~", "`code`", ":x:", "<!channel>"))
        assert shown.replace("\u2060", "") == "*bold* _it_ ~no~ `code` :x: &lt;!channel&gt; &amp; 5 &gt; 3"

    def test_several_lines_are_a_quotation_and_one_is_not(self):
        assert quoted("my card is gone") == "my card is gone"
        assert quoted("one\n\ntwo\u2028three\r\nfour") == "\n> one\n> two\n> three\n> four"
        assert in_one_line("one\n two\u2028three") == "one two three"
