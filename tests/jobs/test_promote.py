"""What runs in one environment goes to the next by its digest, approved where it has to be, if both stand."""

from __future__ import annotations

from pathlib import Path

import generated
import pytest

from landfast import api, blueprints
from landfast.core.errors import InputError, UserError
from landfast.jobs.promote import PromoteRequest, promote, wanted_of
from landfast.projects.inputs import project_inputs
from landfast.projects.runner import HERE, deployments_of, dossier_of, promote_release
from landfast.targets.workspace import Workspace

SPEC = """\
name: clinic
residency: {region: europe-west4}
environments: {dev: {}, test: {}, prod: {approval: true}}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "landfast.yaml"
    path.write_text(SPEC)
    return path


def asked(spec: Path, origin: str, to: str, **more: str) -> PromoteRequest:
    return PromoteRequest(spec=spec, origin=origin, environment=to, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("origin", "to", "problem"),
    [
        ("nowhere", "test", "--from: no such environment"),
        ("test", "dev", "--to: does not come after test"),
        ("dev", "dev", "--to: does not come after dev"),
        ("test", "prod", "--approved-by: is missing: prod takes what a person approved"),
        ("prod", "prod", "--approved-by: is missing"),
    ],
)
def test_what_can_be_told_at_once_is(spec: Path, origin: str, to: str, problem: str) -> None:
    with pytest.raises(InputError) as refused:
        promote(asked(spec, origin, to))
    assert problem in str(refused.value)


def test_without_a_project_there_is_nothing_to_promote(spec: Path) -> None:
    with pytest.raises(InputError, match=r"is no generated project.*landfast up test"):
        promote(asked(spec, "dev", "test"))


def installed(spec: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of three environments, whose Python is there already."""
    workspace = Workspace.open(spec, "dev")
    facts = {name: generated.facts(name) for name in ("dev", "test", "prod")}
    blueprints.generate("tabular", project_inputs(workspace, blueprints.demo_source()), facts, workspace.project_folder)
    generated.linked(workspace.project_folder, generated.everything(tmp_path_factory), ".venv", "requirements.lock")
    return workspace.project_folder


def test_one_digest_goes_from_environment_to_environment(spec: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = installed(spec, tmp_path_factory)
    project = blueprints.generated(folder)
    assert project is not None
    workspaces = {name: Workspace.open(spec, name) for name in ("test", "prod")}
    with pytest.raises(InputError, match="VERSION: is missing: nothing was released to dev"):
        wanted_of(asked(spec, "dev", "test"), workspaces["test"], project)
    with pytest.raises(UserError, match="test: nothing runs there, not v1"):
        wanted_of(asked(spec, "test", "prod", version="v1", approved_by="ana"), workspaces["prod"], project)

    first = wanted_of(asked(spec, "dev", "test", version="v1", by="ci"), workspaces["test"], project)
    made = promote_release(project, "test", first, HERE)
    assert made.added
    assert not promote_release(project, "test", first, HERE).added
    then = wanted_of(asked(spec, "test", "prod", by="ci", approved_by="ana"), workspaces["prod"], project)
    assert (then.version, then.digest) == ("v1", made.deployments[0].digest)
    (ran,) = promote_release(project, "prod", then, HERE).deployments
    assert (ran.version, ran.digest, ran.by, ran.approved_by) == ("v1", made.deployments[0].digest, "ci", "ana")
    with pytest.raises(UserError, match="test: v1 runs there, not v9"):
        wanted_of(asked(spec, "test", "prod", version="v9", approved_by="ana"), workspaces["prod"], project)
    # What evidence reads.
    told = dossier_of(folder, "prod", HERE)
    assert told is not None
    assert told.releases == (ran,)
    # Another image than the one that runs in test.
    (folder / "settings.toml").write_text("# 1\n" + (folder / "settings.toml").read_text())
    with pytest.raises(UserError, match="was never built"):
        promote_release(project, "prod", then, HERE)
    listed = deployments_of(folder, "prod", HERE)
    assert listed is not None
    assert listed.deployments == (ran,)


@pytest.mark.long
def test_both_environments_have_to_stand_as_the_spec_says(
    spec: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(spec.parent)
    for environment in ("dev", "test"):
        assert isinstance(api.up(api.UpRequest(environment=environment, pipeline=False)), api.UpResult)
    generated.linked(spec.parent / "ml", generated.everything(tmp_path_factory), ".venv", "requirements.lock")
    found = promote(asked(spec, "dev", "test", version="v1"))
    assert (found.changed, found.deployed.version) == (True, "v1")
    spec.write_text(f"{SPEC}retention: {{raw_days: 30}}\n")
    with pytest.raises(UserError, match=r"dev: does not stand as the spec says: \d+ resources differ"):
        promote(asked(spec, "dev", "test", version="v1"))
