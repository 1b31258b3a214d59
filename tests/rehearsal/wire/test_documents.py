"""The documents that the wire checks by are Google's; what it says it answers is in them."""

from __future__ import annotations

import json

import pytest

from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.documents import document
from landfast.rehearsal.doors.wire.definition import Collection, Service
from landfast.rehearsal.doors.wire.policies import GIVEN
from landfast.rehearsal.doors.wire.services import SERVICES
from landfast.rehearsal.doors.wire.translate import schema_of, translation
from tools import discovery

KINDS = [
    (service, collection)
    for service in SERVICES
    for collection in service.collections
    if not collection.is_row and collection.kind not in GIVEN
]


def test_they_are_derived_from_todays_package() -> None:
    stale = [path.name for path, content in discovery.documents().items() if path.read_bytes() != content]
    assert stale == [], "write them anew: python -m tools.discovery"


@pytest.mark.parametrize("service", SERVICES, ids=[each.document for each in SERVICES])
def test_what_is_answered_is_in_the_document(service: Service) -> None:
    known = document(service.document)
    assert set(service.handlers) <= set(known.methods)
    paths = {method.collection for method in known.methods.values()}
    assert {each.path for each in service.collections} <= paths


@pytest.mark.parametrize(("service", "collection"), KINDS, ids=[f"{s.document}-{c.path}" for s, c in KINDS])
def test_every_exception_names_a_field_and_a_property(service: Service, collection: Collection) -> None:
    known = document(service.document)
    schema, block = known.schema(schema_of(service, collection)), kind(collection.kind).block
    assert schema, "no schema of one: name it"
    fields = {item.path for item in block.walk()}
    for field, path in collection.differs.paths.items():
        assert field in fields, field
        if path and "." not in field:
            found = schema
            for name in path.split("."):
                found = known.resolved(known.resolved(found).get("properties", {})[name])
    assert set(collection.differs.keyed) | set(collection.differs.texts) <= fields
    assert translation(service, collection).fields or collection.differs.to_api is not None


def test_differences_are_listed_for_who_adds_an_api() -> None:
    lines = list(discovery.differences("cloudkms.v1"))
    assert "projects.locations.keyRings.cryptoKeys (google_kms_crypto_key)" in lines
    assert any("nextRotationTime" in line for line in lines)


def test_they_hold_no_prose() -> None:
    assert "description" not in json.dumps(dict(document("storage.v1").schemas["Bucket"]["properties"]["name"]))
