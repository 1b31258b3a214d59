"""Service Usage in its beta version: what an API gives a project of what it counts."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from landfast.gcp.quotas import PER_REGION, Quota, quotas_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.projects import find_project, project_number
from landfast.rehearsal.cloud.refusal import forbidden
from landfast.rehearsal.cloud.unmanaged import QUOTA
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Service
from landfast.rehearsal.doors.wire.pages import paged

PROJECT, NEEDED = "google_project", "serviceusage.quotas.get"


def _list(asked: Asked) -> Object:
    _check(asked)
    contents = (_metric(asked, quota) for quota in quotas_of(_api(asked)))
    found, more = paged(asked, contents, lambda each: str(each["name"]))
    return {"metrics": found, **more} if found else {}


def _get(asked: Asked) -> Object:
    _check(asked)
    wanted = asked.path.partition("/consumerQuotaMetrics/")[2]
    found = next((quota for quota in quotas_of(_api(asked)) if quota.metric == wanted), None)
    if found is None:
        raise asked.missing(asked.path)
    return _metric(asked, found)


def _api(asked: Asked) -> str:
    return asked.path.split("/")[3]


def _check(asked: Asked) -> None:
    held = asked.access.held(PROJECT, f"projects/{asked.project}", asked.project)
    if find_project(asked.store, asked.project) is None or NEEDED not in held:
        raise forbidden(f"Project '{asked.project}' not found or permission denied.")


def _metric(asked: Asked, quota: Quota) -> Object:
    place = f"projects/{project_number(asked.project)}/services/{_api(asked)}"
    path = f"{place}/consumerQuotaMetrics/{quote(quota.metric, safe='')}"
    unit = "1/{project}/{region}" if quota.unit == PER_REGION else "1/{project}"
    limit = {"name": f"{path}/limits/{quote(unit[1:], safe='')}", "metric": quota.metric, "unit": unit}
    buckets = list(_buckets(asked, quota))
    return {"name": path, "metric": quota.metric, "consumerQuotaLimits": [{**limit, "quotaBuckets": buckets}]}


def _buckets(asked: Asked, quota: Quota) -> Iterator[Object]:
    """What holds everywhere, then what was granted otherwise in a region."""
    usual = str(quota.usual)
    yield {"effectiveLimit": usual, "defaultLimit": usual}
    for item in asked.store.list(QUOTA, asked.project):
        if item.fields["metric"] == quota.metric:
            region = {"dimensions": {"region": item.fields["region"]}} if item.fields.get("region") else {}
            yield {"effectiveLimit": str(item.fields["limit"]), "defaultLimit": usual, **region}


SERVICE = Service(
    "serviceusage.v1beta1",
    handlers={f"services.consumerQuotaMetrics.{name}": handle for name, handle in (("list", _list), ("get", _get))},
    package="google.api.serviceusage.v1beta1",
    classic=True,
)
