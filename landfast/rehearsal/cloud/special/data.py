"""Where data is: buckets, datasets, keys, topics, registries, secrets, Vertex AI."""

from __future__ import annotations

import base64
import hashlib

from landfast.provider.values import Object
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.special.common import Rule, Values, digest, milliseconds, text

THIRTY_DAYS = f"{30 * 24 * 3600}s"
REGISTRY_HOSTS = {"DOCKER": "docker", "PYTHON": "python", "MAVEN": "maven", "NPM": "npm", "GENERIC": "generic"}


def _bucket(values: Object) -> Values:
    return {
        "url": f"gs://{values['name']}",
        "project_number": int(project_number(values["project"])),
        "public_access_prevention": "inherited",
        "rpo": "DEFAULT" if "-" not in str(values["location"]) else "",
    }


def _bucket_object(values: Object) -> Values:
    content = text(values, "content").encode()
    md5 = hashlib.md5(content, usedforsecurity=False).digest()
    root = f"https://www.googleapis.com/storage/v1/b/{values['bucket']}/o/{values['name']}"
    return {
        "md5hash": base64.b64encode(md5).decode(),
        "md5hexhash": md5.hex(),
        "generation": milliseconds() * 1000,
        "self_link": root,
        "media_link": f"{root}?alt=media",
        "storage_class": "STANDARD",
        "content_type": "text/plain; charset=utf-8",
    }


def _crypto_key(values: Object) -> Values:
    symmetric = values.get("purpose") in (None, "ENCRYPT_DECRYPT") and not values.get("skip_initial_version_creation")
    name = f"{values['key_ring']}/cryptoKeys/{values['name']}/cryptoKeyVersions/1"
    return {
        "primary": [{"name": name, "state": "ENABLED"}] if symmetric else [],
        "destroy_scheduled_duration": THIRTY_DAYS,
        "version_template": [{"algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION", "protection_level": "SOFTWARE"}],
    }


def _dataset(_values: Object) -> Values:
    now = milliseconds()
    return {
        "creation_time": now,
        "last_modified_time": now,
        "max_time_travel_hours": "168",
        "storage_billing_model": "LOGICAL",
    }


def _table(values: Object) -> Values:
    now = milliseconds()
    kinds = (("view", "VIEW"), ("materialized_view", "MATERIALIZED_VIEW"), ("external_data_configuration", "EXTERNAL"))
    kind = next((name for block, name in kinds if values.get(block)), "TABLE")
    return {"creation_time": now, "last_modified_time": now, "type": kind, "schema": "[]"}


def _repository(values: Object) -> Values:
    host = REGISTRY_HOSTS.get(str(values.get("format")).upper(), "docker")
    uri = f"{values['location']}-{host}.pkg.dev/{values['project']}/{values['repository_id']}"
    return {"registry_uri": uri, "name": values["repository_id"]}


def _secret_version(values: Object) -> Values:
    name = str(values["name"])
    return {"version": name.rsplit("/", 1)[-1], "project": name.split("/")[1]}


def _subscription(_values: Object) -> Values:
    return {"ack_deadline_seconds": 10, "expiration_policy": [{"ttl": "2678400s"}]}


def _tensorboard(values: Object) -> Values:
    return {"blob_storage_path_prefix": f"cloud-ai-platform-{digest(values['name'])[:8]}", "run_count": "0"}


def _endpoint(values: Object) -> Values:
    host = f"{values['name']}.{values['location']}-{project_number(values['project'])}.prediction.vertexai.goog"
    return {"dedicated_endpoint_dns": host if values.get("dedicated_endpoint_enabled") else "", "traffic_split": ""}


RULES: dict[str, Rule] = {
    "google_artifact_registry_repository": _repository,
    "google_bigquery_dataset": _dataset,
    "google_bigquery_table": _table,
    "google_kms_crypto_key": _crypto_key,
    "google_pubsub_subscription": _subscription,
    "google_secret_manager_regional_secret_version": _secret_version,
    "google_secret_manager_secret_version": _secret_version,
    "google_storage_bucket": _bucket,
    "google_storage_bucket_object": _bucket_object,
    "google_vertex_ai_endpoint": _endpoint,
    "google_vertex_ai_tensorboard": _tensorboard,
}
