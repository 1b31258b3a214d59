"""The environment's own folder: what must be settled before its project is born."""

from __future__ import annotations

from dataclasses import dataclass

from cdktn_provider_google.folder import Folder
from cdktn_provider_google.logging_folder_settings import LoggingFolderSettings

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context
from landfast.modules.project.org_policy import enforced, org_policy


@dataclass(frozen=True, slots=True)
class OwnFolder:
    """`id` is `folders/N`; `ready` is what a project must wait for before it is created in the folder."""

    id: str
    ready: tuple[Made, ...]


def own_folder(scope: Construct, context: Context, parent: str) -> OwnFolder:
    """A folder under `parent` (`organizations/N` or `folders/N`) for one project.

    Three things can't be put right after a project exists, so they are set on a folder above it: the location of the
    `_Default` and `_Required` log buckets (`_Required`, with its fixed 400 days, can never be changed), the default
    network, and the Editor role of the default service accounts.
    """
    folder = resource(
        Folder,
        scope,
        "environment",
        display_name=context.names.project_name,
        parent=parent,
        deletion_protection=context.protected,
    )
    logs = resource(
        LoggingFolderSettings,
        scope,
        "environment",
        folder=folder.folder_id,
        storage_location=context.region,
    )
    born_under = (
        enforced("compute.skipDefaultNetworkCreation"),
        enforced("iam.automaticIamGrantsForDefaultServiceAccounts"),
    )
    policies = [org_policy(scope, folder.name, rule) for rule in born_under]
    return OwnFolder(folder.name, (logs, *policies))
