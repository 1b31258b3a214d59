"""What Google runs for the environment: the users of databases, and pools of identities from outside."""

from __future__ import annotations

from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.special.common import Rule, Values, text
from landfast.rehearsal.values import Object


def _user_identity(values: Object) -> Values:
    """PostgreSQL's users have no host."""
    return {"id": f"{values['name']}/{text(values, 'host')}/{values['instance']}"}


def _pool(values: Object) -> Values:
    """By the project's number, as tokens name it."""
    number = project_number(str(values["project"]))
    name = f"projects/{number}/locations/global/workloadIdentityPools/{values['workload_identity_pool_id']}"
    return {"name": name, "state": "ACTIVE"}


def _provider(values: Object) -> Values:
    pool = _pool(values)
    return {**pool, "name": f"{pool['name']}/providers/{values['workload_identity_pool_provider_id']}"}


RULES: dict[str, Rule] = {
    "google_iam_workload_identity_pool": _pool,
    "google_iam_workload_identity_pool_provider": _provider,
}
IDENTITIES: dict[str, Rule] = {"google_sql_user": _user_identity}
