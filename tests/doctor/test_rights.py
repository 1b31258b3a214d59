"""Each permission is missed once, and the roles hold what is needed and no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from examined_cloud import ACCOUNT, CI, ORGANIZATION, PROJECT, STATES, ExaminedCloud, cloud_of, examined

from landfast.doctor.rights import rights_lines, rights_of
from landfast.doctor.roles import grants_of, terraform_of
from landfast.doctor.visit import Found
from landfast.gcp.type_permissions import of_the_maker, program_permissions
from landfast.rehearsal.cloud.store import StoredResource


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[ExaminedCloud]:
    with cloud_of(tmp_path) as found:
        yield found


def test_each_permission_is_missed_once(cloud: ExaminedCloud) -> None:
    """Of a project that stands, and of what is above it."""
    cloud.project("compute")
    for type_, name in (
        ("google_organization", ORGANIZATION), ("google_billing_account", ACCOUNT), ("google_storage_bucket", STATES)
    ):  # fmt: skip
        cloud.grant(type_, name)
    rights = rights_of(examined(), ORGANIZATION)
    states = set(program_permissions("state_bucket"))
    every = {each.permission for each in rights.needed} | states
    assert len(every) > 200
    standing = Found({"state": "ACTIVE"}, ORGANIZATION, CI)
    wrong = {}
    for permission in sorted(every):
        cloud.may(*(every - {permission}))
        found = rights_lines(rights, examined(), cloud.examination(CI), standing)
        failed = [line for line in found.lines if line.verdict != "pass"]
        told = bool(failed) and all(permission in line.says for line in failed)
        if {each.permission for each in found.missing} != {permission} or not told:
            wrong[permission] = found.missing or failed
    assert wrong == {}


def test_what_is_missed_on_what_is_not_shown_is_named(cloud: ExaminedCloud) -> None:
    """Of the bucket of the states, and the project that calls are counted on: a 403 does not tell what is missing."""
    counted = replace(examined(), google=examined().google.model_copy(update={"quota_project": "acme-seed"}))
    rights, standing = rights_of(counted, ORGANIZATION), Found(None, ORGANIZATION, CI)
    bucket, project = f"buckets/{STATES}", "projects/acme-seed"
    needed = {bucket: program_permissions("state_bucket"), project: program_permissions("quota_project")}
    wrong = {}
    for node, type_, name in ((bucket, "google_storage_bucket", STATES), (project, "google_project", project)):
        cloud.grant(type_, name)
        for permission in needed[node]:
            cloud.may(*(name for name in needed[node] if name != permission))
            found = rights_lines(rights, counted, cloud.examination(CI), standing)
            said = [line.says for line in found.lines if line.name == node and line.verdict == "fail"]
            named = {(each.permission, each.on) for each in found.missing if each.on == node}
            if named != {(permission, node)} or not all(permission in each for each in said) or not said:
                wrong[permission] = said
    assert wrong == {}


def test_of_what_is_somebody_elses_no_permission_is_named(cloud: ExaminedCloud) -> None:
    """Nothing is held there: that it is not shown is said of it, once."""
    counted = replace(examined(), google=examined().google.model_copy(update={"quota_project": "acme-nowhere"}))
    found = rights_lines(
        rights_of(counted, ORGANIZATION), counted, cloud.examination(CI), Found(None, ORGANIZATION, CI)
    )
    assert not {f"buckets/{STATES}", "projects/acme-nowhere"} & {line.name for line in found.lines}


def test_an_owner_has_what_is_in_buckets_by_the_buckets(cloud: ExaminedCloud) -> None:
    """The role of an owner holds nothing of what is in a bucket or a dataset, and what is made there is theirs."""
    cloud.project("compute")
    cloud.grant("google_project", PROJECT, "roles/owner")
    rights = rights_of(examined(), ORGANIZATION)
    standing = Found({"state": "ACTIVE"}, ORGANIZATION, CI)
    found = rights_lines(rights, examined(), cloud.examination(CI), standing)
    assert [line.verdict for line in found.lines if line.name == PROJECT] == ["pass"]
    stranger = rights_lines(
        rights, examined(), cloud.examination(CI), replace(standing, member="user:ana@acme.example")
    )
    untold = rights_lines(rights, examined(), cloud.examination(CI), replace(standing, member=""))
    assert [line.verdict for line in untold.lines if line.name == PROJECT] == ["warn"]
    (line,) = [line for line in stranger.lines if line.name == PROJECT]
    assert (line.verdict, "storage.buckets.get" in {each.permission for each in stranger.missing}) == ("fail", True)


def test_who_makes_the_project_needs_what_is_above_it_alone(cloud: ExaminedCloud) -> None:
    rights = rights_of(examined(), ORGANIZATION)
    above = {each.permission for each in rights.needed if each.level != "project"}
    cloud.may(*above, *program_permissions("state_bucket"))
    for type_, name in (
        ("google_organization", ORGANIZATION), ("google_billing_account", ACCOUNT), ("google_storage_bucket", STATES)
    ):  # fmt: skip
        cloud.grant(type_, name)
    found = rights_lines(rights, examined(), cloud.examination(CI), Found(None, ORGANIZATION, CI))
    assert {line.verdict for line in found.lines} == {"pass"}
    assert {each.permission for each in rights.on("project")} <= of_the_maker()


def test_the_roles_hold_what_is_needed_and_no_more(cloud: ExaminedCloud) -> None:
    rights = rights_of(examined(), ORGANIZATION)
    grants = grants_of(rights, examined(), ORGANIZATION, CI)
    assert {name for grant in grants for name in grant.permissions} == {
        *(each.permission for each in rights.needed), *program_permissions("state_bucket"),
    }  # fmt: skip
    above = next(grant for grant in grants if grant.role_id == "landfastParent")
    assert "includedPermissions:\n- logging.settings.get\n" in above.yaml
    # A folder that went is looked for among those of its parent, and had back.
    assert {"resourcemanager.folders.list", "resourcemanager.folders.undelete"} <= set(above.permissions)
    assert above.commands == (
        "gcloud iam roles create landfastParent --organization=123456789012 --file=landfastParent.yaml",
        f"gcloud organizations add-iam-policy-binding 123456789012 --member={CI} --role={above.role}",
    )
    document = json.loads(terraform_of(grants))["resource"]
    assert document["google_billing_account_iam_member"]["landfastBillingAccount"]["billing_account_id"] == ACCOUNT[16:]
    assert len(document["google_organization_iam_custom_role"]) == len(grants)
    # As whoever may grant them would: then nothing is missing.
    for grant in grants:
        fields = {"role_id": grant.role_id, "permissions": list(grant.permissions)}
        cloud.store.put(StoredResource("google_organization_iam_custom_role", grant.role, "", fields))
    cloud.project("compute")
    for type_, grant in zip(
        (
            "google_organization",
            "google_organization",
            "google_billing_account",
            "google_project",
            "google_storage_bucket",
        ),
        grants,
        strict=True,
    ):
        cloud.grant(type_, grant.node.removeprefix("buckets/"), grant.role)
    found = rights_lines(rights, examined(), cloud.examination(CI), Found({"state": "ACTIVE"}, ORGANIZATION, CI))
    assert found.missing == []
