"""Accounts that are granted something, or that something runs as, must stand."""

from __future__ import annotations

from landfast.rehearsal.cloud.agents import account_stands
from landfast.rehearsal.cloud.call import Request
from landfast.rehearsal.cloud.iam import members
from landfast.rehearsal.cloud.projects import find_project
from landfast.rehearsal.cloud.refusal import bad_request, not_found

RUNS_AS = ("service_account", "service_account_email", "service_account_name")


def check(request: Request) -> None:
    if request.operation == "delete":
        return
    for member in members(request.values) if request.type.facts.iam_kind else ():
        kind, _colon, email = member.partition(":")
        _check_pool(request, email)
        if kind == "serviceAccount" and not account_stands(request.store, email.lower()):
            raise bad_request(f"Service account {email} does not exist.")
    for name in RUNS_AS:
        email = request.text(name).rsplit("/", 1)[-1]
        if "@" in email and request.changed(name) and not account_stands(request.store, email):
            raise not_found(f"Service account {email} does not exist.")
    _check_database_user(request)


def _check_database_user(request: Request) -> None:
    """https://github.com/GoogleCloudPlatform/terraform-google-three-tier-web-app/issues/149"""
    kind = "CLOUD_IAM_SERVICE_ACCOUNT"
    if request.type.name != "google_sql_user" or request.text("type") != kind or not request.changed("name"):
        return
    email = f"{request.text('name').removesuffix('.gserviceaccount.com')}.gserviceaccount.com"
    if not account_stands(request.store, email):
        raise bad_request(f"Invalid request: Provided {kind}: {email}, does not exist.", "invalid")


def _check_pool(request: Request, account: str) -> None:
    """Kubernetes service accounts are known from the first cluster of their project on."""
    pool, bracket, _name = account.partition("[")
    project = pool.removesuffix(".svc.id.goog")
    if not bracket or find_project(request.store, project) is None:
        return
    if not any(cluster.project == project for cluster in request.store.list("google_container_cluster")):
        raise bad_request(
            f"Identity Pool does not exist ({pool}). Please check that you specified a valid resource name as returned "
            "in the `name` attribute in the configuration API."
        )
