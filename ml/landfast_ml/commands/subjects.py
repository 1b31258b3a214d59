"""`subjects`: what a person may ask for (GDPR Art. 15, 17, 20, 21)."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date, datetime
from pathlib import Path

from landfast_ml.commands.options import Commands, command, decider, group, output, person, target
from landfast_ml.contract.subjects import SubjectLook
from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.jobs import load_job
from landfast_ml.kinds import kind_of
from landfast_ml.project import Project


def add(commands: Commands, project: Project) -> None:
    subjects = group(commands, "subjects", "what a person may ask for: a copy, erasure, to be left out")
    export = _of(subjects, "export", export_subject, "everything that is held of a subject, as JSON")
    export.add_argument("--out", type=Path, default=None, help="file to make; default: the standard output")
    erase = _of(subjects, "erase", erase_subject, "erase a subject everywhere; prints the certificate")
    erase.add_argument("--reason", default="request of the data subject", help="goes into the certificate")
    erase.add_argument("--dry-run", action="store_true", help="say what would be erased, and erase nothing")
    erase.add_argument("--out", type=Path, default=None, help="file for the certificate (Markdown)")
    text = "reference of a request to several projects: asked once more for the same one, it goes on with that"
    erase.add_argument("--request", default="", metavar="REFERENCE", help=text)
    person(erase)
    output(erase)
    # What uses another project's models has neither experiments nor a key of its own.
    if "models" not in kind_of(project).groups(project):
        return
    target(command(subjects, "rotate-key", rotate_key, "a new key: new pseudonyms for everybody from now on"))
    _of(subjects, "exclude", exclude_subject, "leave a subject out of all experiments (objection)")


def _of(commands: Commands, name: str, call: object, text: str) -> argparse.ArgumentParser:
    added = command(commands, name, call, text)  # type: ignore[arg-type]
    added.add_argument("identifier", help="as the raw table has it; - reads it from the standard input")
    target(added)
    return added


def export_subject(parsed: argparse.Namespace) -> None:
    from landfast_ml.subjects.export import export
    from landfast_ml.subjects.identity import read_identifier, subject_of

    job = _job(parsed)
    _check_new(parsed.out)
    found = export(job, subject_of(job, read_identifier(parsed.identifier)))
    text = json.dumps(found, indent=2, ensure_ascii=False, default=_said)
    if parsed.out is None:
        print(text)
    else:
        _write_new(parsed.out, text + "\n")
        print(parsed.out)


def erase_subject(parsed: argparse.Namespace) -> None:
    from landfast_ml.about import about_for_a_person
    from landfast_ml.subjects import erasure
    from landfast_ml.subjects.certificate import letter
    from landfast_ml.subjects.identity import read_identifier, subject_of

    job = _job(parsed)
    if parsed.dry_run:
        _look(parsed, job)
        return
    subject = subject_of(job, read_identifier(parsed.identifier))
    by = decider(job, parsed)
    # Nobody is erased before the certificate can be written, and has a place.
    about_for_a_person(job)
    _check_new(parsed.out)

    def report(place: str, count: int) -> None:
        print(f"{place}: {count} records erased", file=sys.stderr)

    certificate = erasure.erase(job, subject, erasure.Order(by, parsed.reason, parsed.request), report)
    if not any(certificate["erased"].values()):
        said = "nothing was found: is the identifier just as the raw table has it? If not, erase that one, too"
        print(said, file=sys.stderr)
    text = letter(job, certificate)
    if parsed.out is not None:
        _write_new(parsed.out, text)
    print(json.dumps(certificate, indent=2) if parsed.output == "json" else parsed.out or text)


def exclude_subject(parsed: argparse.Namespace) -> None:
    from landfast_ml.privacy.exclusions import exclude
    from landfast_ml.subjects.identity import read_identifier, subject_of

    job = _job(parsed)
    exclude(job, subject_of(job, read_identifier(parsed.identifier)).pseudonyms[0])
    print("left out of all experiments, from the next request on")


def rotate_key(parsed: argparse.Namespace) -> None:
    from landfast_ml.subjects.rotation import rotate

    print(f"key {rotate(_job(parsed))}; the next pipeline run makes features and a model under it")


def _look(parsed: argparse.Namespace, job: Job) -> None:
    """Says what an erasure would meet; as data it is said, too, that nobody can be told."""
    from landfast_ml.subjects.identity import UntoldError, read_identifier
    from landfast_ml.subjects.look import look_for, untold

    identifier = read_identifier(parsed.identifier)
    try:
        found = look_for(job, identifier, last_training(job))
    except UntoldError as error:
        _print(parsed, untold(job, identifier, error, last_training(job)))
        raise
    _print(parsed, found)


def last_training(job: Job) -> float | None:
    """Seconds of the last run that made a model."""
    from landfast_ml.orchestrators.runs import KEPT, last_runs

    made = (run for run in last_runs(job, KEPT) if run.state == "succeeded" and "nothing new" not in run.note)
    return next((run.seconds for run in made), None)


def _print(parsed: argparse.Namespace, found: SubjectLook) -> None:
    if parsed.output == "json":
        print(json.dumps(found.to_json(), indent=2))
        return
    for place, count in found.held.items():
        print(f"{place}: {count} records")
    for left in (*found.unread, *found.not_reached):
        print(left)


def _said(value: object) -> str:
    """A value of a table that JSON has no kind for: days and times as ISO 8601."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _job(parsed: argparse.Namespace) -> Job:
    return load_job(parsed.project, parsed.environment, parsed.target)


def _check_new(path: Path | None) -> None:
    """UsageError if a file can't be made there, said before any work is done for it."""
    if path is not None:
        os.close(_made(path))
        path.unlink()


def _made(path: Path) -> int:
    """A new file for this user alone, open to write: never another's."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(f"{path}: is there already, and is never overwritten: name another file with --out") from None
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise UsageError(f"{path}: can't be made ({reason}): name another file with --out") from None


def _write_new(path: Path, text: str) -> None:
    handle = _made(path)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
