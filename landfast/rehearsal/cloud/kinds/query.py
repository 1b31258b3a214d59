"""Jobs of BigQuery: a query needs a key for its results where a policy says so, its own or the project's."""

from __future__ import annotations

import re

from landfast.gcp.agents import agent_email
from landfast.gcp.universes import universe_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.encryption import KEY, may_encrypt
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Taken
from landfast.rehearsal.cloud.policies import effective
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import bad_request, precondition_failed
from landfast.rehearsal.cloud.store import Store

QUERY = "google_bigquery_job"
API = "bigquery.googleapis.com"
CONSTRAINT = "gcp.restrictNonCmekServices"
# https://cloud.google.com/bigquery/docs/default-configuration
ALTERED = re.compile(
    r"^\s*ALTER\s+PROJECT\s+`?(?P<project>(?:[a-z0-9.]+:)?[a-z0-9-]+)`?\s+SET\s+OPTIONS\s*\("
    r".*?`region-(?P<region>[a-z0-9-]+)\.default_kms_key_name`\s*=\s*[\"'](?P<key>[^\"']+)[\"']",
    re.IGNORECASE | re.DOTALL,
)
DEFINES = re.compile(r"^\s*(ALTER|CREATE|DROP|TRUNCATE|UNDROP)\s", re.IGNORECASE)


def _statement(call: Call) -> str:
    return str(first(call.fields.get("query")).get("query") or "")


def _own_key(call: Call) -> bool:
    query = first(call.fields.get("query"))
    return bool(first(query.get("destination_encryption_configuration")).get("kms_key_name"))


def _defines_without_a_key(call: Call, _store: Store) -> None:
    if DEFINES.match(_statement(call)) and _own_key(call):
        raise bad_request("Cannot set destination encryption configuration in jobs with DDL statements", "invalidQuery")


def _has_a_key(call: Call, store: Store) -> None:
    if call.verb != "create" or not _statement(call) or _own_key(call):
        return
    if effective(store, call.project, CONSTRAINT).allows(API) or _default_key(store, call.project, _place(call)):
        return
    found = f"A query without a customer-managed key of {API}"
    raise precondition_failed(f"{found} violates constraint 'constraints/{CONSTRAINT}'")


def _ended(call: Call, store: Store) -> Object:
    """A job that fails stands all the same, says so, and keeps its name.

    https://cloud.google.com/bigquery/docs/reference/rest/v2/Job#JobStatus
    """
    found = ALTERED.match(_statement(call))
    error = _refused_key(store, found["project"], found["key"]) if found is not None else None
    return {} if error is None else {"status": [{"state": "DONE", "error_result": [error], "errors": [error]}]}


def _refused_key(store: Store, project: str, name: str) -> Object | None:
    key, email = store.get(KEY, name), agent_email(API, project_number(project), universe_of(project))
    if key is None:
        return {"reason": "notFound", "message": f"CryptoKey {name} not found."}
    if email is None or may_encrypt(store, key, email):
        return None
    said = f"Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource '{key.name}': grant {email} the "
    return {"reason": "accessDenied", "message": f"{said}role roles/cloudkms.cryptoKeyEncrypterDecrypter."}


def _default_key(store: Store, project: str, region: str) -> str:
    """The project's own key in a region, of the last statement that set one; empty if none did."""
    keys = ""
    for job in store.list(QUERY, project):
        found = ALTERED.match(str(first(job.fields.get("query")).get("query") or ""))
        failed = first(job.fields.get("status")).get("error_result")
        if found is not None and not failed and found["project"] == project and found["region"] == region.lower():
            keys = found["key"]
    return keys


def _place(call: Call) -> str:
    return call.text("location") or "us"


def _done(_call: Call) -> Object:
    """https://cloud.google.com/bigquery/docs/reference/rest/v2/Job: the provider waits until it is."""
    return {"job_type": "QUERY", "status": [{"state": "DONE"}]}


def _stays(_call: Call, _store: Store) -> None:
    """The provider forgets a job; BigQuery keeps it for months, and its name with it."""


BEHAVIOURS = {
    QUERY: Behaviour(
        computed=_done,
        settled=_ended,
        refuses=(_defines_without_a_key, _has_a_key),
        deleted=_stays,
        taken=Taken("Already Exists: Job {project}:{last}", "duplicate"),
    ),
}
