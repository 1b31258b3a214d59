"""Computed values of types whose API has a form of its own, by type."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.values import Object

Values = dict[str, Any]
Rule = Callable[[Object], Values]

THIRTY_DAYS = f"{30 * 24 * 3600}s"
REGISTRY_HOSTS = {"DOCKER": "docker", "PYTHON": "python", "MAVEN": "maven", "NPM": "npm", "GENERIC": "generic"}


def special_values(type_name: str, values: Object) -> Values:
    """Attributes of a new resource that follow from its others; only those that are unknown are taken."""
    rule = RULES.get(type_name)
    return rule(values) if rule is not None else {}


def own_identity(type_name: str, values: Object, attempt: int) -> Values | None:
    """`id`, and what else names a resource, of types whose id is no template; None for every other type.

    `attempt` counts up while the id that comes out is taken, for types that number their resources.
    """
    if type_name in NUMBERED:
        name = f"{values['secret']}/versions/{attempt + 1}"
        return {"id": name, "name": name}
    rule = IDENTITIES.get(type_name)
    return rule(values) if rule is not None else None


def _digest(*parts: object) -> str:
    return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()


def _milliseconds() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


def _text(values: Object, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _project(values: Object) -> Values:
    return {"number": project_number(values["project_id"])}


def _folder(values: Object) -> Values:
    return {"name": f"folders/{values['folder_id']}", "lifecycle_state": "ACTIVE"}


def _bucket(values: Object) -> Values:
    return {
        "url": f"gs://{values['name']}",
        "project_number": int(project_number(values["project"])),
        "public_access_prevention": "inherited",
        "rpo": "DEFAULT" if "-" not in str(values["location"]) else "",
    }


def _bucket_object(values: Object) -> Values:
    content = _text(values, "content").encode()
    md5 = hashlib.md5(content, usedforsecurity=False).digest()
    root = f"https://www.googleapis.com/storage/v1/b/{values['bucket']}/o/{values['name']}"
    return {
        "md5hash": base64.b64encode(md5).decode(),
        "md5hexhash": md5.hex(),
        "generation": _milliseconds() * 1000,
        "self_link": root,
        "media_link": f"{root}?alt=media",
        "storage_class": "STANDARD",
        "content_type": "text/plain; charset=utf-8",
    }


def _account_email(values: Object) -> str:
    return f"{values['account_id']}@{values['project']}.iam.gserviceaccount.com"


def _service_account(values: Object) -> Values:
    email = _account_email(values)
    digits = int(_digest("unique", email), 16) % 10**20
    return {"unique_id": str(10**20 + digits), "name": f"projects/{values['project']}/serviceAccounts/{email}"}


def _service_account_identity(values: Object) -> Values:
    email = _account_email(values)
    name = f"projects/{values['project']}/serviceAccounts/{email}"
    return {"id": name, "email": email, "member": f"serviceAccount:{email}"}


def _account_key_identity(values: Object) -> Values:
    account = str(values["service_account_id"])
    email = account.rsplit("/", 1)[-1]
    project = email.partition("@")[2].partition(".")[0]
    name = f"projects/{project}/serviceAccounts/{email}/keys/{_digest(account, _milliseconds())[:40]}"
    return {"id": name, "name": name}


def _account_key(values: Object) -> Values:
    """A key that opens nothing: this cloud has no tokens."""
    body = json.dumps({"type": "service_account", "private_key_id": values["name"].rsplit("/", 1)[-1]})
    return {"private_key": base64.b64encode(body.encode()).decode(), "public_key": ""}


def _service_agent_identity(values: Object) -> Values:
    return {"id": f"{values['parent']}/"}


def _service_agent(values: Object) -> Values:
    producer = str(values["parent"]).rsplit("/", 1)[-1]
    container = "/".join(str(values["parent"]).split("/")[:2])
    agent = {
        "name": f"{values['parent']}/serviceAgents/default",
        "container": container,
        "service_producer": f"services/{producer}",
        "principal": "",
        "role": "",
        "state": "ACTIVE",
    }
    return {"service_agents": [agent]}


def _crypto_key(values: Object) -> Values:
    symmetric = values.get("purpose") in (None, "ENCRYPT_DECRYPT") and not values.get("skip_initial_version_creation")
    name = f"{values['key_ring']}/cryptoKeys/{values['name']}/cryptoKeyVersions/1"
    return {
        "primary": [{"name": name, "state": "ENABLED"}] if symmetric else [],
        "destroy_scheduled_duration": THIRTY_DAYS,
        "version_template": [{"algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION", "protection_level": "SOFTWARE"}],
    }


def _dataset(_values: Object) -> Values:
    now = _milliseconds()
    return {
        "creation_time": now,
        "last_modified_time": now,
        "max_time_travel_hours": "168",
        "storage_billing_model": "LOGICAL",
    }


def _table(values: Object) -> Values:
    now = _milliseconds()
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


def _sink(values: Object) -> Values:
    if values.get("unique_writer_identity") is False:
        return {"writer_identity": "serviceAccount:cloud-logs@system.gserviceaccount.com"}
    number = project_number(_text(values, "project"))
    return {"writer_identity": f"serviceAccount:service-{number}@gcp-sa-logging.iam.gserviceaccount.com"}


def _subscription(_values: Object) -> Values:
    return {"ack_deadline_seconds": 10, "expiration_policy": [{"ttl": "2678400s"}]}


def _tensorboard(values: Object) -> Values:
    return {"blob_storage_path_prefix": f"cloud-ai-platform-{_digest(values['name'])[:8]}", "run_count": "0"}


def _endpoint(values: Object) -> Values:
    host = f"{values['name']}.{values['location']}-{project_number(values['project'])}.prediction.vertexai.goog"
    return {"dedicated_endpoint_dns": host if values.get("dedicated_endpoint_enabled") else "", "traffic_split": ""}


def _network(values: Object) -> Values:
    number = str(int(_digest("network", values["id"]), 16) % 10**19)
    return {"network_id": number, "numeric_id": number, "mtu": 1460, "gateway_ipv4": ""}


def _sql(values: Object) -> Values:
    return {"connection_name": f"{values['project']}:{values['region']}:{values['name']}"}


RULES: Mapping[str, Rule] = {
    "google_artifact_registry_repository": _repository,
    "google_bigquery_dataset": _dataset,
    "google_bigquery_table": _table,
    "google_compute_network": _network,
    "google_folder": _folder,
    "google_kms_crypto_key": _crypto_key,
    "google_logging_project_sink": _sink,
    "google_project": _project,
    "google_pubsub_subscription": _subscription,
    "google_secret_manager_regional_secret_version": _secret_version,
    "google_secret_manager_secret_version": _secret_version,
    "google_service_account": _service_account,
    "google_service_account_key": _account_key,
    "google_sql_database_instance": _sql,
    "google_storage_bucket": _bucket,
    "google_storage_bucket_object": _bucket_object,
    "google_vertex_ai_endpoint": _endpoint,
    "google_vertex_ai_tensorboard": _tensorboard,
    "google_workload_identity_service_agent": _service_agent,
}
NUMBERED = ("google_secret_manager_secret_version", "google_secret_manager_regional_secret_version")
IDENTITIES: Mapping[str, Rule] = {
    "google_service_account": _service_account_identity,
    "google_service_account_key": _account_key_identity,
    "google_workload_identity_service_agent": _service_agent_identity,
}
