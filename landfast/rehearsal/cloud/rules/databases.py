"""Cloud SQL: sizes, versions and flags that there are, and settings that go together."""

from __future__ import annotations

import ipaddress
from datetime import date
from typing import Any

from landfast.gcp.regions import catalogue
from landfast.gcp.sql import default_edition, engine_of, flag_problem, tier_problem
from landfast.provider.values import Object
from landfast.rehearsal.cloud.addresses import parse
from landfast.rehearsal.cloud.blocks import blocks, first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import Refusal, bad_request
from landfast.rehearsal.cloud.store import Store

INSTANCE = "google_sql_database_instance"
# Of an instance's name and its project's id, with a colon: https://cloud.google.com/sql/docs/postgres/create-instance
LONGEST = 98
# https://cloud.google.com/sql/docs/postgres/backup-recovery/pitr: days of logs that an edition keeps.
LOG_DAYS = {"ENTERPRISE": 7, "ENTERPRISE_PLUS": 35}
SPANNED, DENIED_DAYS = ("asia", "eu", "us"), 90
NON_ROUTABLE = tuple(ipaddress.IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
PLUS_FROM = {"POSTGRES": ("POSTGRES_9", "POSTGRES_10", "POSTGRES_11"), "MYSQL": ("MYSQL_5",)}


def check(call: Call, store: Store) -> None:
    if not call.writes:
        return
    if any(blocks(call.fields, "clone")) and not first(call.fields.get("settings")).get("tier"):
        # It is of the size of what it is a copy of.
        return
    if call.type == INSTANCE and not call.text("master_instance_name"):
        _check_instance(call)
    elif call.type == INSTANCE and call.verb == "create":
        _check_flags(first(call.fields.get("settings")), call.text("database_version"))
    elif call.type == "google_sql_database":
        _check_database(call, store)


def _check_instance(call: Call) -> None:
    settings, version = first(call.fields.get("settings")), call.text("database_version")
    engine, edition = engine_of(version), _edition(settings, version)
    if len(f"{call.project}:{call.text('name')}") > LONGEST:
        raise _invalid(f"Instance name '{call.text('name')}' is too long: {LONGEST} characters with its project")
    if call.changed("settings"):
        problem = tier_problem(str(settings.get("tier")), engine, edition)
        if problem is not None:
            raise _invalid(problem)
        _check_flags(settings, version)
        _check_edition(settings, version, edition)
        _check_backups(settings, engine)
        _check_places(settings, call.text("region"))
        _check_denied(settings)
        _check_addresses(settings)


def _edition(settings: Object, version: str) -> str:
    """The one that is asked for, else the default; the small one where only that has the machine.

    Whether the default has it is said last, by the kind itself.
    """
    given, default = settings.get("edition"), default_edition(version, str(settings.get("tier")))
    fits = tier_problem(str(settings.get("tier")), engine_of(version), default) is None
    return str(given) if given else default if fits else "ENTERPRISE"


def _check_flags(settings: Object, version: str) -> None:
    names = [str(flag.get("name")) for flag in blocks(settings, "database_flags")]
    for flag in blocks(settings, "database_flags"):
        problem = flag_problem(version, str(flag.get("name")), str(flag.get("value")))
        if problem is not None:
            raise bad_request(f"Invalid request: Invalid flag for instance: {problem}.", problem.partition(":")[0])
        if names.count(str(flag.get("name"))) > 1:
            raise _invalid(f"The flag '{flag.get('name')}' is set twice")


def _check_edition(settings: Object, version: str, edition: str) -> None:
    if edition == "ENTERPRISE_PLUS" and version.startswith(PLUS_FROM.get(engine_of(version), ())):
        raise _invalid(f"The edition ENTERPRISE_PLUS is not supported for {version}")
    if edition == "ENTERPRISE" and any(blocks(settings, "data_cache_config")):
        enabled = first(settings.get("data_cache_config")).get("data_cache_enabled")
        if enabled:
            raise _invalid("The data cache is only supported for the edition ENTERPRISE_PLUS")
    days = first(settings.get("backup_configuration")).get("transaction_log_retention_days") or 0
    if days > LOG_DAYS.get(edition, 35):
        raise _invalid(f"Transaction logs are kept for at most {LOG_DAYS[edition]} days in the edition {edition}")


def _check_backups(settings: Object, engine: str) -> None:
    backup = first(settings.get("backup_configuration"))
    if engine != "MYSQL" and backup.get("binary_log_enabled"):
        raise _invalid("Binary log can only be enabled for MySQL instances")
    if backup.get("point_in_time_recovery_enabled") and not backup.get("enabled"):
        raise _invalid("Point-in-time recovery needs automated backups")
    logged = backup.get("enabled") and backup.get("binary_log_enabled")
    # Of MySQL alone, whatever is recommended: https://github.com/terraform-google-modules/terraform-google-sql-db/issues/344
    available = settings.get("availability_type") == "REGIONAL"
    if available and engine == "MYSQL" and not logged:
        role = "MySQL HA non-replica instances need to have binary logging enabled"
        raise _invalid(f"Invalid flag for instance role: {role}")
    limit = settings.get("disk_autoresize_limit") or 0
    if limit and limit < (settings.get("disk_size") or 0):
        raise _invalid("The limit of the disk is smaller than the disk")


def _check_places(settings: Object, region: str) -> None:
    """https://cloud.google.com/sql/docs/postgres/backup-recovery/backups#backup-location: a region, or several."""
    place = str(first(settings.get("backup_configuration")).get("location") or "").lower()
    if place and place not in (*SPANNED, *catalogue()):
        raise _invalid(f"The backup location '{place}' is not a region, and not {', '.join(SPANNED)}")
    preferred = first(settings.get("location_preference"))
    zones = [zone for name in ("zone", "secondary_zone") if (zone := str(preferred.get(name) or ""))]
    for zone in zones:
        known = catalogue().get(region)
        if known is not None and zone not in known.zones:
            raise _invalid(f"The zone '{zone}' is none of the region '{region}'")
    if len(zones) > len(set(zones)):
        raise _invalid("The secondary zone is the zone itself")


def _check_denied(settings: Object) -> None:
    """https://cloud.google.com/sql/docs/postgres/maintenance#deny-period: 1 to 90 days."""
    for block in blocks(settings, "deny_maintenance_period"):
        try:
            begins, ends = (date.fromisoformat(str(block.get(f"{side}_date"))) for side in ("start", "end"))
        except ValueError:
            continue  # Every year: its parts are looked at by the limits.
        if not 0 <= (ends - begins).days <= DENIED_DAYS:
            raise _invalid(f"A deny maintenance period is 1 to {DENIED_DAYS} days long")


def _check_addresses(settings: Object) -> None:
    for block in blocks(settings, "ip_configuration"):
        connected = block.get("private_network") or any(
            consumer.get("psc_enabled") for consumer in blocks(block, "psc_config")
        )
        if block.get("ipv4_enabled") is False and not connected:
            raise _invalid("At least one of Public IP or Private IP or PSC connectivity must be enabled")
        for network in blocks(block, "authorized_networks"):
            _check_network(str(network.get("value") or ""))


def _check_network(text: str) -> None:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise _invalid(f"Invalid CIDR address '{text}' of an authorized network") from None
    found = parse(text)
    # https://cloud.google.com/sql/docs/postgres/authorize-networks: private ones never reach the public address.
    if found is not None and any(found.subnet_of(own) for own in NON_ROUTABLE):
        raise _invalid(f"The authorized network '{text}' is non-routable (RFC 1918)")


def _check_database(call: Call, store: Store) -> None:
    """PostgreSQL makes databases of UTF8 alone: https://cloud.google.com/sql/docs/postgres/create-manage-databases"""
    named = (item for item in store.list(INSTANCE, call.project) if item.name.endswith(f"/{call.text('instance')}"))
    versions = [str(item.fields.get("database_version")) for item in named]
    charset = call.text("charset")
    if charset and charset.upper() != "UTF8" and any(engine_of(version) == "POSTGRES" for version in versions):
        raise _invalid(f"The character set '{charset}' is not supported: PostgreSQL's databases are UTF8")
    if charset and charset.upper() in ("UTF-16", "UTF-32", "LATIN-1", "NONE"):
        raise _invalid(f"The character set '{charset}' is not supported")


def _invalid(problem: Any) -> Refusal:
    return bad_request(f"Invalid request: {problem}.", "invalid")
