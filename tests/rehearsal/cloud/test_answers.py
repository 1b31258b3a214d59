"""What Google answers of its own accord about what no stack has; the rest: `tests/rehearsal/answers.tsv`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from refusals import REGION, standing
from rehearsal_client import Client

from landfast.gcp.regions import catalogue
from landfast.gcp.run_hosts import region_code, region_of_host
from landfast.policies.facts.hosts import endpoint
from landfast.policies.model import Area

__all__ = ["standing"]

SQL_DOCS = "https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1beta4/instances"
DNS_DOCS = "https://cloud.google.com/dns/docs/reference/rest/v1/managedZones"


@dataclass(frozen=True)
class GoogleAnswer:
    """The value at `path` (`block.0.name`) is a match of `form`, by `source`."""

    type: str
    path: str
    form: str
    source: str
    values: dict[str, Any] = field(default_factory=dict)


OPEN = {"name": "open", "region": REGION, "database_version": "POSTGRES_16", "deletion_protection": False,
        "settings": [{"tier": "db-f1-micro", "edition": "ENTERPRISE"}]}  # fmt: skip
PUBLIC = {"name": "public", "dns_name": "clinic.example."}
SQL, ZONE = "google_sql_database_instance", "google_dns_managed_zone"
ANSWERS = [
    GoogleAnswer(SQL, "private_ip_address", "", SQL_DOCS, OPEN),
    GoogleAnswer(SQL, "public_ip_address", r"203\.0\.113\.\d+", SQL_DOCS, OPEN),
    GoogleAnswer(SQL, "ip_address.0.type", "PRIMARY", SQL_DOCS, OPEN),
    GoogleAnswer(ZONE, "name_servers.3", r"ns-cloud-[a-e]4\.googledomains\.com\.", DNS_DOCS, PUBLIC),
]  # fmt: skip


def at(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value[int(part)] if part.isdigit() else value[part]
    return value


@pytest.mark.parametrize("answer", ANSWERS, ids=[f"{answer.type} {answer.path}" for answer in ANSWERS])
def test_google_answers(standing: Client, answer: GoogleAnswer) -> None:
    state = standing.create(answer.type, **answer.values)
    assert re.fullmatch(answer.form, str(at(state, answer.path))), at(state, answer.path)
    # What is read again, and planned from it, is the same.
    assert standing.read(answer.type, state) == state


def test_an_address_of_cloud_run_tells_its_region() -> None:
    assert region_code("europe-west4") == "ez"
    assert region_of_host("mlflow-abcdefghij-ez.a.run.app") == "europe-west4"
    assert region_of_host("mlflow-abcdefghij-xx.a.run.app") is None
    assert region_of_host("mlflow.example.org") is None
    area = Area("home", frozenset(("europe-west4",)), catalogue())
    for host in ("mlflow-abcdefghij-ez.a.run.app", "mlflow-123456789012.europe-west4.run.app"):
        assert endpoint(f"https://{host}", area).good
    assert not endpoint("https://mlflow-abcdefghij-uc.a.run.app", area).good
