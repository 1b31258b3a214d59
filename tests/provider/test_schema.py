"""The schema derived from the installed bindings, and its cache."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from landfast.provider.schema import (
    UnknownTypeError,
    data_source_schema,
    data_source_types,
    index,
    provider_schema,
    resource_schema,
    resource_types,
)

READ_BUCKET = "from landfast.provider.schema import *; print(len(resource_schema('google_storage_bucket')['block']))"


def in_process(cache: Path) -> subprocess.Popen[str]:
    environ = {**os.environ, "LANDFAST_CACHE": str(cache)}
    return subprocess.Popen([sys.executable, "-c", READ_BUCKET], env=environ, stdout=subprocess.PIPE, text=True)


def test_everything_is_there() -> None:
    assert len(resource_types()) == 1375
    assert len(data_source_types()) == 471
    assert "project" in provider_schema()["block"]["attributes"]


@pytest.mark.parametrize(
    ("type_", "attribute", "expected"),
    [
        ("google_storage_bucket", "name", {"type": "string", "required": True}),
        ("google_storage_bucket", "effective_labels", {"type": ["map", "string"], "computed": True}),
        ("google_storage_bucket", "project", {"type": "string", "optional": True, "computed": True}),
        ("google_project_iam_binding", "members", {"type": ["set", "string"], "required": True}),
        ("google_bigquery_dataset", "creation_time", {"type": "number", "computed": True}),
        ("google_compute_instance", "deletion_protection", {"type": "bool", "optional": True}),
    ],
)
def test_attributes(type_: str, attribute: str, expected: dict[str, object]) -> None:
    assert resource_schema(type_)["block"]["attributes"][attribute] == expected


@pytest.mark.parametrize(
    ("type_", "block", "nesting", "most", "least"),
    [
        ("google_storage_bucket", "versioning", "list", 1, None),
        ("google_storage_bucket", "lifecycle_rule", "list", None, None),
        ("google_storage_bucket", "timeouts", "single", None, None),
        ("google_bigquery_dataset", "access", "set", None, None),
        ("google_billing_budget", "amount", "list", 1, 1),
    ],
)
def test_blocks(type_: str, block: str, nesting: str, most: int | None, least: int | None) -> None:
    found = resource_schema(type_)["block"]["block_types"][block]
    assert (found["nesting_mode"], found.get("max_items"), found.get("min_items")) == (nesting, most, least)


def test_objects_of_computed_attributes_are_typed() -> None:
    primary = resource_schema("google_kms_crypto_key")["block"]["attributes"]["primary"]
    assert primary == {"type": ["list", ["object", {"name": "string", "state": "string"}]], "computed": True}


def test_unknown_types() -> None:
    with pytest.raises(UnknownTypeError, match="google_nothing is no resource"):
        resource_schema("google_nothing")
    with pytest.raises(UnknownTypeError, match="google_nothing is no data source"):
        data_source_schema("google_nothing")


def test_a_broken_cache_is_built_again_once_by_two_processes(tmp_path: Path) -> None:
    whole = index().read_bytes()
    broken = tmp_path / index().name
    broken.write_bytes(whole[: len(whole) // 2])
    processes = [in_process(tmp_path), in_process(tmp_path)]
    assert [process.communicate()[0].strip() for process in processes] == ["2", "2"]
    assert len(broken.read_bytes()) == len(whole)
    assert sorted(path.name for path in tmp_path.iterdir()) == [broken.name, f"{broken.name}.lock"]
