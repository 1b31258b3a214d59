"""Google's APIs as landfast asks them: what is listed is recognised, a deleted project restored, a refusal said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from google_apis import Apis, google_apis

from landfast.core.errors import UserError
from landfast.google.api import GoogleApi
from landfast.google.resources import restore, search
from landfast.provider.recognition import SERVER, collection, identity, import_path, recognised

PROJECT = {"project": "clinic-dev", "location": "europe-west4", "region": "europe-west4"}
MANAGER = "cloudresourcemanager.googleapis.com/v3"


@pytest.fixture
def server() -> Iterator[Apis]:
    with google_apis() as running:
        yield running


@pytest.fixture
def api(server: Apis) -> GoogleApi:
    return GoogleApi(requests.Session(), server.endpoint, poll_seconds=0.01)


# Answers as the APIs' references show them, with a project's number where Google gives that.
CASES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("google_vertex_ai_tensorboard", {**PROJECT, "display_name": "runs"},
     {"name": "projects/123/locations/europe-west4/tensorboards/77", "displayName": "runs"},
     "projects/clinic-dev/locations/europe-west4/tensorboards/77"),
    ("google_monitoring_dashboard", {**PROJECT, "dashboard_json": '{"displayName": "models"}'},
     {"name": "projects/123/dashboards/a-b", "displayName": "models", "etag": "x"},
     "projects/clinic-dev/dashboards/a-b"),
    ("google_cloudbuild_trigger", {**PROJECT, "name": "main"},
     {"id": "u-1", "name": "main", "resourceName": "projects/123/locations/europe-west4/triggers/u-1"},
     "projects/clinic-dev/locations/europe-west4/triggers/u-1"),
    ("google_data_catalog_policy_tag", {"taxonomy": "projects/p/locations/l/taxonomies/9", "display_name": "direct"},
     {"name": "projects/p/locations/l/taxonomies/9/policyTags/5", "displayName": "direct"},
     "projects/p/locations/l/taxonomies/9/policyTags/5"),
    ("google_folder", {"parent": "organizations/1", "display_name": "clinic-dev"},
     {"name": "folders/42", "parent": "organizations/1", "displayName": "clinic-dev", "state": "ACTIVE"},
     "folders/42"),
    ("google_billing_budget",
     {"billing_account": "0X", "display_name": "clinic", "budget_filter": [{"projects": ["projects/123"]}]},
     {"name": "billingAccounts/0X/budgets/b", "displayName": "clinic", "budgetFilter": {"projects": ["projects/123"]}},
     "billingAccounts/0X/budgets/b"),
    ("google_essential_contacts_contact", {"parent": "projects/clinic-dev", "email": "dpo@a.example"},
     {"name": "projects/123/contacts/8", "email": "dpo@a.example"}, "projects/clinic-dev/contacts/8"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "values", "listed", "expected"), CASES, ids=[case[0] for case in CASES])
def test_what_is_listed_is_known_again(
    kind: str, values: dict[str, Any], listed: dict[str, Any], expected: str, server: Apis, api: GoogleApi
) -> None:
    known = recognised(kind)
    assert known is not None
    url = collection(known, values) or ""
    path = url.removeprefix("https://").partition("?")[0]
    other = {**listed, "displayName": "other", "email": "other@a.example", "name": "other/1"}
    server.lists(path, path.rsplit("/", 1)[-1], other, other, listed)
    found = [item for item in search(api, kind, url) if identity(known, item) == identity(known, values)]
    assert [import_path(known, values, str(item[SERVER])) for item in found] == [expected]


def test_nothing_can_stand_where_an_api_was_never_used(server: Apis, api: GoogleApi) -> None:
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED"}]
    server.answers["x.googleapis.com/v1/things"] = ({"error": {"code": 403, "details": details}}, 403)
    assert search(api, "google_monitoring_alert_policy", "https://x.googleapis.com/v1/things") == []
    assert search(api, "google_monitoring_alert_policy", "https://x.googleapis.com/v1/gone") == []


def test_what_may_not_be_looked_at_is_no_reason_to_make_it_again(server: Apis, api: GoogleApi) -> None:
    error = {"code": 403, "message": "Permission 'monitoring.alertPolicies.list' denied"}
    server.answers["x.googleapis.com/v1/things"] = ({"error": error}, 403)
    with pytest.raises(UserError, match=r"alertPolicies\.list' denied: ask for the permission"):
        search(api, "google_monitoring_alert_policy", "https://x.googleapis.com/v1/things")


@pytest.mark.parametrize(("state", "restored"), [("DELETE_REQUESTED", True), ("ACTIVE", False), (None, False)])
def test_only_a_deleted_project_is_restored(state: str | None, restored: bool, server: Apis, api: GoogleApi) -> None:
    if state:
        server.answers[f"{MANAGER}/projects/clinic-dev"] = ({"name": "projects/123", "state": state}, 200)
    restore(api, "google_project", "clinic-dev")
    restore(api, "google_storage_bucket", "clinic-dev-raw")
    assert (f"POST {MANAGER}/projects/clinic-dev:undelete" in server.asked) == restored
    assert (f"GET {MANAGER}/operations/1" in server.asked) == restored


def test_the_folder_of_a_deleted_project_is_restored_before_it(server: Apis, api: GoogleApi) -> None:
    deleted = {"name": "projects/123", "parent": "folders/7", "state": "DELETE_REQUESTED"}
    server.answers[f"{MANAGER}/projects/clinic-dev"] = (deleted, 200)
    server.answers[f"{MANAGER}/folders/7"] = ({"name": "folders/7", "state": "DELETE_REQUESTED"}, 200)
    restore(api, "google_project", "clinic-dev")
    posted = [line for line in server.asked if line.startswith("POST")]
    assert posted == [f"POST {MANAGER}/folders/7:undelete", f"POST {MANAGER}/projects/clinic-dev:undelete"]


class Script:
    """A session that answers in order, and notes what it was asked."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers, self.asked = list(answers), list[str]()

    def request(self, method: str, url: str, **_more: Any) -> Any:
        self.asked.append(f"{method} {url}")
        found = requests.Response()
        found.status_code = 200
        found._content = json.dumps(self.answers.pop(0)).encode()
        return found


COMPUTE = "https://compute.googleapis.com/compute/v1/projects/p/global"
RUNNING = {"kind": "compute#operation", "name": "operation-1", "status": "RUNNING",
           "selfLink": f"{COMPUTE}/operations/operation-1"}  # fmt: skip


def test_an_operation_of_compute_engine_is_waited_for() -> None:
    waited: list[float] = []
    session = Script(RUNNING, RUNNING, {**RUNNING, "status": "DONE"})
    GoogleApi(session).pausing(waited.append).delete(f"{COMPUTE}/firewalls/f")
    asked = f"GET {COMPUTE}/operations/operation-1"
    assert session.asked == [f"DELETE {COMPUTE}/firewalls/f", asked, asked]
    assert waited == [2.0, 2.0]


def test_what_an_operation_failed_for_is_said() -> None:
    errors = {"errors": [{"code": "RESOURCE_IN_USE", "message": "it is being used"}]}
    session = Script({**RUNNING, "status": "DONE", "error": errors})
    with pytest.raises(UserError, match="firewalls/f: it is being used"):
        GoogleApi(session).delete(f"{COMPUTE}/firewalls/f")


def test_a_job_that_answers_with_itself_is_not_waited_for() -> None:
    """Dataflow's has a name, and is no operation."""
    session = Script({"id": "2026-11-27_1", "name": "features", "currentState": "JOB_STATE_CANCELLING"})
    GoogleApi(session).put("https://dataflow.googleapis.com/v1b3/projects/p/locations/r/jobs/2026-11-27_1", {})
    assert len(session.asked) == 1
