"""A project that is somebody else's is looked at as it is: nothing is asked for above it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from examined_cloud import CI, ORGANIZATION, ExaminedCloud, cloud_of, lines, visit
from repository import ROOT

from landfast.check import evaluated
from landfast.doctor.line import Verdict
from landfast.doctor.subject import Examined
from landfast.google.records import GoogleRecords
from landfast.judging import subjects_of
from landfast.rehearsal.cloud.store import StoredResource
from landfast.stacks.spec import Spec, load
from landfast.synth import synthesize
from landfast.targets import find


@cache
def standing() -> Examined:
    content = load(ROOT / "examples/existing-project/landfast.yaml").model_dump(mode="json", exclude={"waivers"})
    spec = Spec.model_validate({**content, "google": {"projects": {"dev": "diagnosis-dev"}}})
    with TemporaryDirectory() as folder:
        return Examined.of(spec, "dev", evaluated(subjects_of(synthesize(spec, "dev", find("google"), Path(folder)))))


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[ExaminedCloud]:
    with cloud_of(tmp_path) as found:
        yield found


def test_nothing_is_asked_for_above_a_project_that_stands(cloud: ExaminedCloud) -> None:
    cloud.project("serviceusage", "cloudresourcemanager")
    found = visit(cloud, standing())
    passed = lines(found, "pass")
    assert passed["project"].says
    assert "nothing is made above it" in next(line.says for line in found.lines if line.group == "above the project")
    assert {each.node for each in found.grants} <= {"projects/diagnosis-dev", "buckets/churn-tfstate"}
    assert not [each for each in found.missing if not each.on.startswith(("projects/", "buckets/"))]


def test_one_that_does_not_stand_is_said(cloud: ExaminedCloud) -> None:
    failed = lines(visit(cloud, standing()), "fail")
    assert "is of google.projects, and does not stand" in failed["project"].says


def test_its_roles_hold_all_that_doctor_looks_at(cloud: ExaminedCloud) -> None:
    """Whoever has them, and nothing besides, is told what an owner of everything is told."""
    cloud.project("serviceusage", "cloudresourcemanager", "compute", "aiplatform")
    cloud.api().create(
        "https://storage.googleapis.com/storage/v1/b?project=acme-seed",
        {"name": "churn-tfstate", "location": "EUROPE-WEST4", "versioning": {"enabled": True}},
    )
    anybody = visit(cloud, standing())
    for grant in anybody.grants:
        fields = {"role_id": grant.role_id, "org_id": "123456789012", "permissions": list(grant.permissions)}
        role = f"{ORGANIZATION}/roles/{grant.role_id}"
        cloud.store.put(StoredResource("google_organization_iam_custom_role", role, "", fields))
        kind, _slash, name = grant.node.partition("/")
        type_, name = ("google_storage_bucket", name) if kind == "buckets" else ("google_project", grant.node)
        cloud.grant(type_, name, role)
    told = visit(cloud, standing(), CI)
    own = {(line.group, line.name): line.verdict for line in anybody.lines}
    other = [line for line in told.lines if line.verdict != own.get((line.group, line.name))]
    assert [(line.group, line.name, line.verdict, line.says) for line in other] == []


def test_its_roles_hold_what_ends_there_piece_by_piece(cloud: ExaminedCloud) -> None:
    """Of one of landfast's own its owner has that, and all goes at once."""
    (project,) = [grant for grant in visit(cloud, standing()).grants if grant.node.startswith("projects/")]
    held = set(project.permissions)
    # What only is read is no resource: the address that Cloud Logging encrypts as.
    assert "logging.settings.get" in held
    assert {f"aiplatform.pipelineJobs.{verb}" for verb in ("list", "cancel")} <= held
    assert {"cloudkms.cryptoKeyVersions.restore", "compute.forwardingRules.list"} <= held
    # No cluster, no peering: nothing of theirs is looked for.
    assert not {"compute.disks.delete", "compute.networks.removePeering"} & held


@pytest.mark.parametrize(
    ("kept", "verdict", "says"),
    [
        ({"format": 1, "landfast": "0.0.1", "engine": "x", "provider": "8.7.0"}, "pass", "brought up last by"),
        ({"format": 1, "landfast": "99.0", "engine": "x", "provider": "8.7.0"}, "fail", "landfast 99.0"),
        ({"format": 1, "landfast": "0.0.1", "engine": "x", "provider": "9.0.0"}, "fail", "hashicorp/google 9.0.0"),
        ({"format": 99}, "fail", "is no record that landfast"),
    ],
)  # fmt: skip
def test_what_a_newer_landfast_has_made_is_said(
    cloud: ExaminedCloud, kept: dict[str, object], verdict: Verdict, says: str
) -> None:
    cloud.project("serviceusage", "cloudresourcemanager")
    buckets = "https://storage.googleapis.com/storage/v1/b?project=acme-seed"
    cloud.api().create(buckets, {"name": "churn-tfstate", "location": "EUROPE-WEST4", "versioning": {"enabled": True}})
    assert "versions" not in lines(visit(cloud, standing()), "pass", "fail")
    GoogleRecords(cloud.api()).write("churn-tfstate", "dev/foundation/made-with.json", kept)
    assert says in lines(visit(cloud, standing()), verdict)["versions"].says
