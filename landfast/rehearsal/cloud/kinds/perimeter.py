"""Perimeters of VPC Service Controls: whom they let in and out must be there, and projects go by their numbers."""

from __future__ import annotations

import copy
import re

from landfast.provider.values import Object
from landfast.rehearsal.cloud.agents import account_stands
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.iam import normal_member
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

NUMBERED = re.compile(r"projects/\d+")


def _rules(call: Call, store: Store) -> None:
    if not call.writes:
        return
    for half in ("status", "spec"):
        for way in ("ingress", "egress"):
            for source in blocks(call.fields, half, f"{way}_policies", f"{way}_from"):
                for identity in source.get("identities") or []:
                    _stands(store, str(identity))
            for target in blocks(call.fields, half, f"{way}_policies", f"{way}_to"):
                for resource in target.get("resources") or []:
                    _numbered(str(resource))


def _stands(store: Store, identity: str) -> None:
    kind, _colon, email = identity.partition(":")
    if kind == "serviceAccount" and not account_stands(store, email.lower()):
        raise bad_request(f"The email address '{email}' is invalid or non-existent.")


def _numbered(resource: str) -> None:
    """https://cloud.google.com/access-context-manager/docs/reference/rest/v1/accessPolicies.servicePerimeters"""
    if resource != "*" and not NUMBERED.fullmatch(resource):
        raise bad_request(f"Invalid resource '{resource}': it must have the form projects/NUMBER.")


def _kept(call: Call) -> Object:
    """Identities are kept in lower case. https://github.com/hashicorp/terraform-provider-google/issues/24732"""
    kept = copy.deepcopy({half: call.fields[half] for half in ("status", "spec") if call.fields.get(half)})
    for half in kept:
        for way in ("ingress", "egress"):
            for source in blocks(kept, half, f"{way}_policies", f"{way}_from"):
                if source.get("identities"):
                    source["identities"] = [normal_member(str(identity)) for identity in source["identities"]]
    return kept


BEHAVIOURS = {"google_access_context_manager_service_perimeter": Behaviour(inside=_kept, refuses=(_rules,))}
