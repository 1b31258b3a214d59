"""Technical documentation of a registered version: AI Act Art. 11 and Annex IV, points 1 to 9."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landfast_ml.contract.dossier import VersionRecord

from landfast.evidence import tables
from landfast.evidence.facts import EvidenceFacts
from landfast.evidence.paper import (
    Note,
    Paper,
    PaperLine,
    PaperSection,
    PaperTable,
    Part,
    Question,
    Text,
    Word,
    heads,
    line,
)

LAW = "AI Act Art. 11, Annex IV"
# What Art. 15 asks to be resilient against, by the rules that stand against it.
SECURITY = ("LF-ACC", "LF-ENC", "LF-PRJ")
Record = Mapping[str, Any]


def technical(facts: EvidenceFacts, version: VersionRecord, before: VersionRecord | None) -> Paper:
    """Of one version; `before` is the one that was registered before it."""
    sections = (
        PaperSection("general", "1", f"{LAW}(1)", _general(facts, version)),
        PaperSection("development", "2", f"{LAW}(2)", _development(facts, version)),
        PaperSection("monitoring", "3", f"{LAW}(3)", _control(version)),
        PaperSection("metrics", "4", f"{LAW}(4)", _metrics(version)),
        PaperSection("risk-management", "5", f"{LAW}(5), Art. 9", (Question("risk-register"),)),
        PaperSection("changes", "6", f"{LAW}(6)", _changes(version, before)),
        PaperSection("standards", "7", f"{LAW}(7)", (Question("standards"),)),
        PaperSection("conformity", "8", f"{LAW}(8), Art. 47", (Question("conformity"),)),
        PaperSection("post-market", "9", f"{LAW}(9), Art. 72", _post_market(version)),
    )
    of = f"{facts.dossier.model} {version.version}" if facts.dossier else version.version
    return Paper("technical", LAW, sections, of)


def _general(facts: EvidenceFacts, version: VersionRecord) -> tuple[Part, ...]:
    made = version.lineage
    provider = line("provider", facts.controller.organisation) if facts.controller else Question("controller")
    purpose = line("intended-purpose", facts.controller.purpose) if facts.controller else Question("purposes")
    return (
        purpose,
        provider,
        line("version", version.version, *version.aliases),
        line("made", str(made.get("made", ""))),
        line("code", *_pair(made.get("code", {}), "version", "revision")),
        line("image", str(made.get("image", ""))),
        line("forms", Word("forms.is", {"environment": facts.environment})),
        line(
            "runs-on",
            Word(
                "runs-on.is",
                {"orchestrators": ", ".join(facts.orchestrators), "city": facts.city, "cloud": facts.cloud},
            ),
        ),
        *_released(facts),
        Question("instructions-for-use"),
    )


def _released(facts: EvidenceFacts) -> list[Part]:
    """What runs in the environment, and what ran before: which image, who brought it there, who said yes."""
    releases = facts.dossier.releases if facts.dossier else ()
    rows = tuple((one.at, one.kind, one.version, one.digest, one.by, one.approved_by or "–") for one in releases)
    columns = heads("time", "action", "release", "image", "by", "approved-by")
    return [Note(Word("releases")), PaperTable(columns, rows)] if rows else []


def _pair(found: Record, *names: str) -> tuple[str, ...]:
    return tuple(f"{name} {found[name]}" for name in names if found.get(name))


def _development(facts: EvidenceFacts, version: VersionRecord) -> tuple[Part, ...]:
    made, training = version.lineage, version.lineage.get("training", {})
    search = training.get("search", {})
    data = made.get("data", {})
    return (
        line("algorithm", str(training.get("algorithm", ""))),
        line("features", str(len(training.get("features", ())))),
        line("target-column", str(training.get("target", ""))),
        line("search", *_searched(search)),
        line("data-snapshot", str(data.get("snapshot", ""))),
        line("rows", *_rows(data.get("rows", {}))),
        line("feature-version", str(made.get("features", {}).get("version", ""))),
        tables.columns(facts),
        Question("data-origin"),
        Question("bias-examination"),
        *_threshold(training),
        Question("human-oversight"),
        line("validation", Word("validation.is", {"metrics": ", ".join(version.metrics)})),
        tables.measures(one for one in facts.measures if one.rule.startswith(SECURITY)),
    )


def _searched(search: Record) -> tuple[Text, ...]:
    if not search:
        return ()
    return (Word("search.is", {"trials": str(search.get("trials", "")), "seconds": f"{search.get('seconds', 0):.0f}"}),)


def _rows(rows: Any) -> tuple[str, ...]:
    if isinstance(rows, Mapping):
        return tuple(f"{name}: {count:,}" for name, count in rows.items())
    return (f"{rows:,}",) if rows else ()


def _threshold(training: Record) -> list[Part]:
    point = training.get("operating_point")
    if not point:
        return []
    return [line("threshold", f"{point['threshold']:.4g}: {point['reason']}")]


def _control(version: VersionRecord) -> tuple[Part, ...]:
    found = version.evaluation
    approved = tuple((one.time, one.action, one.place, one.by, one.reason) for one in version.promotions)
    notes = tuple(str(note) for note in found.get("notes", ()))
    return (
        *_groups(found),
        line("limits", *notes),
        Note(Word("approvals")),
        PaperTable(heads("time", "action", "place-of-version", "by", "reason"), approved),
        *_important(found),
    )


def _groups(found: Record) -> list[Part]:
    """Metrics of groups of people: a table for each column that tells groups apart."""
    told: list[Part] = []
    for column, groups in found.get("groups", {}).items():
        names = list(dict.fromkeys(name for one in groups.values() for name in one))
        rows = tuple((label, *(_number(one.get(name)) for name in names)) for label, one in groups.items())
        told += [Note(Word("by-group", {"column": column})), PaperTable((*heads("group"), *names), rows)]
    return told or [Question("groups")]


def _important(found: Record) -> list[Part]:
    rows = tuple((str(one["name"]), f"{one['loss']:.4f}") for one in found.get("importance", ())[:10])
    return [Note(Word("importance")), PaperTable(heads("input", "loss"), rows, numbers=(1,))] if rows else []


def _metrics(version: VersionRecord) -> tuple[Part, ...]:
    intervals = version.evaluation.get("intervals", {})
    rows = tuple(
        (name, f"{value:.4f}", "–".join(f"{bound:.4f}" for bound in intervals.get(name, ())))
        for name, value in sorted(version.metrics.items())
    )
    return (
        PaperTable(heads("metric", "value", "interval"), rows, numbers=(1,)),
        Question("appropriateness"),
        Question("robustness"),
    )


def _changes(version: VersionRecord, before: VersionRecord | None) -> tuple[Part, ...]:
    if before is None:
        return (Note(Word("first-version")),)
    was, now = _leaves(before.lineage), _leaves(version.lineage)
    changed = tuple(
        (name, was.get(name, ""), now.get(name, "")) for name in sorted({*was, *now}) if was.get(name) != now.get(name)
    )
    return (line("compared-with", before.version), PaperTable(heads("what", "before", "after"), changed))


def _leaves(lineage: Record) -> dict[str, str]:
    """What a version was made of, flat; neither its logs nor what came of it."""
    found: dict[str, str] = {}
    for part in ("data", "features", "code", "configuration"):
        _flatten(lineage.get(part, {}), part, found)
    return found


def _flatten(value: Any, at: str, into: dict[str, str]) -> None:
    if isinstance(value, Mapping):
        for name, item in value.items():
            _flatten(item, f"{at}.{name}", into)
    else:
        into[at] = str(value)


def _post_market(version: VersionRecord) -> tuple[Part, ...]:
    plan = version.lineage.get("configuration", {}).get("monitoring", {})
    told: tuple[PaperLine, ...] = tuple(line(f"`monitoring.{name}`", str(value)) for name, value in plan.items())
    return (Note(Word("monitoring-plan")), *told, Question("serious-incidents"))


def _number(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.4f}" if isinstance(value, float) else str(value)
