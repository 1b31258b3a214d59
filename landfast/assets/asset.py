"""Assets, as Cloud Asset Inventory lists them and as it exports them: one object of JSON each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landfast.core.errors import InputError, Problem
from landfast.provider.assets import path_of

PROJECT = "cloudresourcemanager.googleapis.com/Project"


@dataclass(frozen=True, slots=True)
class Asset:
    """`name` is its full name, `//storage.googleapis.com/raw`; `data` what its API says of it, `policy` its IAM policy;
    None where this was not asked for, or there is none. `location` is the inventory's own word for where it is.
    """

    name: str
    type: str
    data: Mapping[str, Any] | None = None
    location: str = ""
    policy: Mapping[str, Any] | None = None

    @property
    def path(self) -> str:
        return path_of(self.name)


def asset_of(content: Mapping[str, Any]) -> Asset:
    """Of a list, whose names are in camel case, or of an export, where they are not."""
    resource = content.get("resource")
    resource = resource if isinstance(resource, Mapping) else {}
    data, policy = resource.get("data"), content.get("iamPolicy", content.get("iam_policy"))
    return Asset(
        str(content.get("name") or ""),
        str(content.get("assetType") or content.get("asset_type") or ""),
        data if isinstance(data, Mapping) else None,
        str(resource.get("location") or ""),
        policy if isinstance(policy, Mapping) else None,
    )


def exported(file: Path) -> Iterator[Asset]:
    """The assets of a file that `gcloud asset export` wrote: one a line. Raises: InputError."""
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _read(file, number, line)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Problem(str(file), f"can't be read: {error}", next_step="name an export")]) from None


def _read(file: Path, number: int, line: str) -> Asset:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        content = None
    found = asset_of(content) if isinstance(content, dict) else Asset("", "")
    if not found.name or not found.type:
        step = "name what `gcloud asset export --content-type resource --output-path gs://...` wrote"
        raise InputError([Problem(f"{file}:{number}", "is no asset", line[:80].strip(), next_step=step)])
    return found
