"""Cloud SQL: instances and their addresses, users, and what goes with an instance."""

from __future__ import annotations

import base64

from landfast.gcp.sql import default_edition, engine_of, tier_problem
from landfast.provider.values import Object
from landfast.rehearsal.cloud.agents import account_stands
from landfast.rehearsal.cloud.blocks import blocks, first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Taken
from landfast.rehearsal.cloud.kinds.peering import is_peered
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.stable import address, digest, public_address
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.cloud.unmanaged import DEFAULT_USER

INSTANCE = "google_sql_database_instance"
SMALLEST_GB = 10
ACCOUNT_USER = "CLOUD_IAM_SERVICE_ACCOUNT"
# Engine -> name and host.
DEFAULT_USERS = {"MYSQL": ("root", "%"), "POSTGRES": ("postgres", ""), "SQLSERVER": ("sqlserver", "")}
# The same words for one that stands: https://github.com/hashicorp/terraform-provider-google/issues/6066
TAKEN = Taken(
    "The Cloud SQL instance already exists. When you delete an instance, you can't reuse the name of the deleted "
    "instance until one week from the deletion date.",
    "instanceAlreadyExists",
)


def _computed(call: Call) -> Object:
    fields = call.fields
    account = f"p{project_number(fields['project'])}-{digest(call.name)[:6]}"
    ip = first(first(fields.get("settings")).get("ip_configuration"))
    private = address(call.name) if ip.get("private_network") else ""
    public = "" if ip.get("ipv4_enabled") is False else public_address(call.name)
    return {
        "first_ip_address": public or private,
        "private_ip_address": private,
        "public_ip_address": public,
        "ip_address": _addresses(("PRIMARY", public), ("PRIVATE", private)),
        "server_ca_cert": [certificate(call.name)],
        "connection_name": f"{fields['project']}:{fields.get('region')}:{fields['name']}",
        "instance_type": "CLOUD_SQL_INSTANCE",
        "service_account_email_address": f"{account}@gcp-sa-cloud-sql.iam.gserviceaccount.com",
    }


def _settings(call: Call) -> Object:
    """https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1beta4/instances#Settings: the smallest disk, and an
    edition."""
    settings = [
        {**block, "disk_size": block.get("disk_size") or SMALLEST_GB, **_edition(call, block)}
        for block in blocks(call.fields, "settings")
    ]
    return {"settings": settings} if settings else {}


def _edition(call: Call, settings: Object) -> Object:
    """The default where it has the machine; of a copy the other. Else none: it is refused for that."""
    if settings.get("edition"):
        return {}
    if _problem_by_default(call, settings) is None:
        return {"edition": default_edition(call.text("database_version"), str(settings.get("tier")))}
    return {"edition": "ENTERPRISE" if _is_copy(call) else ""}


def _problem_by_default(call: Call, settings: Object) -> str | None:
    """Why the edition that the version means does not have the machine."""
    version = call.text("database_version")
    tier = str(settings.get("tier"))
    return tier_problem(tier, engine_of(version), default_edition(version, tier))


def _is_copy(call: Call) -> bool:
    return bool(call.text("master_instance_name") or call.fields.get("clone"))


def _addresses(*known: tuple[str, str]) -> list[Object]:
    return [{"type": kind, "ip_address": text, "time_to_retire": ""} for kind, text in known if text]


def certificate(name: str) -> Object:
    """One that verifies nothing: this cloud has no TLS."""
    body = base64.b64encode(f"certificate of {name}".encode()).decode()
    return {
        "cert": f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----",
        "common_name": "C=US,O=Google\\, Inc,CN=Google Cloud SQL Server CA",
        "sha1_fingerprint": digest("certificate", name)[:40],
    }


def _default_user(call: Call, store: Store) -> None:
    """https://cloud.google.com/sql/docs/mysql/users#default-users and those of the other engines."""
    engine = call.text("database_version").partition("_")[0]
    known = DEFAULT_USERS.get(engine)
    if call.before is None and known is not None:
        name, host = known
        fields = {"instance": call.name, "name": name, "host": host}
        store.put(StoredResource(DEFAULT_USER, f"{call.name}/users/{name}", call.project, fields))


def _peered(call: Call, store: Store) -> None:
    """The provider's own check, and its words."""
    settings = first(call.fields.get("settings"))
    network = str(first(settings.get("ip_configuration")).get("private_network") or "")
    if call.verb == "create" and network and not is_peered(store, network):
        raise bad_request(
            "the network doesn't have at least 1 private services connection. Please see "
            "https://cloud.google.com/sql/docs/mysql/private-ip#network_requirements for how to create this connection",
            "NETWORK_NOT_PEERED",
        )


def _fits_default(call: Call, _store: Store) -> None:
    """Machines of the small edition, where it is not asked for and not the version's default. Said last: what else is
    wrong is so in either edition."""
    settings = first(call.fields.get("settings"))
    if call.verb != "create" or settings.get("edition") or _is_copy(call):
        return
    problem = _problem_by_default(call, settings)
    if problem is not None:
        raise bad_request(f"Invalid request: {problem}.", "invalid")


def _user_of_mysql(call: Call, store: Store) -> Object:
    """MySQL calls a user of IAM by what stands before the @, on any host.

    https://cloud.google.com/sql/docs/mysql/iam-authentication#user-names
    """
    path = f"projects/{call.text('project')}/instances/{call.text('instance')}"
    instance = store.get(INSTANCE, path)
    mysql = instance is not None and str(instance.fields.get("database_version")).startswith("MYSQL")
    if not mysql or not call.text("type").startswith("CLOUD_IAM_") or call.text("type") == "CLOUD_IAM_GROUP":
        return {}
    return {"name": call.text("name").partition("@")[0], "host": "%", "iam_email": call.text("name")}


def _user(fields: Object, _attempt: int) -> tuple[str, Object]:
    """PostgreSQL's users have no host."""
    return f"{fields['name']}/{fields.get('host') or ''}/{fields['instance']}", {}


def _user_is_an_account(call: Call, store: Store) -> None:
    """https://github.com/GoogleCloudPlatform/terraform-google-three-tier-web-app/issues/149"""
    if not call.writes or call.text("type") != ACCOUNT_USER or not call.changed("name"):
        return
    given = call.text("iam_email") or call.text("name")
    email = f"{given.removesuffix('.gserviceaccount.com')}.gserviceaccount.com"
    if not account_stands(store, email):
        raise bad_request(f"Invalid request: Provided {ACCOUNT_USER}: {email}, does not exist.", "invalid")


BEHAVIOURS = {
    INSTANCE: Behaviour(
        inside=_settings,
        computed=_computed,
        refuses=(_peered, _fits_default),
        taken=TAKEN,
        # https://cloud.google.com/sql/docs/postgres/delete-instance
        reserved_days=7,
        holds=(
            ("google_sql_database", "instance", "name"),
            ("google_sql_user", "instance", "name"),
            (DEFAULT_USER, "instance", ""),
        ),
        # Backups go with it, but for those that were asked to be kept: ours never are.
        holds_below=("sql_backup_run",),
        then=_default_user,
    ),
    "google_sql_user": Behaviour(settled=_user_of_mysql, named=_user, refuses=(_user_is_an_account,)),
}
