"""Reads which services Google has, and what it calls them, from its discovery documents: writes gcp/data/services.json.

`python -m tools.services`. Those that it publishes no document of are in `services_by_hand.json`, with their sources.
"""

from __future__ import annotations

import json
import sys
from importlib import metadata, resources
from typing import Any
from urllib.parse import urlsplit

from landfast.core.files import write
from landfast.gcp.services import DOMAIN
from tools import ROOT
from tools.discovery import PACKAGE

TARGET = ROOT / "landfast/gcp/data/services.json"
BY_HAND = ROOT / "tools/services_by_hand.json"
# The host of several APIs, none of which is a service by that name.
SHARED = f"www{DOMAIN}"


def services() -> str:
    """The text of the file."""
    by_hand = json.loads(BY_HAND.read_text(encoding="utf-8"))
    sources = [
        f"titles: {PACKAGE} {metadata.version(PACKAGE)}, its discovery documents",
        *(f"{row['names'].split()[0]} to {row['names'].split()[-1]}: {row['source']}" for row in by_hand["services"]),
    ]
    found = {
        "meta": {"date": by_hand["date"], "sources": sources},
        "titles": _titles(),
        "besides": " ".join(row["names"] for row in by_hand["services"]),
    }
    return f"{json.dumps(found, indent=1)}\n"


def _titles() -> dict[str, str]:
    """By the name before `.googleapis.com`; of a service in several versions, the title of the newest."""
    folder = resources.files("googleapiclient") / "discovery_cache" / "documents"
    documents = sorted((file for file in folder.iterdir() if file.name != "index.json"), key=lambda file: file.name)
    found: dict[str, str] = {}
    for document in documents:
        raw: dict[str, Any] = json.loads(document.read_text(encoding="utf-8"))
        host = urlsplit(raw.get("rootUrl", "")).hostname or SHARED
        if host != SHARED and host.endswith(DOMAIN):
            found[host.removesuffix(DOMAIN)] = raw["title"]
    return found


def main() -> int:
    text = services()
    write(TARGET, text.encode())
    print(f"{TARGET.relative_to(ROOT)}: {len(text)} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
