"""Cloud SQL's sizes, versions, flags and settings; Cloud DNS's zones and records."""

from __future__ import annotations

from typing import Any

import pytest
from refusals import NETWORK, REGION, Case, check, standing
from rehearsal_client import Client, RefusedError

__all__ = ["standing"]

SQL, ZONE, RECORDS = "google_sql_database_instance", "google_dns_managed_zone", "google_dns_record_set"


def instance(tier: str = "db-custom-2-7680", version: str = "POSTGRES_16", **settings: Any) -> dict[str, Any]:
    name = settings.pop("name", "facts")
    own = {"tier": tier, "edition": "ENTERPRISE", **settings}
    return {
        "name": name,
        "region": REGION,
        "database_version": version,
        "deletion_protection": False,
        "settings": [own],
    }


def flag(name: str, value: str, version: str = "POSTGRES_16") -> dict[str, Any]:
    return instance(version=version, database_flags=[{"name": name, "value": value}])


def zone(dns: str = "ward.internal.", **values: Any) -> dict[str, Any]:
    visible = {"visibility": "private", "private_visibility_config": [{"networks": [{"network_url": NETWORK}]}]}
    return {"name": "second", "dns_name": dns, **visible, **values}


def record(kind: str, *data: str, name: str = "www.clinic.internal.", **values: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "ttl": 300, "managed_zone": "inside", "rrdatas": list(data), **values}


CASES = [
    Case("a label in capitals", SQL, instance(user_labels={"Team": "a"}), says="Invalid label key"),
    Case("questions of a hundred letters", SQL,
         instance(insights_config=[{"query_insights_enabled": True, "query_string_length": 100}]), says="between 256"),
    Case("left alone in a thirteenth month", SQL, instance(deny_maintenance_period=[
         {"start_date": "2026-13-01", "end_date": "2026-12-31", "time": "00:00:00"}]), says="start_date"),
    Case("names that are asked of nobody", "google_dns_policy",
         {"name": "p", "alternative_name_server_config": [{"target_name_servers": [{"ipv4_address": "300.1.1.1"}]}]},
         says="ipv4_address"),
    Case("a network that is none", SQL, instance(ip_configuration=[
         {"ipv4_enabled": True, "authorized_networks": [{"value": "1.2.3.4/33"}]}]), says="Invalid CIDR"),
    Case("a network of one address", SQL, instance(ip_configuration=[
         {"ipv4_enabled": True, "authorized_networks": [{"value": "1.2.3.4"}]}]), ""),
    Case("a size", SQL, instance(), ""),
    Case("a size of the small edition where the large one is the default", SQL, instance(edition=None),
         says=r"Invalid Tier \(db-custom-2-7680\) for \(ENTERPRISE_PLUS\) Edition. Use a predefined Tier like db-perf"),
    Case("a size of the large edition where that is the default", SQL,
         instance("db-perf-optimized-N-2", edition=None), ""),
    Case("a size where the small edition is the default", SQL, instance(version="POSTGRES_15", edition=None), ""),
    Case("a flag that there is not, before that", SQL,
         instance(edition=None, database_flags=[{"name": "make_fast", "value": "on"}]), says="invalidFlagName"),
    Case("a shared core", SQL, instance("db-f1-micro"), ""),
    Case("a size of little memory", SQL, instance("db-custom-3-1000"), says="Invalid Tier"),
    Case("an odd number of CPUs", SQL, instance("db-custom-3-7680"), says="even number"),
    Case("too much memory", SQL, instance("db-custom-2-16384"), says="0.9 to 6.5"),
    Case("no size", SQL, instance("e2-small"), says="Invalid Tier"),
    Case("a size of MySQL's", SQL, instance("db-n1-standard-1"), says="custom or shared-core"),
    Case("a small edition of a large size", SQL, instance("db-perf-optimized-N-2"), says="Invalid Tier"),
    Case("a large edition of a small size", SQL, instance(edition="ENTERPRISE_PLUS"), says="db-perf-optimized"),
    Case("a large edition", SQL, instance("db-perf-optimized-N-2", edition="ENTERPRISE_PLUS"), ""),
    Case("a version that there is not", SQL, instance(version="POSTGRES_99"), says="database_version"),
    Case("a flag that there is not", SQL, flag("make_fast", "on"), says="invalidFlagName"),
    Case("a flag of another engine", SQL, flag("local_infile", "off"), says="invalidFlagName"),
    Case("a flag with another value", SQL, flag("log_connections", "perhaps"), says="invalidFlagValue"),
    Case("a flag out of its range", SQL, flag("max_connections", "3"), says="invalidFlagValue"),
    Case("a flag", SQL, flag("max_connections", "200"), ""),
    Case("a flag of MySQL's", SQL, flag("local_infile", "off", "MYSQL_8_0"), ""),
    Case("a disk of 5 GB", SQL, instance(disk_size=5), says="disk_size"),
    Case("logs for too long", SQL,
         instance(backup_configuration=[{"enabled": True, "transaction_log_retention_days": 14}]),
         says="at most 7 days"),
    Case("recovery without backups", SQL,
         instance(backup_configuration=[{"enabled": False, "point_in_time_recovery_enabled": True}]),
         says="needs autom"),
    Case("binary logs of PostgreSQL", SQL,
         instance(backup_configuration=[{"enabled": True, "binary_log_enabled": True}]),
         says="Binary log can only be enabled for MySQL"),
    Case("a name too long", SQL, instance(name="d" * 96), says="too long"),
    Case("no way in", SQL, instance(ip_configuration=[{"ipv4_enabled": False}]), says="At least one of"),
    Case("a network without a peering", SQL,
         instance(ip_configuration=[{"ipv4_enabled": False, "private_network": NETWORK}]), says="NETWORK_NOT_PEERED"),
    Case("a zone twice on a network", ZONE, zone("clinic.internal."), "409 ALREADY_EXISTS", says="overlapping"),
    Case("another zone", ZONE, zone(), ""),
    Case("a zone of a network that there is not", ZONE,
         zone(private_visibility_config=[{"networks": [{"network_url": NETWORK.replace("ward", "none")}]}]),
         "404 NOT_FOUND", says="none"),
    Case("a zone without its dot", ZONE, zone("ward.internal"), says="dnsName"),
    Case("a zone of two dots", ZONE, zone("ward..internal."), says="dnsName"),
    Case("a public zone that forwards", ZONE,
         {"name": "z", "dns_name": "clinic.example.",
          "forwarding_config": [{"target_name_servers": [{"ipv4_address": "10.0.0.1"}]}]}, says="private zones only"),
    Case("an address of text", RECORDS, record("A", "hello"), says="'hello'"),
    Case("an address of the other kind", RECORDS, record("A", "2001:db8::1"), says="2001:db8"),
    Case("addresses", RECORDS, record("A", "10.0.0.1", "10.0.0.2"), ""),
    Case("another zone's name", RECORDS, record("A", "10.0.0.1", name="www.elsewhere.internal."), says="elsewhere"),
    Case("an alias without its dot", RECORDS, record("CNAME", "a.clinic.internal"), says="a.clinic.internal"),
    Case("two aliases", RECORDS, record("CNAME", "a.example.", "b.example."), says="rrdatas"),
    Case("an alias at the apex", RECORDS, record("CNAME", "a.example.", name="clinic.internal."), says="apex"),
    Case("an alias", RECORDS, record("CNAME", "a.example."), ""),
    Case("mail without a priority", RECORDS, record("MX", "mail.example."), says="mail.example."),
    Case("mail", RECORDS, record("MX", "10 mail.example."), ""),
    Case("a text", RECORDS, record("TXT", '"v=spf1 -all"'), ""),
    Case("a type that there is not", RECORDS, record("ADDRESS", "10.0.0.1"), says="10.0.0.1"),
    Case("a negative time", RECORDS, record("A", "10.0.0.1", ttl=-1), says="ttl"),
    Case("a zone that there is not", RECORDS,
         record("A", "10.0.0.1", managed_zone="none"), "404 NOT_FOUND", says="none"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_google_answers(standing: Client, case: Case) -> None:
    check(standing, case)


def test_an_alias_stands_alone(standing: Client) -> None:
    standing.create(RECORDS, **record("A", "10.0.0.1"))
    check(standing, Case("", RECORDS, record("CNAME", "a.example."), says="beside other records"))


def test_a_zone_with_records_stays_unless_they_go_with_it(standing: Client) -> None:
    made = standing.create(ZONE, **zone())
    own = standing.create(RECORDS, **record("A", "10.0.0.9", name="a.ward.internal.", managed_zone="second"))
    with pytest.raises(RefusedError, match="contains one or more 'resource records'"):
        standing.destroy(ZONE, made)
    standing.destroy(ZONE, {**made, "force_destroy": True})
    assert standing.read(RECORDS, own) is None
