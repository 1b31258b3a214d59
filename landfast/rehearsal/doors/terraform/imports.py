"""Finds the standing resource that an import id means, in any format that the provider takes."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.core.errors import UserError
from landfast.provider.facts import fill, import_id
from landfast.provider.tree import ResourceType
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.terraform.configuration import ProviderConfiguration
from landfast.rehearsal.doors.terraform.forms import state_id


def find_import(type_: ResourceType, cloud: Cloud, id_: str, provider: ProviderConfiguration) -> StoredResource | None:
    """The resource, None if there is none; of several, one in the provider's project."""
    wanted = id_.strip()
    found = [item for item in cloud.list(Call("list", kind(type_.name))) if wanted in _ids(type_, item)]
    own = [item for item in found if item.project == provider.project]
    return next(iter(own or found), None)


def _ids(type_: ResourceType, item: StoredResource) -> Iterator[str]:
    yield item.name
    yield state_id(type_, item.name, item.fields)
    # The provider takes the project's id where the API answers with its number.
    yield item.name.replace(f"projects/{project_number(item.project)}/", f"projects/{item.project}/")
    values = {"project_id": item.project, "project": item.project, **item.fields, "id": item.name}
    for template in type_.facts.import_formats:
        filled = fill(template, values)
        if filled is not None:
            yield filled
    # Documented formats name the last variable as they like (`{{bucket}}`): the resource's own name stands for it.
    own = item.fields.get(type_.facts.name_attribute)
    if isinstance(own, str):
        yield own
        yield f"{item.project}/{own}"
    try:
        yield import_id(type_.name, {**item.fields, "id": item.name})
    except UserError:
        return
