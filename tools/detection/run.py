"""Lets landfast and checkov judge every mutant: many in one call, as resources beside those they differ from."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from landfast.check import Configuration, Document, Report, check
from tools.detection.breaches import breaches
from tools.detection.checkov import Noticed, noticed
from tools.detection.locations import trap_bucket
from tools.detection.model import Breach, DetectionOutcome, Mutant, SynthesizedEnvironment
from tools.detection.settings import mutants, table


@dataclass(frozen=True, slots=True)
class Detection:
    """All outcomes; `clean`: findings on the stacks as they are; `types`: how many types of resources were worsened."""

    outcomes: tuple[DetectionOutcome, ...]
    clean: tuple[str, ...]
    types: int
    checkov: Noticed


def detected(environments: Sequence[SynthesizedEnvironment]) -> Detection:
    """Who notices which change. Raises: InputError if checkov can't be had."""
    environments = [_with_traps(environment) for environment in environments]
    clean = [f"{f.rule.id} {f.address}" for e in environments for f in check(e.subjects, e.context).findings]
    changed, broken = list(mutants(environments)), list(breaches(environments))
    worsened = _worsened(environments, changed)
    ours = [*_seen(environments, worsened, changed), *(_noticed(environments, breach) for breach in broken)]
    names = [_address(number, mutant) for number, mutant in enumerate(changed)]
    pairs = [(_document(environments, b), _broken(_document(environments, b), b)) for b in broken]
    checkov = noticed(worsened, changed, names, pairs)
    every: list[Mutant | Breach] = [*changed, *broken]
    outcomes = tuple(
        DetectionOutcome(
            m.group,
            m.family,
            m.what,
            m.rules if isinstance(m, Mutant) else frozenset({m.rule}),
            landfast,
            theirs == "1",
        )
        for m, landfast, theirs in zip(every, ours, checkov.noticed, strict=True)
    )
    return Detection(outcomes, tuple(clean), len({mutant.type for mutant in changed}), checkov)


def _with_traps(environment: SynthesizedEnvironment) -> SynthesizedEnvironment:
    """The environment beside buckets that stand in the traps, so that data can flow there."""
    traps = {trap_bucket(trap["code"]): trap["code"] for trap in table()["traps"]}
    context = dataclasses.replace(environment.context, buckets={**environment.context.buckets, **traps})
    return dataclasses.replace(environment, context=context)


def _name(number: int, mutant: Mutant) -> str:
    return f"{mutant.name}-mutant-{number}"


def _address(number: int, mutant: Mutant) -> str:
    return f"{mutant.type}.{_name(number, mutant)}"


def _document(environments: Sequence[SynthesizedEnvironment], of: Mutant | Breach) -> Document:
    return environments[of.environment].documents[of.document]


def _worsened(environments: Sequence[SynthesizedEnvironment], changed: Sequence[Mutant]) -> list[list[Document]]:
    """The documents of each environment with its mutants in them, as further resources."""
    added: dict[tuple[int, int], dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for number, mutant in enumerate(changed):
        added[mutant.environment, mutant.document][mutant.type][_name(number, mutant)] = mutant.body
    return [
        [
            dataclasses.replace(document, body=_with(document.body, added[number, position]))
            for position, document in enumerate(environment.documents)
        ]
        for number, environment in enumerate(environments)
    ]


def _with(body: Mapping[str, Any], added: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    resources = {type_: {**named, **added.get(type_, {})} for type_, named in body["resource"].items()}
    providers = body["provider"]["google"]
    nowhere = {"alias": "nowhere", "project": "p"}
    every = [*(providers if isinstance(providers, list) else [providers]), nowhere]
    variables = {**body.get("variable", {}), "elsewhere": {"type": "string"}}
    return {**body, "resource": resources, "variable": variables, "provider": {**body["provider"], "google": every}}


def _seen(
    environments: Sequence[SynthesizedEnvironment], worsened: Sequence[Sequence[Document]], changed: Sequence[Mutant]
) -> Iterator[bool]:
    found: set[tuple[int, str, str, str]] = set()
    for number, (environment, documents) in enumerate(zip(environments, worsened, strict=True)):
        report = check(list(map(Configuration, documents)), environment.context)
        found.update((number, f.document, f.address, f.rule.id) for f in report.findings)
    for number, mutant in enumerate(changed):
        place = (mutant.environment, _document(environments, mutant).name, _address(number, mutant))
        yield any((*place, rule) in found for rule in mutant.rules)


def _noticed(environments: Sequence[SynthesizedEnvironment], breach: Breach) -> bool:
    environment = environments[breach.environment]
    documents = list(environment.documents)
    documents[breach.document] = _broken(documents[breach.document], breach)
    context = breach.context(environment.context) if breach.context else environment.context
    report: Report = check(list(map(Configuration, documents)), context)
    return any(finding.rule.id == breach.rule for finding in report.findings) and report.exit_code() != 0


def _broken(document: Document, breach: Breach) -> Document:
    body = {**document.body, "variable": {**document.body.get("variable", {}), "elsewhere": {"type": "string"}}}
    return dataclasses.replace(document, body=breach.change(body))
