"""A thousand ways to have a page run what somebody wrote, in every place where the chat shows text: none may run.

The payloads are made from the kinds that the public collections know (OWASP's cheat sheet of filter evasion,
PortSwigger's of cross-site scripting, those of Markdown parsers), in their variants.
"""

from __future__ import annotations

import itertools
import json
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
import yaml

from tests.connectors.parrot import Parrot

pytest.importorskip("playwright.sync_api", reason="the browser tests need: pip install playwright")
from playwright.sync_api import BrowserContext, Page, expect

from botkit.domain import Citation, DecisionKind, Field, FieldKind, Message, Reply, Turn
from connectors.web import connect
from intents.types import Understanding
from tests.connectors.widget.chat_page import ask, chat, field, free_port, html, replies, served

expect.set_options(timeout=30_000)

CODE = "window.hit=1"
KINDS = yaml.safe_load((Path(__file__).parent / "payloads.yml").read_text(encoding="utf-8"))
HARD_TO_READ = (
    *(once * 3000 for once in ("*", "[", "`", "#", "(", "\u0301")),
    *(once * 450 for once in ("**a", "[a](", "- ", "https://", "*a **b ", "1. ", "```\n", "*a*", "a\n", "مرحبا ")),
    "[a](https://x" * 250,
    "😀" * 1900,
)


def payloads() -> Iterator[str]:
    for element, event in itertools.product(KINDS["elements"], KINDS["events"]):
        yield f"<{element} {event}={CODE}>"
    for scheme, around in itertools.product(KINDS["schemes"], KINDS["around_links"]):
        yield around.format(*[scheme.format(CODE)] * around.count("{}"))
    for frame in KINDS["frames"]:
        yield frame.format(CODE)


PAYLOADS = list(payloads())
assert len(set(PAYLOADS)) == len(PAYLOADS) > 1_000

INSPECT = """async () => {
    const root = document.querySelector("botkit-chat").shadowRoot;
    const all = [...root.querySelectorAll("*")];
    const allowed = new Set(("div span section header h2 p button svg path ol ul li strong em code pre a blockquote "
        + "details summary time form textarea input label").split(" "));
    for (const details of root.querySelectorAll("details")) details.open = true;
    for (const one of all) {
        for (const name of ["mouseover", "pointerenter", "focusin", "animationstart", "toggle", "error", "load"]) {
            one.dispatchEvent(new Event(name));
        }
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    return {
        hit: window.hit ?? null,
        violations: window.violations,
        elements: all.length,
        strange: all.filter((one) => !allowed.has(one.localName)).map((one) => one.outerHTML.slice(0, 200)),
        handlers: all.flatMap((one) => one.getAttributeNames().filter((name) => /^(on|src|action)/.test(name))),
        links: [...new Set([...root.querySelectorAll("a")].map((one) => one.protocol))].sort(),
        unsafe: [...root.querySelectorAll("a")].filter((one) => !one.rel.includes("noopener") || one.username).length,
    };
}"""
WATCH = """window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));"""


def begun(url: str, origin: str) -> str:
    """The token of a new conversation of that site."""
    request = urllib.request.Request(f"{url}/api/v1/conversations", b"", {"Origin": origin}, method="POST")
    with urllib.request.urlopen(request) as response:
        return str(json.load(response)["token"])


def remembered(parrot: Parrot, token: str) -> None:
    """Has the parrot know a conversation in which every payload stands wherever text can stand."""
    conversation = jwt.decode(token, options={"verify_signature": False})["sub"]
    for number, payload in enumerate(PAYLOADS, start=1):
        citations = (Citation(payload, f"{number}.md", payload, payload),)
        reply = Reply(payload, DecisionKind.ANSWER, citations, (payload, "Yes"), Field(FieldKind.DATE, payload))
        # As the connector would keep it, but for what Message itself takes out of a text.
        message = Message("web", conversation, f"{conversation}:{uuid.uuid4().hex}", f"a {payload}")
        parrot.remember(Turn(number, message, Understanding(payload), reply))


def inspected(page: Page) -> dict[str, object]:
    found = page.evaluate(INSPECT)
    assert isinstance(found, dict)
    return found


def test_no_payload_runs_wherever_text_is_shown(context: BrowserContext) -> None:
    parrot, port = Parrot(), free_port()
    origin = f"http://localhost:{port}"
    settings = {"origins": [origin], "greeting": PAYLOADS[0], "suggestions": PAYLOADS[:6]}
    with served(connect("<img src=x onerror=window.hit=1>", settings, parrot).app) as url:
        token = begun(url, origin)
        remembered(parrot, token)
        kept = f"{{token: '{token}', conversation: 'c', at: Date.now()}}"
        policy = (
            f"default-src 'none'; script-src {url}; connect-src {url}; require-trusted-types-for 'script'; "
            "trusted-types 'none'"
        )
        with served(html(f'<script src="{url}/widget.js" defer></script>', content_security_policy=policy), port):
            page = context.new_page()
            page.add_init_script(WATCH)
            page.add_init_script(f"localStorage.setItem({json.dumps(f'botkit-chat {url}/')}, JSON.stringify({kept}))")
            page.goto(origin)
            page.get_by_role("button", name="Open chat").click()
            expect(page.get_by_role("log").locator(".you")).to_have_count(len(PAYLOADS))
            found = inspected(page)

    assert found.pop("elements") > 15 * len(PAYLOADS)  # type: ignore[operator]
    assert found == {"hit": None, "violations": [], "strange": [], "handlers": [], "links": ["https:"], "unsafe": 0}


def test_no_payload_runs_while_it_streams(page: Page) -> None:
    page.evaluate(WATCH)
    texts = ("\n\n".join(PAYLOADS[start : start + 40])[:3900] for start in range(0, 1200, 400))
    for count, payload in enumerate(texts, start=2):
        ask(page, payload)
        expect(replies(page)).to_have_count(count)
        expect(page.get_by_role("log").locator("time")).to_have_count(2 * (count - 1))

    found = inspected(page)
    assert (found["hit"], found["violations"], found["strange"], found["unsafe"]) == (None, [], [], 0)


def test_text_that_is_hard_to_read_does_not_hold_up_the_page(page: Page, context: BrowserContext) -> None:
    for count, text in enumerate(HARD_TO_READ, start=2):
        # Typed in at once: Chromium takes seconds to fill in a thousand lines one by one.
        field(page).evaluate("(field, text) => { field.value = text; field.dispatchEvent(new Event('input')) }", text)
        field(page).press("Enter")
        expect(page.get_by_role("log").locator("time")).to_have_count(2 * (count - 1))
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(drawn))")
    expect(chat(page)).to_be_visible()
