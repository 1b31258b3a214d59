"""BigQuery's jobs where results must be encrypted with a key of the project's owner."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rehearsal_client import PROJECT, REGION, Client, RefusedError

JOB = "google_bigquery_job"


@pytest.fixture
def client(tmp_path: Path) -> Client:
    made = Client(tmp_path)
    made.project("bigquery", "cloudkms", "orgpolicy")
    return made


def query(job: str, statement: str, **more: Any) -> dict[str, Any]:
    asked = {"query": statement, "use_legacy_sql": False, "create_disposition": "", "write_disposition": "", **more}
    return {"job_id": job, "location": REGION, "query": [asked]}


def key_for_bigquery(client: Client) -> str:
    return client.key(grants=[client.data("google_bigquery_default_service_account")["member"]])


def default_key(key: str) -> str:
    return f'ALTER PROJECT `{PROJECT}` SET OPTIONS (`region-{REGION}.default_kms_key_name` = "{key}")'


def restrict(client: Client) -> None:
    client.policy("gcp.restrictNonCmekServices", values=[{"denied_values": ["bigquery.googleapis.com"]}])


def test_no_query_without_a_key_where_keys_are_demanded(client: Client) -> None:
    key = key_for_bigquery(client)
    restrict(client)
    refused = r"Error 412: A query without a customer-managed key .*restrictNonCmekServices"
    for statement in ("SELECT 1", default_key(key)):
        with pytest.raises(RefusedError, match=refused):
            client.create(JOB, **query("one", statement))
    own = [{"kms_key_name": key}]
    assert client.create(JOB, **query("two", "SELECT 1", destination_encryption_configuration=own))


def test_the_projects_key_is_every_querys_in_its_region(client: Client) -> None:
    client.create(JOB, **query("key", default_key(key_for_bigquery(client))))
    restrict(client)
    assert client.create(JOB, **query("one", "SELECT 1"))
    with pytest.raises(RefusedError, match="violates constraint"):
        client.create(JOB, **query("two", "SELECT 1") | {"location": "europe-west1"})


def test_the_projects_key_is_one_that_bigquery_may_use(client: Client) -> None:
    asked = query("key", default_key(client.key()))
    made = client.create(JOB, **asked)
    assert "useToEncrypt' denied" in made["status"][0]["error_result"][0]["message"]
    # It failed, changed nothing, and keeps its name.
    restrict(client)
    with pytest.raises(RefusedError, match="violates constraint"):
        client.create(JOB, **query("one", "SELECT 1"))
    with pytest.raises(RefusedError, match="Error 409: Already Exists: Job"):
        client.create(JOB, **asked)


def test_a_statement_that_defines_something_carries_no_key(client: Client) -> None:
    own = [{"kms_key_name": key_for_bigquery(client)}]
    with pytest.raises(RefusedError, match="Cannot set destination encryption configuration in jobs with DDL"):
        client.create(JOB, **query("one", "CREATE TABLE d.t (x INT64)", destination_encryption_configuration=own))


def test_a_job_outlives_its_resource(client: Client) -> None:
    made = client.create(JOB, **query("one", "SELECT 1"))
    client.destroy(JOB, made)
    with pytest.raises(RefusedError, match="Error 409: Already Exists: Job"):
        client.create(JOB, **query("one", "SELECT 1"))
    assert client.imported(JOB, f"projects/{PROJECT}/jobs/one/location/{REGION}")["job_id"] == "one"
