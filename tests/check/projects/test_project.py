"""The check of ML projects: what it finds, what it can't read, and that nothing passes by silence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import generated
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_process import landfast
from project_folders import BEAM, DEMO, FACTS, VERTEX, build, found, judged
from repository import ROOT

from landfast.check.kinds import is_project
from landfast.core.progress import Event
from landfast.judging import PolicyRefusedError, gate_project
from landfast.targets.workspace import Workspace

PSEUDONYMS, HOSTS = "landfast_ml/privacy/pseudonyms.py", "landfast_ml/vertex_ai.py"
# What its tests share is made by one process.
pytestmark = pytest.mark.xdist_group("check-projects-project")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "ml"
    made = landfast(folder.parent, "blueprint", "new", "tabular", "--spec", DEMO, "--into", folder)
    assert made.returncode == 0, made.stderr
    # The library's source is judged too: it lies here when a project was ejected.
    shutil.copytree(ROOT / "ml/landfast_ml", folder / "landfast_ml", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_generated_project_passes(demo: Path) -> None:
    report = judged(demo)
    assert is_project(demo)
    assert report.findings == ()
    assert not report.problems
    assert report.coverage.places > 50
    assert report.coverage.places_unknown == 0
    assert report.coverage.files_read > 30
    assert "places:" in report.coverage_line()
    assert report.exit_code() == 0


@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_its_ci_passes_whoever_hosts_it(tmp_path: Path, host: str) -> None:
    report = judged(generated.generate(tmp_path / "ml", host=host))
    assert report.findings == ()
    assert report.coverage.places_unknown == 0


@pytest.mark.parametrize(
    ("file", "before", "after", "rule"),
    [
        ("environments/dev.json", '"region": "europe-west4"', '"region": "us-central1"', "LF-PRJ-001"),
        (
            "environments/prod.json",
            "locations/europe-west4/endpoints",
            "locations/europe-west2/endpoints",
            "LF-PRJ-001",
        ),
        (
            VERTEX,
            '"location": environment.region',
            '"location": "us-central1"',
            "LF-PRJ-001",
        ),
        (VERTEX, '"location": environment.region,', "", "LF-PRJ-003"),
        (BEAM, '"region": environment.region,', "", "LF-PRJ-002"),
        (
            BEAM,
            '"region": environment.region',
            '"region": os.environ["R"]',
            "LF-PRJ-003",
        ),
        (
            PSEUDONYMS,
            "{environment.region}.rep",
            "{environment.region_of_mine}.rep",
            "LF-PRJ-003",
        ),
        (HOSTS, "{job.environment.region}-aiplatform", "{job.region_of_mine}-aiplatform", "LF-PRJ-003"),
        (HOSTS, "{job.environment.region}-aiplatform", "us-central1-aiplatform", "LF-PRJ-001"),
        (PSEUDONYMS, "{environment.region}.rep", "us-east1.rep", "LF-PRJ-001"),
    ],
)
def test_each_way_out_of_the_area_is_found(
    demo: Path, tmp_path: Path, file: str, before: str, after: str, rule: str
) -> None:
    mine = tmp_path / "ml"
    shutil.copytree(demo, mine)
    text = (mine / file).read_text()
    assert before in text
    (mine / file).write_text(text.replace(before, after))
    new = {(f.rule.id, f.source.split(":")[0]) for f in judged(mine).findings}
    assert (rule, file) in new


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a.py", "def f(:\n", "a.py:1:7"),
        ("a.py", b"x = '\xff'", "a.py:1:6"),
        ("a.py", "x = 1\0", "a.py"),
        ("a.py", "(" * 5000, "a.py"),
        ("a.py", "-" * 20_000 + "1", "a.py"),
        ("a.ipynb", "{}", "a.ipynb"),
        ("a.ipynb", "[", "a.ipynb"),
        ("a.yaml", "a: [", "a.yaml:1:5"),
        ("a.yaml", "a: 1\n--- b: 2\n  c: x: y\n", "a.yaml:2"),
        ("a.yaml", "[" * 5000, "a.yaml"),
        ("a.json", '{"a": }', "a.json:1:7"),
        ("a.json", "[" * 100_000, "a.json"),
        ("a.toml", "a = ", "a.toml"),
        ("Dockerfile", b"FROM \xff", "Dockerfile:1:6"),
    ],
)
def test_what_can_not_be_read_is_no_pass(tmp_path: Path, name: str, content: str | bytes, place: str) -> None:
    report = judged(build(tmp_path, {**FACTS, name: content}))
    assert report.exit_code("critical") == 2
    [problem] = report.problems
    assert problem.path.startswith(place)
    assert problem.next_step


def test_a_project_without_places_is_no_pass(tmp_path: Path) -> None:
    assert judged(build(tmp_path, {"a.py": "x = 1\n", "readme.md": "gs://x"})).exit_code() == 2
    assert judged(build(tmp_path / "empty", {"x/.keep": ""})).exit_code() == 2


def test_links_out_of_the_folder_are_no_pass(tmp_path: Path) -> None:
    outside = build(tmp_path / "outside", {"a.py": "x = 1"})
    inside = build(tmp_path / "inside", FACTS)
    (inside / "b.py").symlink_to(outside / "a.py")
    assert "link out of the folder" in str(judged(inside).problems[0])
    (inside / "b.py").unlink()
    (inside / "circle.py").symlink_to(inside / "circle.py")
    assert judged(inside).exit_code() == 2


def test_tests_and_installed_packages_are_left_out_and_counted(tmp_path: Path) -> None:
    far = "x = 'gs://somebody-elses/x'\n"
    tests = ("tests/test_a.py", "test_b.py", "pkg/conftest.py")
    installed = ("env/lib/x.py", ".venv/x.py", "node_modules/x.py")
    files = dict.fromkeys((*tests, *installed), far)
    report = judged(build(tmp_path, {**FACTS, **files, "env/pyvenv.cfg": ""}))
    assert not report.findings
    assert (report.coverage.files, report.coverage.files_of_tests) == (4, 3)
    assert "left out: 3 of tests" in report.coverage_line()


def test_project_is_judged_under_the_spec_beside_it(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo, tmp_path / "ml")
    (tmp_path / "ml" / "Dockerfile").write_text("FROM docker.io/library/python:3.11\n")
    waiver = "{rule: LF-PRJ-004, reason: mirrored by the platform team, owner: dpo@klinik.example, expires: 2099-01-01}"
    (tmp_path / "landfast.yaml").write_text(DEMO.read_text() + f"waivers: [{waiver}]\n")
    done = landfast(tmp_path, "check", "ml", "--json")
    result = json.loads(done.stdout)["result"]
    assert done.returncode == 0
    assert result["findings"] == []
    assert {finding["source"].split(":")[0] for finding in result["waived"]} == {"ml/Dockerfile"}
    assert result["coverage"]["places_not_known"] == 0


def test_up_lets_no_project_run_that_leaves_the_area(demo: Path, tmp_path: Path) -> None:
    mine = tmp_path / "ml"
    shutil.copytree(demo, mine)
    workspace = Workspace.open(DEMO, "dev", "rehearsal")
    events: list[Event] = []
    gate_project(workspace, mine, events.append)
    (mine / "diagnosis/far.py").write_text("from google.cloud import bigquery\n\nclient = bigquery.Client()\n")
    with pytest.raises(PolicyRefusedError, match="policies refuse the ML project") as refused:
        gate_project(workspace, mine, events.append)
    assert refused.value.exit_code == 1
    assert [(event.phase, event.state) for event in events] == [("check", "done"), ("check", "failed")]


def test_what_up_writes_of_a_whole_platform_is_at_home(tmp_path: Path) -> None:
    facts = json.loads(FACTS["environments/dev.json"])
    pools = "projects/1/locations/global/workloadIdentityPools"
    facts["delivery"] = {"identity_provider": f"{pools}/p-dev-ci/providers/github"}
    facts["orchestration"] = {"airflow_dags": "gs://p-dev-airflow/dags", "pachyderm_bucket": "p-dev-pachyderm"}
    facts["other"] = "gs://elsewhere/dags"
    code = "OUT = 'gs://p-dev-pachyderm/x'\nKEY = 'projects/1/locations/global/keyRings/k'\n"
    assert [(rule, place.split(":")[0]) for rule, place, _ in found(
        tmp_path, {"environments/dev.json": json.dumps(facts), "a.py": code}
    )] == [("LF-PRJ-001", "a.py"), ("LF-PRJ-003", "environments/dev.json")]  # fmt: skip


def test_any_folder_is_a_project_if_it_is_called_one(tmp_path: Path) -> None:
    build(tmp_path, {"code/a.py": "from google.cloud import bigquery\nbigquery.Client()\n"})
    for words, code in ((["--kind", "project"], 1), ([], 2)):
        done = landfast(tmp_path, "check", "code", *words)
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr


@settings(max_examples=60)
@given(
    st.text(max_size=300), st.sampled_from(["a.py", "a.yaml", "a.json", "a.toml", "Dockerfile", "Makefile", "a.ipynb"])
)
def test_no_text_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, text: str, name: str) -> None:
    folder = build(tmp_path_factory.mktemp("fuzz"), {name: text.encode("utf-8", "surrogatepass")})
    assert judged(folder).exit_code() != 0
