"""What every format says, so that it says it once: the verdict, the place of a finding, the rules, the sections."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from math import isinf

from landfast.check.judge.causes import UnknownCause, causes_of
from landfast.check.judge.controls import by_control
from landfast.check.judge.keys import FindingKey
from landfast.check.judge.verdict import Finding, Inventory, Report
from landfast.policies.model import AnyRule, Severity
from landfast.policies.reckon.erasure import Erasure

# The regulation, article by article: https://eur-lex.europa.eu/content/help/eurlex-content/eli.html
# Named of the documents that have the same.
ROOTS = 5
_REGULATION = "http://data.europa.eu/eli/reg/2016/679"


@dataclass(frozen=True, slots=True)
class Section:
    """A table of a report besides its findings. Every format shows every section: add one in `sections`.

    An `urgent` one stands before the findings. Of one with a `gist` a terminal shows no more than that.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    urgent: bool = False
    gist: str = ""


def sections(report: Report) -> list[Section]:
    """What there is to show besides the findings; sections without rows are left out."""
    found = [
        _problems(report),
        *_fixes(report),
        *_controls(report),
        _waived(report),
        *_baseline(report),
        _not_assessed(report),
        *inventory_sections(report.inventory),
    ]
    found.append(_judged(report))
    return [section for section in found if section.rows]


def inventory_sections(inventory: Inventory) -> Iterator[Section]:
    """What is no finding and goes into the record of processing: erasure, processors, what laws want of the same
    days, impact assessment."""
    longest = inventory.longest
    erasure = [(e.document, (e.address, days(e.kept), days(e.lag), _parts(e))) for e in inventory.erasure]
    gist = f"{days(longest.lag)} days at most until erased data is gone ({longest.address})" if longest else ""
    yield _told("Erasure", ("address", "days kept", "days until gone", "kept by"), erasure, gist)
    processors = [
        (p.document, (p.host, p.operator or "not known", "yes" if p.recorded else "no", p.address))
        for p in inventory.processors
    ]
    hosts = ", ".join(sorted({each.host for each in inventory.processors}))
    yield _told("Outside processors", ("host", "operator", "on record", "named by"), processors, hosts)
    wanted = [
        (
            each.document,
            (each.address, "not known" if each.days is None else days(each.days), each.wants_more, each.wants_less),
        )
        for each in inventory.conflicts
    ]
    yield _told("Laws that stand against each other", ("logs in", "days kept", "more", "less"), wanted, "")
    reasons = [(each.document, (each.criterion, each.article, each.address)) for each in inventory.impact]
    criteria = "; ".join(dict.fromkeys(each.criterion for each in inventory.impact))
    yield _told("Impact assessment", ("what calls for one", "GDPR Art.", "address"), reasons, criteria)


def _told(title: str, columns: Sequence[str], rows: Iterable[tuple[str, tuple[str, ...]]], gist: str) -> Section:
    """A table of (document, row): what several documents have is one row, and says in which."""
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for document, row in rows:
        found.setdefault(row, {})[document] = None
    if len({document for documents in found.values() for document in documents}) < 2:
        return Section(title, tuple(columns), tuple(found), gist=gist)
    told = tuple((*row, few(tuple(documents), ROOTS)) for row, documents in found.items())
    return Section(title, (*columns, "in"), told, gist=gist)


def few(names: Sequence[str], most: int) -> str:
    """`a, b and 3 more`; all of them if `most` is 0."""
    shown = names[: most or None]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _parts(each: Erasure) -> str:
    return ", ".join(f"{part.what} {days(part.days)}" for part in each.parts) or each.unknown


def days(value: float) -> str:
    """`7`, `0.5`; a word where there is no end."""
    return "no end" if isinf(value) else f"{value:g}"


def _problems(report: Report) -> Section:
    rows = ((p.path, ", ".join(filter(None, (p.fact, p.value, p.limit))), p.next_step) for p in report.problems)
    return Section("Could not be read", ("place", "problem", "next step"), tuple(rows), urgent=True)


def _waived(report: Report) -> Section:
    rows = (
        (f.rule.id, few(f.documents, ROOTS), where(f), _until(f.waiver.expires), f.waiver.owner, f.waiver.reason)
        for f in report.waived
        if f.waiver
    )
    return Section("Waived", ("rule", "in", "address", "until", "owner", "reason"), tuple(rows))


# What a person reads of what was set right, by its state.
_FIXES = {"done": "Fixed", "possible": "Can be fixed: --fix", "refused": "Not fixed"}


def _fixes(report: Report) -> Iterator[Section]:
    for state, title in _FIXES.items():
        of_state = [fix for fix in report.fixes if fix.state == state]
        rows = ((fix.place, ", ".join(fix.rules), fix.attribute, fix.value, fix.why) for fix in of_state)
        yield Section(
            title, ("place", "rules", "attribute", "value", "why" if state == "refused" else "mind"), tuple(rows)
        )


def _controls(report: Report) -> Iterator[Section]:
    """A table of each framework that was asked for: what has findings first."""
    for framework, verdicts in by_control(report):
        rows = [(each.control.id, each.said, each.control.title, ", ".join(each.control.rules)) for each in verdicts]
        rows.sort(key=lambda row: row[1] == "none")
        yield Section(framework.name, ("control", "findings", "about", "rules"), tuple(rows))


def _baseline(report: Report) -> Iterator[Section]:
    """What was known before, and what of it is no longer found: neither is ever left unsaid."""
    use = report.baseline
    if use is None:
        return
    known = ((f.rule.id, few(f.documents, ROOTS), where(f), f.source) for f in report.known)
    yield Section(
        "In the baseline",
        ("rule", "in", "address", "place"),
        tuple(known),
        gist=f"known by {use.file}: they fail nothing",
    )
    stale = ((key.rule, key.document, f"{key.address}.{key.path}" if key.path else key.address) for key in use.stale)
    title = "No longer found, and still in the baseline: write it anew"
    yield Section(title, ("rule", "in", "address"), tuple(stale))


def _until(day: dt.date) -> str:
    """Landfast's own exceptions end with the code that they are in."""
    return "always" if day == dt.date.max else day.isoformat()


def _not_assessed(report: Report) -> Section:
    return Section("Types not assessed", ("type",), tuple((type_,) for type_ in report.coverage.unassessed))


def _judged(report: Report) -> Section:
    """What is judged of each type: no type counts as assessed without saying of what."""
    types = report.coverage.types
    rows = (
        (
            each.type,
            str(each.resources),
            each.judged.data or each.judged.coverage,
            ", ".join(each.judged.places) or each.judged.why,
            ", ".join(each.judged.flows),
        )
        for each in types
    )
    gist = "types: where each stands and where its content goes, every value by its shape" if types else ""
    columns = ("type", "resources", "data", "stands, or holds none", "content goes")
    return Section("What was judged", columns, tuple(rows), gist=gist)


def verdict(report: Report, fail_on: Severity) -> str:
    """The first words of a report."""
    code = report.exit_code(fail_on)
    if code == 0 and report.findings:
        return f"passed: nothing of severity {fail_on} or above"
    none = "passed: no new findings" if report.known else "passed: no findings"
    return {0: none, 1: "failed", 2: "could not be assessed"}[code]


def counts(report: Report, severities: Iterable[Severity]) -> str:
    """`2 high, 1 low, 3 can't be told`, worst first; empty if there are no findings."""
    found = [f"{report.count(severity)} {severity}" for severity in severities if report.count(severity)]
    unknown = report.count("unknown")
    return ", ".join([*found, f"{unknown} can't be told"] if unknown else found)


def unknowns(report: Report) -> list[UnknownCause]:
    """What can't be told, by its cause."""
    return causes_of(report.findings)


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What of a report goes against one rule."""

    rule: AnyRule
    findings: tuple[Finding, ...]

    @property
    def roots(self) -> int:
        return len({document for finding in self.findings for document in finding.documents})


def by_rule(report: Report) -> list[RuleCount]:
    """Each rule with what was found, worst first; what can't be told stands by itself."""
    known = [finding for finding in report.findings if not finding.unknown]
    groups = (tuple(of_rule) for _rule, of_rule in groupby(known, key=lambda finding: finding.rule.id))
    return [RuleCount(group[0].rule, group) for group in groups]


def of_roots(report: Report, roots: int) -> str:
    """` in 12 of 100 roots`; empty where there is one root."""
    return f" in {roots} of {report.coverage.roots} roots" if report.coverage.roots > 1 else ""


def roots_of(report: Report, finding: Finding, most: int = 0) -> str:
    """The roots that have a finding, where the report is of several and the place doesn't say it; at `most` so many."""
    alone = finding.documents == (file_and_line(finding)[0],)
    return "" if alone or report.coverage.roots < 2 else few(finding.documents, most)


def where(finding: Finding) -> str:
    """Resource and attribute."""
    return f"{finding.address}.{finding.path}" if finding.path else finding.address


def file_and_line(finding: Finding) -> tuple[str, int]:
    """The file of the tree that made the resource, and the line in it; 1 where the line is not known."""
    source = finding.place or finding.source
    file, _, line = source.rpartition(":")
    return (file, max(int(line), 1)) if file and line.isascii() and line.isdigit() else (source, 1)


def covered(report: Report) -> str:
    """What was judged, on one line: every format says it."""
    second = f"; {report.second}" if report.second else ""
    return f"{report.coverage_line()}{second}{report.baseline_part()}"


def articles(rule: AnyRule) -> str:
    return f"GDPR Art. {', '.join(rule.articles)}" if rule.articles else "no article of the GDPR"


def law(rule: AnyRule) -> str:
    """Where the first article that a rule serves stands in the Official Journal; empty if it serves none."""
    number = rule.articles[0].split("(", 1)[0] if rule.articles else ""
    return f"{_REGULATION}/art_{number}/oj" if number.isdigit() else ""


def page(rule: AnyRule) -> str:
    """Where a rule is explained: its page, by the address that the package has of its documentation; else its law."""
    documentation = "" if rule.origin or not rule.id.startswith("LF-") else _documentation()
    return f"{documentation}/policies/{rule.id}.md" if documentation else law(rule)


@cache
def _documentation() -> str:
    """Empty where landfast runs without having been installed."""
    from importlib.metadata import PackageNotFoundError, metadata  # Here: few formats name it.

    try:
        urls = metadata("landfast").get_all("Project-URL") or ()
    except PackageNotFoundError:
        return ""
    return next((url.partition(", ")[2].rstrip("/") for url in urls if url.startswith("Documentation, ")), "")


def rules_of(report: Report) -> list[AnyRule]:
    """Every rule that ran or has a finding, by its id."""
    found = {rule.id: rule for rule in report.rules}
    found |= {finding.rule.id: finding.rule for finding in (*report.findings, *report.waived, *report.known)}
    return [found[id_] for id_ in sorted(found)]


def fingerprints(findings: Sequence[Finding]) -> Iterator[str]:
    """What makes each finding itself from run to run, as services know it again: equal ones get a number."""
    seen: Counter[FindingKey] = Counter()
    for finding in findings:
        key = finding.keys[0]
        seen[key] += 1
        text = "\n".join((*map(str, key), str(seen[key])))
        yield hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
