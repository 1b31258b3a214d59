"""Keys of Cloud KMS, and organization policies."""

from __future__ import annotations

from typing import Any

import pytest
from refusals import PROJECT, RING, Case, check, standing
from rehearsal_client import Client

__all__ = ["standing"]

KEY, POLICY = "google_kms_crypto_key", "google_org_policy_policy"
ENDPOINTS = "compute.disablePrivateServiceConnectCreationForConsumers"
BOOLEAN, PLACES = "iam.disableServiceAccountKeyCreation", "gcp.resourceLocations"


def key(**values: Any) -> dict[str, Any]:
    template = {name: values.pop(name) for name in ("algorithm", "protection_level") if name in values}
    return {"name": "own", "key_ring": RING, "version_template": [template] if template else [], **values}


def policy(constraint: str, *rules: dict[str, Any], parent: str = f"projects/{PROJECT}", **spec: Any) -> dict[str, Any]:
    spec["rules"] = list(rules)
    return {"name": f"projects/{PROJECT}/policies/{constraint}", "parent": parent, "spec": [spec]}


def values(*allowed: str, side: str = "allowed_values") -> dict[str, Any]:
    return {"values": [{side: list(allowed)}]}


ON = {"enforce": "TRUE"}
SIGN = {"purpose": "ASYMMETRIC_SIGN", "algorithm": "EC_SIGN_P256_SHA256"}
CASES = [
    Case("turned every hour", KEY, key(rotation_period="3600s"), "validate"),
    Case("destroyed in an hour", KEY, key(destroy_scheduled_duration="3600s"), says="between 86400 and"),
    Case("destroyed in a year", KEY, key(destroy_scheduled_duration="31536000s"), says="between 86400 and"),
    Case("destroyed in a day", KEY, key(destroy_scheduled_duration="86400s"), ""),
    Case("an algorithm that there is not", KEY, key(algorithm="ROT13"), says="algorithm"),
    Case("an algorithm of another purpose", KEY, key(algorithm="RSA_SIGN_PSS_2048_SHA256"), says="not valid for keys"),
    Case("a purpose that there is not", KEY, key(purpose="OBFUSCATE"), says="purpose"),
    Case("a signature", KEY, key(**SIGN), ""),
    Case("a signature's rotation", KEY, key(**SIGN, rotation_period="86400s"), says="Rotation is not supported"),
    Case("a signature without an algorithm", KEY, key(purpose="ASYMMETRIC_SIGN"), says="not valid for keys"),
    Case("a protection that there is not", KEY,
         key(algorithm="GOOGLE_SYMMETRIC_ENCRYPTION", protection_level="PAPER"), says="protection_level"),
    Case("external by half", KEY,
         key(algorithm="GOOGLE_SYMMETRIC_ENCRYPTION", protection_level="EXTERNAL"), says="EXTERNAL is not supported"),
    Case("in hardware", KEY, key(algorithm="GOOGLE_SYMMETRIC_ENCRYPTION", protection_level="HSM"), ""),
    Case("values of a boolean", POLICY, policy(BOOLEAN, values("x")), says="boolean constraint"),
    Case("a boolean", POLICY, policy(BOOLEAN, ON), ""),
    Case("a boolean that inherits", POLICY, policy(BOOLEAN, ON, inherit_from_parent=True), says="inherit"),
    Case("a list that is enforced", POLICY, policy(PLACES, ON), says="list constraint"),
    Case("one more list that is enforced", POLICY, policy("compute.requireSslPolicy", ON), says="list constraint"),
    Case("endpoints of a kind", POLICY, policy(ENDPOINTS, values("SERVICE_PRODUCERS", side="denied_values")), ""),
    Case("endpoints of no kind", POLICY, policy(ENDPOINTS, values("ALL")), says="'ALL' is not allowed"),
    Case("a boolean of Pub/Sub", POLICY, policy("pubsub.enforceInTransitRegions", ON), ""),
    Case("a list", POLICY, policy(PLACES, values("in:eu-locations")), ""),
    Case("a region and a code", POLICY, policy(PLACES, values("europe-west4", "EUR4", "is:europe-west1")), ""),
    Case("a group that there is not", POLICY, policy(PLACES, values("in:mars-locations")), says="mars-locations"),
    Case("a region that there is not", POLICY, policy(PLACES, values("europe-west99")), says="europe-west99"),
    Case("all and some", POLICY,
         policy(PLACES, {"allow_all": "TRUE", **values("in:eu-locations")}), says="exactly one"),
    Case("two rules for all", POLICY, policy(BOOLEAN, ON, {"enforce": "FALSE"}), says="at most one rule"),
    Case("rules of a reset", POLICY, policy(BOOLEAN, ON, reset=True), says="resets"),
    Case("a constraint that there is not", POLICY, policy("iam.disableCoffee", ON), says="does not exist"),
    Case("a managed constraint", POLICY, policy("iam.managed.disableServiceAccountKeyCreation", ON), ""),
    Case("services without a key, allowed", POLICY,
         policy("gcp.restrictNonCmekServices", values("storage.googleapis.com")), says="takes no allowed values"),
    Case("services without a key, denied", POLICY,
         policy("gcp.restrictNonCmekServices", values("storage.googleapis.com", side="denied_values")), ""),
    Case("a network by its name", POLICY, policy("compute.restrictVpcPeering", values("ward")), says="not of the form"),
    Case("a parent of another kind", POLICY, policy(BOOLEAN, ON, parent="folders/1"), says="not one of its parent"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_google_answers(standing: Client, case: Case) -> None:
    check(standing, case)
