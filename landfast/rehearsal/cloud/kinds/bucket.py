"""Buckets of Cloud Storage: one namespace for the whole world, and none goes while something is in it."""

from __future__ import annotations

import re

from landfast.gcp.regions import catalogue
from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import blocks, first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.generations import forget, generations
from landfast.rehearsal.cloud.iam import Grants
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import already_exists, bad_request, forbidden
from landfast.rehearsal.cloud.store import Store

BUCKET = "google_storage_bucket"
# https://cloud.google.com/storage/docs/buckets#naming: 63 characters between the dots, 222 with them.
NAME = re.compile(r"(?=.{3,222}$)[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?)*")
ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+")
CONTINENTS = {"EU": "europe", "US": "us", "ASIA": "asia", "CA": "northamerica", "AU": "australia"}
GOOGLE = re.compile(r"g[o0][o0]g[l1]e")


def _computed(call: Call) -> Object:
    return {
        "url": f"gs://{call.fields['name']}",
        "project_number": int(project_number(call.fields["project"])),
        "public_access_prevention": "inherited",
        "rpo": "DEFAULT" if "-" not in str(call.fields["location"]) else None,
    }


def _unique(call: Call, store: Store) -> None:
    """Names of buckets are unique in the whole cloud, over all projects, deleted ones included."""
    name = call.name
    if not NAME.fullmatch(name) or ADDRESS.fullmatch(name) or name.startswith("goog") or GOOGLE.search(name):
        raise bad_request(f"Invalid bucket name: '{name}'", "invalid")
    if "." in name:
        # https://cloud.google.com/storage/docs/domain-name-verification: nobody has shown to own a domain here.
        raise forbidden(
            f"The bucket you tried to create is a domain name owned by another user: verify that you own '{name}', or "
            "choose a name without dots."
        )
    taken = store.get(BUCKET, call.name)
    if taken is not None and taken.project == call.project:
        raise already_exists(
            "Your previous request to create the named bucket succeeded and you already own it.", "conflict"
        )
    if taken is not None or store.deleted(BUCKET, call.name) is not None:
        raise already_exists(
            "The requested bucket name is not available. The bucket namespace is shared by all users of the system. "
            "Please select a different name and try again.",
            "conflict",
        )


def _whole(call: Call, _store: Store) -> None:
    """https://cloud.google.com/storage/docs/lifecycle: each rule has a condition; a class is set to something."""
    for rule in blocks(call.fields, "lifecycle_rule") if call.writes else ():
        action, condition = first(rule.get("action")), first(rule.get("condition"))
        if (action.get("type") == "SetStorageClass") != bool(action.get("storage_class")):
            raise bad_request(f"The lifecycle action {action.get('type')} and its storage class don't fit.", "invalid")
        if not any(
            value not in (None, "", [], False) for name, value in condition.items() if name != "with_state"
        ) and (condition.get("with_state") in (None, "", "ANY")):
            raise bad_request("Each lifecycle rule must have at least one condition.", "invalid")


def _placed(call: Call, _store: Store) -> None:
    """https://cloud.google.com/storage/docs/locations#configurable: two regions of the continent that it is in."""
    code = call.text("location").upper()
    for block in blocks(call.fields, "custom_placement_config") if call.verb == "create" else ():
        for place in block.get("data_locations") or []:
            region = catalogue().get(str(place).lower())
            if region is None or CONTINENTS.get(code) != region.name.partition("-")[0]:
                raise bad_request(f"The data location '{place}' is not a region of '{code}'.", "invalid")


def _empty(call: Call, store: Store) -> None:
    if call.verb != "delete":
        return
    lives = any(item.fields.get("bucket") == call.name for item in store.list("google_storage_bucket_object"))
    if lives or next(generations(store, call.name, "", "noncurrent"), None) is not None:
        raise already_exists("The bucket you tried to delete is not empty.", "conflict")


def _deleted(call: Call, store: Store) -> None:
    standing = store.get(call.type, call.name, call.project)
    if standing is not None:
        store.delete(standing)
        Grants(store).remove(standing.type, standing.name)
    forget(store, call.name)


BEHAVIOURS = {
    BUCKET: Behaviour(computed=_computed, unique=_unique, refuses=(_whole, _placed, _empty), deleted=_deleted)
}
