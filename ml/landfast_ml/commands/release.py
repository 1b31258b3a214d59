"""`release`: the same image and pipeline from environment to environment, and back."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from landfast_ml.commands.options import Commands, command, group, output
from landfast_ml.contract.deployment import Deployments
from landfast_ml.environment import Job
from landfast_ml.jobs import load_job
from landfast_ml.orchestrators import orchestrator
from landfast_ml.project import Project

if TYPE_CHECKING:
    from landfast_ml.releases.release import Who


def add(commands: Commands, project: Project) -> None:
    release = group(commands, "release", "what runs where: build once, promote, roll back")
    build = command(release, "build", build_image, "build this checkout's image, unless it is there")
    promote = command(release, "promote", promote_version, "make a version the one that runs in an environment")
    promote.add_argument("version", help="v and a number first, e.g. v1.2.0")
    promote.add_argument("--digest", default="", help="of the image that is meant, sha256:...; another one is refused")
    output(promote)
    rollback = command(release, "rollback", roll_back, "make the version before the one that runs")
    listed = command(release, "list", list_deployments, "what was deployed to an environment, newest first")
    output(listed)
    for added in (build, promote, rollback, listed):
        added.add_argument("--target", choices=("local", "cloud"), default="local", help="local: as an exercise")
    for added in (promote, rollback):
        added.add_argument("--by", default="", metavar="WHO", help="default: the user of this machine")
        added.add_argument("--approved-by", default="", metavar="WHO", help="needed where a person approves")
        added.add_argument(
            "--submit", choices=project.orchestrators, default=None, help="start its pipeline there at once (cloud)"
        )


def build_image(parsed: argparse.Namespace) -> None:
    from landfast_ml.releases import release

    print(release.build(load_job(parsed.project, parsed.environment, parsed.target)).pinned)


def promote_version(parsed: argparse.Namespace) -> None:
    from landfast_ml.releases import release
    from landfast_ml.releases.store import open_store

    job = load_job(parsed.project, parsed.environment, parsed.target)
    origin, store = load_job(parsed.project, parsed.project.origin, parsed.target), open_store(job)
    before = len(release.history(store))
    # The line that tells an environment's log of it is no part of a document.
    with redirect_stdout(sys.stderr if parsed.output == "json" else sys.stdout):
        entry = release.promote(job, origin, parsed.version, _who(parsed), parsed.digest)
    found = release.history(store)
    if parsed.output == "json":
        print(json.dumps(Deployments(deployments=tuple(found[::-1]), added=len(found) > before).to_json(), indent=2))
    _submit(job, entry.version, parsed.submit)


def roll_back(parsed: argparse.Namespace) -> None:
    from landfast_ml.releases import release

    job = load_job(parsed.project, parsed.environment, parsed.target)
    _submit(job, release.rollback(job, _who(parsed)).version, parsed.submit)


def _who(parsed: argparse.Namespace) -> Who:
    import getpass

    from landfast_ml.releases.release import Who

    return Who(parsed.by or getpass.getuser(), parsed.approved_by)


def _submit(job: Job, version: str, where: str | None) -> None:
    """As it was compiled when it was released: the checkout may have moved on."""
    from landfast_ml.releases import release
    from landfast_ml.releases.store import open_store

    if where is None or job.target == "local":
        return
    with tempfile.TemporaryDirectory() as made:
        files = release.pipelines(open_store(job), version, Path(made))
        print(orchestrator(where).submit(job, files[where]))


def list_deployments(parsed: argparse.Namespace) -> None:
    from landfast_ml.releases import release
    from landfast_ml.releases.store import open_store

    found = release.history(open_store(load_job(parsed.project, parsed.environment, parsed.target)))[::-1]
    if parsed.output == "json":
        print(json.dumps(Deployments(deployments=tuple(found)).to_json(), indent=2))
        return
    if not found:
        print(f"nothing was released to {parsed.environment}: `release promote VERSION` does")
    for entry in found:
        approved = f", approved by {entry.approved_by}" if entry.approved_by else ""
        print(f"{entry.number:>4}  {entry.at}  {entry.kind:<8}  {entry.version:<12}  {entry.digest[:19]}{approved}")
