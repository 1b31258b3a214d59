"""Google's APIs are asked where the universe is, with credentials of there, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from landfast.core.errors import InputError, UserError
from landfast.gcp.universes import PUBLIC, universes
from landfast.google.api import GoogleApi
from landfast.jobs.audit import AuditRequest, audit
from landfast.stacks.spec import Spec
from landfast.synth import synthesize
from landfast.targets import find

DOMAIN = "s3nsapis.fr"
# What `gcloud auth application-default login --login-config` writes.
PERSON = {
    "type": "external_account_authorized_user",
    "audience": "//iam.googleapis.com/locations/global/workforcePools/acme/providers/idp",
    "client_id": "c",
    "client_secret": "s",
    "refresh_token": "r",
    "token_url": f"https://sts.{DOMAIN}/v1/oauthtoken",
    "token_info_url": f"https://sts.{DOMAIN}/v1/introspect",
    "universe_domain": DOMAIN,
}


class Written:
    """A session that only writes down where it was led."""

    def __init__(self) -> None:
        self.urls: list[str] = []

    def request(self, _method: str, url: str, **_more: Any) -> Any:
        self.urls.append(url)
        raise ValueError("nobody answers here")


def test_each_url_leads_to_the_universe() -> None:
    session = Written()
    asked = GoogleApi(session, universe=universes()[DOMAIN])
    for url in ("https://www.googleapis.com/oauth2/v2/userinfo", "https://iam.googleapis.com/v1/x"):
        with pytest.raises(UserError):
            asked.get(url)
    assert session.urls == [f"https://oauth2.{DOMAIN}/oauth2/v2/userinfo", f"https://iam.{DOMAIN}/v1/x"]


def test_credentials_are_of_the_universe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "me.json").write_text(json.dumps(PERSON))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "me.json"))
    asked = GoogleApi(universe=universes()[DOMAIN]).pausing(lambda _seconds: None)
    assert asked.session.credentials.universe_domain == DOMAIN  # type: ignore[union-attr]
    with pytest.raises(UserError, match=f"signed in to {DOMAIN}, and google.universe is googleapis.com: run `gcloud"):
        GoogleApi(universe=PUBLIC).pausing(lambda _seconds: None)
    elsewhere = universes()["apis-berlin-build0.goog"]
    with pytest.raises(UserError, match=r"config set universe_domain apis-berlin-build0.goog`, .*--login-config=FILE"):
        GoogleApi(universe=elsewhere).pausing(lambda _seconds: None)
    acting = GoogleApi(universe=universes()[DOMAIN], acts_as="landfast@acme-seed.s3ns.iam.gserviceaccount.com")
    assert acting.pausing(lambda _seconds: None).session.credentials.universe_domain == DOMAIN  # type: ignore[union-attr]


def test_what_terraform_starts_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_CLOUD_UNIVERSE_DOMAIN", "googleapis.com")
    spec = Spec.model_validate(
        {
            "name": "registry",
            "residency": {"area": "FR", "region": "u-france-east1"},
            "google": {
                "organization": "123456789012",
                "billing_account": "0A0A0A-0B0B0B-0C0C0C",
                "universe": DOMAIN,
                "offers": ["aiplatform", "dataflow", "workloadidentity"],
            },
        }
    )
    target = find("google")
    with target.session(tmp_path, synthesize(spec, "dev", target, tmp_path / "dev")) as session:
        assert session.access.environ["GOOGLE_CLOUD_UNIVERSE_DOMAIN"] == DOMAIN


def test_nothing_lists_what_stands_there() -> None:
    with pytest.raises(InputError, match="is in Cloud de Confiance by S3NS, which has no Cloud Asset Inventory"):
        audit(AuditRequest(scope="s3ns:registry-dev"))
