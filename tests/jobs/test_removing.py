"""A project of landfast's is removed as a whole, from wherever a run stopped; in one of others what landfast made."""

from __future__ import annotations

import shutil
from functools import partial
from html import unescape
from pathlib import Path

import pytest
from document_schemas import validated
from removable import ABOVE, KMS, MANAGER, ask, is_above, opened, removed, running, stacks
from terraform_stacks import (
    PROJECT,
    REGION,
    document,
    let_through,
    lose_all,
    state_addresses,
    write_environment,
)

from landfast.core.errors import UserError
from landfast.core.progress import Event, Reporter
from landfast.gcp.kept import kept
from landfast.google.api import GoogleApi
from landfast.google.resources import restore
from landfast.jobs.certificate import certified
from landfast.jobs.certificate_files import certificate_of, write_certificate
from landfast.jobs.down_record import FILE, record_before
from landfast.jobs.down_steps import PROJECT_STEPS
from landfast.jobs.removing import take_back
from landfast.synth import Synthesis, load_synthesis
from landfast.targets.workspace import Workspace


class StoppedError(Exception):
    """A run that ends in the middle."""


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that was brought up; each test changes a copy."""
    home = tmp_path_factory.mktemp("standing")
    workspace = opened(home)
    synthesis = write_environment(workspace.synthesis_folder, stacks(deletion_protection=True))
    with running(workspace, synthesis) as (run, cloud, _session):
        run.up(let_through, lose_all)
        assert is_above(cloud) == ABOVE
    # As `down` has the stacks made: of an environment that nothing protects.
    write_environment(workspace.synthesis_folder, stacks(deletion_protection=False))
    return home


@pytest.fixture
def workspace(standing: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(standing, tmp_path, dirs_exist_ok=True)
    return opened(tmp_path)


@pytest.fixture
def synthesis(workspace: Workspace) -> Synthesis:
    return load_synthesis(workspace.synthesis_folder)


def stopping_after(step: str) -> Reporter:
    """As if the run were killed as soon as a step is done."""

    def report(event: Event) -> None:
        if (event.phase, event.subject, event.state) == (step, "", "done"):
            raise StoppedError

    return report


@pytest.mark.parametrize("stopped", ["", "keys", "shutdown", "states"])
def test_a_project_of_landfasts_goes_as_a_whole_and_can_be_taken_back(
    stopped: str, workspace: Workspace, synthesis: Synthesis
) -> None:
    with running(workspace, synthesis) as (run, cloud, session):
        before = state_addresses(synthesis)
        if stopped:
            with pytest.raises(StoppedError):
                removed(workspace, run, session, stopping_after(stopped))
            began = record_before(workspace)
            assert began is not None
            assert (stopped in began.done, len(began.versions)) == (True, 1)
        done = removed(workspace, run, session)
        assert done is not None
        assert state_addresses(synthesis) == set()
        assert is_above(cloud) == set()
        assert session.left(PROJECT) == 0
        assert ask(cloud, "GET", f"{MANAGER}/projects/{PROJECT}")["state"] == "DELETE_REQUESTED"
        record = done.record
        assert (record.how, record.done) == ("project", tuple(step.name for step in PROJECT_STEPS))
        assert {one.address for one in record.removed} == before
        assert record.lifted == ("google_folder.own",)
        assert {one.type for one in record.removed if not one.with_project} == ABOVE
        assert {name: mark.resources for name, mark in record.states.items()} == {"foundation": 9, "data": 2}
        assert [version.name.rsplit("/", 3)[-3:] for version in record.versions] == [["key", "cryptoKeyVersions", "1"]]
        record.forget()
        assert removed(workspace, run, session) is None, "it is gone already"

        ask_key = f"{KMS}/cryptoKeys/key"
        run.up(let_through, lose_all)
        assert ask(cloud, "GET", f"{MANAGER}/projects/{PROJECT}")["state"] == "ACTIVE"
        assert ask(cloud, "GET", ask_key)["primary"]["state"] == "ENABLED"
        assert state_addresses(synthesis) == before
        assert sum(one.created + one.updated + one.deleted for one in run.up(let_through, lose_all).values()) == 0


@pytest.mark.parametrize("stopped", ["keys", "shutdown", "states"])
def test_who_brings_it_up_after_a_removal_that_was_stopped_has_it_back(
    stopped: str, workspace: Workspace, synthesis: Synthesis
) -> None:
    with running(workspace, synthesis) as (run, cloud, session):
        before = state_addresses(synthesis)
        with pytest.raises(StoppedError):
            removed(workspace, run, session, stopping_after(stopped))
        take_back(workspace, partial(restore, GoogleApi(cloud.wire)))
        run.up(let_through, lose_all)
        assert state_addresses(synthesis) == before
        assert ask(cloud, "GET", f"{KMS}/cryptoKeys/key")["primary"]["state"] == "ENABLED"
        assert is_above(cloud) == ABOVE
        assert record_before(workspace) is None
        assert sum(one.created + one.updated + one.deleted for one in run.up(let_through, lose_all).values()) == 0


def test_what_its_keys_encrypted_can_not_be_read(workspace: Workspace, synthesis: Synthesis) -> None:
    with running(workspace, synthesis) as (run, cloud, session):
        ask(cloud, "POST", f"{KMS}/cryptoKeys/key/cryptoKeyVersions")
        with pytest.raises(StoppedError):
            removed(workspace, run, session, stopping_after("keys"))
        # The project stands yet, and nothing in it decrypts.
        found = ask(cloud, "GET", f"{KMS}/cryptoKeys/key/cryptoKeyVersions")["cryptoKeyVersions"]
        assert [one["state"] for one in found] == ["DESTROY_SCHEDULED"] * 2
        assert "primary" not in ask(cloud, "GET", f"{KMS}/cryptoKeys/key")


def test_a_lien_of_others_is_lifted_by_its_name_alone(workspace: Workspace, synthesis: Synthesis) -> None:
    with running(workspace, synthesis) as (run, cloud, session):
        number = ask(cloud, "GET", f"{MANAGER}/projects/{PROJECT}")["name"]
        lien = {"parent": number, "restrictions": ["resourcemanager.projects.delete"], "reason": "an audit"}
        own = ask(cloud, "POST", f"{MANAGER}/liens", **lien, origin="landfast")["name"]
        name = ask(cloud, "POST", f"{MANAGER}/liens", **lien | {"reason": "a trial"}, origin="lawyers")["name"]
        with pytest.raises(UserError, match=rf"{name}: a lien of lawyers .*\(a trial\).*--destroy {name}"):
            removed(workspace, run, session)
        assert ask(cloud, "GET", f"{KMS}/cryptoKeys/key")["primary"]["state"] == "ENABLED", "nothing has been done"
        done = removed(workspace, run, session, agreed=frozenset({name}))
        assert done is not None
        lifted = {"google_folder.own", f"{own} of landfast: an audit", f"{name} of lawyers: a trial"}
        assert set(done.record.lifted) == lifted


def test_in_a_project_of_others_what_landfast_made_goes_piece_by_piece(workspace: Workspace) -> None:
    shutil.rmtree(workspace.synthesis_folder)
    own = {"name": "own", "location": REGION, "project": PROJECT}
    key = {"name": "own", "key_ring": "${google_kms_key_ring.own.id}", "deletion_policy": "ABANDON"}
    topic = {"name": "events", "project": PROJECT}
    made = {
        "google_pubsub_topic": {"events": topic},
        "google_kms_key_ring": {"own": own},
        "google_kms_crypto_key": {"own": key},
    }
    synthesis = write_environment(workspace.synthesis_folder, {"data": ((), document(made))})
    with running(workspace, synthesis) as (run, cloud, session):
        run.up(let_through, lose_all)
        done = removed(workspace, run, session)
        assert done is not None
        assert (done.record.how, done.record.done) == ("resources", ("protection", "stop", "destroy", "keys"))
        assert ask(cloud, "GET", f"{MANAGER}/projects/{PROJECT}")["state"] == "ACTIVE"
        assert ask(cloud, "GET", f"{KMS}/cryptoKeys/key")["primary"]["state"] == "ENABLED"
        assert not [item for item in cloud.resources(PROJECT) if item.type == "google_pubsub_topic"]
        assert [version.key.rsplit("/", 3)[-3:] for version in done.record.versions] == [["own", "cryptoKeys", "own"]]
        found = certified(workspace, done.record, run.engine, 0, session.left(PROJECT))
        said = found.to_json()
        assert (said["how"], said["complete"]) == ("resources", False)
        assert {one["what"] for one in said["left"]} >= {f"the project {PROJECT}"}


def test_what_is_certified(workspace: Workspace, synthesis: Synthesis, tmp_path: Path) -> None:
    with running(workspace, synthesis) as (run, _cloud, session):
        done = removed(workspace, run, session)
        assert done is not None
        found = certified(workspace, done.record, run.engine, 0, session.left(PROJECT))
    more = [tmp_path / "gone.json", tmp_path / "gone.md", tmp_path / "gone.html"]
    files = write_certificate(workspace, found, more)
    assert files[3:] == more
    assert certificate_of(workspace) == files[0]
    assert all(path.stat().st_mode & 0o077 == 0 for path in files[:3])
    said = validated("certificate", more[0].read_text())
    assert (said["complete"], said["rehearsed"], said["how"], said["project"]) == (True, True, "project", PROJECT)
    assert [one["stack"] for one in said["gone"]].count("data") == 2
    assert all(mark["digest"].startswith("sha256:") for mark in said["states"].values())
    assert {one["what"]: one["days"] for one in said["kept"]}["the project, and what was in it"] == 30
    assert "objects of buckets" not in {one["what"] for one in said["kept"]}, "it went with the project"
    for text in (more[1].read_text(), more[2].read_text()):
        plain = unescape(text)
        assert f"Removal of {PROJECT} (rehearsed: nothing of it is real)" in plain
        assert done.record.asked_by in plain
        assert "cryptoKeys/key/cryptoKeyVersions/1" in plain
        assert "https://cloud.google.com/kms/docs/destroy-restore" in plain


def test_a_record_that_is_not_whole_begins_anew(workspace: Workspace) -> None:
    path = workspace.synthesis_folder / FILE
    for content in ("", "{", "[]", '{"format": 0}', '{"format": 1}', '{"format": 1, "states": 3}'):
        path.write_text(content)
        assert record_before(workspace) is None


def test_what_a_resource_says_of_its_own_time_counts() -> None:
    def days(*types: tuple[str, float | None]) -> dict[str, float | None]:
        return {one.what: one.days for one in kept(types, project=False)}

    assert days(("google_storage_bucket", 14.0), ("google_storage_bucket", 7.0))["objects of buckets"] == 14.0
    assert days(("google_storage_bucket", 14.0), ("google_storage_bucket", None))["objects of buckets"] == 7
    assert "the project's id" not in days()
    assert all(one.source.startswith("https://") for one in kept([], project=True))


def test_the_states_may_not_go_with_the_project(
    workspace: Workspace, synthesis: Synthesis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Google, where the bucket of the states is made by hand, and may have been made in the wrong place."""
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", PROJECT)
    google = "google: {organization: '123456789012', billing_account: 0A0B0C-0A0B0C-0A0B0C}\n"
    spec = workspace.spec_path
    spec.write_text(spec.read_text() + google)
    on_google = Workspace.open(spec, "dev", "google")
    with running(workspace, synthesis) as (run, cloud, session):
        url = f"https://storage.googleapis.com/storage/v1/b?project={PROJECT}"
        ask(cloud, "POST", url, name=on_google.names.state_bucket, location=REGION)
        on_google.synthesis_folder.mkdir(parents=True)
        with pytest.raises(UserError, match=r"the bucket of the states, clinic-tfstate, is in clinic-dev"):
            removed(on_google, run, session)
        assert ask(cloud, "GET", f"{MANAGER}/projects/{PROJECT}")["state"] == "ACTIVE"


def test_who_may_not_see_the_project_forgets_nothing(workspace: Workspace, synthesis: Synthesis) -> None:
    """A cloud that doesn't know the project says the same as to somebody who may not see it."""
    before = state_addresses(synthesis)
    shutil.rmtree(workspace.home / "cloud")
    with running(workspace, synthesis) as (run, _cloud, session):
        with pytest.raises(UserError, match=r"projects/clinic-dev.*may not exist"):
            removed(workspace, run, session)
        assert state_addresses(synthesis) == before
        # A rehearsal whose cloud is lost has its states alone.
        done = removed(workspace, run, session, lost=True)
        assert done is not None
        assert (done.record.how, state_addresses(synthesis)) == ("project", set())
