"""What a rehearsal finds standing: the project that the spec says stands, and what the ticket asks others for.

The ticket is taken for done, as far as it can be before the first `up`: what is rehearsed is landfast's part.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from landfast.rehearsal.given import GivenResource

if TYPE_CHECKING:
    from landfast.synth import Synthesis

BILLING, ORGANIZATION = "000000-000000-000000", "123456789012"


def given_in(synthesis: Synthesis) -> tuple[GivenResource, ...]:
    """Nothing where landfast makes all of it."""
    return tuple(_given(synthesis.ticket.read())) if synthesis.ticket else ()


def _given(ticket: Mapping[str, Any]) -> Iterator[GivenResource]:
    (provider,) = ticket["provider"]["google"]
    name = provider["project"]
    fields = {"project_id": name, "name": name, "org_id": ORGANIZATION, "billing_account": BILLING}
    yield GivenResource("google_project", fields)
    for kind, instances in ticket["resource"].items():
        for body in instances.values():
            # What waits for `up`, or names what only Google knows, is not there yet, or is nothing that rules look at.
            if "count" not in body and "${" not in json.dumps(body):
                yield GivenResource(kind, {"project": name, **body})
