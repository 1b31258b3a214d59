"""A way to Google's APIs that needs no environment: for what reads what stands, whoever made it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from landfast.core.errors import InputError, Problem
from landfast.targets.workspace import OWN, find_spec

if TYPE_CHECKING:
    from landfast.google.api import GoogleApi

TOKEN = "GOOGLE_OAUTH_ACCESS_TOKEN"  # noqa: S105  # the name of a variable
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def reading_google(endpoint: str | None, acts_as: str, quota_project: str) -> GoogleApi:
    """With the account that the machine is signed in with. `endpoint`: what answers in Google's place, as
    `landfast rehearsal serve` does, asked with the token of the environment. Raises: InputError.
    """
    from landfast.google.api import GoogleApi

    if endpoint is None:
        return GoogleApi(acts_as=acts_as, quota_project=quota_project)
    problems = list(_endpoint_problems(endpoint, os.environ))
    if problems:
        raise InputError(problems)
    from google.auth.transport.requests import AuthorizedSession
    from google.oauth2.credentials import Credentials

    session = AuthorizedSession(Credentials(os.environ[TOKEN]))  # type: ignore[no-untyped-call]
    return GoogleApi(session, f"{endpoint.rstrip('/')}/")


def _may_have_a_token(endpoint: str) -> bool:
    """Whether nobody on the way reads it. By the host, not by how it begins: `localhost.example` is elsewhere."""
    try:
        parts = urlsplit(endpoint)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def _endpoint_problems(endpoint: str, environ: Mapping[str, str]) -> list[Problem]:
    found = []
    if not _may_have_a_token(endpoint):
        step = "a token goes over https, or stays on this machine: http://127.0.0.1:PORT/"
        found.append(Problem("--endpoint", "is no address that a token may be sent to", endpoint, next_step=step))
    if not environ.get(TOKEN):
        step = "`landfast rehearsal serve` prints the line that sets it"
        found.append(Problem(TOKEN, "is not set, and --endpoint is asked with it", next_step=step))
    return found


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
