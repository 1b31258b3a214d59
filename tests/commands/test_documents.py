"""What `--json` prints is what its published schema says. `up`, `plan`, `status` and `down`: test_up.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from document_schemas import validated
from in_process import landfast
from jsonschema import Draft202012Validator
from repository import ROOT

SPEC = "name: churn\nresidency: {region: europe-west4}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "landfast.yaml").write_text(SPEC)
    return tmp_path


def document(command: str, *words: str | Path, cwd: Path, code: int = 0) -> dict[str, Any]:
    done = landfast(cwd, *command.split(), *words, "--json")
    assert done.returncode == code, done.stdout + done.stderr
    return validated(command, done.stdout)


def test_a_verdict(home: Path) -> None:
    bucket = {"name": "b", "location": "europe-west2"}
    (home / "main.tf.json").write_text(json.dumps({"resource": {"google_storage_bucket": {"b": bucket}}}))
    found = document("check", "main.tf.json", cwd=home, code=1)
    assert (found["ok"], found["exit_code"]) == (False, 1)
    assert found["result"]["findings"]
    (home / "main.tf.json").write_text("{")
    assert document("check", "main.tf.json", cwd=home, code=2)


def test_the_spec_and_its_schema(home: Path) -> None:
    assert document("spec show", cwd=home)["result"]["name"] == "churn"
    schema = document("spec schema", cwd=home)["result"]
    assert schema["$id"] == "urn:landfast:spec:1"
    Draft202012Validator(schema).validate({"name": "churn", "residency": {"region": "europe-west4"}})


def test_a_bundle_of_evidence(home: Path) -> None:
    for out in ("a.zip", "b.zip"):
        assert document("evidence write", "--out", out, cwd=home)["result"]["applied"]
        (home / "landfast.yaml").write_text(SPEC + "retention: {raw_days: 30}\n")
    assert document("evidence verify", "b.zip", cwd=home)["result"]["whole"]
    changes = document("evidence diff", "a.zip", "b.zip", cwd=home)["result"]["changes"]
    assert {"path": "retention.raw_days", "before": "365", "after": "30"} in changes


def test_what_is_written(home: Path) -> None:
    stacks = document("synth", cwd=home)["result"]["stacks"]
    assert stacks["ml"]["after"] == ["foundation", "network", "data"]
    assert document("graph", "--out", "picture.html", cwd=home)["result"]["resources"] > 100
    assert document("synth", "nowhere", cwd=home, code=2)["problems"]


def test_blueprints(home: Path) -> None:
    assert set(document("blueprint list", cwd=home)["result"]) == {"tabular", "batch-scoring", "forecasting"}
    table = home / "table.csv"
    table.write_text(
        "id,day,email,amount,left\n"
        + "".join(f"{i},2026-01-0{1 + i % 9},a{i}@b.example,{i * 3},{i % 2}\n" for i in range(60))
    )
    words = ("tabular", "--data", table, "--target", "left", "--subject", "id", "--timestamp", "day")
    made = document("blueprint new", *words, cwd=home)["result"]
    assert {column["header"] for column in made["columns"]} == {"id", "day", "email", "amount", "left"}
    assert not document("blueprint upgrade", "--check", cwd=home)["result"]["written"]


def test_init(tmp_path: Path) -> None:
    written = document("init", "--name", "churn", "--region", "Frankfurt", cwd=tmp_path)["result"]
    assert (tmp_path / "landfast.yaml").read_text(encoding="utf-8") == written["spec"]


def test_what_stands(home: Path) -> None:
    data = {"resource": {"data": {"name": "b", "location": "US"}, "location": "us"}}
    asset = {"name": "//storage.googleapis.com/b", "asset_type": "storage.googleapis.com/Bucket", **data}
    (home / "assets.json").write_text(json.dumps(asset))
    command = ("audit", "acme-ml-prod", "--assets", "assets.json", "--import", "import.tf")
    found = document(*command, cwd=home, code=1)["result"]
    assert (found["assets"], found["scope"], found["imports"]) == (1, "projects/acme-ml-prod", "import.tf")
    assert {one["address"] for one in found["findings"]} == {asset["name"]}


def test_what_is_needed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_OAUTH_ACCESS_TOKEN", "ya29.planted")
    google = 'google: {organization: "123456789012", billing_account: 0A0A0A-0B0B0B-0C0C0C}\n'
    (home / "landfast.yaml").write_text(SPEC + google)
    found = document("doctor", "--roles", "--target", "google", "--endpoint", "http://127.0.0.1:1/", cwd=home)["result"]
    assert {"landfastParent", "landfastStates"} <= {grant["role"].rpartition("/")[2] for grant in found["grants"]}
    assert found["lines"] == []


def test_every_command_that_prints_a_document_has_a_schema() -> None:
    published = {path.name for path in (ROOT / "docs/json").glob("*.json")}
    words = {
        "up",
        "plan",
        "plugins",
        "promote",
        "bootstrap",
        "drift",
        "drill",
        "explain",
        "audit",
        "check",
        "doctor",
        "status",
        "down",
        "synth",
        "graph",
        "init",
        "rehearsal-compare",
        "rehearsal-serve",
    }
    # Files by themselves, which commands write; blueprints; rules as data, and what tries them.
    words |= {"certificate", "erasure", "drill-record", "blueprint", "rules", "rules-test"}
    # Those of a bundle; and what is printed instead of a result.
    words |= {"evidence-facts", "evidence-manifest", "signature", "problems"}
    words |= {f"spec-{verb}" for verb in ("schema", "show")}
    words |= {f"agent-{verb}" for verb in ("install", "uninstall")}
    words |= {f"blueprint-{verb}" for verb in ("eject", "list", "new", "upgrade")}
    words |= {f"subject-{verb}" for verb in ("erase", "export", "requests")}
    words |= {f"evidence-{verb}" for verb in ("diff", "verify", "write")}
    assert published == {f"{word}.schema.json" for word in words}
