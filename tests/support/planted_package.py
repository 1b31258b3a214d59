"""A distribution put where Python finds it: a package with its metadata, as pip leaves them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

# A rule of a company's in a few words: `{id}` judges buckets by their labels.
RULE = """
from landfast.plugin import Mend, Message, Rule


def check(resource, world):
    if not resource.values.get("labels", {{}}).get("cost_centre"):
        yield Message("labels.cost_centre", "nobody pays for it")


RULE = Rule(
    id="{id}", name="cost_centre", title="Ensure somebody pays", why="What nobody pays for, nobody looks after.",
    mend=Mend("Name the cost centre.", "Set labels.cost_centre."), articles=("5(2)", "35"), severity="high",
    check=check, types=frozenset({{"google_storage_bucket"}}),
)
"""


def plant(
    site: Path, distribution: str, files: Mapping[str, str], points: Mapping[str, str], version: str = "1.2.0"
) -> None:
    """`files` below `site`; `points`: `GROUP NAME` -> target."""
    for name, text in files.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    info = site / f"{distribution.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
    lines = [f"[landfast.{key.split()[0]}]\n{key.split()[1]} = {target}\n" for key, target in points.items()]
    (info / "entry_points.txt").write_text("\n".join(lines))
