"""Google's service agents: their addresses, when they come to be, and whether one stands.

Addresses: https://cloud.google.com/iam/docs/service-agents (read November 2026).
"""

from __future__ import annotations

import re

from landfast.rehearsal.cloud.projects import find_project, project_number
from landfast.rehearsal.cloud.store import Store, StoredResource

# Rows of agents in the store; not a kind, nothing that a person made.
AGENT = "service_agent"

# API -> account and domain; {n} is the project's number.
ADDRESSES = {
    "aiplatform.googleapis.com": "service-{n}@gcp-sa-aiplatform",
    "alloydb.googleapis.com": "service-{n}@gcp-sa-alloydb",
    "artifactregistry.googleapis.com": "service-{n}@gcp-sa-artifactregistry",
    "bigquery.googleapis.com": "bq-{n}@bigquery-encryption",
    "bigquerydatatransfer.googleapis.com": "service-{n}@gcp-sa-bigquerydatatransfer",
    "cloudbuild.googleapis.com": "service-{n}@gcp-sa-cloudbuild",
    "cloudfunctions.googleapis.com": "service-{n}@gcf-admin-robot",
    "cloudkms.googleapis.com": "service-{n}@gcp-sa-cloudkms",
    "composer.googleapis.com": "service-{n}@cloudcomposer-accounts",
    "compute.googleapis.com": "service-{n}@compute-system",
    "container.googleapis.com": "service-{n}@container-engine-robot",
    "dataflow.googleapis.com": "service-{n}@dataflow-service-producer-prod",
    "dataform.googleapis.com": "service-{n}@gcp-sa-dataform",
    "dataplex.googleapis.com": "service-{n}@gcp-sa-dataplex",
    "dataproc.googleapis.com": "service-{n}@dataproc-accounts",
    "datastream.googleapis.com": "service-{n}@gcp-sa-datastream",
    "dlp.googleapis.com": "service-{n}@dlp-api",
    "eventarc.googleapis.com": "service-{n}@gcp-sa-eventarc",
    "file.googleapis.com": "service-{n}@cloud-filer",
    "firestore.googleapis.com": "service-{n}@gcp-sa-firestore",
    "gkebackup.googleapis.com": "service-{n}@gcp-sa-gkebackup",
    "healthcare.googleapis.com": "service-{n}@gcp-sa-healthcare",
    "logging.googleapis.com": "cmek-p{n}@gcp-sa-logging",
    "notebooks.googleapis.com": "service-{n}@gcp-sa-notebooks",
    "pubsub.googleapis.com": "service-{n}@gcp-sa-pubsub",
    "redis.googleapis.com": "service-{n}@cloud-redis",
    "run.googleapis.com": "service-{n}@serverless-robot-prod",
    "secretmanager.googleapis.com": "service-{n}@gcp-sa-secretmanager",
    "spanner.googleapis.com": "service-{n}@gcp-sa-spanner",
    "sqladmin.googleapis.com": "service-{n}@gcp-sa-cloud-sql",
    "storage.googleapis.com": "service-{n}@gs-project-accounts",
}
# Made when the API is enabled; every other one on first use, or when it is asked for.
MADE_WITH_API = ("cloudbuild.googleapis.com", "compute.googleapis.com", "container.googleapis.com")
# API -> the Google-made account that workloads run as.
DEFAULT_ACCOUNTS = {
    "compute.googleapis.com": "{n}-compute@developer.gserviceaccount.com",
    "cloudbuild.googleapis.com": "{n}@cloudbuild.gserviceaccount.com",
}
USER_MADE = re.compile(r"^([a-z0-9-]+)@([a-z0-9-]+)\.iam\.gserviceaccount\.com$")
PROJECT_NUMBER = re.compile(r"(?:^|\D)(\d{12})(?:\D|$)")


def agent_email(api: str, number: str) -> str | None:
    """Address of the agent of an API in a project, None if it is not known."""
    template = ADDRESSES.get(api)
    return f"{template.format(n=number)}.iam.gserviceaccount.com" if template else None


def make_agent(store: Store, api: str, project: str) -> str | None:
    """Makes the agent of an API if it does not stand; its address."""
    email = agent_email(api, project_number(project))
    if email is not None:
        _put(store, email, project)
    return email


def make_account(store: Store, member: str, project: str) -> None:
    """Makes an account of Google's that a resource writes as (`serviceAccount:service-...@gcp-sa-logging...`)."""
    _put(store, member.removeprefix("serviceAccount:"), project)


def make_agents_of_enabled(store: Store, api: str, project: str) -> None:
    """What Google makes by itself when an API is enabled."""
    if api in MADE_WITH_API:
        make_agent(store, api, project)
    default = DEFAULT_ACCOUNTS.get(api)
    if default is not None:
        _put(store, default.format(n=project_number(project)), project)


def account_stands(store: Store, email: str) -> bool:
    """Whether a service account can be granted something: one of a project that is not in this cloud always can."""
    number = PROJECT_NUMBER.search(email)
    if number is not None:
        return find_project(store, number[1]) is None or store.get(AGENT, email) is not None
    made = USER_MADE.match(email)
    if made is None or find_project(store, made[2]) is None:
        return True
    return store.get("google_service_account", f"projects/{made[2]}/serviceAccounts/{email}") is not None


def _put(store: Store, email: str, project: str) -> None:
    store.put(StoredResource(AGENT, email, project, {"email": email}))
