"""Accounts that are granted something, or that something runs as, must stand."""

from __future__ import annotations

from landfast.rehearsal.cloud.agents import account_stands
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.iam import added
from landfast.rehearsal.cloud.projects import find_project
from landfast.rehearsal.cloud.refusal import bad_request, not_found
from landfast.rehearsal.cloud.store import Store

RUNS_AS = ("service_account", "service_account_email", "service_account_name")


def check(call: Call, store: Store) -> None:
    for grant in added(call):
        kind, _colon, email = grant.member.partition(":")
        _check_pool(store, email)
        if kind == "serviceAccount" and not account_stands(store, email.lower()):
            raise bad_request(f"Service account {email} does not exist.")
    for name in RUNS_AS if call.writes else ():
        email = call.text(name).rsplit("/", 1)[-1]
        if "@" in email and call.changed(name) and not account_stands(store, email):
            raise not_found(f"Service account {email} does not exist.")


def _check_pool(store: Store, account: str) -> None:
    """Kubernetes service accounts are known from the first cluster of their project on."""
    pool, bracket, _name = account.partition("[")
    project = pool.removesuffix(".svc.id.goog")
    if not bracket or find_project(store, project) is None:
        return
    if not any(cluster.project == project for cluster in store.list("google_container_cluster")):
        raise bad_request(
            f"Identity Pool does not exist ({pool}). Please check that you specified a valid resource name as returned "
            "in the `name` attribute in the configuration API."
        )
