"""Whose credentials this machine has, found in the order in which Terraform's provider looks for them.

google/provider/provider.go and google/transport/config.go: a token, credentials by their content or their path, then
https://cloud.google.com/docs/authentication/application-default-credentials
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from landfast.core.errors import UserError
from landfast.provider.endpoints import TOKEN

NAMED = ("GOOGLE_CREDENTIALS", "GOOGLE_CLOUD_KEYFILE_JSON", "GCLOUD_KEYFILE_JSON")


def token_of(environ: Mapping[str, str]) -> str:
    """The token that the environment carries, or the path of the file that it is in; empty if there is none."""
    return _content(environ.get(TOKEN, "")).strip()


def named_credentials(environ: Mapping[str, str]) -> dict[str, Any] | None:
    """What a variable says or names that the provider reads; None if none is set. UserError if it is no credentials."""
    name = next((each for each in NAMED if environ.get(each)), None)
    if name is None:
        return None
    try:
        found = json.loads(_content(environ[name]))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UserError(
            f"{name}: is neither credentials (JSON) nor the path of a file with them: set it anew, or unset it"
        )
    return found


def credentials_of(environ: Mapping[str, str], scope: str, quota: str | None) -> Any:
    """Of `google.auth`. Raises: UserError, google.auth's own errors."""
    import google.auth
    from google.oauth2.credentials import Credentials

    if token := token_of(environ):
        return Credentials(token, quota_project_id=quota)  # type: ignore[no-untyped-call]
    named = named_credentials(environ)
    if named is not None:
        with warnings.catch_warnings():
            # That of a configuration of strangers: this one is the user's own.
            warnings.simplefilter("ignore", DeprecationWarning)
            found, _project = google.auth.load_credentials_from_dict(  # type: ignore[no-untyped-call]
                named, scopes=[scope], quota_project_id=quota
            )
            return found
    return google.auth.default(scopes=[scope], quota_project_id=quota)[0]


def _content(text: str) -> str:
    """Of the file, if `text` is the path of one."""
    try:
        return Path(text).expanduser().read_text(encoding="utf-8") if text and len(text) < 1024 else text
    except (OSError, ValueError):
        return text
