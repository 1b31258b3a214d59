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
    dataflow,
    essentialcontacts,
    gkebackup,
    iam,
    logging,
    monitoring,
    orgpolicy,
    resource_manager,
    secretmanager,
    serviceusage,
    storage_api,
    workloadidentity,
)
from landfast.rehearsal.doors.wire.services.resource_manager import first_version

# Of two versions of an API the one first that landfast and Google's clients ask.
SERVICES: tuple[Service, ...] = tuple(
    file.SERVICE
    for file in (
        aiplatform, artifactregistry, bigquery, billingbudgets, cloudbilling, cloudkms, compute, dataflow,
        essentialcontacts, gkebackup, iam, logging, monitoring, orgpolicy, resource_manager, first_version,
        secretmanager, serviceusage, storage_api, workloadidentity,
    )
)  # fmt: skip
