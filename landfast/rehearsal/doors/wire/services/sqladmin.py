"""Cloud SQL: instances, backups, databases and users. Nothing is in a database: no statement runs (501)."""

from __future__ import annotations

from dataclasses import replace

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.database import certificate
from landfast.rehearsal.cloud.records import record_of
from landfast.rehearsal.cloud.refusal import bad_request, not_found, precondition_failed
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.cloud.unmanaged import DEFAULT_USER
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.checking import camel
from landfast.rehearsal.doors.wire.contents import changed_fields, content_of
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service
from landfast.rehearsal.doors.wire.masks import merged
from landfast.rehearsal.doors.wire.messages import Response
from landfast.rehearsal.doors.wire.methods import update
from landfast.rehearsal.doors.wire.services.sql_backups import BACKUPS, instance_of
from landfast.rehearsal.doors.wire.translate import translation

INSTANCE, USER = "google_sql_database_instance", "google_sql_user"
# What an instance has that nobody says: https://cloud.google.com/sql/docs/mysql/admin-api/rest/v1beta4/instances
USUAL = {"activationPolicy": "ALWAYS", "pricingPlan": "PER_USE", "replicationType": "SYNCHRONOUS",
         "dataDiskType": "PD_SSD", "dataDiskSizeGb": "10", "storageAutoResize": True,
         "storageAutoResizeLimit": "0", "availabilityType": "ZONAL"}  # fmt: skip
_REPLICA = ("ca_certificate", "client_certificate", "client_key", "connect_retry_interval", "dump_file_path",
            "master_heartbeat_period", "password", "ssl_cipher", "username", "verify_server_certificate")  # fmt: skip


_PATHS = {
    "encryption_key_name": "diskEncryptionConfiguration.kmsKeyName",
    "ip_address": "ipAddresses",
    "settings.disk_autoresize": "storageAutoResize",
    "settings.disk_autoresize_limit": "storageAutoResizeLimit",
    "settings.disk_size": "dataDiskSizeGb",
    "settings.disk_type": "dataDiskType",
    "settings.version": "settingsVersion",
    "settings.deny_maintenance_period": "denyMaintenancePeriods",
    "settings.ip_configuration.psc_config.psc_auto_connections.consumer_service_project_id": "consumerProject",
    **{f"replica_configuration.{name}": f"mysqlReplicaConfiguration.{camel(name)}" for name in _REPLICA},
}


def _instance(fields: Object, content: Object) -> None:
    settings = content.setdefault("settings", {})
    settings["kind"] = "sql#settings"
    settings["settingsVersion"] = str(record_of(fields).get("revision") or 1)
    for name, value in USUAL.items():
        settings.setdefault(name, value)
    content |= {"state": "RUNNABLE", "backendType": "SECOND_GEN", "sqlNetworkArchitecture": "NEW_NETWORK_ARCHITECTURE"}
    # No secret of the server, though the provider has it as one.
    name = f"projects/{fields.get('project')}/instances/{fields.get('name')}"
    content["serverCaCert"] = {camel(word): text for word, text in certificate(name).items()}
    for address in content.get("ipAddresses") or ():
        address.pop("timeToRetire", None)


def _change(asked: Asked) -> Object | Response:
    """Of a version of the settings, or of whichever stands: https://cloud.google.com/sql/docs/mysql/instance-settings"""
    given = (asked.body.get("settings") or {}).get("settingsVersion")
    standing = content_of(asked, asked.standing())["settings"]["settingsVersion"]
    if given and str(given) not in ("0", standing):
        raise precondition_failed("Condition does not match.")
    return update(asked)


def _update(asked: Asked) -> Object | Response:
    """What is sent is whole, what isn't stays: HashiCorp's provider sends the settings alone."""
    rest = {name: value for name, value in content_of(asked, asked.standing()).items() if name not in asked.body}
    return _change(replace(asked, body={**rest, **asked.body}))


def _users(asked: Asked) -> Object:
    instance = instance_of(asked, asked.values["instance"])
    found = [_user(instance, asked, item) for item in _standing(asked, instance)]
    return {"kind": "sql#usersList", **({"items": found} if found else {})}


def _standing(asked: Asked, instance: StoredResource) -> list[StoredResource]:
    own = [
        item
        for item in asked.store.list(USER, instance.project)
        if str(item.fields.get("instance")).rsplit("/", 1)[-1] == instance.fields["name"]
    ]
    given = [
        item for item in asked.store.list(DEFAULT_USER, instance.project) if item.fields["instance"] == instance.name
    ]
    return [*own, *given]


def _user(instance: StoredResource, asked: Asked, item: StoredResource) -> Object:
    content = content_of(asked, item, USERS) if item.type == USER else {"kind": "sql#user", "name": item.fields["name"]}
    content |= {"instance": instance.fields["name"], "project": instance.project}
    content["host"] = str(item.fields.get("host") or "")
    content.pop("password", None)
    if str(instance.fields.get("database_version")).startswith("MYSQL"):
        # Any host: https://cloud.google.com/sql/docs/mysql/users
        content["host"] = content["host"] or "%"
    return content


def _find_user(asked: Asked, name: str) -> tuple[StoredResource, StoredResource]:
    """Raises: Refusal (404)."""
    instance, host = instance_of(asked, asked.values["instance"]), asked.request.parameter("host")
    for item in _standing(asked, instance):
        content = _user(instance, asked, item)
        if name in (content["name"], item.fields["name"]) and host in ("", content["host"]):
            return instance, item
    raise not_found(f"User '{name}' does not exist.", "userDoesNotExist")


def _get_user(asked: Asked) -> Object:
    instance, item = _find_user(asked, asked.values["name"])
    return _user(instance, asked, item)


def _insert_user(asked: Asked) -> Object:
    instance = instance_of(asked, asked.values["instance"])
    if not asked.body.get("name"):
        raise bad_request("Invalid request: User name is required.", "invalid")
    place = {"project": instance.project, "instance": instance.fields["name"]}
    fields = {**translation(asked.service, USERS).to_fields(asked.body), **place}
    asked.cloud.answer(Call("create", kind(USER), fields=fields))
    return operations.done(asked, instance.name, None, "")


def _update_user(asked: Asked) -> Object:
    instance, item = _find_user(asked, asked.request.parameter("name"))
    if item.type == USER:
        before = content_of(asked, item, USERS)
        fields = changed_fields(asked, item, merged(before, {**asked.body, "name": before["name"]}), USERS)
        asked.cloud.answer(Call("update", kind(USER), item.name, item.project, fields))
    return operations.done(asked, instance.name, None, "")


def _delete_user(asked: Asked) -> Object:
    instance, item = _find_user(asked, asked.request.parameter("name"))
    if item.type == USER:
        asked.cloud.answer(Call("delete", kind(USER), item.name, item.project))
    else:
        asked.store.delete(item)
    return operations.done(asked, instance.name, None, "")


USERS = Collection("users", USER, short=True, schema="User", only=())
SERVICE = Service(
    "sqladmin.v1beta4",
    (
        Collection("instances", INSTANCE, short=True, differs=Differences(_PATHS, to_api=_instance)),
        Collection("databases", "google_sql_database", short=True),
        USERS,
    ),
    handlers={
        "instances.patch": _change,
        "instances.update": _update,
        "users.list": _users,
        "users.get": _get_user,
        "users.insert": _insert_user,
        "users.update": _update_user,
        "users.delete": _delete_user,
        **BACKUPS,
    },
    classic=True,
)
