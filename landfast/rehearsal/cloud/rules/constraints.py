"""Organization policies besides locations: one function a constraint, which says what is wrong with a request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from landfast.rehearsal.cloud.call import Request
from landfast.rehearsal.cloud.encryption import key_names, key_paths
from landfast.rehearsal.cloud.iam import members
from landfast.rehearsal.cloud.policies import OrganizationPolicy, effective
from landfast.rehearsal.cloud.refusal import Refusal

PUBLIC = ("allUsers", "allAuthenticatedUsers")
SHIELD = "shielded_instance_config"

# What is wrong under the policy, None if nothing is.
Judge = Callable[[Request, OrganizationPolicy], str | None]


def check(request: Request) -> None:
    if request.operation == "delete" or not request.project:
        return
    for constraint, prefix, judge in CONSTRAINTS:
        if request.type.name.startswith(prefix):
            found = judge(request, effective(request.store, request.project, constraint))
            if found is not None:
                raise Refusal(412, f"{found} violates constraint 'constraints/{constraint}'", "conditionNotMet")


def _blocks(values: Any, *path: str) -> Iterator[Any]:
    """The blocks at a path, through lists."""
    found = [values]
    for name in path:
        found = [inner for value in found for inner in value.get(name) or []]
    yield from found


def _uniform_access(request: Request, policy: OrganizationPolicy) -> str | None:
    # Absent from the grants, objects and folders of a bucket, whose types begin alike.
    uniform = request.values.get("uniform_bucket_level_access", True)
    return None if uniform or not policy.enforced else f"Bucket '{request.id}' without uniform bucket-level access"


def _public_access(request: Request, policy: OrganizationPolicy) -> str | None:
    public = [member for member in members(request.values) if member in PUBLIC]
    return f"A grant to {public[0]}" if public and policy.enforced else None


def _encrypted(request: Request, policy: OrganizationPolicy) -> str | None:
    api = request.type.facts.api
    paths = key_paths(request.type.name)
    if not paths or policy.allows(api) or list(key_names(request.values, paths)):
        return None
    return f"{request.type.facts.api_kind or request.type.name} '{request.id}' without a customer-managed key of {api}"


def _key_projects(request: Request, policy: OrganizationPolicy) -> str | None:
    for key in key_names(request.values, key_paths(request.type.name)):
        if not policy.allows("/".join(key.split("/")[:2])):
            return f"The key {key}"
    return None


def _no_keys(request: Request, policy: OrganizationPolicy) -> str | None:
    return f"A key of {request.text('service_account_id')}" if policy.enforced else None


def _no_external_address(request: Request, policy: OrganizationPolicy) -> str | None:
    external = any(True for _ in _blocks(request.values, "network_interface", "access_config"))
    external = external or any(True for _ in _blocks(request.values, "network_interface", "ipv6_access_config"))
    return None if not external or policy.allows(request.id) else f"The external IP address of '{request.id}'"


def _shielded(request: Request, policy: OrganizationPolicy) -> str | None:
    path = ("gce_setup", SHIELD) if request.type.name == "google_workbench_instance" else (SHIELD,)
    # Without a word of it the cloud's default has a virtual TPM and integrity monitoring, and no secure boot.
    config = next(_blocks(request.values, *path), {"enable_secure_boot": False})
    whole = all(config.get(f"enable_{part}") for part in ("secure_boot", "vtpm", "integrity_monitoring"))
    return f"'{request.id}', which is no shielded VM," if policy.enforced and not whole else None


def _os_login(request: Request, policy: OrganizationPolicy) -> str | None:
    metadata = request.values.get("metadata") or {}
    disabled = str(metadata.get("enable-oslogin", "")).upper() == "FALSE"
    return f"enable-oslogin=FALSE of '{request.id}'" if disabled and policy.enforced else None


def _public_sql(request: Request, policy: OrganizationPolicy) -> str | None:
    public = any(block.get("ipv4_enabled") for block in _blocks(request.values, "settings", "ip_configuration"))
    return f"The public IP address of '{request.id}'" if public and policy.enforced else None


# (constraint, prefix of the types it is about, judge)
CONSTRAINTS: tuple[tuple[str, str, Judge], ...] = (
    ("storage.uniformBucketLevelAccess", "google_storage_bucket", _uniform_access),
    ("storage.publicAccessPrevention", "google_storage_bucket_iam_", _public_access),
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
