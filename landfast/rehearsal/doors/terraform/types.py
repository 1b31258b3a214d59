"""What configurations name: resource types and data sources, of which Terraform needs the schema, and folders."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FOLDER = re.compile(r"(?:folders/)?(\d+)")


def folders_in(folders: Iterable[Path]) -> frozenset[str]:
    """Folders of an organization that the Terraform JSON names by number, and so takes for standing."""
    named = set[str]()
    for folder in folders:
        for file in folder.glob("*.tf.json"):
            resources = json.loads(file.read_bytes()).get("resource", {})
            for type_name, field in (("google_folder", "parent"), ("google_project", "folder_id")):
                named.update(str(body.get(field)) for body in resources.get(type_name, {}).values())
    return frozenset(f"folders/{found[1]}" for text in named if (found := FOLDER.fullmatch(text)))


def images_in(folders: Iterable[Path]) -> frozenset[str]:
    """Container images that the Terraform JSON of Cloud Run names."""
    found = set[str]()
    for folder in folders:
        for file in folder.glob("*.tf.json"):
            for type_name, resources in json.loads(file.read_bytes()).get("resource", {}).items():
                if type_name.startswith("google_cloud_run_"):
                    found.update(_images(resources))
    return frozenset(found)


def _images(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        image = value.get("image")
        if isinstance(image, str):
            yield image
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        yield from _images(inner)


def types_in(folders: Iterable[Path]) -> frozenset[str]:
    """Types in the Terraform JSON (`*.tf.json`) of the folders."""
    found = set[str]()
    for folder in folders:
        for file in folder.glob("*.tf.json"):
            document = json.loads(file.read_bytes())
            found.update(document.get("resource", {}), document.get("data", {}))
    return frozenset(found)
