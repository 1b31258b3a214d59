"""Kinds of resources with a behaviour of their own, one file each (or a family that shares it); all are listed here."""

from __future__ import annotations

from collections.abc import Mapping

from landfast.rehearsal.cloud.kinds import (
    access_level,
    address,
    airflow,
    alert_policy,
    audit_config,
    backup_plan,
    bucket,
    bucket_object,
    budget,
    build,
    cloud_run_service,
    cluster,
    connection,
    contact,
    custom_role,
    dashboard,
    database,
    dataproc_job,
    dataset,
    endpoint,
    firewall_policy,
    forwarding_rule,
    identity_pool,
    inspection,
    instance,
    key,
    log_settings,
    log_sink,
    managed_zone,
    network,
    organization_policy,
    peering,
    perimeter,
    project,
    query,
    regional_endpoint,
    repository,
    router_nat,
    secret,
    service,
    service_account,
    service_connection,
    shared_network,
    taxonomy,
    topic,
    vertex_ai,
    workbench,
)
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour

FILES = (
    access_level, address, airflow, alert_policy, audit_config, backup_plan, bucket, bucket_object, budget, build,
    cloud_run_service, cluster, connection, contact, custom_role, dashboard, database, dataproc_job, dataset,
    endpoint, firewall_policy, forwarding_rule, identity_pool, inspection, instance, key, log_settings, log_sink,
    managed_zone, network, organization_policy, peering, perimeter, project, query, regional_endpoint, repository,
    router_nat, secret, service, service_account, service_connection, shared_network, taxonomy, topic, vertex_ai,
    workbench,
)  # fmt: skip
BEHAVIOURS: Mapping[str, Behaviour] = {type_: own for file in FILES for type_, own in file.BEHAVIOURS.items()}
NONE = Behaviour()


def behaviour(terraform_type: str) -> Behaviour:
    """What a kind does that others don't."""
    return BEHAVIOURS.get(terraform_type, NONE)
