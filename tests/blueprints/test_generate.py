"""Generation: whole or not at all, never over a person's files, the same bytes for the same inputs."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tarfile
from pathlib import Path

import jinja2
import pytest
from landfast_ml.contract.facts import EnvironmentFacts
from pydantic import ValidationError
from repository import ROOT

from landfast import blueprints
from landfast.blueprints import DataSource, ProjectInputs
from landfast.blueprints.render import render
from landfast.core.errors import InputError
from landfast.jobs.blueprint_new import BlueprintNewRequest, blueprint_new

REGION = "europe-west4"


def inputs(**changes: object) -> ProjectInputs:
    answers: dict[str, object] = {
        "name": "tumour-risk",
        "package": "tumour_risk",
        "title": 'Tumour "risk"',
        "purpose": "tell malignant from benign tumours",
        "contact": "dpo@clinic.example",
        "legal_basis": "consent",
        "area": "eu",
        "region": REGION,
        "source": blueprints.demo_source(),
    }
    return ProjectInputs.model_validate(answers | changes)


def facts(environment: str = "dev", **changes: object) -> EnvironmentFacts:
    project = f"tumour-risk-{environment}"
    values: dict[str, object] = {
        "environment": environment,
        "project": project,
        "region": REGION,
        "area": "eu",
        "buckets": {name: f"{project}-{name}" for name in ("raw", "features", "models", "pipeline_root")},
        "service_accounts": {
            job: f"{job}@{project}.iam.gserviceaccount.com" for job in ("pipelines", "training", "serving", "dataflow")
        },
        "registries": {
            "containers": f"{REGION}-docker.pkg.dev/{project}/c",
            "python": f"{REGION}-python.pkg.dev/{project}/p",
        },
        "keys": {"derived": f"projects/{project}/locations/{REGION}/keyRings/keys/cryptoKeys/derived"},
        "pseudonym_secret": f"projects/{project}/locations/{REGION}/secrets/pseudonym-key",
    }
    return EnvironmentFacts.from_json(values | changes, environment)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    made = [blueprints.generate("tabular", inputs(), {"dev": facts()}, tmp_path / name) for name in ("a", "b")]
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert list(made[0].files) == sorted(contents(tmp_path / "a"))
    assert not list(tmp_path.glob(".*"))


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "ml").mkdir()
    assert blueprints.generate("tabular", inputs(), {}, tmp_path / "ml").package == "tumour_risk"
    assert (tmp_path / "ml" / "tumour_risk" / "pipeline.py").is_file()


@pytest.mark.parametrize("name", ["README.md", "notes.txt", ".hidden"])
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(InputError, match=f"something is there already .{re.escape(name)}.*nothing is ever overwritten"):
        blueprints.generate("tabular", inputs(), {"dev": facts()}, tmp_path)
    assert contents(tmp_path) == {name: b"mine"}


def test_a_broken_template_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "blueprints"
    (home / "broken" / "template").mkdir(parents=True)
    (home / "broken" / "blueprint.yaml").write_text(
        "{name: broken, kind: tabular, version: '1', summary: x, orchestrators: [local, vertex], tracking: [mlflow]}"
    )
    (home / "broken" / "template" / "a.txt.j2").write_text("[= title =]")
    (home / "broken" / "template" / "b.txt.j2").write_text("[= unheard_of =]")
    monkeypatch.setattr("landfast.blueprints.declaration.HOME", home)
    with pytest.raises(jinja2.UndefinedError, match="unheard_of"):
        blueprints.generate("broken", inputs(), {}, tmp_path / "ml")
    assert not (tmp_path / "ml").exists()


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    # A file cannot be made inside another file: the second write fails when the first is already on disk.
    bad = {"dev": facts(), "dev.json/inner": facts()}
    with pytest.raises(OSError, match=r"dev\.json"):
        blueprints.generate("tabular", inputs(), bad, tmp_path / "ml")
    assert list(tmp_path.iterdir()) == []


def test_every_template_file_is_marked_and_no_marker_is_left(tmp_path: Path) -> None:
    for blueprint in blueprints.available():
        assert all(p.suffix == ".j2" for p in blueprint.template.rglob("*") if p.is_file())
        named = [path for paths in blueprint.only_with.values() for path in paths]
        assert [path for path in named if not (blueprint.template / path).is_file()] == []
    blueprints.generate("tabular", inputs(), {"dev": facts()}, tmp_path / "ml")
    for name, content in contents(tmp_path / "ml").items():
        if not name.endswith((".gz", ".whl")):
            assert not re.search(rb"\[= | =\]|\[% | %\]|\.j2\b", content), name


def test_a_project_is_what_a_team_edits(tmp_path: Path) -> None:
    everything = inputs(
        orchestrators=("vertex", "kubeflow", "airflow", "pachyderm"),
        stages=({"name": "dev"}, {"name": "test"}, {"name": "prod", "approval": True}),
    )
    for blueprint in blueprints.available():
        made = blueprints.generate(blueprint.name, everything, {"dev": facts()}, tmp_path / blueprint.name)
        assert len(made.files) <= 45
    names = [path.name for one in blueprints.available() for path in one.template.rglob("*")]
    assert not [name for name in names if " " in name or "[=" in name]


def test_the_past_is_kept_for_upgrades(tmp_path: Path) -> None:
    made = blueprints.generate("tabular", inputs(), {"dev": facts()}, tmp_path / "ml")
    answers = json.loads((made.folder / ".landfast-blueprint" / "answers.json").read_text())
    assert ProjectInputs.model_validate(answers["inputs"]) == inputs()
    assert (answers["blueprint"], answers["version"]) == (made.blueprint, made.version)
    with tarfile.open(made.folder / ".landfast-blueprint" / "base.tar.gz") as base:
        base.extractall(tmp_path / "base", filter="data")
    project = contents(made.folder)
    assert contents(tmp_path / "base") == {
        name: content
        for name, content in project.items()
        if not name.startswith((".landfast-blueprint/", "environments/"))
    }


def test_a_project_is_known_again(tmp_path: Path) -> None:
    assert blueprints.generated(tmp_path / "ml") is None
    made = blueprints.generate("tabular", inputs(), {"dev": facts()}, tmp_path / "ml")
    found = blueprints.generated(tmp_path / "ml")
    assert found is not None
    assert (found.package, found.version) == (made.package, made.version)


def test_only_environment_facts_are_rewritten(tmp_path: Path) -> None:
    made = blueprints.generate("tabular", inputs(), {"dev": facts(), "prod": facts("prod")}, tmp_path / "ml")
    (made.folder / "README.md").write_text("mine")
    before = contents(made.folder)
    assert blueprints.write_environments(made.folder, {"dev": facts()}) == ()
    changed = blueprints.write_environments(made.folder, {"dev": facts(endpoint="e")})
    assert [path.name for path in changed] == ["dev.json"]
    after = contents(made.folder)
    assert {name for name in after if after[name] != before.get(name)} == {"environments/dev.json"}
    assert json.loads(after["environments/dev.json"])["endpoint"] == "e"


def test_without_vertex_nothing_of_it_is_there(tmp_path: Path) -> None:
    made = blueprints.generate("tabular", inputs(orchestrators=("local",)), {}, tmp_path / "ml")
    for name in ("tumour_risk/pipeline.py", "Makefile", "README.md"):
        assert "vertex" not in (made.folder / name).read_text(), name
    assert not (made.folder / "Dockerfile").exists()


@pytest.mark.parametrize("name", ["tabula", "unheard-of"])
def test_an_unknown_blueprint_lists_what_there_is(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="there are batch-scoring, forecasting, tabular"):
        blueprints.generate(name, inputs(), {}, tmp_path / "ml")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"package": "pandas"}, "would hide a library"),
        ({"package": "json"}, "would hide a library"),
        ({"package": "Not-a-package"}, "is not a lower-case Python package name"),
        ({"name": "Tumour"}, "should match pattern"),
        ({"title": "two\nlines"}, "should match pattern"),
        ({"orchestrators": ("Kube",)}, "should match pattern"),
        ({"surprise": 1}, "Extra inputs are not permitted"),
    ],
)
def test_wrong_inputs_are_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        inputs(**changes)


@pytest.mark.parametrize(
    ("name", "package"), [("diagnosis", "diagnosis"), ("tumour-risk", "tumour_risk"), ("test", "test_model")]
)
def test_a_package_has_a_name_of_its_own(name: str, package: str) -> None:
    assert blueprints.package_name(name) == package
    assert inputs(package=package).package == package


def test_a_table_has_one_target_and_a_pseudonymised_subject() -> None:
    columns = [column.to_json() for column in blueprints.demo_source().declared.all]
    source = {"description": "x", "table": "t", "task": "binary"}
    with pytest.raises(ValidationError, match="0 columns have the role target"):
        DataSource.model_validate(source | {"columns": [c for c in columns if c["role"] != "target"]})
    with pytest.raises(ValidationError, match="the subject must be text and pseudonymised"):
        DataSource.model_validate(source | {"columns": [c | {"protection": "keep"} for c in columns]})


def test_every_problem_of_a_table_is_told_at_once() -> None:
    columns = [
        {"name": "who", "role": "subject", "type": "text", "protection": "keep"},
        {"name": "day", "role": "timestamp", "type": "category"},
        {"name": "left", "role": "target", "type": "category", "missing": "allow"},
        {"name": "remarks", "role": "feature", "type": "text"},
        {"name": "income", "role": "feature", "type": "number", "minimum": 5, "maximum": 1, "transform": "month"},
        {"name": "spent", "role": "feature", "type": "number", "transform": "log"},
        {"name": "member", "role": "feature", "type": "boolean", "minimum": 0, "protection": "month"},
    ]
    with pytest.raises(ValidationError) as caught:
        DataSource.model_validate({"description": "x", "table": "t", "task": "binary", "columns": columns})
    for problem in (
        "positive: say which value of left",
        "who: the subject must be text and pseudonymised",
        "day: the timestamp must be a date",
        "left: the target must be there in every row",
        "remarks: free text may say anything about a person: it leaves hashed",
        "income: minimum 5 is above maximum 1",
        "income: transform month is not for a feature of type number, there are: standardise, log",
        "spent: transform log needs a minimum of 0 or more",
        "member: a boolean has no minimum",
        "member: a boolean can't be cut to its month",
    ):
        assert problem in str(caught.value)


def test_locks_name_exact_versions_with_hashes_and_no_address() -> None:
    blueprint = next(one for one in blueprints.available() if one.name == "tabular")
    rendered = render(blueprint, inputs())
    for name in ("requirements.lock", "requirements-cloud.lock"):
        lock = rendered[name].decode()
        packages = re.findall(r"^[a-z].*$", lock, re.MULTILINE)
        assert all("==" in line and line.endswith("\\") for line in packages)
        assert "://" not in lock
        (library,) = re.findall(r"^\./(vendor/\S+) \\\n    --hash=sha256:([0-9a-f]{64})$", lock, re.MULTILINE)
        assert hashlib.sha256(rendered[library[0]]).hexdigest() == library[1]


def test_a_condition_of_unknown_words_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "blueprints"
    (home / "odd" / "template").mkdir(parents=True)
    (home / "odd" / "blueprint.yaml").write_text(
        "{name: odd, kind: tabular, version: '1', summary: x, orchestrators: [local], tracking: [mlflow],"
        " only_with: {'cloud host:github|host:svn': [a.txt.j2]}}"
    )
    monkeypatch.setattr("landfast.blueprints.declaration.HOME", home)
    with pytest.raises(InputError, match="no such words: host:svn"):
        blueprints.available()


@pytest.mark.parametrize(
    ("changes", "there"),
    [
        ({"orchestrators": ("local",)}, set()),
        ({"orchestrators": ("vertex",)}, {"Dockerfile", ".github/workflows/main.yaml"}),
        # A workflow without jobs is none.
        (
            {"stages": ({"name": "dev"}, {"name": "prod", "approval": True})},
            {"Dockerfile", ".github/workflows/main.yaml", ".github/workflows/release.yaml"},
        ),
        ({"orchestrators": ("airflow",), "host": "gitlab"}, {"Dockerfile", ".gitlab-ci.yml"}),
    ],
)
def test_files_are_there_where_their_condition_holds(changes: dict[str, object], there: set[str]) -> None:
    blueprint = next(one for one in blueprints.available() if one.name == "tabular")
    rendered = set(render(blueprint, inputs(**changes)))
    workflows = {f".github/workflows/{name}.yaml" for name in ("main", "release")}
    assert rendered & {"Dockerfile", ".gitlab-ci.yml", *workflows} == there


def test_the_table_of_the_spec_is_what_a_project_is_made_for(tmp_path: Path) -> None:
    """`blueprint new` without a table made the demo's, whatever the spec said."""
    shutil.copy(ROOT / "examples/churn/customers.csv", tmp_path)
    spec = tmp_path / "landfast.yaml"
    spec.write_text(
        "name: churn\nresidency: {region: europe-west3}\n"
        "project: {data: customers.csv, target: gekündigt, subject: Kundennummer}\n",
        encoding="utf-8",
    )
    made = blueprint_new(BlueprintNewRequest(name="tabular", spec=spec))
    assert made.inferred is not None
    assert made.inferred.source.declared.table == "customers"
    # Another blueprint is not what the spec speaks of: it has its demo.
    other = blueprint_new(BlueprintNewRequest(name="forecasting", spec=spec, into=tmp_path / "sales"))
    assert other.inferred is None
