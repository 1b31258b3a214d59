"""What an environment that was brought up leaves to people: images to push, accounts to let in."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from shortest_spec import BASE
from wired import PLACE, PROJECT, REGION, TOKEN, Asking, served, wired

from landfast.google.api import GoogleApi
from landfast.google.images import ServedImage, is_awaited
from landfast.jobs.left_open import left_to_others
from landfast.rehearsal.cloud.images import expect
from landfast.rehearsal.doors.wire.session import WireSession
from landfast.synth import Synthesis
from landfast.targets import find
from landfast.targets.workspace import Workspace
from landfast.terraform import StackResult

REGISTRY = f"{REGION}-docker.pkg.dev/{PROJECT}/tools"
SPEC = """platform: {tracking: mlflow, tracking_image: 'mlflow:3.6.0'}
environments: {dev: {}, prod: {}}
repository: {host: gitlab, owner: acme, name: churn}
network: {perimeter: {access_policy: '123456789', members: ['user:ana@acme.example'], enforce: true}}
"""


@pytest.mark.parametrize("image", ["mlflow:3.6.0", "tools/mlflow:3", f"mlflow@sha256:{64 * 'a'}"])
def test_a_server_waits_for_its_image_unless_it_stands(tmp_path: Path, image: str) -> None:
    with wired(tmp_path) as wire:
        asking, api = Asking(wire), GoogleApi(WireSession(lambda: nullcontext(wire.cloud.store)))
        image_served = ServedImage(f"{PLACE}/repositories/tools", image, f"{PLACE}/services/mlflow")
        # Before there is a project.
        assert is_awaited(api, image_served)
        asking.project(PROJECT, "artifactregistry", "run", "iam", "compute")
        url = f"https://artifactregistry.googleapis.com/v1/{PLACE}/repositories"
        asking.ask("POST", f"{url}?repositoryId=tools", {"format": "DOCKER"})
        assert is_awaited(api, image_served)
        expect(wire.cloud.store, [f"{REGISTRY}/{image}"])
        assert not is_awaited(api, image_served)
        # Of one that stands the next image is Google's to refuse: the server is not taken away for it.
        run = f"https://run.googleapis.com/v2/{PLACE}/services?serviceId=mlflow"
        asking.ask("POST", run, {"template": {"containers": [{"image": f"{REGISTRY}/{image}"}]}})
        assert not is_awaited(api, replace(image_served, image="mlflow:3.7.0"))


def test_what_answers_in_googles_place_is_asked_and_not_google(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "landfast.yaml"
    path.write_text(BASE + SPEC + "google: {organization: '123456789012', billing_account: 0A0B0C-0A0B0C-0A0B0C}\n")
    spec = Workspace.open(path, "dev").spec
    monkeypatch.setenv("GOOGLE_OAUTH_ACCESS_TOKEN", TOKEN)
    (tmp_path / "cloud").mkdir()
    with served(tmp_path / "cloud") as wire:
        target = find("google").at(wire.url)
        assert target.awaits_image(spec, "dev")
        wire.asking.project("churn-dev", "artifactregistry", "run")
        url = f"https://artifactregistry.googleapis.com/v1/projects/churn-dev/locations/{REGION}/repositories"
        wire.asking.ask("POST", f"{url}?repositoryId=churn-containers", {"format": "DOCKER"})
        expect(wire.asking.wire.cloud.store, [f"{REGION}-docker.pkg.dev/churn-dev/churn-containers/mlflow:3.6.0"])
        assert not target.awaits_image(spec, "dev")


def told(workspace: Workspace, image: str, created: int) -> dict[str, str]:
    content = {"platform": {"tracking_image": image or None}}
    made = Synthesis(workspace.environment_name, workspace.target.name, Path(), (), spec=content)
    results = {"orchestration": StackResult("orchestration", created, 0, 0, 0.0)}
    return {problem.path: str(problem) for problem in left_to_others(workspace, made, results)}


def test_what_is_left_to_people_is_said(tmp_path: Path) -> None:
    path = tmp_path / "landfast.yaml"
    path.write_text(BASE + SPEC)
    workspace = Workspace.open(path, "dev")
    first = told(workspace, "mlflow:3.6.0", created=7)
    assert "a rehearsal takes it as pushed once its registry stands" in first["platform.tracking_image"]
    assert f"{REGION}-docker.pkg.dev/churn-dev/churn-containers/mlflow:3.6.0" in first["platform.tracking_image"]
    members = first["network.perimeter.members"]
    assert "does not let in serviceAccount:churn-deploy@churn-prod.iam.gserviceaccount.com" in members
    assert "once they stand, add them to network.perimeter.members, then `landfast up dev`" in members
    assert told(workspace, "mlflow:3.6.0", created=0).keys() == {"network.perimeter.members"}
    google = replace(workspace, target=find("google"))
    waits = told(google, "", created=7)["platform.tracking_image"]
    assert "nobody has pushed it yet, and MLflow's server is left out" in waits
    assert "then `landfast up dev --target google`" in waits
    assert told(google, "mlflow:3.6.0", created=7).keys() == {"network.perimeter.members"}
    assert workspace.spec.without_tracking_server().platform.tracking_image is None
