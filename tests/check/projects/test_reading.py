"""How a project's files are read: names that are followed, values that are bound elsewhere, texts that are hostile."""

from __future__ import annotations

import json
import time
from pathlib import Path

from project_folders import FACTS, build, found, judged


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
      e:
        componentRef: {name: comp-undeclared}
        inputs: {parameters: {region: {runtimeValue: {constant: us-east1}}}}
  inputDefinitions: {parameters: {place: {parameterType: STRING, defaultValue: europe-west1}}}
---
platforms: {kubernetes: {deploymentSpec: {}}}
"""
    assert [(rule, source) for rule, source, _ in found(tmp_path, {"p.yaml": spec})] == [
        ("LF-PRJ-001", "p.yaml:22"),
        ("LF-PRJ-001", "p.yaml:28"),
    ]


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
        "from google.cloud import documentai_v1, speech_v1p1beta1, translate_v3",
        "speech_v1p1beta1.SpeechAsyncClient()",
        "translate_v3.TranslationServiceClient.from_service_account_file('key.json')",
        "documentai_v1.DocumentProcessorServiceClient()",
        "translate_v3.TranslationServiceClient(client_options={'api_endpoint': 'translate-eu.googleapis.com'})",
    ]
    got = found(tmp_path, {"a.py": "\n".join(lines)})
    assert sorted((rule, source) for rule, source, _ in got) == [
        ("LF-PRJ-001", "a.py:6"),
        ("LF-PRJ-002", "a.py:10"),
        ("LF-PRJ-002", "a.py:11"),
        ("LF-PRJ-002", "a.py:3"),
        ("LF-PRJ-002", "a.py:4"),
        ("LF-PRJ-002", "a.py:9"),
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
    assert [rule for rule, _, _ in found(tmp_path, {"a.py": job})] == ["LF-PRJ-002", "LF-PRJ-005"]
    init = "from google.cloud import aiplatform as ai\nai.init(location='europe-west4', network='n')\n"
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
        "landfast_ml/containers/images.toml": '[python]\nsource = "docker.io/library/python:3.11"\n',
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


def test_a_host_of_cloud_run_tells_its_region_by_code(tmp_path: Path) -> None:
    hosts = {"here": "ez", "there": "uc", "nowhere": "zz"}
    files = {
        f"environments/{name}.json": json.dumps({"tracking_uri": f"https://mlflow-bhcjmpnjhc-{code}.a.run.app"})
        for name, code in hosts.items()
    }
    assert {(rule, source) for rule, source, _ in found(tmp_path, files)} == {
        ("LF-PRJ-001", "environments/there.json:1"),
        ("LF-PRJ-003", "environments/nowhere.json:1"),
    }
