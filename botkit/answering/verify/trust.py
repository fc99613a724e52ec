"""Which statements of a document may be repeated: none that speaks to a program, none that leads to strangers.

A document may come from somebody else: a page of the web, a file that was sent in. What it says to a language model is
no fact about the company, and a link in it may lead anywhere. Such a statement is neither quoted nor vouches for
anything. Orders are told by their wording, so not all of them are: what keeps them harmless is that nothing that is
written from documents can choose an action.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from botkit.text.chat_tokens import has_chat_token
from botkit.text.facts import FactKind, facts
from botkit.text.web_host import canonical_host, host_of, hosts_in, seen


@dataclass(frozen=True, slots=True)
class Trust:
    """What of a document is believed; `hosts` are the only ones that links and e-mail addresses may lead to.

    A host stands for all below it: `bank.example` allows `www.bank.example`. None: links lead where the documents say.
    """

    hosts: tuple[str, ...] | None = None

    def objection(self, text: str) -> str:
        """Why `text`, a piece of a document, must not be repeated; "" if it may be."""
        if has_chat_token(text) or _ORDER.search(text):
            return "the passage speaks to a program there"
        if match := _SCHEME.search(text):
            return f"'{match[0]}' is no link to a page"
        if stranger := next((host for host in self._hosts_of(text) if not self._knows(host)), None):
            return f"the link to {stranger} is not allowed"
        return ""

    def _hosts_of(self, text: str) -> list[str]:
        if self.hosts is None:
            return []
        plain = _DISGUISED.sub(".", seen(text))
        found = facts(plain) if _ADDRESS.search(plain) else ()
        links = [fact.value for fact in found if fact.kind in (FactKind.LINK, FactKind.EMAIL)]
        return [*hosts_in(plain), *(host_of(link) for link in (*links, *_NUMERIC.findall(plain)))]

    def _knows(self, host: str) -> bool:
        known = [canonical_host(one) for one in self.hosts or ()]
        return any(host == one or host.endswith(f".{one}") for one in known)


_PROGRAM = r"(?:assistant|(?:chat|support )?bot|language model|llm|ai(?: model| system)?|gpt)"
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|rules|guidelines|guardrails)\b"
    r"|\bsystem (?:prompt|override)\b|\bdeveloper (?:prompt|message|mode)\b"
    r"|^(?:system|assistant|user) ?:"
    rf"|\byou are (?:now )?(?:an?|the) (?:[\w-]+ ){{0,3}}{_PROGRAM}\b|\bas an? {_PROGRAM}\b"
    rf"|\b(?:note|message|attention|instructions?|dear)\b.{{0,12}}\b{_PROGRAM}s?\b"
    rf"|\b(?:the|this|any|every) {_PROGRAM}s? (?:reading|processing|must|should|shall|has to|is (?:to|required to))\b"
    r"|\b(?:respond|reply|answer) (?:only |exactly )?with\b.{0,20}"
    r"(?:[\"'“:]|\b(?:only|exactly|words?|phrase|following)\b)"
    r"|\b(?:do not|don't|never|refuse to) answer (?:the|this|any|other|further) (?:user|customer|quer|question)"
    r"|(?:^|[.!?:] )(?:tell|inform|ask) (?:the|every|each|all) (?:users?|customers?|visitors?)\b"
    r"|\b(?:call|run|invoke|execute|trigger|use) (?:the )?(?:action|function|tool|flow|intent)\b"
    r"|\b(?:call|run|invoke|execute|trigger) (?:the )?[\"'`]?[a-z]+_[a-z_]+"
    r"|\bset (?:the )?slot\b|\bslot [\"'`]?\w+[\"'`]? ?(?:=|to\b)"
    r"|[\"'](?:action|tool|tool_call|function|slots?|intent|role|arguments)[\"']\s*:",
    re.IGNORECASE | re.MULTILINE,
)
_SCHEME = re.compile(r"\b(?:javascript|vbscript|data|file|blob):(?=\S)", re.IGNORECASE)
_ADDRESS = re.compile(r"[.\]]|\bdot\b|@")
_DISGUISED = re.compile(r"(?<!\s)\s*+[\[({【［（]\s*(?:\.|dot)\s*[\])}】］）]\s*", re.IGNORECASE)
_NUMERIC = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
