"""What location codes mean, and that the policies and the rehearsal mean the same by every one."""

from __future__ import annotations

from pathlib import Path

import pytest

from landfast.gcp.locations import codes, in_group, key_fits, product_of, region_of, spanned
from landfast.gcp.regions import catalogue
from landfast.policies.facts.places import locate
from landfast.policies.model import Area, Resource, World
from landfast.policies.rules.encryption.encryption_key_place import RULE
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.policies import OrganizationPolicy
from landfast.rehearsal.cloud.refusal import Refusal
from landfast.rehearsal.cloud.rules import encryption
from landfast.rehearsal.cloud.store import Store, StoredResource

EVERYWHERE = Area("everywhere", frozenset(catalogue()), catalogue())
GROUPS = {
    "in:eu-locations": {name for name, region in catalogue().items() if region.status == "EU"},
    "in:europe-locations": {name for name, region in catalogue().items() if region.status == "EU"}
    | {"europe-west2", "europe-west6"},
    "in:europe-west4-locations": {"europe-west4"},
}
ALL_CODES = [(product, code) for product in codes() for code in (*codes()[product], *catalogue())]
KEY_PLACES = sorted({*codes()["kms"], "europe-west4", "europe-west3"})
# Types with a place of their own and a key, by the product whose codes they go by.
TYPES = {
    "storage": ("google_storage_bucket", "location", lambda key: {"encryption": [{"default_kms_key_name": key}]}),
    "bigquery": (
        "google_bigquery_dataset",
        "location",
        lambda key: {"default_encryption_configuration": [{"kms_key_name": key}]},
    ),
    "artifact_registry": ("google_artifact_registry_repository", "location", lambda key: {"kms_key_name": key}),
    "firestore": ("google_firestore_database", "location_id", lambda key: {"cmek_config": [{"kms_key_name": key}]}),
    "document_ai": ("google_document_ai_processor", "location", lambda key: {"kms_key_name": key}),
    "logging": (
        "google_logging_project_bucket_config",
        "location",
        lambda key: {"cmek_settings": [{"kms_key_name": key}]},
    ),
}


@pytest.mark.parametrize("name", GROUPS)
def test_both_mean_the_same_by_a_group_of_an_organisation_policy(name: str) -> None:
    area = Area(name, frozenset(GROUPS[name]), catalogue())
    policy = OrganizationPolicy(restricted=True, allowed=frozenset({name}))
    differing = [
        (product, code)
        for product, code in ALL_CODES
        if locate(code, product, area).good is not policy.allows(code, product)
    ]
    assert not differing


def test_both_take_the_same_keys_for_every_location(tmp_path: Path) -> None:
    store = Store(tmp_path / "cloud.sqlite")
    differing = []
    for product, (type_, attribute, encrypted) in TYPES.items():
        assert product_of(kind(type_).api) == product
        for code in (*codes()[product], "europe-west4", "europe-west2"):
            for place in KEY_PLACES:
                if not locate(place, "kms", EVERYWHERE).good:
                    continue
                key = f"projects/p/locations/{place}/keyRings/r/cryptoKeys/k"
                store.put(StoredResource("google_kms_crypto_key", key, "p", {"primary": [{}], "key_ring": ""}))
                fields = {attribute: code, **encrypted(key)}
                if _rule_takes(type_, fields) is not _cloud_takes(store, type_, fields):
                    differing.append((product, code, place))
    store.close()
    assert not differing


def _rule_takes(type_: str, fields: dict[str, object]) -> bool:
    resource = Resource(f"{type_}.it", type_, fields)
    return not [message for message in RULE.check(resource, World(EVERYWHERE, [resource])) if not message.unknown]


def _cloud_takes(store: Store, type_: str, fields: dict[str, object]) -> bool:
    try:
        encryption.check(Call("create", kind(type_), project="p", fields=fields), store)
    except Refusal as refusal:
        return "cannot be used for a resource in location" not in str(refusal)
    return True


@pytest.mark.parametrize(
    ("code", "product", "key"),
    [
        ("EU", "storage", "europe"),
        ("eur4", "storage", "eur4"),
        ("EUR5", "storage", "eur5"),
        ("EUR8", "storage", "eur6"),
        ("europe", "artifact_registry", "europe"),
        ("eur3", "firestore", "europe"),
        ("europe-west4-a", "compute_storage", "europe-west4"),
        ("europe-west4", "", "global"),
    ],
)
def test_the_key_of_a_location_is_where_google_has_it(code: str, product: str, key: str) -> None:
    assert key_fits(key, code, product)
    assert not key_fits("us-east1", code, product)


def test_a_code_whose_keys_have_no_known_place_takes_none() -> None:
    assert not any(key_fits(place, "EUR7", "storage") for place in (*codes()["kms"], *catalogue(), "eur7"))


@pytest.mark.parametrize(
    ("group", "code", "product", "held"),
    [
        ("in:europe-locations", "EUR5", "storage", True),
        ("in:europe-locations", "EUR8", "storage", True),
        ("in:eu-locations", "EUR5", "storage", False),
        ("in:eu-locations", "EUR4", "storage", True),
        ("in:eu-locations", "europe-west4-b", "", True),
        ("in:europe-locations", "europe-west15", "", False),
        ("in:us-locations", "US", "storage", True),
        ("in:us-locations", "us-central1-ai1a", "", True),
        ("in:europe-west4-locations", "europe-west4-a", "", True),
        ("in:no-such-locations", "europe-west4", "", False),
        ("in:eu-locations", "no-such", "", False),
    ],
)
def test_what_groups_hold(group: str, code: str, product: str, held: bool) -> None:
    assert in_group(group, code, product) is held


def test_codes_are_of_a_product() -> None:
    assert spanned("EUR7", "storage") == ("europe-west2", "europe-west3")
    assert spanned("eur7", "spanner") == ("europe-west8", "europe-west3", "europe-west12")
    assert spanned("eur7", "bigquery") is None
    assert region_of("us-central1-ai1a") == "us-central1"
