"""Who is granted something, or what something runs as: a member in IAM's form, and an account that stands."""

from __future__ import annotations

import re

from landfast.gcp.universes import project_of_pool
from landfast.rehearsal.cloud.agents import account_stands
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.iam import added
from landfast.rehearsal.cloud.projects import find_project
from landfast.rehearsal.cloud.refusal import Refusal, bad_request, not_found
from landfast.rehearsal.cloud.store import Store

RUNS_AS = ("service_account", "service_account_email", "service_account_name")
# Accounts of a cluster's machines.
NODES = (("node_config",), ("node_pool", "node_config"), ("cluster_autoscaling", "auto_provisioning_defaults"))
# https://cloud.google.com/iam/docs/principal-identifiers
EMAIL = re.compile(r"[^@\s:/]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
# https://cloud.google.com/kubernetes-engine/fleet-management/docs/workload-identity-security: all of a fleet.
FLEET = re.compile(r"[a-z0-9:.-]+\.svc\.id\.goog:/allauthenticatedusers/")
WORKLOAD = re.compile(r"[a-z0-9:.-]+\.svc\.id\.goog\[[a-z0-9-]+/[a-z0-9.-]+\]")
PRINCIPAL = re.compile(
    r"//iam\.googleapis\.com/(?:projects/(?P<project>\d+)/locations/global/workloadIdentityPools/(?P<pool>[a-z0-9.-]+)"
    r"|locations/global/(?:workforcePools|workspace)/[^/]+)/.+"
    r"|//cloudresourcemanager\.googleapis\.com/(?:projects|folders|organizations)/\d+(?:/.*)?"
)
EVERYBODY = ("allUsers", "allAuthenticatedUsers")
# Everybody is no member of these: https://cloud.google.com/iam/docs/principals-overview
NOT_PUBLIC = ("google_project", "google_folder", "google_organization", "google_service_account")
# Of Cloud Storage and BigQuery: whoever has the basic role in a project.
WITH_PROJECTS = ("google_storage_", "google_bigquery_")
OF_PROJECTS = ("projectOwner", "projectEditor", "projectViewer")
MOST = 1500


def check(call: Call, store: Store) -> None:
    for grant in added(call):
        _check_member(call, store, grant.member)
    if call.verb == "set_iam_policy":
        members = {member for binding in call.fields.get("bindings") or [] for member in binding.get("members") or []}
        if len(members) > MOST:
            raise bad_request(f"The policy has {len(members)} members: at most {MOST} are allowed.")
    for name in RUNS_AS if call.writes else ():
        email = call.text(name).rsplit("/", 1)[-1]
        if "@" in email and call.changed(name) and not account_stands(store, email):
            raise not_found(f"Service account {email} does not exist.")
    if call.kind.api == "container.googleapis.com" and call.verb == "create":
        _check_nodes(call, store)


def _check_nodes(call: Call, store: Store) -> None:
    for path in NODES:
        for block in blocks(call.fields, *path):
            email = str(block.get("service_account") or "").rsplit("/", 1)[-1]
            if "@" in email and not account_stands(store, email):
                raise bad_request(f'Service account "{email}" does not exist.')


def _check_member(call: Call, store: Store, member: str) -> None:
    kind, colon, name = member.partition(":")
    if member in EVERYBODY:
        if call.type in NOT_PUBLIC:
            raise bad_request(f"Invalid argument: {member} can not be granted a role on this resource.")
    elif not colon or not _is_well_formed(kind, name):
        raise _invalid(member)
    elif kind in OF_PROJECTS and not call.type.startswith(WITH_PROJECTS):
        raise bad_request(f"Invalid argument: {member} can not be granted a role on this resource.")
    elif kind == "serviceAccount":
        _check_account(store, member, name)
    elif kind in ("principal", "principalSet"):
        _check_pool_of(store, member, name)


def _is_well_formed(kind: str, name: str) -> bool:
    if kind == "deleted":
        return "?uid=" in name
    if kind == "group" and FLEET.fullmatch(name.lower()):
        return True
    if kind in ("user", "group"):
        return EMAIL.fullmatch(name.lower()) is not None and not name.endswith(".gserviceaccount.com")
    if kind == "serviceAccount":
        account = EMAIL.fullmatch(name.lower()) is not None and name.lower().endswith("gserviceaccount.com")
        return account or WORKLOAD.fullmatch(name.lower()) is not None
    if kind == "domain":
        return DOMAIN.fullmatch(name.lower()) is not None
    if kind in ("principal", "principalSet"):
        return PRINCIPAL.fullmatch(name) is not None
    return kind in (*OF_PROJECTS, "principalHierarchy", "iamMember", "specialGroup") and bool(name)


def _check_account(store: Store, member: str, email: str) -> None:
    _check_pool(store, email)
    if not account_stands(store, email.lower()):
        raise bad_request(f"Service account {member.partition(':')[2]} does not exist.")


def _check_pool_of(store: Store, member: str, name: str) -> None:
    """Identities of a pool are known as long as the pool stands; one that is elsewhere can't be looked up here."""
    found = PRINCIPAL.fullmatch(name)
    project = find_project(store, found["project"]) if found and found["project"] else None
    if found is None or project is None or found["pool"].endswith(".svc.id.goog"):
        return
    pool = f"projects/{project.fields['project_id']}/locations/global/workloadIdentityPools/{found['pool']}"
    if store.get("google_iam_workload_identity_pool", pool) is None:
        raise bad_request(f"Identity Pool does not exist ({pool}): {member}.")


def _check_pool(store: Store, account: str) -> None:
    """Kubernetes service accounts are known from the first cluster of their project on."""
    pool, bracket, _name = account.partition("[")
    project = project_of_pool(pool)
    if not bracket or find_project(store, project) is None:
        return
    if not any(cluster.project == project for cluster in store.list("google_container_cluster")):
        raise bad_request(
            f"Identity Pool does not exist ({pool}). Please check that you specified a valid resource name as returned "
            "in the `name` attribute in the configuration API."
        )


def _invalid(member: str) -> Refusal:
    return bad_request(
        f"Invalid argument: Invalid member '{member}': it must be of the form user:, group:, serviceAccount:, domain:, "
        "principal:// or principalSet:// with a whole e-mail address, domain or path, or allUsers."
    )
