"""`landfast up` and what it would lose: asked for by name, refused without a person.

What else agrees to it: tests/jobs/test_losing.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from document_schemas import validated
from in_process import landfast
from typed import typed

from tools.chaos.standing import names

UP = ("up", "dev", "--no-pipeline")


def written(home: Path, name: str) -> None:
    (home / "landfast.yaml").write_text(f"name: {name}\nresidency: {{region: europe-west4}}\n")


def up(home: Path, *words: str) -> tuple[int, dict[str, Any]]:
    done = landfast(home, *UP, "--json", *words)
    assert done.stdout, done.stderr
    return done.returncode, validated("up", done.stdout)["result"]


@pytest.mark.long
def test_a_new_name_takes_no_data_with_it_unasked(tmp_path: Path) -> None:
    written(tmp_path, "clinic")
    assert up(tmp_path)[0] == 0
    cloud = tmp_path / ".landfast/rehearsal"
    before = names(cloud)
    written(tmp_path, "praxis")
    renamed = validated("plan", landfast(tmp_path, "plan", "dev", "--json").stdout)["result"]
    assert renamed["moves"][0]["what"] == "name"
    status, withheld = up(tmp_path)
    assert (status, withheld["digest"]) == (1, renamed["digest"])
    assert withheld["losses"] == [change for change in renamed["changes"] if change["loses"]]
    status, refused = up(tmp_path, "--yes", "--destroy", "clinic-dev-raw")
    assert status == 1
    lost = {loss["name"]: loss for loss in refused["losses"]}
    assert "clinic-dev-raw" not in lost
    assert lost["clinic-dev"]["address"] == "google_project.environment"
    assert {loss["action"] for loss in refused["losses"]} == {"replace"}
    kinds = {loss["type"] for loss in refused["losses"]}
    assert {"google_bigquery_dataset", "google_kms_crypto_key", "google_artifact_registry_repository"} <= kinds
    assert "--destroy clinic-dev for all that is in the project" in refused["next_step"]
    assert names(cloud) == before
    planned = landfast(tmp_path, "plan", "dev")
    assert "bucket clinic-dev-raw  loses its objects" in planned.stdout
    assert "clinic-dev stands, and the spec now asks for praxis-dev" in planned.stdout
    assert "set name back to clinic" in planned.stdout
    assert f"landfast up dev --plan {renamed['digest']}" in planned.stdout
    assert "google_storage_bucket.raw" not in planned.stdout

    status, said = typed(tmp_path, UP, ("praxis",), asked="to go on: ")
    assert (status, names(cloud)) == (1, before)
    assert "clinic-dev-raw" in said
    assert "Traceback" not in said
    status, said = typed(tmp_path, UP, ("clinic-dev",), asked="to go on: ")
    assert status == 0, said
    assert not [name for name in names(cloud) if "clinic-dev" in name]
    assert [name for name in names(cloud) if "praxis-dev-raw" in name]
