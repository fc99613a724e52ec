"""Everything of a model that is no weight: what `nlu.json` holds."""

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
    """What a model was trained on and how, and what its numbers mean.

    `counts` has how many examples there were of each intent; `base` and `licence` are those of the pretrained encoder.
    """

    intents: tuple[str, ...]
    tags: tuple[str, ...]
    synonyms: Mapping[str, str] = field(default_factory=dict)
    lookups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    regexes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    calibration: Calibration = field(default_factory=lambda: Calibration(several=False))
    counts: Mapping[str, int] = field(default_factory=dict)
    base: str = ""
    licence: str = ""

    def written(self) -> str:
        """As JSON."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1)

    @classmethod
    def read(cls, text: str) -> Description:
        """What `written` wrote. Raises ModelError for another format, ValueError, KeyError or TypeError for no JSON."""
        described = json.loads(text)
        if (found := described.pop("format")) != FORMAT:
            raise ModelError(f"its format is {found}, this version reads {FORMAT}")
        described |= {
            "intents": tuple(described["intents"]),
            "tags": tuple(described["tags"]),
            "calibration": Calibration.read(described["calibration"]),
        }
        return cls(**described)
