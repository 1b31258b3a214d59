"""A way to Google's APIs that needs no environment: for what reads what stands, whoever made it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from landfast.core.errors import InputError, Problem
from landfast.gcp.universes import PUBLIC, Universe
from landfast.targets.endpoint import api_at
from landfast.targets.workspace import OWN, find_spec

if TYPE_CHECKING:
    from landfast.google.api import GoogleApi


def reading_google(endpoint: str | None, acts_as: str, quota_project: str, universe: Universe = PUBLIC) -> GoogleApi:
    """With the account that the machine is signed in with. `endpoint`: what answers in Google's place, as
    `landfast rehearsal serve` does, asked with the token of the environment. Raises: InputError.
    """
    from landfast.google.api import GoogleApi

    if endpoint is None:
        return GoogleApi(acts_as=acts_as, quota_project=quota_project, universe=universe)
    # By the names that Google Cloud has for its hosts: what answers there knows no others.
    return api_at(endpoint, acts_as)


def reading_rehearsal(spec: Path | None) -> GoogleApi:
    """The rehearsal cloud beside a spec, or beside the current folder. Raises: InputError if there is none."""
    from landfast.google.api import GoogleApi
    from landfast.rehearsal import RehearsalCloud
    from landfast.rehearsal.process import STORE

    try:
        home = find_spec(spec or Path.cwd()).parent
    except InputError:
        home = Path.cwd()
    folder = home / OWN / "rehearsal"
    if not (folder / STORE).is_file():
        step = "bring one up with `landfast up`, or use --target google"
        raise InputError([Problem(str(folder), "holds no rehearsal cloud", next_step=step)])
    return GoogleApi(RehearsalCloud(folder).wire)
