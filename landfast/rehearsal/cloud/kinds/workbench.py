"""Workbench: where a notebook is reached."""

from __future__ import annotations

from landfast.gcp.locations import region_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.stable import digest


def _computed(call: Call) -> Object:
    """A name without a scheme: https://cloud.google.com/vertex-ai/docs/workbench/instances/create"""
    region = region_of(call.text("location"))
    return {"proxy_uri": f"{digest('proxy', call.name)[:16]}-dot-{region}.notebooks.googleusercontent.com"}


BEHAVIOURS = {"google_workbench_instance": Behaviour(computed=_computed)}
