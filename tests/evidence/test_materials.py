"""Bills of materials: valid by the standard's own schema, whole by the lock, the same twice."""

from __future__ import annotations

import datetime as dt
import json
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from in_process import landfast

from landfast.core.errors import InputError
from landfast.evidence.materials import BaseImage, BillOf, LockedPackage, bill, installed, locked
from landfast.jobs.evidence_materials import LOCK, materials
from landfast.targets.workspace import Workspace

DAY = dt.date(2026, 11, 27)
HASH = "a" * 64
LOCKED = f"""\
alembic==1.20.1 \\
    --hash=sha256:{HASH} \\
    --hash=sha256:{"b" * 64}
Colorama_Tool==0.4 ; sys_platform == 'win32' \\
    --hash=sha256:{"c" * 64}
./vendor/landfast_ml-0.1.0-py3-none-any.whl \\
    --hash=sha256:{"d" * 64}
uvicorn[standard]==0.35 --hash=sha256:{"e" * 64}
"""


def made(**changes: Any) -> BillOf:
    packages = (LockedPackage("alembic", "1.20.1", (HASH,)), LockedPackage("colorama", "0.4", (), "os == 'x'"))
    images = (BaseImage("python", f"sha256:{HASH}"), BaseImage("BEAM_IMAGE", ""))
    parts = {"packages": packages, "images": images, "sources": {"requirements.lock": "sha256:1"}}
    return BillOf("ml", "1", **{**parts, **changes})


def test_it_is_valid_by_the_schema_of_the_standard() -> None:
    text = bill(made(), DAY).decode()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    found = json.loads(text)
    assert found["specVersion"] == "1.6"
    refs = {one["bom-ref"] for one in found["components"]}
    assert refs == {"pkg:pypi/alembic@1.20.1", "pkg:pypi/colorama@0.4", "image:python", "image:BEAM_IMAGE"}
    (whole,) = (one for one in found["dependencies"] if one["ref"] == "ml@1")
    assert set(whole["dependsOn"]) == refs
    image = next(one for one in found["components"] if one["bom-ref"] == "image:python")
    assert image["hashes"] == [{"alg": "SHA-256", "content": HASH}]


def test_the_same_is_the_same_and_another_lock_is_another() -> None:
    assert bill(made(), DAY) == bill(made(), DAY)
    others = [made(images=()), made(packages=()), made(sources={"requirements.lock": "sha256:2"})]
    serials = [json.loads(bill(one, DAY))["serialNumber"] for one in (made(), *others)]
    assert len(set(serials)) == 4


def test_a_lock_is_read_as_it_is_written() -> None:
    found = locked(LOCKED)
    assert [(one.name, one.version) for one in found][:2] == [("alembic", "1.20.1"), ("colorama-tool", "0.4")]
    assert found[0].hashes == (HASH, "b" * 64)
    assert found[1].marker == "sys_platform == 'win32'"
    whole = LOCK.read_text(encoding="utf-8")
    assert len(locked(whole)) == len(
        {line.split(" ")[0] for line in whole.splitlines() if "==" in line[:80] and line[0] != " "}
    )


def test_what_is_installed_is_listed_with_the_hashes_of_the_lock() -> None:
    found = {one.name: one for one in installed(LOCK.read_text(encoding="utf-8"))}
    assert found["click"].version == installed_version("click")
    assert found["click"].hashes


def test_each_project_has_one_of_its_own_lock_and_images(tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text("name: churn\nresidency: {region: europe-west4}\n")
    workspace = Workspace.open(tmp_path / "landfast.yaml", "dev")
    project = tmp_path / "ml"
    assert landfast(tmp_path, "blueprint", "new", "tabular").returncode == 0
    found = {said.file: (said, json.loads(content)) for said, content in materials(workspace, DAY)}
    assert set(found) == {"sbom/landfast.cdx.json", "sbom/ml.cdx.json"}
    said, document = found["sbom/ml.cdx.json"]
    assert said.count == len(document["components"])
    assert {"image:BASE_IMAGE", "image:BEAM_IMAGE"} <= {one["bom-ref"] for one in document["components"]}
    for _said, content in materials(workspace, DAY):
        assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(content.decode()) is None
    (project / "images.json").write_text(json.dumps({"python": f"sha256:{HASH}"}))
    pinned = next(content for said, content in materials(workspace, DAY) if said.file == "sbom/ml.cdx.json")
    assert [one["version"] for one in json.loads(pinned)["components"] if one["type"] == "container"] == [
        f"sha256:{HASH}"
    ]
    (project / "images.json").write_text("[]")
    with pytest.raises(InputError, match="is no list of digests"):
        list(materials(workspace, DAY))
