"""A company's stack stands in each environment whose spec names it, as it is told; one that isn't there is said."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from in_process import landfast
from planted_package import plant

from landfast.jobs.check import CheckRequest, check

SPEC = "name: churn\nresidency: {region: europe-west4}\n"
DECLARED = """
from landfast.plugin import StackExtension
from pydantic import BaseModel, Field


class ArchiveSettings(BaseModel):
    days: int = Field(ge=1)


ARCHIVE = StackExtension(
    "acme-archive", "{package}.stack:build", after=("foundation", "data"), services=("workflows",), settings={settings}
)
"""
BUILT = """
from cdktn_provider_google.storage_bucket import StorageBucket, StorageBucketEncryption


def build(stack, context, settings):
    StorageBucket(
        stack, "archive", name=f"{context.project}-archive", project=context.project, location="US",
        encryption=StorageBucketEncryption(default_kms_key_name=context.key_id("content")),
        labels={"days": str(settings.days)},
    )
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    # The synthesis is a process of its own.
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


def acme(site: Path, package: str, built: str = BUILT, settings: str = "ArchiveSettings") -> None:
    files = {
        f"{package}/__init__.py": "",
        f"{package}/declared.py": DECLARED.format(package=package, settings=settings),
        f"{package}/stack.py": built,
    }
    plant(site, package.replace("_", "-"), files, {"modules archive": f"{package}.declared:ARCHIVE"})
    importlib.invalidate_caches()


def test_it_stands_is_judged_and_enabled_and_can_not_be_said_wrong(site: Path, tmp_path: Path) -> None:
    acme(site, "acme_stacks")
    spec = tmp_path / "landfast.yaml"
    spec.write_text(SPEC + "extensions: {acme-archive: {days: 30}}\n")
    report = check(CheckRequest(spec=spec)).report
    (found,) = (one for one in report.findings if one.rule.id == "LF-RES-001")
    assert (found.document, found.address) == ("dev/acme-archive", "google_storage_bucket.archive")
    assert found.source == "acme_stacks/stack.py:6"
    done = landfast(tmp_path, "synth", "--out", "stacks")
    assert done.returncode == 0, done.stderr
    assert '"days": "30"' in (tmp_path / "stacks/acme-archive/cdk.tf.json").read_text()
    assert "workflows.googleapis.com" in (tmp_path / "stacks/foundation/cdk.tf.json").read_text()
    spec.write_text(SPEC + "extensions: {acme-archive: {days: 0, dais: 3}, acme-archiv: {}}\n")
    wrong = landfast(tmp_path, "spec", "show")
    assert wrong.returncode == 2
    assert "extensions.acme-archive.days (landfast.yaml:3): should be greater than or equal to 1, got 0" in wrong.stderr
    assert (
        "acme-archive.dais (landfast.yaml:3): is no setting of the stack; there are days; did you mean" in wrong.stderr
    )
    assert "extensions.acme-archiv (landfast.yaml:3): is no stack of an installed package" in wrong.stderr
    assert "did you mean acme-archive?" in wrong.stderr


def test_one_that_fails_while_it_is_built_is_named(site: Path, tmp_path: Path) -> None:
    acme(site, "acme_unbuilt", "def build(stack, context, settings):\n    return settings.years\n")
    (tmp_path / "landfast.yaml").write_text(SPEC + "extensions: {acme-archive: {days: 30}}\n")
    done = landfast(tmp_path, "synth", "--out", "stacks")
    assert done.returncode == 1
    assert "stack acme-archive of acme-unbuilt 1.2.0 can't be built: AttributeError" in done.stderr
    assert "take acme-archive out of extensions" in done.stderr


def test_a_spec_without_the_package_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text(SPEC + "extensions: {acme-archive: {days: 30}}\n")
    done = landfast(tmp_path, "check")
    assert done.returncode == 2
    assert "none is installed; install the package that adds it, where landfast is" in done.stderr


def test_what_is_no_extension_is_refused(site: Path, tmp_path: Path) -> None:
    acme(site, "acme_odd_stack", settings="3")
    (tmp_path / "landfast.yaml").write_text(SPEC + "extensions: {acme-archive: {days: 30}}\n")
    done = landfast(tmp_path, "plan")
    assert done.returncode == 2
    assert "plug-in acme-odd-stack 1.2.0, landfast.modules: archive: settings is no class" in done.stderr


ARGO = "import nothing_of_this_machine\nfrom x import submit\ndef compile_pipeline(job, image, folder): pass\n"


@pytest.mark.parametrize(
    ("text", "fact"),
    [(ARGO.replace("submit", "start"), "has no submit, got"), ("def (", "is no Python: invalid syntax")],
)
def test_an_orchestrator_that_could_not_be_called_is_refused(site: Path, tmp_path: Path, text: str, fact: str) -> None:
    name = "acme-flow" if text.startswith("import") else "acme-flaw"  # what was read of a version is kept
    module = name.replace("-", "_")
    plant(site, name, {f"{module}.py": text}, {"orchestrators flow": module})
    importlib.invalidate_caches()
    (tmp_path / "landfast.yaml").write_text(SPEC + "platform: {orchestrators: [flow]}\n")
    done = landfast(tmp_path, "spec", "show")
    assert done.returncode == 2
    assert f"plug-in {name} 1.2.0, landfast.orchestrators: flow: {fact}" in done.stderr


def test_an_orchestrator_is_known_by_its_name(site: Path, tmp_path: Path) -> None:
    plant(site, "acme-argo", {"acme_argo.py": ARGO}, {"orchestrators argo": "acme_argo"})
    importlib.invalidate_caches()
    spec = tmp_path / "landfast.yaml"
    spec.write_text(SPEC + "platform: {orchestrators: [vertex, argo]}\n")
    done = landfast(tmp_path, "blueprint", "new", "tabular")
    assert done.returncode == 0, done.stderr
    assert 'orchestrators = ["argo", "vertex"]' in (tmp_path / "ml/pyproject.toml").read_text()
    spec.write_text(SPEC + "platform: {orchestrators: [agro]}\n")
    wrong = landfast(tmp_path, "spec", "show")
    assert wrong.returncode == 2
    assert "is not allowed, got 'agro'; allowed: vertex, kubeflow, airflow, pachyderm, argo; did you mean argo?" in (
        wrong.stderr
    )
