"""What the project is made in, and who pays for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landfast.doctor.line import Line
from landfast.doctor.subject import Examined
from landfast.google.examining import GoogleExamination

# What is not there, what may not be seen, and what is asked of an API that is off, is answered alike.
NOT_SEEN = "does not stand, is not shown, or its API is not enabled where calls are counted"


def organization_of(examined: Examined, google: GoogleExamination) -> str:
    """`organizations/N`, above all; empty where a folder on the way up is not shown. Raises: UserError."""
    node = examined.parent or str((google.node(examined.named) or {}).get("parent") or "")
    while node.startswith("folders/"):
        node = str((google.node(node) or {}).get("parent") or "")
    return node


def above_lines(examined: Examined, google: GoogleExamination) -> Iterator[Line]:
    """Raises: UserError."""
    if not examined.parent:
        said = f"{examined.named} is of google.projects: nothing is made above it"
        yield Line("above the project", "project", "pass", said)
        return
    kind, _slash, number = examined.parent.partition("/")
    said = kind.removesuffix("s")
    found = google.node(examined.parent)
    if found is None:
        yield Line("above the project", said, "fail", f"{examined.parent} {NOT_SEEN}",
                   f"look at google.{said}: `gcloud {_listing(said)}`; or ask for {_viewer(said)} on it")  # fmt: skip
    elif found.get("state", "ACTIVE") != "ACTIVE":
        yield Line("above the project", said, "fail", f"{examined.parent} is {found['state']}",
                   f"`gcloud resource-manager {kind} undelete {number}`, or set google.{said} to another")  # fmt: skip
    else:
        yield Line("above the project", said, "pass", f"{examined.parent}, {found.get('displayName', '')}, is active")
    yield _account(examined, google.node(examined.account))


def _account(examined: Examined, found: Mapping[str, Any] | None) -> Line:
    if found is None:
        step = "look at google.billing_account: `gcloud billing accounts list`; or ask for roles/billing.viewer on it"
        return Line("above the project", "billing account", "fail",
                    f"{examined.account} {NOT_SEEN}", step)  # fmt: skip
    if not found.get("open"):
        step = "open it again (https://console.cloud.google.com/billing), or set google.billing_account to another"
        return Line("above the project", "billing account", "fail", f"{examined.account} is closed", step)
    return Line("above the project", "billing account", "pass", f"{examined.account} is open")


def _listing(said: str) -> str:
    return "organizations list" if said == "organization" else "resource-manager folders list --organization=N"


def _viewer(said: str) -> str:
    return f"roles/resourcemanager.{said}Viewer"
