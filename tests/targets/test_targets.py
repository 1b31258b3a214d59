"""Where an environment is brought up: what each target needs, and that the two share nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from landfast.core.errors import InputError
from landfast.jobs.down import DownRequest, down
from landfast.stacks.backend import StateBucket, StateFiles, parse, to_json
from landfast.targets import DEFAULT, TARGETS, find
from landfast.targets.workspace import Workspace

SHORTEST = "name: churn\nresidency: {region: europe-west4}\n"
GOOGLE = "google: {organization: '123456789012', billing_account: 012345-6789AB-CDEF01}\n"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "landfast.yaml"
    path.write_text(SHORTEST)
    return path


def test_each_goes_by_its_own_name() -> None:
    assert [find(name).name for name in TARGETS] == list(TARGETS)
    assert find(DEFAULT).simulated
    with pytest.raises(InputError, match="target: no such target, got azure; there are rehearsal, google"):
        find("azure")


def test_google_needs_to_know_who_pays(spec: Path) -> None:
    with pytest.raises(
        InputError, match=r"google: is missing; target google needs it; add organization.*billing_account"
    ):
        Workspace.open(spec, "dev", "google")
    spec.write_text(SHORTEST + GOOGLE)
    workspace = Workspace.open(spec, "dev", "google")
    backend = workspace.target.backend(workspace.names)
    assert backend == StateBucket("churn-tfstate")
    assert parse(to_json(backend)) == backend


PERSON = '{"type": "authorized_user", "client_id": "x"}'
MACHINE = '{"type": "external_account"}'


@pytest.mark.parametrize(
    ("credentials", "more", "refused"),
    [
        (PERSON, "", True),
        (PERSON, ", quota_project: acme-platform", False),
        (PERSON, ", impersonate: landfast@acme-platform.iam.gserviceaccount.com", False),
        (MACHINE, "", False),
        ("no json", "", False),
    ],
)
def test_a_persons_credentials_need_a_project_to_count_on(
    spec: Path, monkeypatch: pytest.MonkeyPatch, credentials: str, more: str, refused: bool
) -> None:
    folder = spec.parent / "gcloud"
    folder.mkdir()
    (folder / "application_default_credentials.json").write_text(credentials)
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(folder))
    spec.write_text(SHORTEST + GOOGLE.replace("}", more + "}"))
    if not refused:
        assert Workspace.open(spec, "dev", "google")
        return
    with pytest.raises(InputError, match=r"google\.quota_project: is missing and the credentials .* are a person's"):
        Workspace.open(spec, "dev", "google")


def test_a_rehearsal_needs_nothing_and_keeps_its_states_here(spec: Path) -> None:
    workspace = Workspace.open(spec, None)
    backend = workspace.target.backend(workspace.names)
    assert backend == StateFiles()
    assert parse(to_json(backend)) == backend


def test_no_two_share_a_folder(spec: Path) -> None:
    spec.write_text(SHORTEST + GOOGLE)
    folders = [Workspace.open(spec, "dev", name).synthesis_folder for name in TARGETS]
    assert len(set(folders)) == len(folders)


def test_where_it_costs_a_person_has_to_agree(spec: Path) -> None:
    spec.write_text(SHORTEST + GOOGLE)
    with pytest.raises(InputError, match="down: needs a person's word on target google"):
        down(DownRequest(spec=spec, environment="dev", target="google"))

    class DeclinedError(Exception):
        """The person said no."""

    def decline(workspace: Workspace) -> None:
        raise DeclinedError(workspace.names.project_id)

    with pytest.raises(DeclinedError, match="churn-dev"):
        down(DownRequest(spec=spec, environment="dev", target="google"), consent=decline)
    assert not (spec.parent / ".landfast").exists()
