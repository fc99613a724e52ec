"""The sort of answer that a question asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from botkit.text.facts import FactKind, facts

_ASKS: list[tuple[re.Pattern[str], frozenset[FactKind]]] = [
    (re.compile(pattern, re.IGNORECASE), frozenset(kinds))
    for pattern, kinds in [
        (
            r"\bhow long\b|\bhow (?:soon|quick|fast)|\bhow many (?:days|weeks|months|years|hours|minutes)"
            r"|\b(?:delivery|waiting) times?\b|\bwhen (?:will|does|do|is|are|should)\b",
            (FactKind.DURATION, FactKind.TIME, FactKind.DATE),
        ),
        (
            r"\bhow much\b|\bcosts?\b|\bfees?\b|\bcharges?d?\b|\bprice|\bexpensive\b|\blimits?\b"
            r"|\bmost (?:I|we) can\b|\bmaximum\b|\bminimum\b",
            (FactKind.AMOUNT, FactKind.PERCENT, FactKind.PRICE),
        ),
        (r"\brates?\b|\binterest\b|\bAER\b|\bAPR\b|\bper ?cent", (FactKind.PERCENT,)),
        (
            r"\b(?:phone|telephone|contact) number|\bnumber (?:to|for|do|can)\b"
            r"|\bwho (?:do|can|should) I (?:call|ring|phone)|\b(?:call|ring) you\b",
            (FactKind.PHONE,),
        ),
        (
            r"\bwhat time|\bopening (?:hours|times)|\bhours\b|\bwhen .*\bopen|\bopen on\b|\bcut-?off\b",
            (FactKind.TIME,),
        ),
        (
            r"\bhow many\b|\bhow old\b|\bhow often\b|\bage\b",
            (FactKind.NUMBER, FactKind.DURATION, FactKind.PERIOD),
        ),
        (r"\bwebsite\b|\blink\b|\bonline address\b|\bURL\b", (FactKind.LINK,)),
        (r"\be-?mail address\b|\bwhere .*\be-?mail", (FactKind.EMAIL,)),
    ]
]
_STEPS = re.compile(
    r"\bhow (?:do|can|to|should|would|could|am|i)\b|\bhow'?s\b|\bwhat (?:do|should|must|can) (?:I|we) do\b"
    r"|\bwhere (?:do|can) I\b|\b(?:I|we)(?:'d| would)? (?:want|need|like|wish) to\b|\bcan I (?!have|get)\b"
    r"|\bset(?:ting)? up\b|\bsteps?\b|\bways? to\b|\bhelp me\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AnswerType:
    """The answer that a question asks for: facts of certain kinds (none: no certain kind), or the steps to take."""

    kinds: frozenset[FactKind]
    steps: bool

    @classmethod
    def of(cls, question: str) -> AnswerType:
        """Return the answer type that `question` asks for."""
        kinds = frozenset(kind for pattern, kinds in _ASKS if pattern.search(question) for kind in kinds)
        return cls(kinds, not kinds and _STEPS.search(question) is not None)

    def met_by(self, text: str) -> bool:
        """Tell whether `text` has a fact of a kind that is asked for; never true where none is."""
        return any(fact.kind in self.kinds for fact in facts(text))
