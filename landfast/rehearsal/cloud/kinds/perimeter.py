"""Perimeters of VPC Service Controls: whom they let in must be there."""

from __future__ import annotations

from landfast.rehearsal.cloud.agents import account_stands
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store


def _identities_stand(call: Call, store: Store) -> None:
    if not call.writes:
        return
    for half in ("status", "spec"):
        for source in blocks(call.fields, half, "ingress_policies", "ingress_from"):
            for identity in source.get("identities") or []:
                kind, _colon, email = str(identity).partition(":")
                if kind == "serviceAccount" and not account_stands(store, email.lower()):
                    raise bad_request(f"The email address '{email}' is invalid or non-existent.")


BEHAVIOURS = {"google_access_context_manager_service_perimeter": Behaviour(refuses=(_identities_stand,))}
