"""Programs of the names of crane and docker, which keep manifests in a folder."""

from __future__ import annotations

import os
from pathlib import Path

# Manifests are files named by image and tag; a digest is that of the file, as in a registry.
PROGRAM = """#!/usr/bin/env python3
import hashlib, json, os, sys
from pathlib import Path

def path(image):
    name, _, reference = image.replace("@", ":", 1).partition(":")
    folder = Path("FOLDER") / name
    if reference.startswith("sha256:"):
        for found in folder.glob("*") if folder.is_dir() else ():
            if digest(found) == reference:
                return found
    return folder / reference

def digest(file):
    return "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()

program, command, *words = Path(sys.argv[0]).name, *sys.argv[1:]
if (program, command) == ("docker", "build"):
    arguments = [b for a, b in zip(words, words[1:]) if a == "--build-arg"]
    assert any(a.startswith("BASE_IMAGE=") and "@sha256:" in a for a in arguments), arguments
    labels = dict(b.split("=", 1) for a, b in zip(words, words[1:]) if a == "--label")
    file = path(words[words.index("--tag") + 1])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"config": {"Labels": labels}}))
elif program == "crane":
    file = path(words[0])
    if not file.is_file():
        sys.exit("MANIFEST_UNKNOWN: no such manifest")
    if command == "digest":
        print(digest(file))
    elif command == "config":
        print(file.read_text())
    elif command == "copy":
        target = path(words[1])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
"""


def programs(folder: Path) -> dict[str, str]:
    """The environment variables by which they are found; `folder` is theirs."""
    place = folder / "bin"
    place.mkdir()
    for name in ("crane", "docker"):
        (place / name).write_text(PROGRAM.replace("FOLDER", str(folder / "manifests")))
        (place / name).chmod(0o755)
    return {"PATH": f"{place}:{os.environ['PATH']}"}
