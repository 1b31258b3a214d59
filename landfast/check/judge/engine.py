"""Runs every rule over every resource, applies the waivers, counts what was covered."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from itertools import islice

from landfast.check.evaluate import configuration as synthesized
from landfast.check.evaluate import plan
from landfast.check.judge.verdict import OWN, Context, Coverage, Document, Finding, Inventory, Opinion, Report, Waiver
from landfast.check.projects import model as project
from landfast.core.errors import Problem
from landfast.gcp.regions import catalogue, regions_in
from landfast.policies import RULES
from landfast.policies.facts.coverage import coverage_of
from landfast.policies.model import AnyRule, Area, Mode, ProjectPlace, Resource, Subject, WaiverUse, World
from landfast.policies.reckon.erasure import figures
from landfast.policies.reckon.impact import triggers
from landfast.policies.reckon.processors import outside, places
from landfast.policies.values import Unknown

_ANY = "*"
# A few lines with `count` can mean millions.
RESOURCE_LIMIT = 200_000


def check(
    documents: Sequence[Document],
    context: Context,
    beside: Sequence[Document] = (),
    second: Opinion | None = None,
) -> Report:
    """The verdict on `documents`. `beside` are looked things up in (where a bucket is), and not judged themselves.

    `second` is what another source says of the same documents: part of the verdict, under the same waivers.
    Never raises for what is in a document: what can't be judged is a problem or a finding of the report.
    Raises: ValueError if the area of the context is none.
    """
    with _collector_paused():
        return _check(documents, context, beside, second)


def evaluated(documents: Sequence[Document]) -> list[Resource]:
    """Every resource of the documents that can be read, its values resolved; what can't be is for `check` to tell."""
    subjects = (subject for document in _named_apart(documents) for subject in _subjects(document, []))
    return [subject for subject in subjects if isinstance(subject, Resource)]


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A run keeps nearly all that it makes, so that collections would only scan it again and again: half the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _check(
    documents: Sequence[Document], context: Context, beside: Sequence[Document], second: Opinion | None
) -> Report:
    problems: list[Problem] = []
    subjects = [subject for document in _named_apart(documents) for subject in _subjects(document, problems)]
    resources = [subject for subject in subjects if isinstance(subject, Resource)]
    others = [resource for document in beside for resource in _subjects(document, []) if isinstance(resource, Resource)]
    if not any(subject.mode in ("managed", "data", "project") for subject in subjects) and not problems:
        problems.extend(_empty(documents))
    world = World(
        area(context.area),
        [*resources, *others],
        special_categories=context.special_categories,
        protected=context.protected,
        buckets=context.buckets,
        processors=context.processors,
    )
    by_name = documents_by_name(documents)
    ran: Counter[str] = Counter({rule.id: 0 for rule in RULES})
    found = [finding for subject in subjects for finding in _judged(subject, world, by_name, ran)]
    partial = bool(beside) or any(_is_part(document) for document in documents if _is_object(document))
    open_, waived = _waive([*found, *(second.findings if second else ())], context, world, ran, second, partial=partial)
    _assert_complete(ran)
    if second:
        waived += second.excepted
        problems += second.problems
        ran.update(second.ran)
    return Report(
        tuple(sorted(open_, key=lambda finding: finding.order)),
        tuple(sorted(waived, key=lambda finding: finding.order)),
        _coverage(subjects, documents),
        tuple(problems),
        dict(sorted(ran.items())),
        _inventory(resources, world),
        second.text if second else "",
    )


def _inventory(resources: Sequence[Resource], world: World) -> Inventory:
    """In an order of its own, whatever that of the documents: the same on every run."""
    own = [resource for resource in resources if resource.mode == "managed"]
    named = (each for resource in own if resource.type in places() for each in outside(resource, world))
    return Inventory(
        tuple(sorted(figures(own, world), key=lambda each: (each.document, each.address))),
        tuple(sorted(named, key=lambda each: (each.host, each.document, each.address, each.path))),
        tuple(sorted(triggers(own, world), key=lambda each: (bool(each.address), each.document, each.address))),
    )


@cache
def area(name: str) -> Area:
    """The residency area of that name, with every region of the cloud. Raises: ValueError if there is none."""
    allowed = frozenset(regions_in(name))
    if not allowed:
        raise ValueError(f"{name!r} is no residency area")
    return Area(name, allowed, catalogue())


@cache
def _rules_of(mode: Mode, type_: str) -> tuple[AnyRule, ...]:
    """The rules that judge a kind and type: those that name it, and those for all types."""
    return tuple(rule for rule in RULES if mode in rule.modes and (type_ in rule.types or _ANY in rule.types))


def _assert_complete(ran: Mapping[str, int]) -> None:
    """Every rule took part, with the count of what it judged: none was lost on the way."""
    missing = {rule.id for rule in RULES} ^ set(ran) | {rule.id for rule in RULES if not rule.types or not rule.modes}
    if missing:
        raise AssertionError(f"rules that did not run: {', '.join(sorted(missing))}")


def _is_part(document: Document) -> bool:
    """Whether it holds only some of what waivers may cover: then none of them is called unused."""
    return plan.is_plan(document.body) or project.is_project_document(document.body)


def _is_object(document: Document) -> bool:
    return isinstance(document.body, Mapping)


def _named_apart(documents: Sequence[Document]) -> list[Document]:
    """Documents of the same name get a number, so that their findings can be told apart."""
    seen: Counter[str] = Counter()
    found = []
    for document in documents:
        seen[document.name] += 1
        number = seen[document.name]
        found.append(document if number == 1 else replace(document, name=f"{document.name}#{number}"))
    return found


def _subjects(document: Document, problems: list[Problem]) -> Sequence[Subject]:
    if not _is_object(document):
        problems.append(Problem(document.name, "is no JSON object", next_step="name Terraform JSON or a plan"))
        return []
    if project.is_project_document(document.body):
        problems.extend(document.body[project.KEY]["problems"])
        return list(project.places_of(document))
    if plan.is_plan(document.body):
        bad = list(plan.problems_of(document))
        problems.extend(bad)
        return [] if bad else list(plan.resources_of(document))
    if synthesized.is_synthesized(document.body):
        found = list(islice(synthesized.resources_of(document), RESOURCE_LIMIT + 1))
        if len(found) > RESOURCE_LIMIT:
            fact, limit = "makes more resources than can be judged", f"{RESOURCE_LIMIT:,} at most"
            problems.append(Problem(document.name, fact, limit=limit, next_step="check its parts, or a plan"))
            return []
        return found
    fact = "is neither Terraform JSON nor a plan"
    if "values" in document.body:
        fact = "is a state, not a plan"
    problems.append(Problem(document.name, fact, next_step="name a .tf.json file, or terraform show -json PLAN"))
    return []


def _empty(documents: Sequence[Document]) -> Iterator[Problem]:
    if documents and all(_is_object(document) and plan.is_all_removed(document) for document in documents):
        return
    names = ", ".join(document.name for document in documents[:5]) or "the input"
    yield Problem(names, "has no resources, so there is nothing to vouch for", next_step="name what makes resources")


def _judged(subject: Subject, world: World, documents: Mapping[str, Document], ran: Counter[str]) -> Iterator[Finding]:
    for rule in _rules_of(subject.mode, subject.type):
        ran[rule.id] += 1
        for message in rule.check(subject, world):
            document = documents.get(subject.document)
            source = document.source(subject.address) if document else subject.document
            yield Finding(rule, subject.document, subject.address, message.path, message.text, source, message.unknown)


def documents_by_name(documents: Sequence[Document]) -> dict[str, Document]:
    """The documents by the names that their resources have them under."""
    return {document.name: document for document in _named_apart(documents)}


def _waive(
    findings: Sequence[Finding],
    context: Context,
    world: World,
    ran: Counter[str],
    second: Opinion | None,
    *,
    partial: bool,
) -> tuple[list[Finding], list[Finding]]:
    """(open findings, waived ones); waivers that ended or that cover nothing are findings themselves."""
    holding = [waiver for waiver in context.waivers if waiver.expires >= context.today]
    open_: list[Finding] = []
    waived: list[Finding] = []
    used: set[int] = set()
    for finding in findings:
        covers = [waiver for waiver in holding if _covers(waiver, finding)]
        used.update(id(waiver) for waiver in covers)
        if covers:
            waived.append(replace(finding, waiver=covers[0]))
        else:
            open_.append(finding)
    for waiver in context.waivers:
        # A second source that was not asked has nothing that a waiver could cover.
        asked = second is not None or waiver.rule.startswith(OWN)
        unused = asked and not partial and id(waiver) not in used
        open_.extend(_judged(_use_of(waiver, context, unused=unused), world, {}, ran))
    return open_, waived


def _covers(waiver: Waiver, finding: Finding) -> bool:
    return waiver.rule == finding.rule.id and fnmatchcase(finding.address, waiver.address.replace("[", "[[]"))


def _use_of(waiver: Waiver, context: Context, *, unused: bool) -> WaiverUse:
    expired = waiver.expires < context.today
    return WaiverUse(waiver.address, waiver.rule, waiver.expires.isoformat(), expired, unused)


def _coverage(subjects: Sequence[Subject], documents: Sequence[Document]) -> Coverage:
    own = [one for one in subjects if isinstance(one, Resource) and one.mode in ("managed", "data")]
    counts = Counter(coverage_of(resource) for resource in own)
    unassessed = {resource.type for resource in own if coverage_of(resource) == "not assessed"}
    places = [subject for subject in subjects if isinstance(subject, ProjectPlace)]
    files = [project.files_of(document) for document in documents if _is_object(document)]
    return Coverage(
        len(own),
        counts["assessed"],
        counts["no content"],
        counts["not assessed"],
        tuple(sorted(unassessed)),
        files=sum(found.all for found in files),
        files_read=sum(found.read for found in files),
        files_of_tests=sum(found.tests for found in files),
        places=len(places),
        places_unknown=sum(isinstance(place.value, Unknown) for place in places),
    )
