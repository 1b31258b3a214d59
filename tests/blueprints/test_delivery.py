"""CI of generated projects: valid for its readers, and just what the stack `delivery` starts it with."""

from __future__ import annotations

import json
import re
import sys
import threading
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import generated
import pytest
from ruamel.yaml import YAML

from landfast.projects.facts import environment_facts
from landfast.stacks.outputs import EnvironmentOutputs
from landfast.stacks.spec import Spec
from landfast.synth import synthesize
from landfast.targets import find

# What its tests share is made by one process.
pytestmark = pytest.mark.xdist_group("blueprints-delivery")

SPEC = {
    "name": "diagnosis",
    "residency": {"area": "eu", "region": generated.REGION},
    "environments": {"dev": {}, "test": {}, "prod": {"approval": True}},
    "platform": {
        "orchestrators": ["vertex", "kubeflow", "airflow"],
        "tracking": "mlflow",
        "tracking_image": "mlflow:3",
    },
    "repository": {
        "host": "github",
        "owner": "acme",
        "name": "diagnosis",
        "installation": 1,
        "token_version": 1,
        "folder": ".",
        "public_egress": True,
    },
}
# https://cloud.google.com/build/docs/configuring-builds/substitute-variable-values
BUILT_IN = {"PROJECT_ID", "BUILD_ID", "COMMIT_SHA", "SHORT_SHA", "TAG_NAME", "BRANCH_NAME", "LOCATION"}
SCHEMAS = {
    "cloudbuild/*.yaml": ["vendor.cloudbuild"],
    ".github/workflows/*.yaml": ["vendor.github-workflows"],
    ".gitlab-ci.yml": ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"],
}


@pytest.fixture(scope="module", params=["github", "gitlab"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated.generate(tmp_path_factory.mktemp("project") / "ml", host=request.param)


@cache
def resources(stack: str, environment: str) -> dict[str, Any]:
    """Type -> name -> body of what a stack of an environment holds."""
    with TemporaryDirectory() as folder:
        made = synthesize(Spec.model_validate(SPEC), environment, find("rehearsal"), Path(folder) / "out")
        found: dict[str, Any] = next(each for each in made.stacks if each.name == stack).read()["resource"]
        return found


def triggers(environment: str) -> dict[str, Any]:
    """Event -> body of each trigger of an environment."""
    found: dict[str, Any] = resources("delivery", environment)["google_cloudbuild_trigger"]
    return found


def read(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path)


@pytest.mark.heavy
def test_each_file_is_valid_for_its_reader(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    programs, checked = generated.tools(tmp_path_factory), 0
    for pattern, schema in SCHEMAS.items():
        for path in sorted(project.glob(pattern)):
            generated.run(project, programs / "check-jsonschema", "--builtin-schema", *schema, path)
            checked += 1
    assert checked == (6 if (project / ".github").exists() else 4)
    broken = project / "cloudbuild" / "broken.yml"
    broken.write_text((project / "cloudbuild/main.yaml").read_text().replace("waitFor", "waitfor"))
    with pytest.raises(AssertionError, match="waitfor"):
        generated.run(project, programs / "check-jsonschema", "--builtin-schema", "vendor.cloudbuild", broken)
    broken.unlink()


def test_the_files_that_triggers_name_are_there(project: Path) -> None:
    named = {one["filename"] for environment in ("dev", "prod") for one in triggers(environment).values()}
    assert {path.relative_to(project).as_posix() for path in (project / "cloudbuild").iterdir()} == named


@pytest.mark.parametrize(("environment", "event"), [("dev", "pull-request"), ("dev", "main"), ("prod", "tag")])
def test_a_build_uses_what_its_trigger_says(project: Path, environment: str, event: str) -> None:
    trigger = triggers(environment)[event]
    path = project / trigger["filename"]
    text, build = path.read_text(), read(path)
    told, declared = set(trigger["substitutions"]), set(build["substitutions"])
    code = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    used = set(re.findall(r"\$\{?([A-Z_]+)\b", code))
    assert used - told - declared - BUILT_IN == set()
    # What the file declares is its own default: the trigger must not say it too.
    assert declared <= used
    assert declared & told == set()
    assert build["options"]["pool"] == {"name": "${_WORKER_POOL}"}
    assert build["options"]["logging"] == "CLOUD_LOGGING_ONLY"
    assert all(re.match(r"\$\{_(FROM_)?CONTAINERS\}/", step["name"]) for step in build["steps"])


def test_steps_wait_for_steps_that_are_there(project: Path) -> None:
    for path in (project / "cloudbuild").iterdir():
        seen: set[str] = set()
        for step in read(path)["steps"]:
            assert set(step.get("waitFor", [])) <= seen, path
            seen.add(step["id"])


def test_only_what_is_asked_for_is_approved(project: Path) -> None:
    assert triggers("prod")["tag"]["approval_config"]["approval_required"] is True
    assert not triggers("dev")["main"].get("approval_config", {}).get("approval_required")
    if (project / ".github").exists():
        jobs = read(project / ".github/workflows/release.yaml")["jobs"]
        assert {name: job["environment"] for name, job in jobs.items()} == {"test": "test", "prod": "prod"}
        assert jobs["prod"]["needs"] == "test"
    else:
        document = read(project / ".gitlab-ci.yml")
        assert document["prod"]["rules"][0]["when"] == "manual"
        assert document["prod"]["needs"] == ["test"]


def test_actions_are_pinned_and_sign_in_without_a_key(project: Path) -> None:
    for path in project.glob(".github/workflows/*.yaml"):
        workflow = read(path)
        assert workflow["permissions"] == {"contents": "read"}
        for job in workflow["jobs"].values():
            used = [step["uses"] for step in job["steps"] if "uses" in step]
            assert all(re.search(r"@[0-9a-f]{40}$", action) for action in used)
            signs_in = any(action.startswith("google-github-actions/auth@") for action in used)
            assert signs_in == (job.get("permissions", {}).get("id-token") == "write")
            assert "secrets." not in path.read_text()


def test_ci_signs_in_as_the_account_of_deployments(project: Path) -> None:
    python = Path(sys.executable)
    shown = generated.run(project, python, "scripts/identity.py", "dev")
    known = generated.facts().delivery
    assert shown == f"provider={known.identity_provider}\naccount={known.deploy}\n"
    told = json.loads(generated.run(project, python, "scripts/identity.py", "dev", "--token-file", "token"))
    assert told["audience"] == f"//iam.googleapis.com/{known.identity_provider}"
    assert known.deploy in told["service_account_impersonation_url"]


class Metadata(BaseHTTPRequestHandler):
    """What a machine of Google's asks for the token of its account."""

    def do_GET(self) -> None:
        known = self.headers["Metadata-Flavor"] == "Google" and self.path.endswith("/service-accounts/default/token")
        self.send_response(200 if known else 404)
        self.end_headers()
        self.wfile.write(b'{"access_token": "a-token"}')

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


def test_a_machine_of_googles_signs_in_to_its_index(project: Path) -> None:
    server = HTTPServer(("127.0.0.1", 0), Metadata)
    threading.Thread(target=server.handle_request, daemon=True).start()
    host = f"127.0.0.1:{server.server_port}"
    python = Path(sys.executable)
    printed = generated.run(project, python, "scripts/identity.py", "--machine-token", GCE_METADATA_HOST=host)
    assert printed == "a-token\n"
    server.server_close()
    with pytest.raises(AssertionError, match="this is no machine of Google's"):
        generated.run(project, python, "scripts/identity.py", "--machine-token", GCE_METADATA_HOST=host)


def test_scripts_are_shell(project: Path) -> None:
    generated.run(project, Path("/bin/sh"), "-n", "scripts/ci")
    with pytest.raises(AssertionError, match="usage: sh scripts/ci"):
        generated.run(project, Path("/bin/sh"), "scripts/ci")


def test_facts_of_a_whole_environment() -> None:
    outputs = {
        "delivery": {
            "identity_provider": "projects/1/provider", "worker_pool": "p", "triggers": {}, "service_accounts": {},
        },
        "orchestration": {
            "airflow_dags": "gs://x/dags", "airflow_uri": "https://airflow", "tracking_uri": "https://mlflow",
            "databases": {}, "buckets": {}, "service_accounts": {},
        },
    }  # fmt: skip
    found = environment_facts(Spec.model_validate(SPEC), "prod", EnvironmentOutputs.parse(outputs))
    assert found.approval
    assert found.delivery.identity_provider == "projects/1/provider"
    assert found.delivery.worker_pool.startswith(f"projects/diagnosis-prod/locations/{generated.REGION}/workerPools/")
    assert found.orchestration.airflow_dags == "gs://x/dags"
    assert set(found.orchestration.accounts) == {"airflow", "kubeflow", "mlflow"}
    assert found.orchestration.databases["mlflow"] == f"diagnosis-prod:{generated.REGION}:diagnosis-prod-mlflow"
    assert found.orchestration.tracking_image == f"{found.registries['containers']}/mlflow:3"


PRINTED = 'from landfast_ml.logs import emit; emit("{event}", "something", {{"value": 1}})'


def filters(event: str) -> dict[str, set[str]]:
    """What metrics of the log, alerts and panels of dashboards look for, of those that name an event."""
    made = resources("operations", "dev")
    conditions = [one for policy in made["google_monitoring_alert_policy"].values() for one in policy["conditions"]]
    boards = [json.loads(board["dashboard_json"]) for board in made["google_monitoring_dashboard"].values()]
    widgets = [tile["widget"] for board in boards for tile in board["mosaicLayout"]["tiles"]]
    every = {
        "metric": [metric["filter"] for metric in made["google_logging_metric"].values()],
        "alert": [one["condition_matched_log"]["filter"] for one in conditions if "condition_matched_log" in one],
        "panel": [widget["logsPanel"]["filter"] for widget in widgets if "logsPanel" in widget],
    }
    named = {kind: {one for one in found if f'jsonPayload.event="{event}"' in one} for kind, found in every.items()}
    return {kind: found for kind, found in named.items() if found}


@pytest.mark.parametrize(("event", "by"), [("drift", {"metric", "alert", "panel"}), ("experiment", {"panel"})])
def test_alerts_find_what_the_project_prints(project: Path, event: str, by: set[str]) -> None:
    code = PRINTED.format(event=event)
    line = generated.run(project, Path(sys.executable), "-c", code).strip()
    assert json.loads(line)["event"] == event
    found = filters(event)
    assert found.keys() == by
    for filter_ in set().union(*found.values()):
        # As fields of the entry where the service reads the line, else as its message.
        (words,) = re.findall(r'jsonPayload\.message:"((?:\\.|[^"\\])*)"', filter_)
        assert words.replace('\\"', '"') in line
