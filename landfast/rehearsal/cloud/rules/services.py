"""A service must be enabled in its project before anything of it can be made."""

from __future__ import annotations

from landfast.gcp.services import title
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import forbidden
from landfast.rehearsal.cloud.store import Store

SERVICE = "google_project_service"
# Answered for the project of whoever calls (a bootstrap project), not for the one that is worked on.
OF_THE_CALLER = frozenset(
    (
        "",
        "billingbudgets.googleapis.com",
        "cloudasset.googleapis.com",
        "cloudbilling.googleapis.com",
        "cloudidentity.googleapis.com",
        "cloudresourcemanager.googleapis.com",
        "essentialcontacts.googleapis.com",
        "orgpolicy.googleapis.com",
        "serviceusage.googleapis.com",
    )
)
# Enabled in a project that the Console or gcloud made (read November 2026):
# https://cloud.google.com/service-usage/docs/enabled-service
FROM_THE_START = frozenset(
    f"{name}.googleapis.com"
    for name in (
        *("analyticshub", "bigquery", "bigqueryconnection", "bigquerydatapolicy", "bigquerydatatransfer"),
        *("bigquerymigration", "bigqueryreservation", "bigquerystorage", "cloudapis", "cloudtrace", "dataform"),
        *("dataplex", "datastore", "logging", "monitoring", "servicemanagement", "sql-component"),
        *("storage", "storage-api", "storage-component"),
    )
)


def check(call: Call, store: Store) -> None:
    api = call.kind.api
    if call.verb == "delete" or not call.project or is_enabled(store, call.project, api):
        return
    number = project_number(call.project)
    raise forbidden(
        f"{title(api)} has not been used in project {number} before or it is disabled. Enable it by "
        f"visiting https://console.developers.google.com/apis/api/{api}/overview?project={number} then retry. "
        "If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.",
        "SERVICE_DISABLED",
    )


def is_enabled(store: Store, project: str, api: str) -> bool:
    if api in OF_THE_CALLER or api in FROM_THE_START:
        return True
    return store.get(SERVICE, f"{project}/{api}") is not None
