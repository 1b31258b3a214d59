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
resource "google_storage_bucket" "many" {
  for_each = toset(["EU", "us-west1"])
  name     = each.key
  location = each.key
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


def ran(folder: Path, path: str, **environ: str) -> dict[str, dict[str, str]]:
    """Check -> the resources that it fails, with what is said of each."""
    command = [python_of_checkov(), "-m", "checkov.main", "-d", folder, "--framework", "terraform", "--skip-download",
               "--external-checks-dir", ROOT / "examples/checkov", "-o", "json", "--compact"]  # fmt: skip
    known = {**os.environ, "PATH": path, **environ}
    done = subprocess.run(list(map(str, command)), env=known, capture_output=True, text=True, check=False)
    found: dict[str, dict[str, str]] = {}
    for one in json.loads(done.stdout)["results"]["failed_checks"]:
        found.setdefault(one["check_id"], {})[one["resource"].rpartition("google_")[2]] = " ".join(one["details"])
    return found


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("of_checkov"), FILES)


def test_what_landfast_finds_is_checkovs_own_finding(tree: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    found = ran(tree, path)
    many = {f'storage_bucket.many["{place}"]' for place in ("EU", "us-west1")}
    said = found["CKV_LF_RES_001"]
    assert set(said) == {"storage_bucket.far", "storage_bucket.of_a_module", *many}
    # That of one instance is said of all, and of which it is.
    assert {text.partition(":")[0] for name, text in said.items() if name in many} == {
        'google_storage_bucket.many["us-west1"].location'
    }
    of_the_area = ran(tree, path, LANDFAST_OPTIONS="--area FR")
    assert "storage_bucket.near" in of_the_area["CKV_LF_RES_001"]


def test_without_landfast_nothing_passes(tree: Path) -> None:
    found = ran(tree, "/nowhere")
    assert set(found["CKV_LF_RES_001"]) >= {"storage_bucket.far", "storage_bucket.near"}
    assert found["CKV_LF_RES_005"] == found["CKV_LF_RES_001"]


def test_what_landfast_refuses_is_told(tree: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    found = ran(tree, path, LANDFAST_OPTIONS="--area atlantis")
    assert "atlantis" in found["CKV_LF_RES_001"]["storage_bucket.near"]
