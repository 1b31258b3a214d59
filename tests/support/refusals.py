"""One configuration against a cloud in which an ordinary project stands: what is answered, when, and in which words."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rehearsal_client import REGION, Client, RefusedError

from landfast.provider.tree import resource_type
from landfast.rehearsal.cloud.refusal import Refusal
from landfast.rehearsal.doors.terraform.configuration import ProviderConfiguration
from landfast.rehearsal.doors.terraform.errors import ProviderError
from landfast.rehearsal.doors.terraform.provider import Provider

PROJECT, OTHER = "clinic-dev", "other-clinic"
SERVICES = (
    "aiplatform", "artifactregistry", "bigquery", "billingbudgets", "cloudbuild", "cloudkms", "cloudresourcemanager",
    "cloudscheduler", "composer", "compute", "container", "datacatalog", "dataflow", "dlp", "dns", "gkebackup", "iam",
    "iamcredentials", "logging", "monitoring", "notebooks", "orgpolicy", "run", "secretmanager", "servicenetworking",
    "sqladmin", "storage",
)  # fmt: skip
NETWORK = f"projects/{PROJECT}/global/networks/ward"
SUBNETWORK = f"projects/{PROJECT}/regions/{REGION}/subnetworks/beds"
RING = f"projects/{PROJECT}/locations/{REGION}/keyRings/keys"
ACCOUNT = f"runner@{PROJECT}.iam.gserviceaccount.com"
MEMBER = f"serviceAccount:{ACCOUNT}"


@dataclass(frozen=True)
class Case:
    """`google` is the answer: its HTTP status and code, or `validate` or `plan` for the provider; empty: it takes it.

    `says` is a pattern of the words.
    """

    name: str
    type: str
    values: dict[str, Any]
    google: str = "400 INVALID_ARGUMENT"
    says: str = ""

    def __str__(self) -> str:
        return self.name


def answer(client: Client, type_: str, values: dict[str, Any]) -> tuple[str, str]:
    """(`validate`, `plan`, or the status of the API; empty if it was made; the words)"""
    problems = client.validate(type_, **values)
    if problems:
        return "validate", "; ".join(problems)
    config = client.config(type_, values)
    try:
        planned = client.plan(type_, config).state
    except RefusedError as error:
        return "plan", str(error)
    try:
        Provider(client.cloud).create(resource_type(type_), planned, ProviderConfiguration(PROJECT, REGION))
    except Refusal as refusal:
        return f"{refusal.code} {refusal.status}", f"{refusal.message} {refusal.reason}"
    except ProviderError as error:
        return "apply", str(error)
    return "", ""


def check(client: Client, case: Case) -> None:
    found, words = answer(client, case.type, case.values)
    assert found == case.google, words
    assert re.search(case.says, words), words


@cache
def _built(base: Path) -> Path:
    folder = base / "standing"
    folder.mkdir()
    client = Client(folder)
    client.project(*SERVICES)
    client.project("storage", project=OTHER)
    make = client.create
    make("google_compute_network", name="ward", auto_create_subnetworks=False)
    ranges = {"pods": "10.16.0.0/16", "services": "10.32.0.0/20", "tiny": "10.40.0.0/28"}
    secondary = [{"range_name": name, "ip_cidr_range": cidr} for name, cidr in ranges.items()]
    make(
        "google_compute_subnetwork",
        name="beds",
        network=NETWORK,
        ip_cidr_range="10.0.0.0/20",
        secondary_ip_range=secondary,
    )
    make("google_kms_key_ring", name="keys", location=REGION)
    make("google_kms_crypto_key", name="content", key_ring=RING)
    make("google_storage_bucket", name="clinic-dev-raw", location=REGION)
    make("google_storage_bucket", name="other-clinic-raw", location=REGION, project=OTHER)
    make("google_service_account", account_id="runner")
    visible = {"visibility": "private", "private_visibility_config": [{"networks": [{"network_url": NETWORK}]}]}
    make("google_dns_managed_zone", name="inside", dns_name="clinic.internal.", **visible)
    make("google_artifact_registry_repository", repository_id="containers", location=REGION, format="DOCKER")
    make("google_bigquery_dataset", dataset_id="records", location=REGION)
    make("google_secret_manager_secret", secret_id="pepper", replication=[{"auto": [{}]}])  # noqa: S106 - a name
    client.store.close()
    return folder


@pytest.fixture
def standing(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Client]:
    """A client of a cloud of one's own, in which the project stands."""
    shutil.copytree(_built(tmp_path_factory.getbasetemp()), tmp_path / "cloud")
    client = Client(tmp_path / "cloud")
    yield client
    client.store.close()
