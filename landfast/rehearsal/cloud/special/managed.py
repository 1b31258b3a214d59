"""What Google runs for the environment: the users of databases, and pools of identities from outside."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.special.common import Rule, Values, text


def _user_identity(values: Object) -> Values:
    """PostgreSQL's users have no host."""
    return {"id": f"{values['name']}/{text(values, 'host')}/{values['instance']}"}


def _pool(values: Object) -> Values:
    """Its name, unlike its id, has the project's number, as tokens do."""
    path = f"locations/global/workloadIdentityPools/{values['workload_identity_pool_id']}"
    project = str(values["project"])
    return {"id": f"projects/{project}/{path}", "name": f"projects/{project_number(project)}/{path}"}


def _provider(values: Object) -> Values:
    own = f"providers/{values['workload_identity_pool_provider_id']}"
    return {name: f"{path}/{own}" for name, path in _pool(values).items()}


IDENTITIES: dict[str, Rule] = {
    "google_iam_workload_identity_pool": _pool,
    "google_iam_workload_identity_pool_provider": _provider,
    "google_sql_user": _user_identity,
}
