"""Backups of Cloud SQL: taken when they are asked for, listed, and restored into an instance of the same engine.

Which databases and users an instance has is what a backup holds here: what is in them, no rehearsal has.
https://cloud.google.com/sql/docs/postgres/backup-recovery/restoring
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from landfast.provider.values import Object
from landfast.rehearsal.cloud.records import clock
from landfast.rehearsal.cloud.refusal import bad_request, not_found
from landfast.rehearsal.cloud.stable import milliseconds
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Handler

INSTANCE, RUN = "google_sql_database_instance", "sql_backup_run"
# What stands in an instance, and goes into its backups.
INSIDE = ("google_sql_database", "google_sql_user")


def instance_of(asked: Asked, name: str, project: str = "") -> StoredResource:
    """Raises: Refusal (404)."""
    project = project or asked.project
    found = asked.store.get(INSTANCE, f"projects/{project}/instances/{name}", project)
    if found is None:
        raise not_found("The Cloud SQL instance does not exist.", "instanceDoesNotExist")
    return found


def _insert(asked: Asked) -> Object:
    instance = instance_of(asked, asked.values["instance"])
    known = _runs(asked.store, instance)
    id_ = max([milliseconds(), *(int(run.fields["id"]) + 1 for run in known)])
    now = clock()
    content: Object = {
        "kind": "sql#backupRun",
        "id": str(id_),
        "instance": instance.fields["name"],
        "type": "ON_DEMAND",
        "status": "SUCCESSFUL",
        "backupKind": "SNAPSHOT",
        "databaseVersion": instance.fields.get("database_version"),
        "location": asked.body.get("location") or instance.fields.get("region"),
        "enqueuedTime": now,
        "startTime": now,
        "endTime": now,
        "windowStartTime": now,
        "selfLink": f"https://sqladmin.googleapis.com/sql/v1beta4/{instance.name}/backupRuns/{id_}",
    }
    if asked.body.get("description"):
        content["description"] = asked.body["description"]
    held = [[item.type, item.name, item.fields] for item in _inside(asked.store, instance)]
    row: Object = {"content": content, "held": held, "id": id_}
    asked.store.put(StoredResource(RUN, f"{instance.name}/backupRuns/{id_:015d}", instance.project, row))
    return operations.done(asked, instance.name, None, "")


def _list(asked: Asked) -> Object:
    """The newest first."""
    instance = instance_of(asked, asked.values["instance"])
    found = [run.fields["content"] for run in reversed(_runs(asked.store, instance))]
    return {"kind": "sql#backupRunsList", **({"items": found} if found else {})}


def _get(asked: Asked) -> Object:
    content: Object = _run(asked, instance_of(asked, asked.values["instance"]), asked.values["id"]).fields["content"]
    return content


def _delete(asked: Asked) -> Object:
    instance = instance_of(asked, asked.values["instance"])
    asked.store.delete(_run(asked, instance, asked.values["id"]))
    return operations.done(asked, instance.name, None, "")


def _restore(asked: Asked) -> Object:
    """All that is in the instance is replaced by what the backup holds."""
    into = instance_of(asked, asked.values["instance"])
    context = asked.body.get("restoreBackupContext") or {}
    if not context.get("backupRunId"):
        raise bad_request("Invalid request: Backup run ID is required.", "required")
    source = instance_of(
        asked, str(context.get("instanceId") or into.fields["name"]), str(context.get("project") or "")
    )
    run = _run(asked, source, str(context["backupRunId"]))
    version, mine = run.fields["content"]["databaseVersion"], into.fields.get("database_version")
    if version != mine:
        raise bad_request(f"Invalid request: The backup is of {version}, the target instance of {mine}.")
    for item in list(_inside(asked.store, into)):
        asked.store.delete(item)
    for type_, name, fields in run.fields["held"]:
        asked.store.put(_moved(StoredResource(type_, name, into.project, fields), source, into))
    return operations.done(asked, into.name, None, "")


def _moved(item: StoredResource, source: StoredResource, into: StoredResource) -> StoredResource:
    """What was in one instance, in another: users are named by their own name first."""
    last, mine = str(source.fields["name"]), str(into.fields["name"])
    name = item.name.replace(f"{source.name}/", f"{into.name}/")
    if name == item.name and name.endswith(f"/{last}"):
        name = f"{name.removesuffix(last)}{mine}"
    fields = {**item.fields, "instance": mine, "project": into.project}
    if fields.get("self_link"):
        fields["self_link"] = str(fields["self_link"]).replace(f"{source.name}/", f"{into.name}/")
    return replace(item, name=name, fields=fields)


def _inside(store: Store, instance: StoredResource) -> Iterable[StoredResource]:
    for type_ in INSIDE:
        for item in store.list(type_, instance.project):
            if str(item.fields.get("instance")).rsplit("/", 1)[-1] == instance.fields["name"]:
                yield item


def _runs(store: Store, instance: StoredResource) -> list[StoredResource]:
    return list(store.under(RUN, f"{instance.name}/backupRuns"))


def _run(asked: Asked, instance: StoredResource, id_: str) -> StoredResource:
    found = next((run for run in _runs(asked.store, instance) if str(run.fields["id"]) == id_), None)
    if found is None:
        raise not_found("The backup run does not exist.", "backupRunDoesNotExist")
    return found


BACKUPS: Mapping[str, Handler] = {
    "backupRuns.insert": _insert,
    "backupRuns.list": _list,
    "backupRuns.get": _get,
    "backupRuns.delete": _delete,
    "instances.restoreBackup": _restore,
}
