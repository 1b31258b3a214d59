"""An id that is burnt or somebody else's is left for the next one, which the spec says from then on."""

from __future__ import annotations

from pathlib import Path

import pytest
from removable import MANAGER, ask, opened, removed, running, stacks
from terraform_stacks import PROJECT, let_through, lose_all, state_addresses, write_environment

from landfast import api
from landfast.core.errors import InputError
from landfast.core.progress import Event
from landfast.google.api import GoogleApi
from landfast.google.resources import NotRestoredError, restore
from landfast.jobs.own_id import IdTakenError, ProjectIds, refuse_taken_id, refused_id
from landfast.rehearsal import RehearsalCloud
from landfast.stacks.spec import load
from landfast.targets.workspace import Workspace
from landfast.terraform import TerraformError

THEIRS = {"projectId": PROJECT, "parent": "organizations/123456789012"}


def test_what_is_free_or_ours_is_kept(tmp_path: Path) -> None:
    workspace = opened(tmp_path)
    synthesis = write_environment(workspace.synthesis_folder, stacks())
    with running(workspace, synthesis) as (run, cloud, session):
        refuse_taken_id(workspace, run, session)
        labels = workspace.names.labels({})
        ask(cloud, "POST", f"{MANAGER}/projects", **THEIRS, labels=labels)
        refuse_taken_id(workspace, run, session)


def test_of_what_is_somebody_elses_the_next_is_taken(tmp_path: Path) -> None:
    workspace = opened(tmp_path)
    synthesis = write_environment(workspace.synthesis_folder, stacks())
    with running(workspace, synthesis) as (run, cloud, session):
        ask(cloud, "POST", f"{MANAGER}/projects", **THEIRS)
        with pytest.raises(IdTakenError, match=f"{PROJECT} stands, and is no project of environment dev") as refused:
            refuse_taken_id(workspace, run, session)
        assert refused.value.suffix == "2"
        ask(cloud, "POST", f"{MANAGER}/projects", **THEIRS | {"projectId": f"{PROJECT}-2"})
        # Made between the question and the apply.
        with pytest.raises(TerraformError, match="already") as failed:
            run.up(let_through, lose_all)
        late = refused_id(workspace, run, session, failed.value)
        assert late is not None
        assert late.suffix == "3"
        # Who is nobody there is shown nothing of it.
        stranger = GoogleApi(RehearsalCloud(tmp_path / "cloud", caller="user:eve@b.example").wire)
        ids = ProjectIds(stranger, workspace.names)
        assert ids.why_not(PROJECT) == "is somebody else's, or not shown"
        assert ids.why_not(f"{PROJECT}-9") == ""


def test_what_a_removal_left_is_taken_back_only_by_who_may_restore_it(tmp_path: Path) -> None:
    workspace = opened(tmp_path)
    synthesis = write_environment(workspace.synthesis_folder, stacks(deletion_protection=False))
    with running(workspace, synthesis) as (run, cloud, session):
        run.up(let_through, lose_all)
        removed(workspace, run, session)
        refuse_taken_id(workspace, run, session)
        policy = {"bindings": [{"role": "roles/viewer", "members": ["user:viewer@b.example"]}]}
        ask(cloud, "POST", f"{MANAGER}/organizations/123456789012:setIamPolicy", policy=policy)
        viewer = GoogleApi(RehearsalCloud(tmp_path / "cloud", caller="user:viewer@b.example").wire)
        with pytest.raises(NotRestoredError) as refused:
            restore(viewer, "google_project", f"projects/{PROJECT}")
        found = refused_id(workspace, run, session, refused.value)
        assert found is not None
        assert found.suffix == "2"
        assert "may not be restored" in found.why
        without = ProjectIds(GoogleApi(cloud.wire), workspace.names)
        assert without.why_not(PROJECT) == "was deleted, keeps its id, and no record here says what was in it"


def test_under_another_id_nothing_is_taken_back_of_the_one_before(tmp_path: Path) -> None:
    workspace = opened(tmp_path)
    synthesis = write_environment(workspace.synthesis_folder, stacks(deletion_protection=False))
    with running(workspace, synthesis) as (run, _cloud, session):
        run.up(let_through, lose_all)
        before = state_addresses(synthesis)
        removed(workspace, run, session)
    for stack in synthesis.stacks:
        stack.config.write_text(stack.config.read_text().replace(PROJECT, f"{PROJECT}-2"))
    with running(workspace, synthesis) as (run, cloud, _session):
        run.up(let_through, lose_all)
        assert state_addresses(synthesis) == before
        assert ask(cloud, "GET", f"{MANAGER}/projects/{PROJECT}")["state"] == "DELETE_REQUESTED"
        assert ask(cloud, "GET", f"{MANAGER}/projects/{PROJECT}-2")["state"] == "ACTIVE"


def test_up_says_which_one_it_takes_and_the_spec_keeps_it(tmp_path: Path) -> None:
    spec = opened(tmp_path).spec_path
    cloud = RehearsalCloud(tmp_path / ".landfast/rehearsal")
    ask(cloud, "POST", f"{MANAGER}/projects", **THEIRS)
    said: list[str] = []

    def report(event: Event) -> None:
        said.append(event.detail)
        if len([each for each in said if each.endswith("resources")]) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        api.up(api.UpRequest(spec=spec, pipeline=False), report)
    wanted = (
        f"{PROJECT} stands, and is no project of environment dev: this environment is made as {PROJECT}-2; "
        f"environments.dev.project_suffix of {Workspace.shown(spec)} says so"
    )
    assert [each for each in said if each.startswith(PROJECT)] == [wanted]
    names = load(spec).names("dev")
    assert (names.project_id, names.bucket("raw"), names.state_bucket) == (
        f"{PROJECT}-2", f"{PROJECT}-2-raw", "clinic-tfstate",
    )  # fmt: skip


def test_where_nobody_keeps_the_spec_it_is_asked_for(tmp_path: Path) -> None:
    spec = opened(tmp_path).spec_path
    ask(RehearsalCloud(tmp_path / ".landfast/rehearsal"), "POST", f"{MANAGER}/projects", **THEIRS)
    before = spec.read_bytes()
    request = api.UpRequest(spec=spec, pipeline=False, plan=f"sha256:{'0' * 64}")
    with pytest.raises(InputError, match=r'set environments.dev.project_suffix: "2" in the spec'):
        api.up(request)
    assert spec.read_bytes() == before
