"""Runs every rule over every resource, applies the waivers, counts what was covered."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache

from landfast.check.judge.baseline import sorted_by
from landfast.check.judge.coverage import Coverage, TypeCovered
from landfast.check.judge.keys import key_of
from landfast.check.judge.merging import folded
from landfast.check.judge.verdict import (
    SECOND,
    BaselineUse,
    Finding,
    Inventory,
    Opinion,
    PolicyContext,
    RecordedException,
    Report,
)
from landfast.check.subject import Subject
from landfast.core.errors import Problem
from landfast.gcp.regions import catalogue, places_in
from landfast.policies.facts.coverage import coverage_of, judged_of
from landfast.policies.judged import ProjectPlace, WaiverUse
from landfast.policies.model import Area, Judged, Mode, Resource, World
from landfast.policies.reckon.ai_logs import conflicts
from landfast.policies.reckon.erasure import figures
from landfast.policies.reckon.impact import triggers
from landfast.policies.reckon.processors import outside, places
from landfast.policies.registry import RuleBook
from landfast.policies.values import Unknown


def check(
    subjects: Sequence[Subject],
    context: PolicyContext,
    beside: Sequence[Subject] = (),
    second: Opinion | None = None,
) -> Report:
    """The verdict on `subjects`. `beside` are looked things up in (where a bucket is), and not judged themselves.

    `second` is what another source says of the same subjects: part of the verdict, under the same waivers.
    Never raises for what is in a subject: what can't be judged is a problem or a finding of the report.
    Raises: ValueError if the area of the context is none.
    """
    with _collector_paused():
        return _check(_renamed_apart(subjects), context, beside, second)


def evaluated(subjects: Sequence[Subject]) -> list[Resource]:
    """Every resource of the subjects that can be read, its values resolved; what can't be is for `check` to tell."""
    return [resource for subject in _renamed_apart(subjects) for resource in subject.evaluate().resources]


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
    subjects: Sequence[Subject], context: PolicyContext, beside: Sequence[Subject], second: Opinion | None
) -> Report:
    answers = [subject.evaluate() for subject in subjects]
    problems = [problem for answer in answers for problem in answer.problems]
    judged = [one for answer in answers for one in answer.judged]
    resources = [resource for answer in answers for resource in answer.resources]
    others = [resource for subject in beside for resource in subject.evaluate().resources]
    # Nothing but what is looked things up in: that there is nothing to judge is known to who asked.
    if (subjects or not beside) and not problems:
        problems.extend(_empty(subjects, judged))
    world = _world(context, [*resources, *others])
    named = {subject.name: subject for subject in subjects}
    book = _chosen(context)
    ran: Counter[str] = Counter(dict.fromkeys(book.by_id, 0))
    found = [finding for one in judged for finding in _findings(one, world, book, named, ran)]
    partial = bool(beside) or any(subject.is_partial for subject in subjects)
    found += [_keyed(finding, named) for finding in (second.findings if second else ())]
    open_, waived = _waive(found, context, world, ran, second, partial=partial)
    _assert_complete(book, ran)
    against = sorted_by(context.baseline or {}, open_)
    # What was only partly read may still have it.
    stale = () if beside or problems else tuple(key for key in against.stale if key.rule in ran)
    if second:
        waived += [_keyed(finding, named) for finding in second.excepted]
        problems += second.problems
        ran.update(second.ran)
    return Report(
        folded(against.new),
        folded(waived),
        _coverage(judged, subjects),
        tuple(problems),
        dict(sorted(ran.items())),
        _inventory(resources, world),
        second.text if second else "",
        known=folded(against.known),
        baseline=None if context.baseline is None else BaselineUse(stale=stale),
        frameworks=context.frameworks,
        rules=book.rules,
    )


def _world(context: PolicyContext, resources: Sequence[Resource]) -> World:
    """What the rules look at: the resources, and what the spec says of them."""
    return World(
        area(context.area),
        resources,
        special_categories=context.special_categories,
        protected=context.protected,
        ai_roles=context.ai_roles,
        buckets=context.buckets,
        processors=context.processors,
        drills=context.drills,
    )


def _chosen(context: PolicyContext) -> RuleBook:
    """The rules that run."""
    if not context.frameworks:
        return context.rules
    from landfast.policies.frameworks import rules_serving, serving  # Here: its table is read for nobody else.

    return context.rules.only(rules_serving(context.frameworks, serving(context.rules.rules)))


def _keyed(finding: Finding, subjects: Mapping[str, Subject]) -> Finding:
    """A finding of another source, by what it is known again by."""
    subject = subjects.get(finding.document)
    mark = subject.mark if subject else finding.document
    key = key_of(finding.rule.id, mark, finding.address, finding.path, unknown=finding.unknown)
    return replace(finding, keys=(key,))


def _inventory(resources: Sequence[Resource], world: World) -> Inventory:
    """In an order of its own, whatever that of the documents: the same on every run."""
    own = [resource for resource in resources if resource.mode == "managed"]
    named = (each for resource in own if resource.type in places() for each in outside(resource, world))
    return Inventory(
        tuple(sorted(figures(own, world), key=lambda each: (each.document, each.address))),
        tuple(sorted(named, key=lambda each: (each.host, each.document, each.address, each.path))),
        tuple(sorted(triggers(own, world), key=lambda each: (bool(each.address), each.document, each.address))),
        tuple(sorted(conflicts(world), key=lambda each: (each.document, each.address))),
    )


@cache
def area(name: str) -> Area:
    """The residency area of that name, with every region of Google's clouds. Raises: ValueError if there is none."""
    allowed = frozenset(places_in(name))
    if not allowed:
        raise ValueError(f"{name!r} is no residency area")
    return Area(name, allowed, catalogue())


def _assert_complete(book: RuleBook, ran: Mapping[str, int]) -> None:
    """Every rule took part, with the count of what it judged: none was lost on the way."""
    missing = set(book.by_id) ^ set(ran) | {rule.id for rule in book.rules if not rule.types or not rule.modes}
    if missing:
        raise AssertionError(f"rules that did not run: {', '.join(sorted(missing))}")


def _renamed_apart(subjects: Sequence[Subject]) -> list[Subject]:
    """Subjects of the same name get a number, so that their findings can be told apart."""
    seen: Counter[str] = Counter()
    found = []
    for subject in subjects:
        seen[subject.name] += 1
        number = seen[subject.name]
        found.append(subject if number == 1 else subject.renamed(f"{subject.name}#{number}"))
    return found


def _empty(subjects: Sequence[Subject], judged: Sequence[Judged]) -> Iterator[Problem]:
    if any(one.mode in ("managed", "data", "project") for one in judged):
        return
    if subjects and all(subject.is_rightly_empty for subject in subjects):
        return
    names = ", ".join(subject.name for subject in subjects[:5]) or "the input"
    yield Problem(names, "has no resources, so there is nothing to vouch for", next_step="name what makes resources")


def _findings(
    judged: Judged, world: World, book: RuleBook, subjects: Mapping[str, Subject], ran: Counter[str]
) -> Iterator[Finding]:
    for rule in book.judging(judged.mode, judged.type):
        ran[rule.id] += 1
        for message in rule.check(judged, world):
            subject = subjects.get(judged.document)
            source = subject.source(judged.address) if subject else judged.document
            mark = subject.mark if subject else judged.document
            yield Finding(
                rule,
                judged.document,
                judged.address,
                message.path,
                message.text,
                source,
                message.unknown,
                keys=(key_of(rule.id, mark, judged.address, message.path, unknown=message.unknown),),
                cause=message.why,
            )


def subjects_by_name(subjects: Sequence[Subject]) -> dict[str, Subject]:
    """The subjects by the names that their resources have them under."""
    return {subject.name: subject for subject in _renamed_apart(subjects)}


def _waive(
    findings: Sequence[Finding],
    context: PolicyContext,
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
        own = not waiver.rule.startswith(SECOND)
        if own and context.frameworks and waiver.rule not in ran:
            continue
        asked = second is not None or own
        unused = asked and not partial and id(waiver) not in used
        open_.extend(_findings(_use_of(waiver, context, unused=unused), world, context.rules, {}, ran))
    return open_, waived


def _covers(waiver: RecordedException, finding: Finding) -> bool:
    return waiver.rule == finding.rule.id and fnmatchcase(finding.address, waiver.address.replace("[", "[[]"))


def _use_of(waiver: RecordedException, context: PolicyContext, *, unused: bool) -> WaiverUse:
    expired = waiver.expires < context.today
    return WaiverUse(waiver.address, waiver.rule, waiver.expires.isoformat(), expired, unused)


def _coverage(judged: Sequence[Judged], subjects: Sequence[Subject]) -> Coverage:
    own = [one for one in judged if isinstance(one, Resource) and one.mode in ("managed", "data")]
    counts = Counter(coverage_of(resource) for resource in own)
    unassessed = {resource.type for resource in own if coverage_of(resource) == "not assessed"}
    places = [one for one in judged if isinstance(one, ProjectPlace)]
    files = [subject.files for subject in subjects]
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
        roots=len({one.document for one in judged}),
        types=_types(own),
    )


def _types(own: Sequence[Resource]) -> tuple[TypeCovered, ...]:
    """What is judged of each type, by its name."""
    first: dict[tuple[str, Mode], Resource] = {}
    counts: Counter[tuple[str, Mode]] = Counter()
    for resource in own:
        key = (resource.type, resource.mode)
        counts[key] += 1
        first.setdefault(key, resource)
    return tuple(TypeCovered(*key, counts[key], judged_of(first[key])) for key in sorted(first))
