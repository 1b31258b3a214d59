"""Images of Compute Engine: the newest of a family, of a project's own or of one that comes with the cloud."""

from __future__ import annotations

from landfast.gcp.machine_types import image_stands
from landfast.provider.values import Object
from landfast.rehearsal.cloud.projects import find_project
from landfast.rehearsal.cloud.refusal import not_found
from landfast.rehearsal.cloud.stable import number
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Handler
from landfast.rehearsal.doors.wire.links import whole

IMAGE = "google_compute_image"


def _newest(asked: Asked) -> Object:
    project, family = asked.values["project"], asked.values["family"]
    if find_project(asked.store, project) is not None:
        own = asked.store.list(IMAGE, project)
        name = next((str(item.fields["name"]) for item in own if item.fields.get("family") == family), "")
    else:
        name = f"{family}-v20261101" if image_stands(project, family) else ""
    if not name:
        raise not_found(f"The resource 'projects/{project}/global/images/family/{family}' was not found")
    return {
        "kind": "compute#image",
        "id": number(19, "image", project, name),
        "name": name,
        "family": family,
        "status": "READY",
        "selfLink": whole(f"projects/{project}/global/images/{name}"),
    }


HANDLERS: dict[str, Handler] = {"images.getFromFamily": _newest}
