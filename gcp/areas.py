"""Residency areas as people write them: one, or a list of areas, countries and regions, without some of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from landfast.core.near import near_misses
from landfast.gcp.places import area_meant, regions_like
from landfast.gcp.regions import NAMED_AREAS, WITHOUT, areas, catalogue, places_in, regions_in, zone_fact


@dataclass(frozen=True, slots=True)
class AreaFault:
    """What is wrong with one term of an area: what was said, and in the words of a problem what to do about it."""

    said: str
    fact: str
    limit: str
    step: str


def split_terms(said: str | Sequence[str]) -> tuple[str, ...]:
    """The terms of a list, or of a text with commas."""
    texts = [said] if isinstance(said, str) else said
    return tuple(term.strip() for text in texts for term in text.split(","))


def area_of(terms: Iterable[str]) -> tuple[str, list[AreaFault]]:
    """The area that a list of terms, in any case, means: each once and in an order of its own; and what is none."""
    return _read(terms, areas(), allowed=True)


def denied_of(terms: Iterable[str]) -> tuple[str, list[AreaFault]]:
    """The same of what is left out: countries and regions may lie anywhere."""
    countries = sorted({region.country for region in catalogue().values() if region.country.isalpha()})
    return _read(terms, (*NAMED_AREAS, *countries), allowed=False)


def without(area: str, denied: str) -> tuple[str, AreaFault | None]:
    """An area less what is denied of it; a fault if that leaves no region."""
    left = [term for term in denied.split(",") if set(places_in(term)) & set(places_in(area))]
    whole = f"{area}{WITHOUT}{','.join(left)}" if left else area
    if places_in(whole):
        return whole, None
    return whole, AreaFault(denied, f"leaves no region of {area}", "", "deny less, or name a wider area")


def _read(terms: Iterable[str], known: Sequence[str], *, allowed: bool) -> tuple[str, list[AreaFault]]:
    found, faults = [], []
    for said in terms:
        term = _term(said, known)
        if isinstance(term, str) and allowed and not places_in(term):
            region = catalogue()[term]
            fact = f"{region} is in no residency area: data there needs safeguards of its own (GDPR Art. 46)"
            term = AreaFault(said, fact, "", "leave it out, and record a waiver for what has to be there")
        if isinstance(term, AreaFault):
            faults.append(term)
        else:
            found.append(term)
    return ",".join(sorted(set(found), key=lambda term: (term not in NAMED_AREAS, term))), faults


def _term(said: str, known: Sequence[str]) -> str | AreaFault:
    places = catalogue()
    lowered = {one.lower(): one for one in (*known, *places)}
    found = lowered.get(said.lower())
    if found is not None:
        return found
    limit = f"there are {', '.join(known)}, and regions"
    zone = zone_fact(said.lower())
    if zone:
        return AreaFault(said, zone, "", f"did you mean {said.lower().rpartition('-')[0]}?")
    alike = [*near_misses(said, known), *regions_like(said, regions_in("eu+adequacy"))] if said else []
    near = area_meant(said, known) or next(iter(alike), "")
    return AreaFault(said, "is no residency area", limit, f"did you mean {near}?" if near else "use one of these")
