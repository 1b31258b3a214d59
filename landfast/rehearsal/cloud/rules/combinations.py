"""Fields that go together, or don't, by the facts."""

from __future__ import annotations

from landfast.gcp.combinations import combinations
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store


def check(call: Call, _store: Store) -> None:
    if not call.writes:
        return
    for row in combinations(call.type):
        for block in blocks(call.fields, *row.at) if row.at else [call.fields]:
            problem = row.problem(block)
            if problem is not None:
                place = f"field '{'.'.join(row.at)}'" if row.at else call.kind.title
                raise bad_request(f"Invalid value for {place}: {problem}.", "invalid")
