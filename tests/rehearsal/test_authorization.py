"""A rehearsal as somebody: what is not granted is refused at both doors, in Google's words, with the permission."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from repository import ROOT
from terraform_stacks import (
    PROJECT,
    TYPES,
    buckets,
    document,
    driver,
    foundation,
    let_through,
    lose_all,
    write_environment,
)

from landfast.check import evaluated
from landfast.core.errors import InputError
from landfast.doctor.rights import rights_of
from landfast.doctor.roles import grants_of
from landfast.doctor.subject import Examined
from landfast.gcp.type_permissions import Asked, needed_permissions, program_permissions
from landfast.jobs.acting import checked_member
from landfast.jobs.up import UpRequest
from landfast.judging import subjects_of
from landfast.rehearsal import RehearsalCloud
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call, Verb
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.iam import Grants, RoleGrant
from landfast.rehearsal.cloud.refusal import Refusal
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.given import CUSTOM_ROLE, GivenResource, GivenRole, give, permit
from landfast.stacks.spec import load
from landfast.synth import synthesize
from landfast.targets import find
from landfast.terraform import TerraformError

CI = "serviceAccount:ci@acme-ci.iam.gserviceaccount.com"
ROLE = "organizations/123456789012/roles/landfastProject"
ON_BUCKETS = {
    name
    for type_ in ("google_storage_bucket", "google_storage_bucket_iam_member")
    for names in (needed_permissions(type_) or {}).values()
    for name in names
}


def standing(folder: Path, *permissions: str) -> Store:
    """A project of others' in which the CI is granted these."""
    folder.mkdir(exist_ok=True)
    store = Store(folder / "cloud.sqlite")
    own = foundation()
    give(store, [GivenResource("google_project", own["google_project"]["main"])])
    give(store, [GivenResource("google_project_service", each) for each in own["google_project_service"].values()])
    permit(store, [GivenRole(ROLE, permissions, f"projects/{PROJECT}", CI)])
    return store


@pytest.mark.parametrize("taken", ["", "storage.buckets.create", "storage.buckets.setIamPolicy"])
def test_by_terraforms_door(taken: str, tmp_path: Path) -> None:
    standing(tmp_path / "cloud", *(ON_BUCKETS - {taken})).close()
    member = {"bucket": f"{PROJECT}-raw", "role": "roles/storage.objectViewer", "member": "user:a@b.example"}
    grant = {"reader": {**member, "depends_on": ["google_storage_bucket.raw"]}}
    made = {"google_storage_bucket": buckets("raw"), "google_storage_bucket_iam_member": grant}
    synthesis = write_environment(tmp_path / "dev", {"data": ((), document(made))})
    types = (*TYPES, "google_storage_bucket_iam_member")
    with driver(synthesis, tmp_path / "cloud", types=types, caller=CI) as (run, _cloud):
        if not taken:
            assert run.up(let_through, lose_all)["data"].created == 2
            assert run.up(let_through, lose_all)["data"].created == 0
            assert run.down()["data"].deleted == 2
            return
        with pytest.raises(TerraformError, match=rf"Error 403: Permission '{taken}' denied on resource"):
            run.up(let_through, lose_all)


def test_by_the_wire(tmp_path: Path) -> None:
    standing(tmp_path, *(ON_BUCKETS - {"storage.buckets.delete"})).close()
    wire = RehearsalCloud(tmp_path, caller=CI).wire
    url = "https://storage.googleapis.com/storage/v1/b"
    assert wire.request("POST", url, params={"project": PROJECT}, json={"name": "lake"}).status_code == 200
    assert wire.request("GET", f"{url}/lake").status_code == 200
    refused = wire.request("DELETE", f"{url}/lake")
    assert refused.status_code == 403
    assert "Permission 'storage.buckets.delete' denied on resource" in refused.json()["error"]["message"]
    eve = RehearsalCloud(tmp_path, caller="user:eve@b.example").wire
    refused = eve.request("POST", url, params={"project": PROJECT}, json={"name": "lake-2"})
    assert "Permission 'storage.buckets.create' denied" in refused.json()["error"]["message"]


def test_who_may_write_into_a_bucket_writes_its_objects(tmp_path: Path) -> None:
    """As doctor prescribes it for the states: granted on the bucket, and on no project."""
    store = standing(tmp_path)
    owner = RehearsalCloud(tmp_path).wire
    url = "https://storage.googleapis.com/storage/v1/b"
    for name in ("states", "states-dev"):
        assert owner.request("POST", url, params={"project": PROJECT}, json={"name": name}).status_code == 200
    Grants(store).add("google_storage_bucket", "states", PROJECT, [RoleGrant("roles/storage.objectUser", CI)])
    store.close()
    wire = RehearsalCloud(tmp_path, caller=CI).wire
    upload = "https://storage.googleapis.com/upload/storage/v1/b"
    how = {"uploadType": "media", "name": "dev/default.tflock"}
    assert wire.request("POST", f"{upload}/states/o", params=how, json={"a": 1}).status_code == 200
    assert wire.request("GET", f"{url}/states/o/dev%2Fdefault.tflock").status_code == 200
    refused = wire.request("POST", f"{upload}/states-dev/o", params=how, json={"a": 1})
    assert "Permission 'storage.objects.create' denied" in refused.json()["error"]["message"]


def test_whoever_makes_a_project_owns_it(tmp_path: Path) -> None:
    store = standing(tmp_path)
    cloud = Cloud(store, caller=CI)
    own = {"project_id": "clinic-test", "name": "clinic", "org_id": "123456789012"}
    with pytest.raises(Refusal, match=r"resourcemanager\.projects\.create"):
        cloud.answer(Call("create", kind("google_project"), fields=own))
    above = GivenRole(f"{ROLE}s", ("resourcemanager.projects.create",), "organizations/123456789012", CI)
    permit(store, [above])
    cloud.answer(Call("create", kind("google_project"), fields=own))
    service = {"project": "clinic-test", "service": "storage.googleapis.com"}
    cloud.answer(Call("create", kind("google_project_service"), fields=service))
    with pytest.raises(Refusal, match=r"serviceusage\.services\.enable"):
        cloud.answer(Call("create", kind("google_project_service"), fields={**service, "project": PROJECT}))


def test_what_is_granted_once_is_not_granted_again(tmp_path: Path) -> None:
    store = standing(tmp_path, "storage.buckets.create")
    permit(store, [GivenRole(ROLE, ("storage.buckets.create", "storage.buckets.get"), f"projects/{PROJECT}", CI)])
    found = store.get(CUSTOM_ROLE, ROLE)
    assert found is not None
    assert found.fields["permissions"] == ["storage.buckets.create"]


def test_every_permission_that_doctor_prescribes_is_asked_for(tmp_path: Path) -> None:
    """Of an environment in a project that stands: without any of them something is refused, which names it."""
    spec = load(ROOT / "examples/no-organization/landfast.yaml")
    with TemporaryDirectory() as folder:
        found = evaluated(subjects_of(synthesize(spec, "dev", find("rehearsal"), Path(folder))))
    examined = Examined.of(spec, "dev", found)
    organization = "organizations/123456789012"
    grants = grants_of(rights_of(examined, organization), examined, organization, CI)
    (project,) = [each for each in grants if each.node == "projects/acme-churn-lab"]
    types = {each.type for each in examined.resources}
    store = standing(tmp_path)
    permit(store, [GivenRole(project.role + "Own", tuple(project.permissions), project.node, CI)])
    give(
        store,
        [GivenResource("google_project", {"project_id": "acme-churn-lab", "name": "lab", "org_id": "123456789012"})],
    )
    cloud = Cloud(store, caller=CI)
    asked: dict[str, tuple[str, Verb]] = {}
    verbs: tuple[Verb, ...] = ("create", "read", "update", "delete")
    for type_ in sorted(types):
        for verb in verbs:
            for name in (needed_permissions(type_) or {}).get(verb, ()):
                asked.setdefault(name, (type_, verb))
    # What landfast asks besides Terraform goes by the wire.
    besides: tuple[Asked, ...] = ("project", "standing_project", "standing_network")
    wanted = {name for on in besides for name in program_permissions(on)}
    assert {name for name in project.permissions if name not in asked} == wanted - asked.keys()
    for name, (type_, verb) in asked.items():
        fields = {
            "role_id": "x",
            "org_id": "123456789012",
            "permissions": [p for p in project.permissions if p != name],
        }
        store.put(StoredResource(CUSTOM_ROLE, project.role + "Own", "", fields))
        parent = type_.removesuffix("_iam_member")
        call = Call(verb, kind(parent), f"{project.node}/x", "acme-churn-lab")
        if parent != type_:
            call = Call("get_iam_policy" if verb == "read" else "set_iam_policy", call.kind, call.name, call.project)
        with pytest.raises(Refusal, match=f"Permission '{name}' denied") as refused:
            cloud.authorize(call)
        assert refused.value.code == 403


def test_nobody_is_refused_and_google_knows_who_asks(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--as: is nobody"):
        checked_member("root")
    spec = tmp_path / "landfast.yaml"
    spec.write_text((ROOT / "examples/existing-project/landfast.yaml").read_text())
    with pytest.raises(InputError, match=r"--as: is a choice of the rehearsal.*google\.impersonate"):
        UpRequest(spec=spec, target="google", acts_as=CI).workspace()
