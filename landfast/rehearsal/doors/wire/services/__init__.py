"""The APIs that the wire answers: one file each, listed here."""

from __future__ import annotations

from landfast.rehearsal.doors.wire.definition import Service
from landfast.rehearsal.doors.wire.services import (
    accesscontextmanager,
    aiplatform,
    artifactregistry,
    bigquery,
    billingbudgets,
    binaryauthorization,
    cloudasset,
    cloudbilling,
    cloudbuild,
    cloudkms,
    composer,
    compute,
    container,
    datacatalog,
    dataflow,
    dlp,
    dns,
    essentialcontacts,
    gkebackup,
    iam,
    iamcredentials,
    logging,
    monitoring,
    networkconnectivity,
    notebooks,
    oauth2,
    orgpolicy,
    pubsub,
    quotas,
    resource_manager,
    run,
    secretmanager,
    servicenetworking,
    serviceusage,
    sqladmin,
    storage_api,
    workloadidentity,
)
from landfast.rehearsal.doors.wire.services.cloudbuild import second_version
from landfast.rehearsal.doors.wire.services.monitoring import dashboards
from landfast.rehearsal.doors.wire.services.resource_manager import first_version

# Of two versions of an API the one first that landfast and Google's clients ask.
SERVICES: tuple[Service, ...] = tuple(
    file.SERVICE
    for file in (
        accesscontextmanager, aiplatform, artifactregistry, bigquery, billingbudgets, binaryauthorization,
        cloudasset, cloudbilling, cloudbuild, second_version, cloudkms, composer, compute, container, datacatalog,
        dataflow, dlp, dns, essentialcontacts, gkebackup, iam, iamcredentials, logging, monitoring, dashboards,
        networkconnectivity, notebooks, oauth2, orgpolicy, pubsub, resource_manager, first_version, run, secretmanager,
        servicenetworking, serviceusage, quotas, sqladmin, storage_api, workloadidentity,
    )
)  # fmt: skip
