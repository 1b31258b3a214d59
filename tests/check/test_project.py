"""The check of ML projects: what it finds, what it can't read, and that nothing passes by silence."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repository import ROOT

from landfast.check import PolicyContext, Report, check
from landfast.check.projects.folder import is_project, load_project
from landfast.core.progress import Event
from landfast.judging import PolicyRefusedError, gate_project
from landfast.targets.workspace import Workspace

DEMO = ROOT / "examples/diagnosis/landfast.yaml"
VERTEX, BEAM = "diagnosis/orchestrators/vertex.py", "diagnosis/features/beam_options.py"
FACTS = {
    "environments/dev.json": json.dumps(
        {
            "environment": "dev",
            "project": "p-dev",
            "region": "europe-west4",
            "buckets": {"raw": "p-dev-raw"},
            "registries": {"containers": "europe-west4-docker.pkg.dev/p-dev/c"},
        }
    )
}


def build(root: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def judged(root: Path, area: str = "eu") -> Report:
    return check(load_project(root), PolicyContext(area, today=dt.date(2026, 11, 24)))


def found(root: Path, files: Mapping[str, str | bytes]) -> list[tuple[str, str, str]]:
    """(rule, `file:line`, what) of each finding."""
    report = judged(build(root, {**FACTS, **files}))
    assert not report.problems
    return [(f.rule.id, f.source, f.message) for f in report.findings]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "ml"
    command = [sys.executable, "-m", "landfast", "blueprint", "new", "tabular", "--spec", DEMO, "--into", folder]
    subprocess.run(command, check=True, capture_output=True)
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
        ("diagnosis/privacy.py", "{job.environment.region}.rep", "{job.region_of_mine}.rep", "LF-PRJ-003"),
        ("diagnosis/privacy.py", "{job.environment.region}.rep", "us-east1.rep", "LF-PRJ-001"),
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
        ("a.py", b"x = '\xff'", "a.py: byte 5"),
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
        ("Dockerfile", b"FROM \xff", "Dockerfile: byte 5"),
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


def test_placeholders_of_a_pipeline_are_judged_where_they_are_bound(tmp_path: Path) -> None:
    spec = """
components:
  comp-a:
    inputDefinitions:
      parameters:
        key: {parameterType: STRING, description: "as `projects/my-project/locations/my-location/keyRings/x`"}
        location: {parameterType: STRING, defaultValue: "{{$.pipeline_google_cloud_location}}", isOptional: true}
deploymentSpec:
  executors:
    exec-a:
      container:
        args: [--location, "{{$.inputs.parameters['location']}}", "projects/p/locations/{{$.inputs.parameters['l']}}/x"]
        image: europe-west4-docker.pkg.dev/p/c/x
root:
  dag:
    tasks:
      a: {componentRef: {name: comp-a}}
      b:
        componentRef: {name: comp-a}
        inputs: {parameters: {location: {componentInputParameter: place}}}
      c:
        componentRef: {name: comp-a}
        inputs: {parameters: {location: {runtimeValue: {constant: us-east1}}}}
      d:
        componentRef: {name: comp-a}
        inputs: {parameters: {location: {runtimeValue: {constant: "{{$.pipeline_google_cloud_location}}"}}}}
  inputDefinitions: {parameters: {place: {parameterType: STRING, defaultValue: europe-west1}}}
---
platforms: {kubernetes: {deploymentSpec: {}}}
"""
    assert [(rule, source) for rule, source, _ in found(tmp_path, {"p.yaml": spec})] == [("LF-PRJ-001", "p.yaml:22")]


def test_names_are_followed_to_where_they_are_set(tmp_path: Path) -> None:
    files = {
        "pkg/config.py": 'PLACE = "us-central1"\nNEAR = "europe-west4"\n',
        "pkg/run.py": "from google.cloud import aiplatform\nfrom . import config\nfrom .config import NEAR, PLACE\n"
        "aiplatform.init(location=PLACE)\naiplatform.init(location=NEAR)\naiplatform.init(location=config.PLACE)\n"
        "OPTIONS = {'location': PLACE, 'project': 'p'}\naiplatform.init(**OPTIONS)\n"
        "def f(place='europe-west4'):\n    place = place or NEAR\n    aiplatform.init(location=place)\n",
    }
    lines = {source for rule, source, _ in found(tmp_path, files) if rule == "LF-PRJ-001"}
    assert lines == {"pkg/config.py:1", "pkg/run.py:4", "pkg/run.py:6", "pkg/run.py:7"}


def test_what_a_caller_may_give_is_not_known_whatever_the_default(tmp_path: Path) -> None:
    lines = [
        "from google.cloud import bigquery",
        "def f(place=None):",
        "    place = place or 'EU'",
        "    return bigquery.Client(location=place)",
        "def g():",
        "    x = 'EU'",
        "    return bigquery.Client(location=x)",
        "A = f'{pick(\"us-central1\")}/x'",
    ]
    got = found(tmp_path, {"a.py": "\n".join(lines)})
    assert [(rule, source) for rule, source, _ in got] == [("LF-PRJ-001", "a.py:8"), ("LF-PRJ-003", "a.py:4")]


def test_every_way_to_put_a_host_together_is_read(tmp_path: Path) -> None:
    lines = [
        "HOST = '{}-aiplatform.googleapis.com'.format(place())",
        "HOST = '%s-aiplatform.googleapis.com' % place()",
        "HOST = place() + '-aiplatform.googleapis.com'",
        "HOST = f'{place()}-aiplatform.googleapis.com'",
        "HOST = 'us-central1-aiplatform.googleapis.com'",
        "HOST = 'https://us-central1-kubeflow.cloudfunctions.net'",
        "client(client_options={'api_endpoint': 'aiplatform.googleapis.com'})",
        "client(api_endpoint='aiplatform.googleapis.com')",
        "client(name='projects/p/locations/global/x')",
    ]
    got = found(tmp_path, {"a.py": "\n".join(lines)})
    assert {source for _rule, source, _ in got} == {f"a.py:{number}" for number in range(1, len(lines) + 1)}


def test_a_client_without_an_endpoint_is_global_whatever_its_other_options(tmp_path: Path) -> None:
    lines = [
        "from google.cloud.vision import ImageAnnotatorClient as Client",
        "from google.api_core.client_options import ClientOptions",
        "Client(client_options={'quota_project_id': 'p'})",
        "Client(client_options=ClientOptions(quota_project_id='p'))",
        "def f(options): Client(client_options=options)",
        "Client(client_options=ClientOptions(api_endpoint='us-vision.googleapis.com'))",
        "Client(client_options=ClientOptions(api_endpoint='eu-vision.googleapis.com'))",
    ]
    got = found(tmp_path, {"a.py": "\n".join(lines)})
    assert sorted((rule, source) for rule, source, _ in got) == [
        ("LF-PRJ-001", "a.py:6"),
        ("LF-PRJ-002", "a.py:3"),
        ("LF-PRJ-002", "a.py:4"),
        ("LF-PRJ-003", "a.py:5"),
    ]


def test_lines_of_data_are_those_of_the_value(tmp_path: Path) -> None:
    files = {
        "a.json": '{"near": "europe-west4",\n "project": "p",\n "region": "europe-west4",\n "location":\n  "us-east1"}',
        "b.toml": '[x]\nproject = "p"\nregion = "us-east1"\n',
        "c.yaml": "a:\n  run: |\n    echo\n    gcloud x --region us-east1\n",
        "d.sql": "CREATE SCHEMA d OPTIONS (location = 'US');\n",
    }
    assert [source for _, source, _ in found(tmp_path, files)] == ["a.json:5", "b.toml:3", "c.yaml:4", "d.sql:1"]


def test_hostile_texts_take_no_time(tmp_path: Path) -> None:
    """Each of these is quadratic or worse for a careless pattern: minutes, where a second is too much."""
    texts = ["_" * 60, "google_cloud_" * 40, "a" * 200_000, "a-" * 100_000, "a." * 100_000, "gs://" * 50_000]
    code = "\n".join(f"x{number} = {text!r}" for number, text in enumerate(texts))
    code += "\na0 = 'us-'\n" + "\n".join(f"a{n + 1} = a{n} + f'{{a{n}}}{{a{n}}}'" for n in range(300))
    data = json.dumps({text[:300]: text for text in texts} | {"region": ["us-east1"] * 20_000})
    started = time.process_time()
    judged(build(tmp_path, {**FACTS, "a.py": code, "a.json": data, "Makefile": "\n".join(texts)}))
    assert time.process_time() - started < 30


def test_calls_inherit_the_location_that_init_was_given(tmp_path: Path) -> None:
    job = "from google.cloud import aiplatform\naiplatform.PipelineJob(display_name='x', template_path='y')\n"
    assert [rule for rule, _, _ in found(tmp_path, {"a.py": job})] == ["LF-PRJ-002"]
    init = "from google.cloud import aiplatform as ai\nai.init(location='europe-west4')\n"
    assert found(tmp_path, {"a.py": job, "b.py": init}) == []


def test_an_empty_location_is_as_good_as_none(tmp_path: Path) -> None:
    head = "from google.cloud import bigquery\nfrom google.cloud.bigquery import Client\n"
    for call in ("bigquery.Client(location='')", "Client(location=None)", "Client('p', None, None, None)"):
        assert [rule for rule, _, _ in found(tmp_path, {"a.py": head + call})] == ["LF-PRJ-002"]


def test_notebooks_are_read_without_their_magics(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["us-central1"]},
        {
            "cell_type": "code",
            "source": ["%pip install x\n", "from google.cloud import bigquery\n", "bigquery.Client()"],
        },
    ]
    assert [rule for rule, _, _ in found(tmp_path, {"a.ipynb": json.dumps({"cells": cells})})] == ["LF-PRJ-002"]


def test_an_alias_that_multiplies_itself_is_read_once(tmp_path: Path) -> None:
    lines = ["a0: &a0 {region: us-east1}"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert [rule for rule, _, _ in found(tmp_path, {"a.yaml": "\n".join(lines)})] == ["LF-PRJ-001"]


def test_images_that_are_copied_first_and_what_builds_are_told(tmp_path: Path) -> None:
    makefile = "image:\n\tdocker build $$($(PYTHON) -m p images arguments --environment dev) -t x .\n"
    files: dict[str, str | bytes] = {
        "images/images.toml": '[python]\nsource = "docker.io/library/python:3.11"\n',
        "Dockerfile": "ARG BASE_IMAGE\nFROM ${BASE_IMAGE}\n",
        "Makefile": makefile,
        "cloudbuild/main.yaml": "steps:\n- name: ${_CONTAINERS}/ci:1\n",
        "kustomization.yaml": "images:\n- {name: ghcr.io/a/b, newName: europe-west4-docker.pkg.dev/p-dev/c/b}\n",
    }
    assert found(tmp_path / "whole", files) == []
    bare = files | {
        "Makefile": "image:\n\tdocker build .\n",
        "cloudbuild/main.yaml": "steps:\n- name: ${_OTHER}/ci:1\n",
    }
    rules = [(rule, source.split(":")[0]) for rule, source, _message in found(tmp_path / "bare", bare)]
    assert rules == [("LF-PRJ-004", "Dockerfile"), ("LF-PRJ-004", "cloudbuild/main.yaml")]


def test_project_is_judged_under_the_spec_beside_it(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo, tmp_path / "ml")
    (tmp_path / "ml" / "Dockerfile").write_text("FROM docker.io/library/python:3.11\n")
    waiver = "{rule: LF-PRJ-004, reason: mirrored by the platform team, owner: dpo@klinik.example, expires: 2099-01-01}"
    (tmp_path / "landfast.yaml").write_text(DEMO.read_text() + f"waivers: [{waiver}]\n")
    command = [sys.executable, "-m", "landfast", "check", "ml", "--json"]
    done = subprocess.run(command, cwd=tmp_path, env=os.environ, capture_output=True, text=True, check=False)
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
        command = [sys.executable, "-m", "landfast", "check", "code", *words]
        done = subprocess.run(command, cwd=tmp_path, env=os.environ, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=300), st.sampled_from(["a.py", "a.yaml", "a.json", "a.toml", "Dockerfile", "Makefile", "a.ipynb"])
)
def test_no_text_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, text: str, name: str) -> None:
    folder = build(tmp_path_factory.mktemp("fuzz"), {name: text.encode("utf-8", "surrogatepass")})
    assert judged(folder).exit_code() != 0
