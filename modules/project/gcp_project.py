"""The environment's project, what keeps it from being deleted, and the audit log of everything in it."""

from __future__ import annotations

from dataclasses import dataclass

from cdktn_provider_google.data_google_project import DataGoogleProject
from cdktn_provider_google.project import Project as ProjectResource
from cdktn_provider_google.project_iam_audit_config import (
    ProjectIamAuditConfig,
    ProjectIamAuditConfigAuditLogConfig,
)
from cdktn_provider_google.resource_manager_lien import ResourceManagerLien

from landfast.gcp.universes import PUBLIC, Universe
from landfast.modules.cdk import Construct, resource
from landfast.modules.context import Context
from landfast.modules.names import project_path
from landfast.modules.project.folder import OwnFolder


@dataclass(frozen=True, slots=True)
class Project:
    """Attributes of the project's resource: whoever uses one waits for the project."""

    id: str
    number: str
    billing_account: str
    universe: Universe = PUBLIC


def project(scope: Construct, context: Context, folder: OwnFolder, billing_account: str) -> Project:
    """The project in its folder: no default network, a lien if it is protected."""
    made = resource(
        ProjectResource,
        scope,
        "environment",
        project_id=context.project,
        # No name has a colon, which ids of other universes than Google Cloud have.
        name=context.names.project_name,
        folder_id=folder.id,
        billing_account=billing_account,
        auto_create_network=False,
        labels=context.labels,
        deletion_policy=context.deletion_policy,
        depends_on=list(folder.ready),
    )
    found = Project(made.project_id, made.number, made.billing_account, context.universe)
    if context.protected:
        kept(scope, context, found)
    return found


def standing_project(scope: Construct, context: Context) -> Project:
    """A project that stood before, as it is read: nothing of it is made, changed or ended."""
    read = resource(DataGoogleProject, scope, "environment", project_id=context.project)
    return Project(context.project, read.number, read.billing_account, context.universe)


def access_logged(scope: Construct, project: Project) -> None:
    """Every access to data is logged.

    Reads and writes of data are not logged unless asked for (GDPR Art. 5(2), 32): who saw whose record, and when.
    """
    resource(
        ProjectIamAuditConfig,
        scope,
        "all-services",
        project=project.id,
        service="allServices",
        audit_log_config=[
            ProjectIamAuditConfigAuditLogConfig(log_type=kind) for kind in ("ADMIN_READ", "DATA_READ", "DATA_WRITE")
        ],
    )


def kept(scope: Construct, context: Context, project: Project) -> None:
    """The lien by which nobody deletes the project."""
    resource(
        ResourceManagerLien,
        scope,
        "environment",
        parent=project_path(project.number),
        restrictions=["resourcemanager.projects.delete"],
        origin="landfast",
        reason=f"{context.project} is protected in landfast.yaml",
    )
