"""Calls of Google's APIs act as the provider of the stacks does: as the same account, on the same project's quota."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from landfast.core.errors import UserError
from landfast.google.api import GoogleApi
from landfast.stacks.spec import Spec
from landfast.synth import synthesize
from landfast.targets import find
from landfast.targets.credentials import credentials_kind

PERSON = {"type": "authorized_user", "client_id": "c", "client_secret": "s", "refresh_token": "r"}
GOOGLE = {"organization": "123456789012", "billing_account": "0A0A0A-0B0B0B-0C0C0C"}
ACCOUNT = "landfast@acme-platform.iam.gserviceaccount.com"


@pytest.mark.parametrize(
    ("more", "account", "quota"),
    [({"quota_project": "acme-seed"}, "", "acme-seed"), ({"impersonate": ACCOUNT}, ACCOUNT, None)],
    ids=["a person", "as an account"],
)
def test_as_whom_google_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: dict[str, str], account: str, quota: str | None
) -> None:
    (tmp_path / "me.json").write_text(json.dumps(PERSON))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "me.json"))
    spec = Spec.model_validate({"name": "churn", "residency": {"region": "europe-west4"}, "google": GOOGLE | more})
    target = find("google")
    synthesis = synthesize(spec, "dev", target, tmp_path / "dev")
    assert synthesis.stacks[0].bucket == ("churn-tfstate", "dev/foundation")
    with target.session(tmp_path, synthesis) as session:
        api = session.access.leftovers.api.pausing(lambda _seconds: None)  # type: ignore[union-attr]
        assert session.access.records is not None
    credentials = api.session.credentials
    assert getattr(credentials, "service_account_email", "") == account
    assert credentials.quota_project_id == quota


KEY = {"type": "authorized_user", "client_id": "other", "client_secret": "s", "refresh_token": "r"}


@pytest.mark.parametrize(
    ("environ", "kind", "asked_with"),
    [
        ({"GOOGLE_OAUTH_ACCESS_TOKEN": "ya29.given"}, "access_token", "ya29.given"),
        ({"GOOGLE_CREDENTIALS": json.dumps(KEY)}, "authorized_user", "other"),
        ({"GOOGLE_CREDENTIALS": "FILE"}, "authorized_user", "other"),
        (
            {"GOOGLE_CREDENTIALS": json.dumps(KEY), "GOOGLE_OAUTH_ACCESS_TOKEN": "ya29.given"},
            "access_token",
            "ya29.given",
        ),
        ({}, "authorized_user", "c"),
    ],
    ids=["a token", "credentials", "a file of them", "a token before them", "those of the machine"],
)
def test_terraform_and_landfast_are_the_same_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], kind: str, asked_with: str
) -> None:
    """What the provider reads first (google/transport/config.go), so does landfast."""
    (tmp_path / "me.json").write_text(json.dumps(PERSON))
    (tmp_path / "key.json").write_text(json.dumps(KEY))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "me.json"))
    for name, value in environ.items():
        monkeypatch.setenv(name, value.replace("FILE", str(tmp_path / "key.json")))
    assert credentials_kind(os.environ) == kind
    found: Any = GoogleApi().pausing(lambda _seconds: None).session
    credentials = found.credentials
    assert asked_with in (credentials.token, credentials.client_id)


def test_what_is_no_credentials_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_CREDENTIALS", "planted-s3cret")
    with pytest.raises(UserError, match="GOOGLE_CREDENTIALS: is neither credentials") as refused:
        GoogleApi().pausing(lambda _seconds: None)
    assert "planted" not in str(refused.value)
