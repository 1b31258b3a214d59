"""Jobs of Dataproc: the API names them where nobody does."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import first
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.stable import milliseconds, uuid


def _named(fields: Object, attempt: int) -> tuple[str, Object]:
    given = first(fields.get("reference")).get("job_id")
    own = str(given) if given else uuid("dataproc job", milliseconds(), attempt)
    return f"projects/{fields['project']}/regions/{fields['region']}/jobs/{own}", {"reference": [{"job_id": own}]}


BEHAVIOURS = {"google_dataproc_job": Behaviour(named=_named)}
