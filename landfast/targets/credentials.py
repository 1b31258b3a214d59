"""Whose credentials this machine has for Google Cloud, as far as it matters before anything is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from landfast.core.errors import Problem, UserError
from landfast.google.account import named_credentials, token_of

if TYPE_CHECKING:
    from landfast.stacks.spec import Google

FILE = "application_default_credentials.json"
# What `gcloud auth application-default login` writes: a person.
PERSON = "authorized_user"


def quota_problem(google: Google, environ: Mapping[str, str]) -> Problem | None:
    """A person's credentials with no project to count calls on: budgets, contacts and policies are refused half-way.

    https://cloud.google.com/docs/quotas/set-quota-project
    """
    if google.quota_project or google.impersonate or credentials_kind(environ) != PERSON:
        return None
    fact = "is missing and the credentials of this machine are a person's"
    limit = "Google counts such calls on a project that they name"
    step = "name a project that stands, e.g. the one of the state bucket, or a service account in google.impersonate"
    return Problem("google.quota_project", fact, limit=limit, next_step=step)


def credentials_kind(environ: Mapping[str, str]) -> str:
    """As Google's libraries call them: `authorized_user`, `service_account`, `external_account`; `access_token` of a
    token alone; empty of no file."""
    if token_of(environ):
        return "access_token"
    try:
        named = named_credentials(environ)
    except UserError:
        return ""  # Whoever signs in is told.
    return _kind(_file(environ)) if named is None else str(named.get("type", ""))


def _file(environ: Mapping[str, str]) -> Path:
    """Where Google's libraries look: https://cloud.google.com/docs/authentication/application-default-credentials"""
    named = environ.get("GOOGLE_APPLICATION_CREDENTIALS")
    if named:
        return Path(named)
    folder = environ.get("CLOUDSDK_CONFIG")
    return (Path(folder) if folder else Path(environ.get("HOME", "")) / ".config" / "gcloud") / FILE


def _kind(path: Path) -> str:
    """Only what kind they are is looked at."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return ""
    return str(content.get("type", "")) if isinstance(content, dict) else ""
