"""What is in the way is said before anything is made: each line fails once."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from examined_cloud import (
    ACCOUNT,
    CI,
    HOSPITAL,
    ORGANIZATION,
    PROJECT,
    STATES,
    ExaminedCloud,
    cloud_of,
    examined,
    lines,
    visit,
)
from rich.console import Console
from wired import TOKEN

from landfast.core.errors import InputError
from landfast.jobs.doctor import DoctorRequest, doctor
from landfast.rehearsal.cloud.store import GIVEN_ACCOUNT, GIVEN_FOLDER, GIVEN_ORGANIZATION, StoredResource
from landfast.rehearsal.cloud.unmanaged import QUOTA
from landfast.rehearsal.doors.wire.server import WireServer
from landfast.screen.doctor import show_doctor, show_roles
from landfast.screen.panels import panel


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[ExaminedCloud]:
    with cloud_of(tmp_path) as found:
        yield found


def test_nothing_is_in_the_way_of_an_owner(cloud: ExaminedCloud) -> None:
    found = visit(cloud, examined())
    assert lines(found, "fail", "unknown") == {}
    assert found.missing == []
    # What can't be known before the project stands is said.
    assert set(lines(found, "warn")) == {
        "compute.googleapis.com",
        "aiplatform.googleapis.com",
        "Composer",
        "Cloud Build",
        "machines",
    }


Prepare = Callable[[ExaminedCloud], object]


def set_to(constraint: str, rule: Any) -> Prepare:
    return lambda cloud: cloud.policy(constraint, rule)


def allowing(constraint: str, values: list[str]) -> Prepare:
    return set_to(constraint, {"values": {"allowedValues": values}})


ENDPOINTS = "compute.disablePrivateServiceConnectCreationForConsumers"
STORAGE = "https://storage.googleapis.com/storage/v1/b"
# What is in the way -> (how it comes about, name of the line, verdict, what mends it).
TROUBLE: dict[str, tuple[Prepare, str, str, str]] = {
    "no organization": (
        lambda cloud: [
            cloud.store.delete(StoredResource(*row, {}))
            for row in ((GIVEN_ORGANIZATION, ORGANIZATION, ""), ("google_project", "projects/acme-seed", "acme-seed"))
        ],
        "organization", "fail", "gcloud organizations list",
    ),
    "no account": (
        lambda cloud: cloud.store.delete(StoredResource(GIVEN_ACCOUNT, ACCOUNT, "", {})),
        "billing account", "fail", "gcloud billing accounts list",
    ),
    "closed account": (
        lambda cloud: cloud.store.put(
            StoredResource(GIVEN_ACCOUNT, ACCOUNT, "", {"name": ACCOUNT, "says": {"open": False}})
        ),
        "billing account", "fail", "console.cloud.google.com/billing",
    ),
    "no bucket for states": (
        lambda cloud: cloud.api().delete(f"https://storage.googleapis.com/storage/v1/b/{STATES}"),
        "state bucket", "fail", "landfast bootstrap",
    ),
    "bucket of somebody else's": (
        lambda cloud: cloud.api().create(
            f"{STORAGE}?project=acme-seed", {"name": "diagnosis-dev-raw", "location": "EU"}
        ),
        "buckets", "fail", "google.project_suffix",
    ),
    "location": (
        allowing("gcp.resourceLocations", ["in:us-locations"]),
        "gcp.resourceLocations", "warn", "residency.region",
    ),
    "services": (
        allowing("gcp.restrictServiceUsage", ["storage.googleapis.com"]),
        "gcp.restrictServiceUsage", "fail", "allow these APIs",
    ),
    "keys": (
        allowing("gcp.restrictCmekCryptoKeyProjects", ["projects/keys"]),
        "gcp.restrictCmekCryptoKeyProjects", "fail", "under:",
    ),
    "no key": (
        set_to("gcp.restrictNonCmekServices", {"values": {"deniedValues": ["monitoring.googleapis.com"]}}),
        "gcp.restrictNonCmekServices", "warn", "has a key",
    ),
    "contacts": (
        allowing("essentialcontacts.allowedContactDomains", ["@acme.example"]),
        "essentialcontacts.allowedContactDomains", "fail", "allow these domains",
    ),
    "peering": (
        set_to("compute.restrictVpcPeering", {"denyAll": True}),
        "compute.restrictVpcPeering", "warn", "433637338589",
    ),
    "members": (
        allowing("iam.allowedPolicyMemberDomains", ["C0other0"]),
        "iam.allowedPolicyMemberDomains", "fail", "customer id",
    ),
    "translation": (
        set_to("compute.restrictCloudNATUsage", {"denyAll": True}),
        "compute.restrictCloudNATUsage", "fail", "egress_hosts",
    ),
    "private access": (
        set_to(ENDPOINTS, {"values": {"deniedValues": ["GOOGLE_APIS"]}}), ENDPOINTS, "fail", "GOOGLE_APIS",
    ),
    "accounts": (
        set_to("iam.disableServiceAccountCreation", {"enforce": True}),
        "iam.disableServiceAccountCreation", "fail", "lift it",
    ),
    "issuers": (
        allowing("iam.workloadIdentityPoolProviders", ["https://other.example"]),
        "iam.workloadIdentityPoolProviders", "fail", "issuers",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TROUBLE)
def test_each_line_fails_once(what: str, cloud: ExaminedCloud) -> None:
    prepare, name, verdict, mends = TROUBLE[what]
    assert lines(visit(cloud, examined()), "pass")[name].mends == ""
    prepare(cloud)
    line = lines(visit(cloud, examined()), verdict)[name]
    assert mends in line.mends


def test_a_policy_that_allows_what_is_ours_is_in_nobodys_way(cloud: ExaminedCloud) -> None:
    allowed = {
        "gcp.resourceLocations": ["in:eu-locations"],
        "gcp.restrictCmekCryptoKeyProjects": [f"under:{ORGANIZATION}"],
        "iam.allowedPolicyMemberDomains": ["is:C12345678"],
        "compute.restrictVpcPeering": ["under:organizations/433637338589"],
    }
    for constraint, values in allowed.items():
        cloud.policy(constraint, {"values": {"allowedValues": values}})
    assert set(allowed) <= set(lines(visit(cloud, examined()), "pass"))


def test_a_project_that_was_deleted_or_is_somebody_elses_is_said(cloud: ExaminedCloud) -> None:
    cloud.project("compute")
    assert "stands" in lines(visit(cloud, examined()), "pass")["project"].says
    hidden = visit(cloud, examined(), CI)
    assert [line.verdict for line in hidden.lines if line.name == "project" and line.group == "names"] == ["fail"]
    cloud.api().delete(f"https://cloudresourcemanager.googleapis.com/v3/{PROJECT}")
    assert "gcloud projects undelete" in lines(visit(cloud, examined()), "warn")["project"].mends


def test_a_bucket_that_is_not_shown_is_somebody_elses(cloud: ExaminedCloud) -> None:
    cloud.api().create(f"{STORAGE}?project=acme-seed", {"name": "diagnosis-dev-raw", "location": "EU"})
    found = lines(visit(cloud, examined(), CI), "fail")
    assert (found["buckets"].says, "google.project_suffix" in found["buckets"].mends) == (
        "taken by somebody else: diagnosis-dev-raw", True,
    )  # fmt: skip
    assert f"ask for roles/storage.objectAdmin and roles/storage.legacyBucketReader on gs://{STATES}" in (
        found["state bucket"].mends
    )


def test_a_policy_that_may_not_be_read_is_unknown(cloud: ExaminedCloud) -> None:
    found = lines(visit(cloud, examined(), CI), "unknown")
    assert "roles/orgpolicy.policyViewer" in found["gcp.resourceLocations"].mends


def test_what_is_counted_is_held_against_what_the_project_may_have(cloud: ExaminedCloud) -> None:
    cloud.project("compute", "aiplatform", "composer")
    found = visit(cloud, examined())
    short = lines(found, "fail")
    assert {"gpus_all_regions", "nvidia_l4_gpus", "custom_model_training_nvidia_l4_gpus"} <= set(short)
    assert PROJECT[9:] in short["gpus_all_regions"].mends
    assert {"Composer", "cos-stable", "e2-standard-4", "g2-standard-8"} <= set(lines(found, "pass"))
    for api, name, region in (
        ("compute", "gpus_all_regions", ""), ("compute", "nvidia_l4_gpus", "europe-west4"),
        ("aiplatform", "custom_model_training_nvidia_l4_gpus", "europe-west4"),
        ("compute", "in_use_addresses", "europe-west4"), ("compute", "cpus", "europe-west4"),
    ):  # fmt: skip
        own = {"metric": f"{api}.googleapis.com/{name}", "limit": 500, **({"region": region} if region else {})}
        cloud.store.put(StoredResource(QUOTA, name, PROJECT[9:], own))
    assert not {
        line.name for line in visit(cloud, examined()).lines if line.group == "quotas" and line.verdict != "pass"
    }


def test_machines_and_images_that_are_not_offered_are_said(cloud: ExaminedCloud) -> None:
    cloud.project("compute")
    # No zone there has machines with that GPU.
    elsewhere = lines(visit(cloud, replace(examined(), region="europe-north2")), "fail")
    assert "no zone of europe-north2 has it" in elsewhere["g2-standard-8"].says
    assert "platform.gpu" in elsewhere["g2-standard-8"].mends
    (template,) = examined().of_types["google_compute_region_instance_template"]
    image = "projects/cos-cloud/global/images/family/cos-81-lts"
    old = replace(template, values={**template.values, "disk": [{"source_image": image}]})
    found = lines(visit(cloud, replace(examined(), resources=[old])), "fail")
    assert "cos-cloud has no such family" in found["cos-81-lts"].says
    assert "gcloud compute images list --project=cos-cloud" in found["cos-81-lts"].mends


def test_what_an_operator_has_confirmed_is_asked_for(cloud: ExaminedCloud) -> None:
    said = {"universe": "s3nsapis.fr", "offers": ("aiplatform", "cloudbuild")}
    alone = replace(examined(), google=examined().google.model_copy(update=said))
    assert "quota_project is not set" in lines(visit(cloud, alone), "warn")["aiplatform"].says
    url = "https://cloudresourcemanager.googleapis.com/v3/projects"
    cloud.api().post(url, {"projectId": "s3ns:acme-seed", "parent": ORGANIZATION})
    known = {**said, "quota_project": "s3ns:acme-seed"}
    found = visit(cloud, replace(examined(), google=examined().google.model_copy(update=known)))
    assert "aiplatform" in lines(found, "pass")
    assert "is not shown to s3ns:acme-seed" in lines(found, "fail")["cloudbuild"].says
    assert "https://support.s3ns.fr" in lines(found, "fail")["cloudbuild"].mends


def test_what_does_not_answer_is_unknown_and_never_passes(cloud: ExaminedCloud) -> None:
    cloud.project("compute")
    seen = ("resourcemanager.projects.get", "resourcemanager.organizations.get", "billing.accounts.get")
    cloud.may(*seen)
    cloud.grant("google_organization", ORGANIZATION)
    assert "APIs of the project" in lines(visit(cloud, examined(), CI), "unknown")
    cloud.may(*seen, "serviceusage.services.list")
    assert "compute.googleapis.com" in lines(visit(cloud, examined(), CI), "unknown")


def test_a_folder_leads_to_its_organization(cloud: ExaminedCloud) -> None:
    cloud.store.give("folders/987654321098", ORGANIZATION)
    below = replace(
        examined(), google=examined().google.model_copy(update={"organization": None, "folder": "987654321098"})
    )
    found = visit(cloud, below)
    assert lines(found, "fail", "unknown") == {}
    assert {grant.organization for grant in found.grants} == {ORGANIZATION}
    # Nothing below an organization takes the right to set policies.
    nodes = {name: grant.node for grant in found.grants for name in grant.permissions}
    assert nodes["orgpolicy.policies.create"] == ORGANIZATION
    assert nodes["resourcemanager.projects.create"] == "folders/987654321098"
    cloud.store.put(StoredResource(GIVEN_FOLDER, "folders/987654321098", "", {"name": "folders/987654321098"}))
    assert "organization" in lines(visit(cloud, below), "unknown")


def test_no_token_is_ever_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cloud: ExaminedCloud
) -> None:
    spec = tmp_path / "landfast.yaml"
    spec.write_text(json.dumps(HOSPITAL))
    monkeypatch.setenv("GOOGLE_OAUTH_ACCESS_TOKEN", TOKEN)
    with WireServer(replace(cloud.wire, token=TOKEN)) as server:
        found = doctor(DoctorRequest(spec=spec, target="google", endpoint=server.url))
        roles = doctor(DoctorRequest(spec=spec, target="google", endpoint=server.url, roles=True))
        monkeypatch.setenv("GOOGLE_OAUTH_ACCESS_TOKEN", "ya29.another")
        refused = doctor(DoctorRequest(spec=spec, target="google", endpoint=server.url))
    assert (found.exit_code, roles.exit_code, refused.exit_code) == (0, 0, 1)
    for result in (found, roles, refused):
        show_doctor(result)
        show_roles(result)
        print(json.dumps(result.to_json()), repr(result))
    said = capsys.readouterr().out
    assert "nothing is in the way" in said
    assert "ya29" not in said


def test_what_google_says_is_shown_as_it_is_said() -> None:
    out = Console(force_terminal=True, width=80, file=io.StringIO())
    panel(out, "Permissions", [("? [/x]", "quota [/projects] exceeded [red]")])
    assert isinstance(out.file, io.StringIO)
    assert "[/projects] exceeded [red]" in out.file.getvalue()


def test_a_spec_that_names_no_cloud_is_refused_before_the_work(tmp_path: Path) -> None:
    spec = tmp_path / "landfast.yaml"
    spec.write_text(json.dumps({name: value for name, value in HOSPITAL.items() if name != "google"}))
    with pytest.raises(InputError, match="google: is missing"):
        doctor(DoctorRequest(spec=spec, target="google", endpoint="http://127.0.0.1:1/"))
