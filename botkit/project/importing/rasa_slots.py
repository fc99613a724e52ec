"""Slots that Rasa's forms ask for, as slots of dialogue.yml."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from botkit.project.importing.rasa_project import Piece, RasaProject
from botkit.project.importing.rasa_responses import Response
from botkit.project.importing.report import Report

NUMBER = r"[-+]?\d+(?:[.,]\d+)?"


def required_slots(form: Piece, report: Report) -> list[str]:
    """Return the slots of a form, in order; both notations are read."""
    value = form.value if isinstance(form.value, dict) else {}
    wanted = value.get("required_slots", value if isinstance(form.value, dict) else [])
    if value.get("ignored_intents"):
        report.left(form.inner("ignored_intents").place, f"intents that '{form.name}' ignores")
    if isinstance(wanted, Mapping):
        report.changed(form.place, f"'{form.name}' maps its slots itself; entities of the same names fill them here")
    return [str(slot) for slot in wanted or ()]


def slot_rules(
    project: RasaProject,
    forms: Mapping[str, list[str]],
    responses: Mapping[str, Response],
    entities: Collection[str],
    report: Report,
) -> dict[str, dict[str, Any]]:
    """Return the slots that `forms` ask for; `entities` are those that examples mark."""
    declared = {piece.name: piece for piece in project.pieces("slots")}
    wanted = dict.fromkeys(slot for slots in forms.values() for slot in slots)
    for name in (name for name in declared if name not in wanted and name != "requested_slot"):
        report.left(declared[name].place, f"the slot '{name}': no form asks for it")
    rules = {}
    for name in wanted:
        piece = declared.get(name)
        asked_by = next(form.place for form in project.pieces("forms") if name in forms[form.name])
        rule = _question(name, piece.place if piece else asked_by, forms, responses, report)
        if piece is not None and isinstance(piece.value, dict):
            rule |= _kind(name, piece, report)
            rule |= _entities(name, piece, rule, entities, report)
            report.taken(piece.place, f"slot '{name}'")
        if "choices" not in rule and (choices := _offered(name, forms, responses)):
            rule["choices"] = choices
        rules[name] = rule
    return rules


def asking(name: str, forms: Mapping[str, list[str]], responses: Mapping[str, Response]) -> Iterator[Response]:
    """Yield the responses that ask for the slot, those of forms first."""
    for form in forms:
        if (own := responses.get(f"utter_ask_{form}_{name}")) is not None:
            yield own
    if (own := responses.get(f"utter_ask_{name}")) is not None:
        yield own


def _question(
    name: str,
    place: str,
    forms: Mapping[str, list[str]],
    responses: Mapping[str, Response],
    report: Report,
) -> dict[str, Any]:
    found = [response for response in asking(name, forms, responses) if response.texts]
    if not found:
        report.changed(place, f"no response utter_ask_{name} with a text; the question is made up")
        return {"question": f"What is the {name.replace('_', ' ')}?"}
    if len(found) > 1:
        report.changed(found[1].place, f"'{name}' is asked for in the words of {found[0].place}; others: `question`")
    texts = found[0].texts
    return {"question": texts[0] if len(texts) == 1 else list(texts)}


def _kind(name: str, piece: Piece, report: Report) -> dict[str, Any]:
    match piece.value.get("type"):
        case "categorical":
            return {"choices": [str(value) for value in piece.value.get("values") or ()]}
        case "bool":
            return {"choices": ["yes", "no"]}
        case "float":
            return {"pattern": NUMBER}
        case "list":
            report.changed(piece.place, f"'{name}' is a list in Rasa, and has one value here")
        case "text" | "any" | None:
            pass
        case other:
            report.left(piece.place, f"the type '{other}' of '{name}'; any short answer will do")
    return {}


def _entities(
    name: str, piece: Piece, rule: Mapping[str, Any], entities: Collection[str], report: Report
) -> dict[str, Any]:
    """Return the entities that fill the slot, as its rule has them."""
    mappings = [one for one in piece.value.get("mappings") or () if isinstance(one, dict)]
    wanted = []
    for number, mapping in enumerate(mappings):
        place = piece.inner("mappings", number).place
        kind = mapping.get("type")
        if kind == "from_entity":
            entity = str(mapping.get("entity", name))
            if entity in entities:
                wanted.append(entity)
            else:
                report.left(place, f"'{entity}' fills '{name}', but no example marks it")
            for key in sorted(mapping.keys() & {"role", "group", "intent", "not_intent"}):
                report.left(place, f"'{key}' of the mapping of '{name}'; words before the value tell here: `after`")
        elif kind == "from_intent":
            report.changed(place, f"an intent sets '{name}': yes and no, and the choices' own words, do so here")
        elif kind not in {"from_text", None}:
            report.left(place, f"the mapping '{kind}' of '{name}'")
    wanted = list(dict.fromkeys(wanted))
    if wanted == [name] or "choices" in rule or "pattern" in rule:
        return {"entity": wanted} if wanted and wanted != [name] else {}
    return {"entity": wanted} if wanted or name in entities else {}


def _offered(name: str, forms: Mapping[str, list[str]], responses: Mapping[str, Response]) -> list[str]:
    """Return the values of the buttons below the slot's question."""
    values = [
        button.values.get(name) or (button.title if not button.intent else "")
        for response in asking(name, forms, responses)
        for button in response.buttons
    ]
    return list(dict.fromkeys(values)) if values and all(values) else []
