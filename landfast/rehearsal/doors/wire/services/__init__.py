"""The APIs that the wire answers: one file each, listed here."""

from __future__ import annotations

from landfast.rehearsal.doors.wire.definition import Service
from landfast.rehearsal.doors.wire.services import (
    aiplatform,
    artifactregistry,
    bigquery,
    billingbudgets,
    cloudbilling,
    cloudkms,
    compute,
    container,
    dataflow,
    dns,
    essentialcontacts,
    gkebackup,
    iam,
    logging,
    monitoring,
    networkconnectivity,
    orgpolicy,
    pubsub,
    resource_manager,
    secretmanager,
    servicenetworking,
    serviceusage,
    sqladmin,
    storage_api,
    workloadidentity,
)
from landfast.rehearsal.doors.wire.services.resource_manager import first_version

# Of two versions of an API the one first that landfast and Google's clients ask.
SERVICES: tuple[Service, ...] = tuple(
    file.SERVICE
    for file in (
        aiplatform, artifactregistry, bigquery, billingbudgets, cloudbilling, cloudkms, compute, container,
        dataflow, dns, essentialcontacts, gkebackup, iam, logging, monitoring, networkconnectivity, orgpolicy,
        pubsub, resource_manager, first_version, secretmanager, servicenetworking, serviceusage, sqladmin,
        storage_api, workloadidentity,
    )
)  # fmt: skip
