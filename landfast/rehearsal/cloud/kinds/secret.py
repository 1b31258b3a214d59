"""Secrets, global and of a region, and their versions, which are numbered."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Taken
from landfast.rehearsal.cloud.projects import project_number


def _numbered(fields: Object, attempt: int) -> tuple[str, Object]:
    name = f"{fields['secret']}/versions/{attempt + 1}"
    return name, {"name": name}


def _computed(call: Call) -> Object:
    name = str(call.fields["name"])
    return {"version": name.rsplit("/", 1)[-1], "project": name.split("/")[1]}


def _with_number(call: Call) -> Object:
    """Google answers with the project's number: https://cloud.google.com/secret-manager/docs/reference/rest"""
    parts = call.name.split("/")
    return {"name": "/".join(["projects", project_number(parts[1]), *parts[2:]])}


def _version(of: str) -> Behaviour:
    return Behaviour(named=_numbered, computed=_computed, refers={"secret": of})


BEHAVIOURS = {
    "google_secret_manager_secret": Behaviour(inside=_with_number, taken=Taken("Secret [{name}] already exists.")),
    "google_secret_manager_regional_secret": Behaviour(
        inside=_with_number, taken=Taken("Secret [{name}] already exists.")
    ),
    "google_secret_manager_secret_version": _version("google_secret_manager_secret"),
    "google_secret_manager_regional_secret_version": _version("google_secret_manager_regional_secret"),
}
