"""The generated project, installed from its own lock and used as its README says: with no way to the network."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import generated
import pytest
from installed_project import PACKAGE, REGION, facts, project, run_pipeline, start, use

__all__ = ["project"]

STEPS = ["ingest", "features", "train", "evaluate", "gate", "register"]

# What a PipelineJob holds after Google's own SDK has read and checked the compiled pipeline.
PIPELINE_JOB = """
import json
from pathlib import Path
from google.auth.credentials import AnonymousCredentials
from diagnosis.pipeline import PROJECT
from landfast_ml.jobs import load_job
from landfast_ml.orchestrators.vertex import compile_pipeline, pipeline_job
from landfast_ml.containers.images import default_image

job = load_job(PROJECT, "dev", "cloud")
made = pipeline_job(compile_pipeline(job, default_image(job), Path("build/sdk")), AnonymousCredentials())
held = made._gca_resource
print(json.dumps({
    "location": made.location,
    "key": held.encryption_spec.kms_key_name,
    "attachment": held.psc_interface_config.network_attachment,
    "names": [each.domain for each in held.psc_interface_config.dns_peering_configs],
    "root": held.runtime_config.gcs_output_directory,
    "steps": sorted(held.pipeline_spec["root"]["dag"]["tasks"]),
}))
"""


def test_its_own_tests_and_types_pass(project: Path) -> None:
    assert " passed" in use(project, "-m", "pytest")
    assert "no issues found" in use(project, "-m", "mypy")


def test_interrupted_finished_and_then_up_to_date(project: Path) -> None:
    process = start(project, "-m", PACKAGE, "pipeline", "run", "--progress", "json")
    for line in process.stdout or ():
        if json.loads(line).get("step") == "features":
            break
    process.send_signal(signal.SIGTERM)
    process.communicate()
    assert process.returncode == 130
    store = project / ".local" / "dev" / "diagnosis-dev-pipeline_root"
    assert [folder.name.split("-")[0] for folder in store.iterdir()] == ["ingest"]

    events = run_pipeline(project)
    steps, result = events[:-1], events[-1]
    assert [(e["step"], e["state"]) for e in steps if e["state"] != "start"] == [
        ("ingest", "skipped"),
        *((step, "done") for step in STEPS[1:]),
    ]
    assert {(e["index"], e["of"]) for e in steps} == {(index, 6) for index in range(1, 7)}
    assert (result["event"], result["model"], result["version"], result["skipped"]) == (
        "result",
        "diagnosis",
        "1",
        False,
    )
    assert result["feature_version"].startswith("f-")
    assert result["metrics"]["roc_auc"] > 0.95

    again = run_pipeline(project)
    assert {e["state"] for e in again[:-1]} == {"skipped"}
    assert again[-1] == result | {"skipped": True}
    assert "champion" in use(project, "-m", PACKAGE, "models", "list")


def test_the_vertex_pipeline_is_the_same_bytes_and_google_takes_it(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for out in ("build/one", "build/two"):
        use(project, "-m", PACKAGE, "pipeline", "compile", "--out", out)
    for name in ("pipeline.yaml", "job.json"):
        assert (project / "build/one" / name).read_bytes() == (project / "build/two" / name).read_bytes()

    generated.cloud(tmp_path_factory, project)
    held = json.loads(use(project, "-c", PIPELINE_JOB, venv=".venv-cloud").splitlines()[-1])
    expected = facts()
    assert held == {
        "location": REGION,
        "key": expected.keys["derived"],
        "attachment": expected.job_attachment,
        "names": [f"{REGION}.rep.googleapis.com."],
        "root": f"gs://{expected.buckets['pipeline_root']}/runs",
        "steps": sorted(STEPS),
    }
    compiled = (project / "build/one/pipeline.yaml").read_text()
    assert (project / "build/sdk/pipeline.yaml").read_text() == compiled
