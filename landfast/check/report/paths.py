"""Names the files of findings as the person who asked sees them: editors and CI open what a report names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from landfast.check.judge.verdict import Finding, Report


def placed(report: Report, root: Path) -> Report:
    """The report with sources relative to the current folder. `root` is what was checked: a file or a folder."""
    base = root.resolve()
    shown: dict[str, str] = {}

    def name(finding: Finding) -> Finding:
        source = finding.source
        if base.is_file():
            # No line is known of it: the file that was checked made it.
            return replace(finding, source=_seen(base, base.name)) if source == finding.document else finding
        if source not in shown:
            file, colon, line = source.rpartition(":")
            if not (colon and line.isdigit()):
                file, colon, line = source, "", ""
            shown[source] = f"{_seen(base / file, file)}{colon}{line}"
        return finding if shown[source] == source else replace(finding, source=shown[source])

    return replace(report, findings=tuple(map(name, report.findings)), waived=tuple(map(name, report.waived)))


def _seen(path: Path, otherwise: str) -> str:
    """`path` from the current folder, if it is a file below it."""
    try:
        return path.relative_to(Path.cwd()).as_posix() if path.is_file() else otherwise
    except (ValueError, OSError):
        return otherwise
