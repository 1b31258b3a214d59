"""One page that needs nothing else: no script, no font, no image. It filters by severity with style alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from landfast_ml.pages.rendering import rendered

from landfast import __version__
from landfast.check.judge.verdict import Coverage, Finding, Report
from landfast.check.report.formats.common import articles, counts, covered, law, sections, verdict, where
from landfast.policies.model import SEVERITIES, AnyRule, Severity

TEMPLATES = Path(__file__).parent / "templates"
_TONES = {0: "good", 1: "bad", 2: "unknown"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """The same finding of the same resource, wherever it was made: `places` are environments, else documents."""

    places: tuple[str, ...]
    stack: str
    source: str
    where: str
    message: str
    unknown: bool


@dataclass(frozen=True, slots=True)
class _OfRule:
    rule: AnyRule
    articles: str
    law: str
    entries: tuple[_Entry, ...]


def html(report: Report, fail_on: Severity) -> str:
    """The report as a page, light or dark as the reader's system is."""
    return rendered(
        "check.html.j2",
        TEMPLATES,
        verdict=_verdict(report, fail_on),
        tone=_TONES[report.exit_code(fail_on)],
        covered=covered(report),
        about=_about(report, fail_on),
        parts=_parts(report.coverage),
        severities=[(severity, report.count(severity)) for severity in reversed(SEVERITIES)],
        groups=[(severity, len(found), list(_of_rules(report, found))) for severity, found in _by_severity(report)],
        in_environments=bool(report.occasion.environments),
        sections=sections(report),
        version=__version__,
    )


def _verdict(report: Report, fail_on: Severity) -> str:
    """With how much was found, where that makes it fail."""
    found = counts(report, reversed(SEVERITIES))
    said = verdict(report, fail_on)
    said = f"{said}: {found}" if found and report.exit_code(fail_on) else said
    return said[0].upper() + said[1:]


def _about(report: Report, fail_on: Severity) -> list[tuple[str, str]]:
    """What was judged, when and by what."""
    occasion = report.occasion
    return [
        ("judged", occasion.what),
        ("environments", ", ".join(occasion.environments)),
        ("residency area", occasion.area),
        ("commit", occasion.commit),
        ("date", occasion.time),
        ("versions", ", ".join((f"landfast {__version__}", *occasion.versions))),
        ("rules", f"{len(report.ran)}, failing on {fail_on} or above"),
    ]


def _parts(coverage: Coverage) -> list[tuple[str, str, int]]:
    """How much of what is there could be judged: (name, tone, count)."""
    assessed = coverage.assessed + coverage.places - coverage.places_unknown
    unknown = coverage.not_assessed + coverage.places_unknown
    return [
        ("assessed", "good", assessed),
        ("without data", "plain", coverage.no_content),
        ("not assessed", "bad", unknown),
    ]


def _by_severity(report: Report) -> Iterator[tuple[Severity, list[Finding]]]:
    for severity, found in groupby(report.findings, key=lambda finding: finding.severity):
        yield severity, list(found)


def _of_rules(report: Report, findings: Sequence[Finding]) -> Iterator[_OfRule]:
    for _rule, of_rule in groupby(findings, key=lambda finding: finding.rule.id):
        found = list(of_rule)
        rule = found[0].rule
        yield _OfRule(rule, articles(rule), law(rule), tuple(_entries(report, found)))


def _entries(report: Report, findings: Sequence[Finding]) -> Iterator[_Entry]:
    """What differs by its environment alone is said once."""
    order = report.occasion.environments
    alike: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        _, stack = _place(report, finding)
        # Without environments each finding stands for itself.
        own = "" if order else finding.document
        alike.setdefault((stack, finding.source, where(finding), finding.message, own), []).append(finding)
    for same in alike.values():
        first, places = same[0], {_place(report, finding)[0] for finding in same}
        shown = sorted(places, key=lambda place: order.index(place) if place in order else -1)
        yield _Entry(tuple(shown), _place(report, first)[1], first.source, where(first), first.message, first.unknown)


def _place(report: Report, finding: Finding) -> tuple[str, str]:
    """Environment and stack; of Terraform that anyone wrote, its document. The rest of a spec is of no environment."""
    environments = report.occasion.environments
    environment, _, stack = finding.document.partition("/")
    if environment in environments:
        return environment, stack
    return ("all" if environments else finding.document), ""
