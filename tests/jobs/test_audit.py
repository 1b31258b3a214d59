"""What stands, judged: over the wire and from an export; every format; what can't be read is said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from wired import PROJECT, REGION, TOKEN, ServedWire, served

from landfast.core.errors import InputError, UserError
from landfast.jobs.audit import AuditRequest, AuditResult, audit

BUCKET = "//storage.googleapis.com/planted-us"
STORAGE = "https://storage.googleapis.com/storage/v1/b"
LOCATIONS = f"projects/{PROJECT}/policies/gcp.resourceLocations"


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedWire]:
    with served(tmp_path_factory.mktemp("audit"), "storage", "pubsub", "compute", "orgpolicy") as wire:
        asking = wire.asking
        asking.ask("POST", f"{STORAGE}?project={PROJECT}", {"name": "planted-us", "location": "US"})
        grant = {"bindings": [{"role": "roles/storage.objectViewer", "members": ["allUsers"]}]}
        asking.ask("PUT", f"{STORAGE}/planted-us/iam", grant)
        regional = {
            "name": "clinic-raw",
            "location": REGION,
            "iamConfiguration": {
                "uniformBucketLevelAccess": {"enabled": True}, "publicAccessPrevention": "enforced"
            },
        }  # fmt: skip
        asking.ask("POST", f"{STORAGE}?project={PROJECT}", regional)
        rule = {"values": {"allowedValues": ["in:eu-locations"]}}
        policy = {"name": LOCATIONS, "spec": {"rules": [rule]}}
        asking.ask("POST", f"https://orgpolicy.googleapis.com/v2/projects/{PROJECT}/policies", policy)
        yield wire


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_OAUTH_ACCESS_TOKEN", TOKEN)


def found(result: AuditResult) -> set[tuple[str, str]]:
    return {(finding.rule.id, finding.address) for finding in result.report.findings}


@pytest.mark.parametrize("scope", [PROJECT, "organizations/123456789012"])
def test_a_planted_bucket_is_found_and_one_that_is_right_is_not(wire: ServedWire, scope: str) -> None:
    result = audit(AuditRequest(scope=scope, endpoint=wire.url))
    assert result.exit_code == 1
    assert {("LF-RES-001", BUCKET), ("LF-ACC-001", BUCKET), ("LF-ENC-001", BUCKET)} < found(result)
    right = {rule for rule, address in found(result) if address == "//storage.googleapis.com/clinic-raw"}
    assert not right & {"LF-RES-001", "LF-ACC-001", "LF-ACC-002", "LF-ACC-003"}
    pages = {finding.source for finding in result.report.findings if finding.address == BUCKET}
    assert pages == {"https://console.cloud.google.com/storage/browser/planted-us"}


def test_the_policy_and_the_network_of_a_project_are_told_by_what_stands(wire: ServedWire) -> None:
    ids = {rule for rule, _address in found(audit(AuditRequest(scope=PROJECT, endpoint=wire.url)))}
    assert not {"LF-RES-010", "LF-ACC-023"} & ids


def test_an_area_decides_what_leaves_it(wire: ServedWire) -> None:
    result = audit(AuditRequest(scope=PROJECT, endpoint=wire.url, area="de"))
    assert ("LF-RES-001", "//storage.googleapis.com/clinic-raw") in found(result)


def test_every_format_names_the_asset(wire: ServedWire, tmp_path: Path) -> None:
    names = ("a.json", "a.sarif", "a.xml", "a.md", "a.html", "a.txt", "a.gitlab.json")
    audit(AuditRequest(scope=PROJECT, endpoint=wire.url, out=[tmp_path / name for name in names]))
    for name in names:
        assert "planted-us" in (tmp_path / name).read_text(), name
    (run,) = json.loads((tmp_path / "a.sarif").read_text())["runs"]
    places = {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]}
    assert "https://console.cloud.google.com/storage/browser/planted-us" in places


def test_an_export_is_judged_as_the_list_is(wire: ServedWire, tmp_path: Path) -> None:
    assets, file = f"https://cloudasset.googleapis.com/v1/projects/{PROJECT}/assets", tmp_path / "assets.json"
    listed = [
        *wire.asking.ask("GET", f"{assets}?contentType=RESOURCE")["assets"],
        *wire.asking.ask("GET", f"{assets}?contentType=IAM_POLICY")["assets"],
    ]
    file.write_text("".join(f"{json.dumps(asset)}\n" for asset in listed))
    asked = audit(AuditRequest(scope=PROJECT, endpoint=wire.url))
    assert found(audit(AuditRequest(scope=PROJECT, assets=file))) == found(asked)


def test_import_blocks_have_the_ids_that_the_provider_takes(wire: ServedWire, tmp_path: Path) -> None:
    file = tmp_path / "import.tf"
    audit(AuditRequest(scope=PROJECT, endpoint=wire.url, imports=file))
    text = file.read_text()
    assert 'import {\n  to = google_storage_bucket.planted_us\n  id = "planted-us"\n}' in text
    assert f'to = google_project.{PROJECT.replace("-", "_")}\n  id = "{PROJECT}"' in text


def asset(type_: str, path: str, data: Mapping[str, Any], location: str = "us-central1") -> dict[str, Any]:
    """As an export writes it."""
    name = f"//{type_.partition('/')[0]}/{path}"
    return {"name": name, "asset_type": type_, "resource": {"data": data, "location": location}}


def judged(tmp_path: Path, *assets: Mapping[str, Any]) -> AuditResult:
    file = tmp_path / "assets.json"
    file.write_text("".join(f"{json.dumps(each)}\n" for each in assets))
    return audit(AuditRequest(scope="somebody-else", assets=file))


def test_a_type_that_nobody_knows_is_not_assessed_and_never_passed(tmp_path: Path) -> None:
    result = judged(tmp_path, asset("quantum.googleapis.com/Computer", "projects/p/locations/r/computers/c", {}))
    (finding,) = result.report.findings
    assert (finding.rule.id, finding.unknown) == ("LF-COV-001", True)
    assert result.report.coverage.unassessed == ("quantum.googleapis.com/Computer",)
    assert result.exit_code == 2


def test_a_kind_that_the_wire_does_not_answer_is_read_by_its_names(tmp_path: Path) -> None:
    path = "projects/p/locations/us-central1/instances/cache"
    redis = asset("redis.googleapis.com/Instance", path, {"name": path, "transitEncryptionMode": "DISABLED"})
    address = f"//redis.googleapis.com/{path}"
    assert ("LF-RES-001", address) in found(judged(tmp_path, redis))


def test_what_no_name_explains_makes_the_rest_unknown(tmp_path: Path) -> None:
    path = "projects/p/locations/europe-west4/instances/cache"
    whole, odd = {"name": path}, {"name": path, "sealedBy": "projects/p/keys/k"}
    plain = judged(tmp_path, asset("redis.googleapis.com/Instance", path, whole, "europe-west4")).report.findings
    doubtful = judged(tmp_path, asset("redis.googleapis.com/Instance", path, odd, "europe-west4")).report.findings
    assert [f.unknown for f in plain if f.rule.id == "LF-ENC-001"] == [False]
    assert [f.unknown for f in doubtful if f.rule.id == "LF-ENC-001"] == [True]


def test_what_is_part_of_another_asset_is_counted_and_left_out(tmp_path: Path) -> None:
    bucket = asset("storage.googleapis.com/Bucket", "b", {"name": "b", "location": "EU"}, "eu")
    pod = asset("k8s.io/Pod", "projects/p/locations/r/clusters/c/k8s/namespaces/n/pods/x", {})
    result = judged(tmp_path, bucket, pod)
    assert (result.assets, result.left_out) == (2, {"k8s.io/Pod": 1})


def test_bad_input_is_refused_with_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="folders/NUMBER"):
        audit(AuditRequest(scope="Not A Project"))
    (tmp_path / "assets.json").write_text('{"name": "//x"}\n')
    with pytest.raises(InputError, match=r"assets\.json:1: is no asset"):
        audit(AuditRequest(scope=PROJECT, assets=tmp_path / "assets.json"))
    for elsewhere in (
        "http://elsewhere.example/",
        "http://127.0.0.1.elsewhere.example/",
        "http://localhost@e.example/",
        "x",
    ):
        with pytest.raises(InputError, match="may be sent to"):
            audit(AuditRequest(scope=PROJECT, endpoint=elsewhere))
    monkeypatch.delenv("GOOGLE_OAUTH_ACCESS_TOKEN")
    with pytest.raises(InputError, match="is not set"):
        audit(AuditRequest(scope=PROJECT, endpoint="http://127.0.0.1:1/"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="holds no rehearsal cloud"):
        audit(AuditRequest(scope=PROJECT, target="rehearsal"))


def test_a_scope_that_does_not_stand_is_said(wire: ServedWire) -> None:
    with pytest.raises(UserError, match="does not stand"):
        audit(AuditRequest(scope="nobody-here-1", endpoint=wire.url))
