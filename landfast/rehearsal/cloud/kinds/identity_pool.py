"""Pools of identities from outside, and their providers: a deleted one keeps its name for 30 days."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Taken
from landfast.rehearsal.cloud.projects import project_number

# https://cloud.google.com/iam/docs/manage-workload-identity-pools-providers#delete-pool
DAYS = 30
TAKEN = Taken("Requested entity already exists")


def _pool(fields: Object, _attempt: int) -> tuple[str, Object]:
    """The field `name` has the project's number, as tokens do."""
    path = f"locations/global/workloadIdentityPools/{fields['workload_identity_pool_id']}"
    project = str(fields["project"])
    return f"projects/{project}/{path}", {"name": f"projects/{project_number(project)}/{path}"}


def _provider(fields: Object, attempt: int) -> tuple[str, Object]:
    pool, own = _pool(fields, attempt)
    path = f"providers/{fields['workload_identity_pool_provider_id']}"
    return f"{pool}/{path}", {"name": f"{own['name']}/{path}"}


BEHAVIOURS = {
    "google_iam_workload_identity_pool": Behaviour(named=_pool, taken=TAKEN, reserved_days=DAYS),
    "google_iam_workload_identity_pool_provider": Behaviour(named=_provider, taken=TAKEN, reserved_days=DAYS),
}
