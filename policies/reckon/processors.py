"""Outside processors that a configuration names: hosts and services that are not Google's, and get to see data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from landfast.policies.facts.hosts import image_host, is_own, operator
from landfast.policies.facts.tables import table
from landfast.policies.model import Resource, World
from landfast.policies.values import GAP, Missing, known_text, read

# Names below these are answered by Google Cloud itself.
_GOOGLE = ("googleapis.com", "google.com", "gcr.io", "pkg.dev", "run.app", "cloudfunctions.net", "appspot.com", "goog")


@dataclass(frozen=True, slots=True)
class Processor:
    """An outside host: where it is named, who runs it (None: not known), whether the controller has it on record."""

    address: str
    document: str
    path: str
    host: str
    operator: str | None
    recorded: bool


@cache
def places() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Resource type -> (names that lead to a value, its form) of each place that can name an outside host.

    Forms: `url`, `host`, `image`; `=HOST` where a block stands for one; `?TABLE` where a word does; with `|HOST` for
    what an omitted value in its block means.
    """
    found: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for type_, entry in table("processors")["places"].items():
        found[type_] = tuple((tuple(path.split(".")), form) for path, form in entry.items())
    return found


def outside(resource: Resource, world: World) -> Iterator[Processor]:
    """Each outside host that a resource names."""
    for names, form in places().get(resource.type, ()):
        for path, value in read(resource.values, names):
            kind, _, default = form.partition("|")
            host = _host(value, kind) if not isinstance(value, Missing) else default if value is Missing.VALUE else None
            if host and not _is_within(host, _GOOGLE) and not is_own(host):
                recorded = _is_within(host, tuple(world.processors))
                yield Processor(resource.address, resource.document, path, host, operator(host), recorded)


def _host(value: Any, form: str) -> str | None:
    """The host that a value names; None if it names none, or one that can't be told."""
    if form.startswith("="):
        return form[1:]
    text = known_text(value)
    if not text:
        return None
    if form.startswith("?"):
        words: Mapping[str, str] = table("processors")["words"][form[1:]]
        return words.get(text)
    host = {"url": _of_url, "image": image_host, "host": _of_host}[form](text)
    return host.lower().rstrip(".") if host and GAP not in host else None


def _of_url(text: str) -> str | None:
    try:
        return urlsplit(text).hostname
    except ValueError:
        return None


def _of_host(text: str) -> str | None:
    """A name, with or without a port, or a whole URL; addresses of a network are no hosts of others."""
    name = (urlsplit(text).hostname or "") if "://" in text else text.split("/", 1)[0].split(":", 1)[0]
    return name if "." in name and any(char.isalpha() for char in name) else None


def _is_within(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
