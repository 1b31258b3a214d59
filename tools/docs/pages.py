"""The one list of pages that have generated content."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from landfast.stacks.spec.schema import schema_text
from tools import ROOT
from tools.detection import detection, detection_page
from tools.detection.checkov import KEPT
from tools.docs.checkov import checkov_page
from tools.docs.documents import document_schemas, documents_page
from tools.docs.examples import examples_text
from tools.docs.policies import policies_page, policy_pages
from tools.docs.tables import command_pages, command_table, field_table, function_list
from tools.docs.wire import answered_table
from tools.reference import stack_pages


def pages() -> dict[Path, str]:
    """Each file, with the content that it should have."""
    docs = ROOT / "docs"
    return {
        docs / "commands.md": _filled(docs / "commands.md", commands=command_table(), pages=command_pages()),
        docs / "spec.md": _filled(docs / "spec.md", spec=field_table()),
        docs / "checking.md": _filled(docs / "checking.md", functions=function_list()),
        docs / "landfast.schema.json": schema_text(),
        **{ROOT / "policies" / "examples.json": examples_text()},
        docs / "policies.md": policies_page(),
        **{docs / "policies" / name: page for name, page in policy_pages().items()},
        docs / "checkov.md": checkov_page(),
        docs / "wire.md": _filled(docs / "wire.md", answered=answered_table()),
        docs / "detection.md": detection_page(),
        **{docs / "json" / name: schema for name, schema in document_schemas().items()},
        docs / "json/README.md": documents_page(),
        **{docs / f"stacks/{stack}.md": page for stack, page in stack_pages().items()},
    }


def kept() -> dict[Path, str]:
    """Files that are written beside them, and not wrong when they are old: what took long is asked again."""
    return {KEPT: detection()["checkov"]}


def _filled(path: Path, **contents: str) -> str:
    """The text of a page with what stands between the marks of each name replaced."""
    text = path.read_text(encoding="utf-8")
    for mark, content in contents.items():
        pattern = re.compile(rf"(<!-- begin {mark} -->\n).*?(<!-- end {mark} -->)", re.DOTALL)
        if not pattern.search(text):
            sys.exit(f"docs: {path.relative_to(ROOT)}: no mark '{mark}' to write between")
        text = pattern.sub(lambda match, new=content: f"{match[1]}{new}{match[2]}", text)  # type: ignore[misc]
    return text
