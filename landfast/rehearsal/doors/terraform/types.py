"""What configurations name: resource types and data sources, of which Terraform needs the schema, and folders."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

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


def types_in(folders: Iterable[Path]) -> frozenset[str]:
    """Types in the Terraform JSON (`*.tf.json`) of the folders."""
    found = set[str]()
    for folder in folders:
        for file in folder.glob("*.tf.json"):
            document = json.loads(file.read_bytes())
            found.update(document.get("resource", {}), document.get("data", {}))
    return frozenset(found)
