"""A configuration with a value of every kind, for tests of the evaluator."""

from __future__ import annotations

from typing import Any

BODY: dict[str, Any] = {
    "variable": {"here": {"default": "europe-west4"}, "unset": {"type": "string"}},
    "locals": {
        "codes": ["EU", "US"],
        "map": {"k": {"z": ["q"]}},
        "circle": "${local.circle_b}",
        "circle_b": "${local.circle}",
        "half": "a/${var.unset}/b",
    },
    "provider": {
        "google": [{"region": "europe-west1", "project": "p"}, {"alias": "us", "region": "us-central1"}],
    },
    "module": {"m": {"source": "./elsewhere"}},
    "data": {"google_client_config": {"me": {}}, "google_project": {"mine": {}}},
    "resource": {
        "google_kms_key_ring": {"r": {"name": "ring", "location": "${var.here}"}},
        "google_kms_crypto_key": {"k": {"name": "key", "key_ring": "${google_kms_key_ring.r.id}"}},
        "google_storage_bucket": {
            "each": {"for_each": '${toset(["b", "a"])}', "name": "x-${each.key}", "location": "EU"},
            "many": {"count": "${length(local.codes)}", "name": "y-${count.index}", "location": "EU"},
            "unsure": {"count": "${var.unset}", "name": "z", "location": "EU"},
        },
        "google_service_account": {"s": {"account_id": "me"}, "u": {"account_id": "me", "project": "other"}},
        "google_project": {"p": {"project_id": "pp"}},
    },
}
