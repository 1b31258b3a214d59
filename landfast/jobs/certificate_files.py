"""A certificate on the disk: JSON for programs, Markdown and a page for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from landfast_ml.pages.rendering import rendered

from landfast.check.report.formats.markdown import text_of
from landfast.core.errors import InputError, Problem
from landfast.core.files import to_json, write, write_out
from landfast.jobs.certificate import Certificate
from landfast.targets.workspace import Workspace

FOLDER = "certificates"
TEMPLATES = Path(__file__).parent / "templates"
HOW = {"project": "the project was shut down as a whole", "resources": "resource by resource"}


def refuse_other_endings(paths: Sequence[Path]) -> None:
    """Raises: InputError for files whose ending says no format of a certificate."""
    problems = [
        Problem(str(path), "has an ending that says no format", path.suffix, ", ".join(FORMS), "rename it")
        for path in paths
        if path.suffix not in FORMS
    ]
    if problems:
        raise InputError(problems)


def write_certificate(workspace: Workspace, found: Certificate, more: Sequence[Path]) -> Sequence[Path]:
    """Beside the states' folder in every form, and where else it is wanted. Raises: UserError."""
    stamp = "".join(sign for sign in found.ended if sign.isdigit())[:14]
    own = workspace.target_folder / FOLDER / f"{found.record.project}-{stamp}"
    files = [own.with_name(f"{own.name}{ending}") for ending in FORMS]
    for path in files:
        write(path, FORMS[path.suffix](found), 0o600)
    for path in more:
        write_out(path, FORMS[path.suffix](found))
    return [*files, *more]


def certificate_of(workspace: Workspace) -> Path | None:
    """The newest certificate of the environment's project on this machine."""
    project = workspace.names.project_id
    found = sorted((workspace.target_folder / FOLDER).glob(f"{project}-{'[0-9]' * 14}.json"))
    return found[-1] if found else None


def _json(found: Certificate) -> bytes:
    return to_json(found.to_json())


def _markdown(found: Certificate) -> bytes:
    return ("\n".join(_lines(found)) + "\n").encode()


def _lines(found: Certificate) -> Iterator[str]:
    yield from (f"# {text_of(_title(found))}", "")
    for name, value in about(found):
        yield f"- {name}: {text_of(value)}"
    for title, columns, rows in tables(found):
        yield from ("", f"## {title}", "", f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}")
        for row in rows:
            yield f"| {' | '.join(text_of(cell) for cell in row)} |"


def _html(found: Certificate) -> bytes:
    page = rendered(
        "certificate.html.j2",
        TEMPLATES,
        title=_title(found),
        complete=found.complete,
        about=about(found),
        tables=[(title, columns, rows) for title, columns, rows in tables(found) if rows],
    )
    return page.encode()


def _title(found: Certificate) -> str:
    rehearsed = " (rehearsed: nothing of it is real)" if found.workspace.target.simulated else ""
    return f"Removal of {found.record.project}{rehearsed}"


def about(found: Certificate) -> list[tuple[str, str]]:
    """What it is about, as names and values."""
    record = found.record
    return [
        ("environment", f"{found.workspace.spec.name} {found.workspace.environment_name}"),
        ("how", HOW[record.how]),
        ("complete", "nothing is left" if found.complete else "no: see what was left"),
        ("asked by", record.asked_by),
        ("from", record.began),
        ("to", found.ended),
        ("made by", ", ".join(f"{name} {version}" for name, version in found.versions)),
    ]


Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]


def tables(found: Certificate) -> list[Table]:
    """Title, columns and rows of each part."""
    record = found.record
    states = [(name, str(mark.resources), str(mark.serial), mark.digest) for name, mark in record.states.items()]
    versions = [(one.name, one.destroyed) for one in record.versions]
    kept = [(one.what, found.until(one) or "for good", one.words, one.source) for one in found.kept]
    return [
        ("What is gone", ("what", "how many"), [(noun, str(count)) for noun, count in found.counts]),
        ("Keys that decrypt nothing", ("version", "destroyed on"), [*versions]),
        ("What Google keeps", ("what", "until", "", "source"), [*kept]),
        ("What was left", ("what", "why"), [(one.what, one.why) for one in found.left]),
        ("What kept it, and was lifted", ("what",), [(one,) for one in record.lifted]),
        ("States, as they were", ("stack", "resources", "serial", "digest"), [*states]),
    ]


# Ending -> the content.
FORMS: Mapping[str, Callable[[Certificate], bytes]] = {".json": _json, ".md": _markdown, ".html": _html}
