"""Where things lie in a generated project, relative to its folder."""

from __future__ import annotations

from pathlib import Path

ENVIRONMENTS = "environments"
FEATURES = "features.yaml"
SETTINGS = "settings.toml"
PYPROJECT = "pyproject.toml"
LOCK, CLOUD_LOCK = "requirements.lock", "requirements-cloud.lock"
# The library: its wheel in VENDOR, or its source in LIBRARY once that was ejected.
VENDOR, LIBRARY = "vendor", "landfast_ml"
# What the library says of images from outside, where its source is the project's own.
OUTSIDE_IMAGES = f"{LIBRARY}/containers/images.toml"
# What landfast keeps of how it generated the project, for upgrades.
RECORD = ".landfast-blueprint"


def facts_file(environment: str) -> str:
    """What the project is told of an environment."""
    return f"{ENVIRONMENTS}/{environment}.json"


def environments(root: Path) -> tuple[str, ...]:
    """Names of those that the project was told of, sorted."""
    return tuple(sorted(path.stem for path in (root / ENVIRONMENTS).glob("*.json")))


def local_store(root: Path, environment: str) -> Path:
    """All that runs on this machine write for an environment; its buckets are folders there."""
    return root / ".local" / environment


def bucket(store: Path, name: str) -> Path:
    """The folder that stands for a bucket on this machine."""
    return store / name


def raw_table(raw: Path, table: str) -> Path:
    """The folder of a table's CSV files, in the raw bucket."""
    return raw / table
