"""Organization policies besides locations: one function a constraint, which says what is wrong with a call."""

from __future__ import annotations

from collections.abc import Callable

from landfast.rehearsal.cloud.blocks import blocks, first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.encryption import key_names, key_paths
from landfast.rehearsal.cloud.iam import added
from landfast.rehearsal.cloud.kinds.query import QUERY
from landfast.rehearsal.cloud.policies import OrganizationPolicy, effective
from landfast.rehearsal.cloud.refusal import precondition_failed
from landfast.rehearsal.cloud.store import Store

PUBLIC = ("allUsers", "allAuthenticatedUsers")
SHIELD = "shielded_instance_config"

# What is wrong under the policy, None if nothing is.
Judge = Callable[[Call, OrganizationPolicy], str | None]


def check(call: Call, store: Store) -> None:
    table = POLICY_CONSTRAINTS if call.verb == "set_iam_policy" else CONSTRAINTS
    if call.verb == "delete" or not call.project:
        return
    for constraint, prefix, judge in table:
        if call.type.startswith(prefix):
            found = judge(call, effective(store, call.project, constraint))
            if found is not None:
                raise precondition_failed(f"{found} violates constraint 'constraints/{constraint}'")


def _uniform_access(call: Call, policy: OrganizationPolicy) -> str | None:
    # Absent from the grants, objects and folders of a bucket, whose types begin alike.
    uniform = call.fields.get("uniform_bucket_level_access", True)
    return None if uniform or not policy.enforced else f"Bucket '{call.name}' without uniform bucket-level access"


def _public_access(call: Call, policy: OrganizationPolicy) -> str | None:
    public = [grant.member for grant in added(call) if grant.member in PUBLIC]
    return f"A grant to {public[0]}" if public and policy.enforced else None


def _encrypted(call: Call, policy: OrganizationPolicy) -> str | None:
    api = call.kind.api
    paths = key_paths(call.type)
    # A query may have the project's key: kinds/query.py.
    if call.type == QUERY or not paths or policy.allows(api) or list(key_names(call.fields, paths)):
        return None
    return f"{call.kind.title} '{call.name}' without a customer-managed key of {api}"


def _key_projects(call: Call, policy: OrganizationPolicy) -> str | None:
    for key in key_names(call.fields, key_paths(call.type)):
        if not policy.allows("/".join(key.split("/")[:2])):
            return f"The key {key}"
    return None


def _no_keys(call: Call, policy: OrganizationPolicy) -> str | None:
    return f"A key of {call.text('service_account_id')}" if policy.enforced else None


def _no_external_address(call: Call, policy: OrganizationPolicy) -> str | None:
    external = any(True for _ in blocks(call.fields, "network_interface", "access_config"))
    external = external or any(True for _ in blocks(call.fields, "network_interface", "ipv6_access_config"))
    return None if not external or policy.allows(call.name) else f"The external IP address of '{call.name}'"


def _shielded(call: Call, policy: OrganizationPolicy) -> str | None:
    path = ("gce_setup", SHIELD) if call.type == "google_workbench_instance" else (SHIELD,)
    # Without a word of it the cloud's default has a virtual TPM and integrity monitoring, and no secure boot.
    config = next(blocks(call.fields, *path), {"enable_secure_boot": False})
    whole = all(config.get(f"enable_{part}") for part in ("secure_boot", "vtpm", "integrity_monitoring"))
    return f"'{call.name}', which is no shielded VM," if policy.enforced and not whole else None


def _os_login(call: Call, policy: OrganizationPolicy) -> str | None:
    metadata = call.fields.get("metadata") or {}
    # Settings of a zone have theirs in a block.
    items = first(metadata).get("items") or {} if isinstance(metadata, list) else metadata
    disabled = str(items.get("enable-oslogin", "")).upper() == "FALSE"
    return f"enable-oslogin=FALSE of '{call.name}'" if disabled and policy.enforced else None


def _public_sql(call: Call, policy: OrganizationPolicy) -> str | None:
    public = any(block.get("ipv4_enabled") for block in blocks(call.fields, "settings", "ip_configuration"))
    return f"The public IP address of '{call.name}'" if public and policy.enforced else None


# (constraint, prefix of the types it is about, judge)
POLICY_CONSTRAINTS: tuple[tuple[str, str, Judge], ...] = (
    ("storage.publicAccessPrevention", "google_storage_bucket", _public_access),
)
CONSTRAINTS: tuple[tuple[str, str, Judge], ...] = (
    ("storage.uniformBucketLevelAccess", "google_storage_bucket", _uniform_access),
    ("gcp.restrictNonCmekServices", "google_", _encrypted),
    ("gcp.restrictCmekCryptoKeyProjects", "google_", _key_projects),
    ("iam.disableServiceAccountKeyCreation", "google_service_account_key", _no_keys),
    ("compute.vmExternalIpAccess", "google_compute_instance", _no_external_address),
    ("compute.requireShieldedVm", "google_compute_instance", _shielded),
    ("compute.requireShieldedVm", "google_workbench_instance", _shielded),
    ("compute.requireOsLogin", "google_compute_project_metadata", _os_login),
    ("compute.requireOsLogin", "google_compute_instance", _os_login),
    ("sql.restrictPublicIp", "google_sql_database_instance", _public_sql),
)
