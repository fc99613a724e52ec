"""A bot's training data: the import from other tools, and the check for likely mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from botkit.domain.errors import ConfigError
from botkit.domain.ports import Progress

if TYPE_CHECKING:
    from botkit.project.project import Project
    from intents.checking import Finding


@dataclass(frozen=True, slots=True)
class Brought:
    """The result of an import: the file that was written, a summary of it, and notes on what was left out."""

    path: Path
    summary: str
    notes: tuple[str, ...]


def bring_in(
    source: Path, bot: Path, *, into: Path | None = None, form: str | None = None, split: str | None = None
) -> Brought:
    """Write the data in `source` into the bot's folder, as Rasa NLU YAML; never overwrite a file.

    Raises DataError for a mistake in the source, ConfigError if the bot's folder or the target is unsuitable.
    """
    from intents.exchange import FORMATS, read_data, write_data

    if not bot.is_dir():
        raise ConfigError(f"{bot}: no such folder; create a bot with: botkit init {bot}")
    target = bot / (into or Path("nlu") / f"{source.stem.replace(' ', '-') or 'imported'}.yml")
    if target.suffix not in {".yml", ".yaml"} or bot.resolve() not in target.resolve().parents:
        raise ConfigError(f"{target}: must be a .yml file in the bot's folder; name another with --into")
    if target.exists():
        raise ConfigError(f"{target}: is already there; delete it, or name another with --into")
    imported = read_data(source, form, split)
    write_data(imported.data, target, "rasa")
    data = imported.data
    parts = {"examples": data.examples, "intents": data.intents, "slots": data.slots}
    summary = ", ".join(f"{len(part):,} {name}" for name, part in parts.items())
    return Brought(target, f"{summary} from {FORMATS[imported.format].title}", imported.notes)


def look_through(
    project: Project, *, least: int = 5, quick: bool = False, progress: Progress | None = None
) -> list[Finding]:
    """Return likely mistakes in the bot's training data. Unless `quick`, examples are compared by its sentence encoder.

    Raises ConfigError or DataError if the data cannot be read, WeightsError if the encoder is missing.
    """
    from botkit.assembly import open_encoder
    from botkit.project.project import read_nlu
    from intents.checking import check_data

    data = read_nlu(project)
    values = [(name, project.bot.place("nlu", "values", name)) for name in project.bot.settings.nlu.values]
    if quick:
        return check_data(data, None, values, least)
    if progress:
        progress("comparing examples", 0, 1)
    return check_data(data, open_encoder(project).encode, values, least)
