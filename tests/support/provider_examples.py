"""Configurations that the provider's authors wrote, out of a checkout of it: examples of its docs, acceptance tests.

Nothing of them is kept here. What a test in Go would put into its text is filled in: from what stands beside it where
it is told there, else with a word that is told by `FILLED`, so that what it is refused for is nobody's fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rehearsal_client import PROJECT

REGION = "us-central1"
FILLED = "filled-"
ORGANIZATION, BILLING = "123456789012", "0A0A0A-0B0B0B-0C0C0C"
DOCS, TESTS = Path("website/docs/r"), Path("google/services")

_FENCE = re.compile(r"```(?:hcl|tf|terraform)\n(.*?)```", re.DOTALL)
_PLACEHOLDER = re.compile(r"(?<![\w-])(?:(?:my|your)-project(?:-name|-id)?|project-(?:name|id))(?![\w-])")
_FUNCTION = re.compile(
    r"func (testAcc\w+)\([^)]*\) string \{\s*(?:[^`]{0,200}?)return (acctest\.Nprintf|fmt\.Sprintf)?\(?\s*"
    r"`([^`]*)`(, ?[^\n]*)?"
)
_CONTEXT = re.compile(r'"(\w+)":\s+(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`|(true|false|[0-9]+)),')
_VERB = re.compile(r"%(?:\[\d+\])?[a-zA-Z%]")
_NAMED = re.compile(r"%\{(\w+)\}")
_QUANTITIES = ("size", "count", "interval", "ttl", "days", "enable", "num")
# By a part of the name of what is put in; the first that fits.
_BY_PART = (
    ("org", ORGANIZATION),
    ("pid", PROJECT),
    ("project", PROJECT),
    ("billing", BILLING),
    ("region", REGION),
    ("location", REGION),
    ("zone", f"{REGION}-a"),
)
_BY_NAME = {
    "random_suffix": "abc123",
    "org_id": ORGANIZATION,
    "organization": ORGANIZATION,
    "org_domain": "clinic.example",
    "project": PROJECT,
    "project_name": PROJECT,
    "project_id": PROJECT,
    "region": REGION,
    "location": REGION,
    "zone": f"{REGION}-a",
    "billing_account": BILLING,
    "billing_acct": BILLING,
    "deletion_protection": "false",
    "deletion_policy": "DELETE",
    "network_name": "default",
    "service_account": f"runner@{PROJECT}.iam.gserviceaccount.com",
}


@dataclass(frozen=True)
class ProviderExample:
    """`text` is HCL, maybe a fragment; `label` says where it stands."""

    label: str
    text: str


def examples_of_docs(checkout: Path) -> Iterator[ProviderExample]:
    for path in sorted((checkout / DOCS).glob("*.markdown")):
        for number, found in enumerate(_FENCE.finditer(path.read_text())):
            if "google-beta" not in found[1]:
                yield ProviderExample(f"{path.name.split('.')[0]}#{number}", _PLACEHOLDER.sub(PROJECT, found[1]))


def examples_of_tests(checkout: Path) -> Iterator[ProviderExample]:
    for path in sorted((checkout / TESTS).rglob("*_test.go")):
        source = path.read_text()
        context = _context(source)
        for name, call, text, arguments in _FUNCTION.findall(source):
            if 'resource "' not in text or "google-beta" in text:
                continue
            filled = _by_order(text, arguments) if "Sprintf" in call else _by_name(text, context)
            if filled is not None:
                yield ProviderExample(f"{path.parent.name}/{name}", filled)


def _context(source: str) -> dict[str, str]:
    """What the tests of a file say themselves that is put in, by name."""
    context = dict(_BY_NAME)
    for name, quoted, raw, bare in _CONTEXT.findall(source):
        context.setdefault(name, quoted or raw or bare)
    return context


def _by_name(text: str, context: dict[str, str]) -> str:
    return _NAMED.sub(lambda found: context.get(found[1]) or _word(found[1]), text).replace("%%", "%")


def _by_order(text: str, arguments: str) -> str | None:
    """None where a quantity is put in that nobody tells here."""
    names = iter([name.strip(" )").lower() for name in arguments.split(",") if name.strip(" )")])
    given = [(found, "%" if found[0] == "%%" else _of(found[0], next(names, "x"))) for found in _VERB.finditer(text)]
    parts, end = [], 0
    for found, value in given:
        if value is None or "[" in found[0]:
            return None
        parts += [text[end : found.start()], value]
        end = found.end()
    return "".join((*parts, text[end:]))


def _of(verb: str, name: str) -> str | None:
    if verb == "%t":
        return "true"
    if verb == "%d":
        return None
    for part, value in _BY_PART:
        if part in name:
            return value
    if any(part in name for part in _QUANTITIES):
        return None
    return _word(name)


def _word(name: str) -> str:
    word = FILLED + re.sub("[^a-z0-9]", "", name.lower())[:14]
    return word.replace("-", "_") if "dataset" in name or "table" in name or name == "id" else word
