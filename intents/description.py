"""The description of a model, with everything but the weights: the content of `nlu.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from intents.calibration import Calibration
from intents.errors import ModelError

FORMAT = 2


@dataclass(frozen=True, slots=True)
class Description:
    """The training data and settings of a model, and the meaning of its outputs.

    `meanings` holds by slot, and `synonyms` for any slot, the values of wordings (in lower case). `counts` holds the
    number of examples of each intent; `base` and `licence` are those of the pretrained encoder.
    """

    intents: tuple[str, ...]
    tags: tuple[str, ...]
    synonyms: Mapping[str, str] = field(default_factory=dict)
    lookups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    regexes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    calibration: Calibration = field(default_factory=lambda: Calibration(several=False))
    counts: Mapping[str, int] = field(default_factory=dict)
    base: str = ""
    licence: str = ""

    def value(self, slot: str, text: str) -> str:
        """Return the value of a slot with that text: as it was marked, else by a synonym, else the text itself."""
        wording = text.casefold()
        return self.meanings.get(slot, {}).get(wording) or self.synonyms.get(wording, text)

    def written(self) -> str:
        """Return the description as JSON."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1)

    @classmethod
    def read(cls, text: str) -> Description:
        """Read the output of `written`.

        Raises ModelError for another format, and ValueError, KeyError or TypeError for invalid JSON.
        """
        described = json.loads(text)
        if (found := described.pop("format")) != FORMAT:
            raise ModelError(f"its format is {found}, this version reads {FORMAT}")
        described |= {
            "intents": tuple(described["intents"]),
            "tags": tuple(described["tags"]),
            "calibration": Calibration.read(described["calibration"]),
        }
        return cls(**described)
