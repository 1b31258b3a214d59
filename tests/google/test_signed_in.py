"""Calls of Google's APIs act as the provider of the stacks does: as the same account, on the same project's quota."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from landfast.stacks.spec import Spec
from landfast.synth import synthesize
from landfast.targets import find

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
