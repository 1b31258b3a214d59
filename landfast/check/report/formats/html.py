"""One page that needs nothing else: no script, no font, no image. It filters by severity with style alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from landfast_ml.pages.rendering import rendered

from landfast import __version__
from landfast.check.judge.causes import UnknownCause
from landfast.check.judge.coverage import Coverage
from landfast.check.judge.verdict import Finding, Report
from landfast.check.report.formats.common import (
    articles,
    by_rule,
    counts,
    covered,
    law,
    sections,
    unknowns,
    verdict,
    where,
)
from landfast.policies.model import SEVERITIES, AnyRule, Severity

TEMPLATES = Path(__file__).parent / "templates"
_TONES = {0: "good", 1: "bad", 2: "unknown"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One finding, wherever it was made: `places` are environments, else documents. `rule`: where it isn't above."""

    places: tuple[str, ...]
    stack: str
    source: str
    where: str
    message: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class _OfCause:
    text: str
    next_step: str
    entries: tuple[_Entry, ...]


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
        severities=[(severity, severity, report.count(severity)) for severity in reversed(SEVERITIES)]
        + [("unknown", "can’t be told", report.count("unknown"))],
        overview=_overview(report),
        groups=_groups(report),
        causes=[_of_cause(report, cause) for cause in unknowns(report)],
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
    origins = sorted({rule.origin for rule in report.rules if rule.origin})
    return [
        ("judged", occasion.what),
        ("environments", ", ".join(occasion.environments)),
        ("residency area", occasion.area),
        ("commit", occasion.commit),
        ("date", occasion.time),
        ("versions", ", ".join((f"landfast {__version__}", *origins, *occasion.versions))),
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


def _overview(report: Report) -> list[tuple[str, ...]]:
    """A line for each rule: severity, rule, title, findings, roots."""
    return [
        (each.rule.severity, each.rule.id, each.rule.title, f"{len(each.findings):,}", f"{each.roots:,}")
        for each in by_rule(report)
    ]


def _groups(report: Report) -> list[tuple[Severity, int, list[_OfRule]]]:
    return [
        (severity, report.count(severity), [_of_rule(report, each.rule, each.findings) for each in of_severity])
        for severity, of_severity in groupby(by_rule(report), key=lambda each: each.rule.severity)
    ]


def _of_rule(report: Report, rule: AnyRule, findings: Sequence[Finding]) -> _OfRule:
    return _OfRule(rule, articles(rule), law(rule), tuple(_entry(report, finding) for finding in findings))


def _of_cause(report: Report, found: UnknownCause) -> _OfCause:
    entries = (_entry(report, finding, finding.rule.id) for finding in found.findings)
    step = found.cause.next_step
    return _OfCause(str(found).removesuffix(f"; {step}"), step, tuple(entries))


def _entry(report: Report, finding: Finding, rule: str = "") -> _Entry:
    """What differs by its environment alone is said once; the rest of a spec is of no environment."""
    order = report.occasion.environments
    if not order:
        return _Entry(finding.documents, "", finding.source, where(finding), finding.message, rule)
    parts = [document.partition("/") for document in finding.documents]
    environments = {environment for environment, _, _stack in parts if environment in order}
    shown = sorted(environments, key=order.index) or ["all"]
    stack = parts[0][2] if environments else ""
    return _Entry(tuple(shown), stack, finding.source, where(finding), finding.message, rule)
