"""Constraints of organization policies: whether each is enforced or has values, and which. Data: `constraints.json`."""

from __future__ import annotations

import re
from typing import Literal

from landfast.gcp.tables import table

Kind = Literal["boolean", "list"]
# Those that Google manages, and those that an organization defines: all are enforced or not.
OTHERS = re.compile(r"[a-z]+\.managed\.[A-Za-z]+|custom\.[A-Za-z0-9]+")

# Google's organization, where the networks stand that private services access peers with: their projects' names are
# made with the first of them. https://cloud.google.com/vpc/docs/manage-security-private-service-connect-consumers, and
# the policy that Google's RAD Lab sets for Cloud SQL (read in November 2026).
GOOGLES_NETWORKS = "under:organizations/433637338589"


def constraint_kind(name: str) -> Kind | None:
    """What rules a constraint (`gcp.resourceLocations`) takes; None if there is none of that name."""
    if OTHERS.fullmatch(name) or name in table("constraints")["boolean"].split():
        return "boolean"
    return "list" if name in table("constraints")["list"].split() else None


def value_problem(name: str, side: str, value: str) -> str | None:
    """Why a value can't stand on a side (`allowed_values`) of a list constraint, None if it can."""
    known = table("constraints")["values"].get(name, {})
    if side not in known.get("sides", (side,)):
        return f"the constraint takes no {side.replace('_', ' ')}"
    if "regex" in known and not re.fullmatch(known["regex"], value):
        return f"it is not of the form {known['regex']}"
    return None
