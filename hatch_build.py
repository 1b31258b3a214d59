"""Puts into what is built of landfast the wheel of the library that generated projects run on, and a README whose links
hold where there is no checkout."""

from __future__ import annotations

import re
import sys
import tempfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).resolve().parent
READER = ROOT / "landfast" / "blueprints" / "library.py"
# A link of Markdown to a file of the repository: neither an address nor a heading of the page.
LINK = re.compile(r"\]\((?![a-z]+:|#)([^)\s]+)\)")


class LibraryHook(BuildHookInterface[Any]):
    """An editable install carries none: there the wheel is built from `ml/` when a project is generated."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # A source distribution has it already, where the package has it.
        if version == "editable" or (READER.parent / "vendor").is_dir():
            return
        found = _reader().library()
        # Goes with this process, when the build has read it.
        self.kept = tempfile.TemporaryDirectory()
        path = Path(self.kept.name, found.file)
        path.write_bytes(found.content)
        build_data["force_include"][str(path)] = f"landfast/blueprints/{found.path}"


class ReadmeHook(MetadataHookInterface):
    """Gives the README of this version: links to files are those of the version's tag."""

    def update(self, metadata: dict[str, Any]) -> None:
        tree = f"{metadata['urls']['Repository']}/blob/v{metadata['version']}"
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": LINK.sub(rf"]({tree}/\1)", text)}


def _reader() -> ModuleType:
    """Without its package, whose other modules need what a build does not have: no package is installed there."""
    sys.path[:0] = [str(ROOT), str(ROOT / "ml")]
    spec = spec_from_file_location("landfast_library", READER)
    if spec is None or spec.loader is None:
        raise ImportError(f"{READER} can't be read")
    module = sys.modules.setdefault("landfast_library", module_from_spec(spec))
    spec.loader.exec_module(module)
    return module
