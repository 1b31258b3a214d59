"""Secrets that are planted in the environment, in credentials, a spec and variables stand in nothing that is written,
said or handed to a child."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

PLANTED = "planted-s3cret"
SPEC = "name: clinic\nresidency: {region: europe-west4}\n"
GOOGLE = 'google: {organization: "123456789012", billing_account: 0A0A0A-0B0B0B-0C0C0C'
WHO = "controller: {organisation: A GmbH, dpo: a@b.example, purpose: churn, legal_basis: contract}\n"
# What tokens, keys and passwords are called where people and CI keep them.
NAMES = (
    "GOOGLE_OAUTH_ACCESS_TOKEN", "GOOGLE_CREDENTIALS", "GOOGLE_ENCRYPTION_KEY", "CLOUDSDK_AUTH_ACCESS_TOKEN",
    "TF_TOKEN_app_terraform_io", "TF_VAR_password", "GITHUB_TOKEN", "GH_TOKEN", "CI_JOB_TOKEN", "CI_JOB_JWT",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "AWS_SECRET_ACCESS_KEY", "PIP_INDEX_URL", "UV_INDEX_URL", "PGPASSWORD",
    "MLFLOW_TRACKING_PASSWORD", "SSH_AUTH_SOCK", "DATABASE_URL",
)  # fmt: skip
# Says which it is, as Terraform does, and writes down what it was given; then it fails with what it was given, too.
ENGINE = """#!/bin/sh
env >> "{seen}"
case "$1" in
    version) echo '{{"terraform_version": "1.9.8", "platform": "linux_amd64"}}' ;;
    *) exit 1 ;;
esac
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A home of its own, with credentials, in which every secret is planted."""
    home = tmp_path / "home"
    gcloud = home / ".config/gcloud"
    gcloud.mkdir(parents=True)
    key = {"type": "service_account", "private_key": PLANTED, "client_email": "a@b.iam.gserviceaccount.com"}
    (gcloud / "application_default_credentials.json").write_text(json.dumps(key))
    (tmp_path / "temporary").mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    places = {"HOME": str(home), "TMPDIR": str(tmp_path / "temporary")}
    return {**kept, **places, **{name: f"{PLANTED}-{name}" for name in NAMES}}


def said(folder: Path, environ: Mapping[str, str], *words: str) -> str:
    """All that a command says."""
    command = [sys.executable, "-m", "landfast", *words]
    done = subprocess.run(command, cwd=folder, env=dict(environ), capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def written(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def found_in(folder: Path) -> list[str]:
    return [str(path) for path in written(folder) if PLANTED.encode() in path.read_bytes()]


def test_nothing_that_is_written_or_said_or_given_to_a_child_has_them(tmp_path: Path, environ: dict[str, str]) -> None:
    work, seen = tmp_path / "work", tmp_path / "seen"
    (work / "bin").mkdir(parents=True)
    engine = work / "bin" / "terraform"
    engine.write_text(ENGINE.format(seen=seen))
    engine.chmod(0o755)
    (work / "landfast.yaml").write_text(SPEC)
    (tmp_path / "home" / ".config/gcloud/application_default_credentials.json").chmod(0o600)
    given = {**environ, "PATH": f"{work / 'bin'}:{environ.get('PATH', '')}"}
    text = said(work, given, "plan", "dev", "--json")
    assert '"ok": false' in text, "the engine fails"
    assert PLANTED not in text
    # The stacks were made by a child, the cloud runs in one, and the engine was asked.
    assert "PATH=" in seen.read_text()
    assert PLANTED not in seen.read_text()
    credentials = str(tmp_path / "home/.config/gcloud/application_default_credentials.json")
    assert found_in(tmp_path) == [credentials]
    states = [path for path in written(work / ".landfast") if path.suffix in (".sqlite", ".tfstate", ".log")]
    assert states
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in states} == {0}


def test_a_spec_and_variables_are_told_of_by_their_names_alone(tmp_path: Path, environ: dict[str, str]) -> None:
    spec = f"{SPEC}{GOOGLE}, access_token: {PLANTED}}}\npassword: {PLANTED}\nrepository: {{token: {PLANTED}}}\n"
    (tmp_path / "landfast.yaml").write_text(spec)
    text = said(tmp_path, environ, "check", "--json")
    assert "google.access_token (landfast.yaml:3): is no key of the spec" in text
    assert PLANTED not in text
    code = tmp_path / "code"
    code.mkdir()
    (code / "main.tf").write_text(
        'variable "password" { type = string }\n'
        'resource "google_sql_user" "u" {\n  name = "a"\n  instance = "i"\n  password = var.password\n}\n'
        f'provider "google" {{ access_token = "{PLANTED}" }}\n'
    )
    (code / "terraform.tfvars").write_text(f'password = "{PLANTED}"\n')
    out = tmp_path / "reports"
    out.mkdir()
    names = ("r.json", "r.sarif", "r.xml", "r.md", "r.html", "r.txt", "r.gitlab.json")
    text = said(tmp_path, environ, "check", "code", *(word for name in names for word in ("--out", str(out / name))))
    assert "LF-ACC-022" in text
    assert PLANTED not in text
    assert {path.name for path in written(out)} == set(names)
    assert found_in(out) == []


def test_what_google_is_asked_with_is_told_to_nobody(tmp_path: Path, environ: dict[str, str]) -> None:
    """The wrong endpoint refuses; the token that it was asked with stays unsaid."""
    (tmp_path / "landfast.yaml").write_text(f"{SPEC}{WHO}{GOOGLE}, quota_project: acme-seed}}\n")
    text = said(tmp_path, environ, "bootstrap", "--target", "google", "--endpoint", "http://127.0.0.1:1/", "--json")
    assert '"ok": false' in text
    assert PLANTED not in text
    text = said(tmp_path, environ, "bootstrap", "--target", "google", "--endpoint", "http://example.org/", "--json")
    assert "is no address that a token may be sent to" in text
    assert PLANTED not in text
