"""The files for CI are valid where they run, call the command as it is, and the hook works in a real repository."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from google.auth.identity_pool import Credentials
from repository import ROOT
from ruamel.yaml import YAML

from landfast.check.report.formats.registry import format_of
from landfast.cli import landfast
from landfast.commands.check import check

CI = ROOT / "examples/ci"
CHECKS = {
    "github.yml": "vendor.github-workflows",
    "gitlab.yml": "vendor.gitlab-ci",
    "cloudbuild.yaml": "vendor.cloudbuild",
}
ENVIRONMENTS = {
    "github-environments.yml": "vendor.github-workflows",
    "gitlab-environments.yml": "vendor.gitlab-ci",
    "cloudbuild-environments.yaml": "vendor.cloudbuild",
}
SCHEMAS = {**CHECKS, **ENVIRONMENTS}
HOOKS: list[dict[str, Any]] = YAML(typ="safe").load(ROOT / ".pre-commit-hooks.yaml")


def run(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)


def test_every_file_has_its_schema() -> None:
    assert {path.name for path in CI.iterdir()} == set(SCHEMAS)


@pytest.mark.parametrize(("name", "schema"), SCHEMAS.items())
def test_file_fits_the_schema_of_its_service(name: str, schema: str) -> None:
    tool = Path(sys.executable).with_name("check-jsonschema")
    done = run(tool, "--builtin-schema", schema, CI / name)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", CHECKS)
def test_file_calls_the_command_as_it_is(name: str) -> None:
    """Every option that it names exists, and every file that it writes has a format and is used."""
    text = (CI / name).read_text()
    joined = re.sub(r"\s*\\?\n\s+--out", " --out", text)
    [call] = re.findall(r"landfast check .*(?:--out \S+)+", joined.replace("\n          --", " --"))
    options = {option for parameter in check.params for option in parameter.opts}
    used = {word for word in call.split() if word.startswith("--")}
    assert used >= {"--out"}
    assert used <= options
    for file in re.findall(r"--out (\S+)", call):
        assert format_of(Path(file))
        assert text.count(Path(file).name) > 1 or "reports" in file


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_environments_are_looked_after_planned_and_done_as_it_was_read(name: str) -> None:
    """Each call is one of the command's, and what is done is just the plan that somebody has read."""
    text = (CI / name).read_text()
    found = [
        shlex.split(call.replace("$$", "$"))
        for call in re.findall(r"\blandfast ((?:plan|up|doctor|check) [^|>\n]*)", text)
    ]
    for verb, *words in found:
        command = landfast.get_command(click.Context(landfast), verb)
        assert command is not None
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, verb
    google = [(verb, words) for verb, *words in found if "google" in words]
    assert [verb for verb, _words in google if verb != "up"] == ["doctor", "plan"]
    assert [words[-3:] for verb, words in google if verb == "up"] == [["--plan", "$PLAN", "--yes"]]


@pytest.mark.parametrize("name", ["github-environments.yml", "gitlab-environments.yml"])
def test_the_digest_is_read_of_the_plan_as_it_is_written(name: str, tmp_path: Path) -> None:
    """By the file's own line, of a comment with the digest of an image after that of the plan."""
    [line] = re.findall(r"\$\((grep .*? plan\.md \| head -n 1)\)", (CI / name).read_text())
    digest = f"sha256:{'0a' * 32}"
    plan = (
        f"This, and nothing else:\n\n```console\n$ landfast up dev --plan {digest}\n```\n| image@sha256:{'1b' * 32} |\n"
    )
    for content, expected in ((plan, digest), ("Nothing to change.\n", "")):
        (tmp_path / "plan.md").write_text(content)
        assert run("sh", "-c", line, cwd=tmp_path).stdout.strip() == expected


def test_gitlabs_credentials_are_a_file_that_googles_library_reads(tmp_path: Path) -> None:
    content = YAML(typ="safe").load(CI / "gitlab-environments.yml")
    write = next(line for line in content[".google"]["before_script"] if "external_account" in line)
    where = {"CI_BUILDS_DIR": str(tmp_path), "GOOGLE_APPLICATION_CREDENTIALS": str(tmp_path / "credentials.json")}
    environment = {**where, "LANDFAST_PROVIDER": "projects/1/locations/global/workloadIdentityPools/p/providers/gitlab"}
    subprocess.run(["sh", "-ec", write], env=environment, check=True)
    read = Credentials.from_file(where["GOOGLE_APPLICATION_CREDENTIALS"])
    assert read.info["audience"] == f"//iam.googleapis.com/{environment['LANDFAST_PROVIDER']}"


@pytest.mark.parametrize("name", ["cloudbuild.yaml", "cloudbuild-environments.yaml"])
def test_cloud_build_names_only_places_of_its_own(tmp_path: Path, name: str) -> None:
    """Our own check of projects reads the build: its images come from the region, and no place is
    left open."""
    (tmp_path / "cloudbuild.yaml").write_text((CI / name).read_text())
    done = run(sys.executable, "-m", "landfast", "check", "--kind", "project", tmp_path, "--json")
    findings = json.loads(done.stdout)["result"]["findings"]
    assert [finding["message"] for finding in findings] == []


def test_hook_manifest_is_one(tmp_path: Path) -> None:
    done = run(sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout
    [hook] = HOOKS
    assert shlex.split(hook["entry"]) == ["landfast", "check"]
    project = ("ml/vertex.py", "q.sql", "run.sh", "prod.env", "setup.cfg", "requirements-dev.txt", "uv.lock")
    read = ("infra/main.tf", "a.tf.json", "b.tofu", "users.csv", "start.tftpl", "landfast.yaml", "plan.json")
    for name in (*project, *read, "Dockerfile", "api/train.Dockerfile"):
        assert re.search(hook["files"], name)
    assert not re.search(hook["files"], "README.md")
    # What pip installs it with: the library of the same clone, which no registry need have.
    [library] = hook["additional_dependencies"]
    assert (ROOT / library / "pyproject.toml").is_file()


@pytest.mark.parametrize(("location", "code"), [("US", 1), ("europe-west4", 0)])
def test_hook_runs_in_a_repository(tmp_path: Path, location: str, code: int) -> None:
    """By pre-commit itself, with the landfast that is installed here instead of one that it would install."""
    [hook] = HOOKS
    arguments = ["infra", "--fail-on", "high"]
    entry = f"{sys.executable} -m {hook['entry']}"
    local = {**hook, "language": "system", "entry": entry, "args": arguments, "additional_dependencies": []}
    config = {"repos": [{"repo": "local", "hooks": [local]}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(json.dumps(config))
    (tmp_path / "infra").mkdir()
    bucket = {"name": "b", "location": location, "public_access_prevention": "enforced",
              "uniform_bucket_level_access": True}  # fmt: skip
    terraform = {"backend": {"gcs": {"bucket": "b"}}}
    body = {"terraform": terraform, "resource": {"google_storage_bucket": {"b": bucket}}}
    (tmp_path / "infra/main.tf.json").write_text(json.dumps(body))
    for words in (["init", "-q"], ["add", "."]):
        assert run("git", *words, cwd=tmp_path).returncode == 0
    done = run(sys.executable, "-m", "pre_commit", "run", cwd=tmp_path)
    assert done.returncode == code, done.stdout + done.stderr
    assert ("LF-RES-001" in done.stdout) is bool(code)
