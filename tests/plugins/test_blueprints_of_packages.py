"""A company's blueprint is generated, and found again, as ours are."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from document_schemas import validated
from in_process import landfast
from planted_package import plant

SPEC = "name: churn\nresidency: {region: europe-west4}\n"
DECLARED = """\
name: {name}
version: "1"
summary: as Acme wants it
kind: tabular
orchestrators: [local, vertex, kubeflow, airflow, pachyderm]
tracking: [mlflow, vertex]
shared: {{tabular: [package/, features.yaml.j2, pyproject.toml.j2, about.toml.j2]}}
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return folder


def acme(site: Path, package: str, declared: str, template: str = "[= title =] by Acme") -> None:
    files = {
        f"{package}/__init__.py": "raise RuntimeError('data alone is read of it')",
        f"{package}/house/blueprint.yaml": declared,
        f"{package}/house/template/ACME.md.j2": template,
    }
    plant(site, package.replace("_", "-"), files, {"blueprints house": package})
    importlib.invalidate_caches()


def test_it_is_listed_and_generated(site: Path, tmp_path: Path) -> None:
    acme(site, "acme_blueprints", DECLARED.format(name="acme-tabular"))
    (tmp_path / "landfast.yaml").write_text(SPEC)
    listed = validated("blueprint list", landfast(tmp_path, "blueprint", "list", "--json").stdout)["result"]
    assert listed["acme-tabular"]["origin"] == "acme-blueprints 1.2.0"
    done = landfast(tmp_path, "blueprint", "new", "acme-tabular", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    validated("blueprint new", done.stdout)
    assert (tmp_path / "ml/ACME.md").read_text().endswith("by Acme")
    assert 'blueprint = "tabular"' in (tmp_path / "ml/pyproject.toml").read_text()
    again = landfast(tmp_path, "blueprint", "upgrade", "--check")
    assert again.returncode == 0, again.stderr


def test_a_spec_asks_for_it_by_its_name_and_says_of_a_table_what_its_kind_takes(site: Path, tmp_path: Path) -> None:
    declared = DECLARED.format(name="acme-series").replace("kind: tabular", "kind: forecasting")
    acme(site, "acme_series", declared)
    spec = tmp_path / "landfast.yaml"
    said = "project: {{blueprint: {}, data: t.csv, target: left, {}}}\n"
    spec.write_text(SPEC + said.format("acme-series", "series: shop, timestamp: day, horizon: 3"))
    assert '"blueprint": "acme-series"' in landfast(tmp_path, "spec", "show").stdout
    spec.write_text(SPEC + said.format("acme-series", "subject: id"))
    wrong = landfast(tmp_path, "spec", "show")
    assert wrong.returncode == 2
    assert "project.subject (landfast.yaml:3): is of tabular, and project.blueprint is acme-series" in wrong.stderr
    assert "project.horizon (landfast.yaml:3): is missing: a forecast needs it" in wrong.stderr
    spec.write_text(SPEC + said.format("acme-sereis", "no_subject: true"))
    unknown = landfast(tmp_path, "spec", "show").stderr
    assert "is not allowed, got 'acme-sereis'; allowed: tabular, forecasting, acme-series" in unknown
    assert "did you mean acme-series?" in unknown
    spec.write_text(SPEC + said.format("batch-scoring", "no_subject: true"))
    assert "is not allowed, got 'batch-scoring'" in landfast(tmp_path, "spec", "show").stderr


@pytest.mark.parametrize(
    ("declared", "template", "fact"),
    [
        (DECLARED.format(name="tabular"), "", "offers tabular, which is landfast's already"),
        (
            DECLARED.format(name="acme-odd").replace("kind: tabular\n", ""),
            "",
            "house/blueprint.yaml:kind: Input should be",
        ),
        ("name: [", "", "house/blueprint.yaml: is not valid YAML"),
        (DECLARED.format(name="acme-odd"), "[= unheard_of =]", "template/ACME.md.j2: can't be rendered: 'unheard_of'"),
    ],
    ids=["taken", "kind", "yaml", "template"],
)
def test_a_broken_one_is_named(
    site: Path, tmp_path: Path, declared: str, template: str, fact: str, request: pytest.FixtureRequest
) -> None:
    acme(site, f"acme_odd_{request.node.callspec.id}", declared, template)
    (tmp_path / "landfast.yaml").write_text(SPEC)
    done = landfast(tmp_path, "blueprint", "new", "acme-odd")
    assert done.returncode == 2
    assert fact in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "ml").exists()
