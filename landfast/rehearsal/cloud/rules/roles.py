"""A role that is granted must be one that there is, and one that the resource knows."""

from __future__ import annotations

from landfast.gcp.roles import held_resources, predefined_roles
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.iam import added
from landfast.rehearsal.cloud.projects import find_project
from landfast.rehearsal.cloud.refusal import Refusal, bad_request
from landfast.rehearsal.cloud.store import Store

BASIC = frozenset(("roles/owner", "roles/editor", "roles/viewer", "roles/browser"))
NODES = ("google_project", "google_folder", "google_organization")
# Resources whose permissions a role must hold one of, to be granted on one of the kind: what the kind contains. For
# other kinds it is any resource of their service. https://cloud.google.com/iam/docs/viewing-grantable-roles
CONTAINED = {
    "google_artifact_registry_repository": ("artifactregistry.",),
    "google_bigquery_dataset": ("bigquery.datasets", "bigquery.models", "bigquery.routines", "bigquery.tables"),
    "google_bigquery_table": ("bigquery.tables", "bigquery.rowAccessPolicies"),
    "google_data_catalog_policy_tag": ("datacatalog.", "bigquery."),
    "google_data_catalog_taxonomy": ("datacatalog.", "bigquery."),
    "google_kms_crypto_key": ("cloudkms.cryptoKey",),
    "google_kms_key_ring": ("cloudkms.",),
    "google_pubsub_subscription": ("pubsub.subscriptions", "pubsub.snapshots"),
    "google_pubsub_topic": ("pubsub.topics",),
    "google_service_account": ("iam.serviceAccount",),
    "google_storage_bucket": ("storage.",),
    "google_tags_tag_key": ("resourcemanager.tag",),
    "google_tags_tag_value": ("resourcemanager.tag",),
}
# Those of an organization, a folder or a billing account, and of single buckets: https://cloud.google.com/iam/docs/
# understanding-roles, the lowest level of each.
NOT_OF_PROJECTS = frozenset(
    (
        *(f"roles/billing.{name}" for name in ("admin", "costsManager", "creator", "user", "viewer")),
        *(f"roles/resourcemanager.organization{name}" for name in ("Admin", "Viewer")),
        *(
            f"roles/resourcemanager.folder{name}"
            for name in ("Admin", "Creator", "Editor", "IamAdmin", "Mover", "Viewer")
        ),
        *(f"roles/accesscontextmanager.policy{name}" for name in ("Admin", "Editor", "Reader")),
        *(f"roles/iam.organizationRole{name}" for name in ("Admin", "Viewer")),
        *(f"roles/storage.legacyBucket{name}" for name in ("Owner", "Reader", "Writer")),
        *(f"roles/storage.legacyObject{name}" for name in ("Owner", "Reader")),
        *(f"roles/compute.{name}" for name in ("orgFirewallPolicyAdmin", "orgSecurityPolicyAdmin", "xpnAdmin")),
        *("roles/iam.workforcePoolAdmin", "roles/orgpolicy.policyAdmin", "roles/resourcemanager.projectCreator"),
    )
)


def check(call: Call, store: Store) -> None:
    for role in sorted({grant.role for grant in added(call)}):
        if role.startswith("roles/"):
            if role not in predefined_roles() or not _is_grantable(call.type, role, call.kind.api):
                raise _unsupported(role)
        else:
            _check_custom(call, store, role)


def _is_grantable(type_name: str, role: str, api: str) -> bool:
    if type_name in NODES:
        return type_name != "google_project" or role not in NOT_OF_PROJECTS
    if role in BASIC:
        # https://cloud.google.com/storage/docs/access-control/iam-roles: not on buckets.
        return type_name != "google_storage_bucket"
    held = held_resources(role)
    prefixes = CONTAINED.get(type_name, (f"{api.removesuffix('.googleapis.com')}.",))
    known = not held or any(prefix == "." for prefix in prefixes)
    return known or any(resource.startswith(prefixes) for resource in held or ())


def _check_custom(call: Call, store: Store, role: str) -> None:
    parts = role.split("/")
    if len(parts) != 4 or parts[0] not in ("projects", "organizations") or parts[2] != "roles":
        raise bad_request(f"Role ({role}) does not exist in the resource's hierarchy.")
    if parts[0] == "projects" and find_project(store, parts[1]) is not None:
        standing = store.get("google_project_iam_custom_role", role)
        if standing is None or (call.project and parts[1] != call.project):
            raise bad_request(f"Role ({role}) does not exist in the resource's hierarchy.")


def _unsupported(role: str) -> Refusal:
    return bad_request(f"Role {role} is not supported for this resource.")
