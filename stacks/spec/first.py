"""The text of a first spec: short, with a word beside each line, and what else there is as comments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from landfast.gcp.regions import catalogue

# The fields of `controller`, with what each says.
CONTROLLER = {
    "organisation": "who answers for the data",
    "dpo": "contact of the data protection officer",
    "purpose": "why it is processed",
    "legal_basis": "GDPR Art. 6(1)",
    "data_categories": "GDPR Art. 30(1)(c)",
    "special_condition": "GDPR Art. 9(2)",
}
# Those that there is no doing without.
EXAMPLE = {
    "organisation": "Acme GmbH",
    "dpo": "dpo@acme.example",
    "purpose": "churn prediction",
    "legal_basis": "contract",
}
# In place of the section, until it is there.
_NO_CONTROLLER = (
    "# controller: {organisation: Acme GmbH, dpo: dpo@acme.example,",
    "#              purpose: churn, legal_basis: contract,",
    "#              data_subjects: [customers], data_categories: [behavioural]}",
)
_WIDTH = 46


def first_spec(name: str, area: str, region: str, controller: Mapping[str, Any], project: Mapping[str, Any]) -> str:
    """YAML, as `landfast.yaml` is written first. Empty `controller` and `project` become comments that show them."""
    return "\n".join([*_lines(name, area, region, controller, project), ""])


def _lines(
    name: str, area: str, region: str, controller: Mapping[str, Any], project: Mapping[str, Any]
) -> Iterator[str]:
    known = catalogue().get(region)
    place = f"all in {known.place}" if known else "where all stands"
    yield "# The one file that landfast is told what to do by."
    yield "# Every field: `landfast spec schema`, docs/spec.md."
    yield _noted(f"name: {_plain(name)}", "prefix of projects and buckets")
    yield _noted(f"residency: {{area: {_plain(area)}, region: {region}}}", place)
    yield ""
    yield "# For the record of processing (GDPR Art. 30), and for every model card."
    yield from _controller(controller) if controller else _NO_CONTROLLER
    yield ""
    yield "environments:"
    yield "  # One Google Cloud project each, e.g. prod: {approval: true, budget_eur: 3000}"
    yield "  dev: {}"
    yield ""
    yield "# What the ML project beside this file learns from."
    if project:
        yield "project:"
        for key, value in project.items():
            yield f"  {key}: {_value(value)}"
    else:
        yield "# Until it is named, the demo's table."
        yield "# project: {data: customers.csv, target: churned, subject: customer_id}"


def with_controller(text: str, controller: Mapping[str, Any]) -> str:
    """A spec with the section: where `first_spec` has left room for it, else at its end."""
    section, room = "\n".join(_controller(controller)), "\n".join(_NO_CONTROLLER)
    if room in text:
        return text.replace(room, section, 1)
    return f"{text.rstrip()}\n\n{section}\n"


def _controller(controller: Mapping[str, Any]) -> Iterator[str]:
    yield "controller:"
    for key, value in controller.items():
        yield _noted(f"  {key}: {_value(value)}", CONTROLLER[key])
    if "data_categories" not in controller:
        yield "  # data_categories: [contact, health]       # special ones (Art. 9) make the rules strict"


def _noted(line: str, note: str) -> str:
    return f"{line:<{_WIDTH}}# {note}" if len(line) < _WIDTH else f"{line}  # {note}"


def _value(value: Any) -> str:
    if isinstance(value, bool | int):
        return json.dumps(value)
    return f"[{', '.join(map(_plain, value))}]" if isinstance(value, list | tuple) else _plain(str(value))


def _plain(text: str) -> str:
    """In quotes where YAML would read it as anything but this text."""
    bare = text.replace("-", "a").replace("_", "a").replace(".", "a").replace("/", "a").replace(" ", "a")
    words = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"}
    safe = (
        bare.isascii() and bare.isalnum() and text[0].isalpha() and text == text.strip() and text.lower() not in words
    )
    return text if safe else json.dumps(text, ensure_ascii=False)
