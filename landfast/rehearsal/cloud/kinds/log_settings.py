"""Settings of logs and log buckets: the accounts of Google's that they are encrypted and written as."""

from __future__ import annotations

from landfast.gcp.agents import agent_email
from landfast.gcp.universes import universe_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.stable import number

# https://cloud.google.com/logging/docs/routing/managed-encryption
WRITER = "service-{level}{number}@gcp-sa-logging.iam.gserviceaccount.com"


def _folder(call: Call) -> Object:
    folder = call.text("folder").removeprefix("folders/") or number(12, call.name)
    return {
        "kms_service_account_id": f"cmek-folder-{folder}@gcp-sa-logging.iam.gserviceaccount.com",
        "logging_service_account_id": WRITER.format(level="folder-", number=folder),
    }


def _organization(call: Call) -> Object:
    own = call.text("organization").removeprefix("organizations/")
    return {
        "kms_service_account_id": f"cmek-org-{own}@gcp-sa-logging.iam.gserviceaccount.com",
        "logging_service_account_id": WRITER.format(level="org-", number=own),
    }


def _bucket(call: Call) -> Object:
    """The account stands in the block of the key, which is the configuration's own."""
    project = call.name.split("/")[1]
    own = agent_email(call.kind.api, project_number(project), universe_of(project))
    name = f"{call.name.partition('/locations/')[0]}/cmekSettings"
    settings = [{"service_account_id": own, "name": name, **block} for block in blocks(call.fields, "cmek_settings")]
    return {"cmek_settings": settings} if settings else {}


BEHAVIOURS = {
    "google_logging_folder_settings": Behaviour(computed=_folder),
    "google_logging_organization_settings": Behaviour(computed=_organization),
    "google_logging_project_bucket_config": Behaviour(inside=_bucket),
}
