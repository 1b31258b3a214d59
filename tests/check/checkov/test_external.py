"""For those who stay with checkov: landfast's residency rules in its own run, and nothing passes that nobody judged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from check_folders import build
from repository import ROOT

from landfast.check.checkov.home import python_of_checkov

FILES: dict[str, Any] = {
    "main.tf": """variable "place" {
  default = "US"
}
resource "google_storage_bucket" "far" {
  name     = "far"
  location = var.place
}
resource "google_storage_bucket" "near" {
  name     = "near"
  location = "europe-west4"
}
module "m" {
  source = "./m"
  where  = "us-east1"
}
""",
    "m/main.tf": """variable "where" {}
resource "google_storage_bucket" "of_a_module" {
  name     = "m"
  location = var.where
}
""",
}


def ran(folder: Path, path: str, **environ: str) -> dict[str, set[str]]:
    """Check -> the resources that it fails."""
    command = [python_of_checkov(), "-m", "checkov.main", "-d", folder, "--framework", "terraform", "--skip-download",
               "--external-checks-dir", ROOT / "examples/checkov", "-o", "json", "--compact"]  # fmt: skip
    known = {**os.environ, "PATH": path, **environ}
    done = subprocess.run(list(map(str, command)), env=known, capture_output=True, text=True, check=False)
    found: dict[str, set[str]] = {}
    for one in json.loads(done.stdout)["results"]["failed_checks"]:
        found.setdefault(one["check_id"], set()).add(one["resource"].rpartition("google_")[2])
    return found


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("of_checkov"), FILES)


def test_what_landfast_finds_is_checkovs_own_finding(tree: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    found = ran(tree, path)
    assert found["CKV_LF_RES_001"] == {"storage_bucket.far", "storage_bucket.of_a_module"}
    of_the_area = ran(tree, path, LANDFAST_OPTIONS="--area FR")
    assert "storage_bucket.near" in of_the_area["CKV_LF_RES_001"]


def test_without_landfast_nothing_passes(tree: Path) -> None:
    found = ran(tree, "/nowhere")
    assert found["CKV_LF_RES_001"] >= {"storage_bucket.far", "storage_bucket.near"}
    assert found["CKV_LF_RES_005"] == found["CKV_LF_RES_001"]
