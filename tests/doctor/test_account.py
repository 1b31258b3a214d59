"""Who asks, as whom, counted on which project, with what on this machine."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from examined_cloud import CI, ExaminedCloud, cloud_of, examined, lines, visit
from google.oauth2.credentials import Credentials
from wired import TOKEN

from landfast.doctor.account import signed_in
from landfast.doctor.machine import machine_lines
from landfast.google.api import GoogleApi
from landfast.google.examining import GoogleExamination
from landfast.rehearsal.cloud.store import StoredResource


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[ExaminedCloud]:
    with cloud_of(tmp_path) as found:
        yield found


@pytest.mark.parametrize(("apis", "verdict"), [((), "fail"), (None, "pass")])
def test_the_quota_project_needs_the_apis_that_are_called(
    cloud: ExaminedCloud, apis: tuple[str, ...] | None, verdict: str
) -> None:
    counted = replace(examined(), google=examined().google.model_copy(update={"quota_project": "acme-seed"}))
    for name in apis if apis is not None else examined().counted:
        cloud.store.put(
            StoredResource(
                "google_project_service", f"acme-seed/{name}", "acme-seed", {"project": "acme-seed", "service": name}
            )
        )
    line = lines(visit(cloud, counted), verdict)["APIs"]
    assert ("gcloud services enable" in line.mends) is (verdict == "fail")


def test_a_quota_project_that_does_not_stand_is_said(cloud: ExaminedCloud) -> None:
    counted = replace(examined(), google=examined().google.model_copy(update={"quota_project": "acme-nowhere"}))
    found = [line for line in visit(cloud, counted).lines if line.group == "quota project"]
    assert [(line.verdict, "does not stand" in line.says) for line in found] == [("fail", True)]


def test_who_may_not_be_acted_as_is_said(cloud: ExaminedCloud) -> None:
    account = "deploy@acme-seed.iam.gserviceaccount.com"
    cloud.api().post("https://serviceusage.googleapis.com/v1/projects/acme-seed/services/iam.googleapis.com:enable")
    made = "https://iam.googleapis.com/v1/projects/acme-seed/serviceAccounts"
    cloud.api().create(made, {"accountId": "deploy"})
    acting = replace(examined(), google=examined().google.model_copy(update={"impersonate": account}))
    line = lines(visit(cloud, acting, CI), "fail")["impersonation"]
    assert f"add-iam-policy-binding {account} --member={CI}" in line.mends
    assert lines(visit(cloud, acting), "pass")["impersonation"].says == f"{account} may be acted as"


@dataclass
class SignedInSession:
    """Signed in, as `google.auth` says."""

    credentials: Credentials

    def request(self, _method: str, _url: str, **_more: Any) -> Any:
        raise AssertionError("nobody is asked")


@pytest.mark.parametrize(
    ("kind", "minutes", "expected"),
    [
        ("authorized_user", 50, {"credentials": "pass", "expiry": "pass"}),
        ("service_account", 50, {"credentials": "warn", "expiry": "pass"}),
        ("external_account", 4, {"credentials": "pass", "expiry": "warn"}),
    ],
)
def test_whose_credentials_until_when(tmp_path: Path, kind: str, minutes: int, expected: dict[str, str]) -> None:
    file = tmp_path / "credentials.json"
    file.write_text(json.dumps({"type": kind, "private_key": "planted-key", "refresh_token": "planted-refresh"}))
    until = (dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)).replace(tzinfo=None)
    credentials = Credentials(TOKEN, expiry=until)
    credentials.service_account_email = "ci@acme-ci.iam.gserviceaccount.com"
    examination = GoogleExamination(GoogleApi(SignedInSession(credentials)))
    found = signed_in(examination, {"GOOGLE_APPLICATION_CREDENTIALS": str(file)}, given=False)
    assert {line.name: line.verdict for line in found.lines if line.name != "who"} == expected
    assert found.member == CI
    assert not any(secret in repr(found) for secret in (TOKEN, "planted"))


def test_a_machine_without_an_engine_and_without_node_is_told_so(tmp_path: Path) -> None:
    environ = {"PATH": str(tmp_path), "LANDFAST_TERRAFORM": str(tmp_path / "none"), "JSII_NODE": str(tmp_path / "none")}
    found = {line.name: line for line in machine_lines(environ, kept=False)}
    assert [found[name].verdict for name in ("engine", "Node.js", "gcloud")] == ["fail", "fail", "warn"]
    assert {line.name: line.verdict for line in machine_lines(environ, kept=True)}["Node.js"] == "pass"
