"""Which formats there are, which file names ask for which, and the one way to write one."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from landfast.check.judge.envelope import to_json
from landfast.check.judge.verdict import Report
from landfast.core.document import document_parts
from landfast.core.errors import InputError, Problem, UserError
from landfast.core.files import why_not
from landfast.core.files import write as atomic_write
from landfast.policies.model import Severity

Renderer = Callable[[Report, Severity], str]


def _json(report: Report, fail_on: Severity) -> str:
    return "".join(_json_parts(report, fail_on))


def _json_parts(report: Report, fail_on: Severity) -> Iterator[str]:
    yield from document_parts("check", to_json(report), report.exit_code(fail_on))
    yield "\n"


# Each is imported where it is asked for: together they take longer than most checks.
def _table(report: Report, _fail_on: Severity) -> str:
    from rich.console import Console

    from landfast.check.report.formats.table import print_table

    stream = io.StringIO()
    print_table(report, Console(file=stream, width=120, markup=False, emoji=False))
    return stream.getvalue()


def _sarif(report: Report, fail_on: Severity) -> str:
    from landfast.check.report.formats.sarif import sarif

    return sarif(report, fail_on)


def _junit(report: Report, fail_on: Severity) -> str:
    from landfast.check.report.formats.junit import junit

    return junit(report, fail_on)


def _markdown(report: Report, fail_on: Severity) -> str:
    from landfast.check.report.formats.markdown import markdown

    return markdown(report, fail_on)


def _html(report: Report, fail_on: Severity) -> str:
    from landfast.check.report.formats.html import html

    return html(report, fail_on)


def _gitlab(report: Report, fail_on: Severity) -> str:
    from landfast.check.report.formats.gitlab import gitlab

    return gitlab(report, fail_on)


FORMATS: Mapping[str, Renderer] = {
    "table": _table,
    "json": _json,
    "sarif": _sarif,
    "junit": _junit,
    "markdown": _markdown,
    "html": _html,
    "gitlab": _gitlab,
}
# The longest that fits counts. GitLab's code quality report is JSON of its own.
SUFFIXES: Mapping[str, str] = {
    ".txt": "table",
    ".json": "json",
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".xml": "junit",
    ".md": "markdown",
    ".html": "html",
    ".gitlab.json": "gitlab",
}


def format_of(file: Path) -> str:
    """The format that a file's name asks for. Raises: InputError, with the names that do."""
    fitting = [suffix for suffix in SUFFIXES if file.name.lower().endswith(suffix)]
    if fitting:
        return SUFFIXES[max(fitting, key=len)]
    raise InputError([Problem("--out", "no format has this ending", file.name, f"there are {', '.join(SUFFIXES)}")])


def render(name: str, report: Report, fail_on: Severity) -> str:
    """The report as text. The same report gives the same bytes: no time, no machine, no order of chance."""
    if name == "json":
        return _json(report, fail_on)
    from landfast.check.report.formats.printable import printable

    return FORMATS[name](printable(report), fail_on)


def rendered(name: str, report: Report, fail_on: Severity) -> Iterator[str]:
    """The same in pieces, where it may be long."""
    return _json_parts(report, fail_on) if name == "json" else iter((render(name, report, fail_on),))


def write(report: Report, file: Path, fail_on: Severity) -> None:
    """Writes the report in the format of the file's name, whole or not at all. Raises: UserError."""
    text = render(format_of(file), report, fail_on)
    try:
        atomic_write(file, text.encode("utf-8"))
    except OSError as error:
        raise UserError(f"{file}: the report can't be written: {why_not(file, error)}; name another file") from None
