"""The model card that accompanies a trained model, in the format of model hubs."""

from __future__ import annotations

from intents.description import Description

ENCODERS = {
    "finetune": "fine-tuned together with its heads",
    "linear": "left as it was",
    "contrast": "tuned by contrast, and averaged with what it was",
}
"""The treatment of the encoder by each trainer."""


def model_card(description: Description) -> str:
    """Return Markdown with front matter: the model's purpose, its training data and settings, and how to load it."""
    settings, calibration = description.settings, description.calibration
    slots = sorted({tag[2:] for tag in description.tags if tag.startswith("B-")})
    front = ["library_name: transformers", "tags: [intent-classification, slot-filling]"]
    front += [f"license: {description.licence.lower()}"] if description.licence else []
    kind = ENCODERS[str(settings["trainer"])]
    lines = [
        "---",
        *front,
        "---",
        "",
        "# Intents and slots",
        "",
        f"Reads which of {len(description.intents)} intents a short text has"
        + (f", and the values of {len(slots)} slots" if slots else "")
        + f". The encoder, {description.base}{_in_brackets(description.licence)}, was {kind}.",
        "",
        "## Data",
        "",
        f"{sum(description.counts.values())} examples."
        + (" A text may have several intents, or none." if calibration.several else ""),
        "",
        "| intent | examples |",
        "| --- | ---: |",
        *(f"| {name or '(none)'} | {number} |" for name, number in sorted(description.counts.items())),
        *(["", f"Slots: {', '.join(slots)}."] if slots else []),
        "",
        "## Training",
        "",
        ", ".join(f"{name} {value}" for name, value in settings.items()) + ".",
        "",
        "## Confidence",
        "",
        *_confidence(description),
        "",
        "## Use",
        "",
        "`encoder/` is a model and a tokenizer for `AutoModel.from_pretrained` and `AutoTokenizer.from_pretrained`.",
        "`intents.model.NluModel.load` reads the whole folder.",
    ]
    return "\n".join(lines) + "\n"


def _confidence(description: Description) -> list[str]:
    calibration = description.calibration
    if not calibration.thresholds:
        return ["Not calibrated: there were too few examples to hold some out."]
    lines = [f"Calibrated on examples that were held out: temperature {calibration.temperature:.3g}."]
    if not calibration.several:
        lines += ["", "| share of right intents | confidence needed |", "| ---: | ---: |"]
        lines += [f"| {share:.0%} | {calibration.threshold(share):.2f} |" for share in (0.8, 0.9, 0.95, 0.98)]
    return lines


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""
