"""The environment's project, what keeps it from being deleted, and the audit log of everything in it."""

from __future__ import annotations

from typing import Any

from cdktn_provider_google.project import Project
from cdktn_provider_google.project_iam_audit_config import (
    ProjectIamAuditConfig,
    ProjectIamAuditConfigAuditLogConfig,
)
from cdktn_provider_google.resource_manager_lien import ResourceManagerLien

from modules.cdk import Construct, resource
from modules.context import Context
from modules.folder import OwnFolder


def project(scope: Construct, context: Context, folder: OwnFolder, billing_account: str) -> Any:
    """The project in its folder: no default network, every access to data logged, a lien if it is protected."""
    made = resource(
        Project,
        scope,
        "environment",
        project_id=context.project,
        name=context.project,
        folder_id=folder.id,
        billing_account=billing_account,
        auto_create_network=False,
        labels=context.labels,
        deletion_policy=context.deletion_policy,
        depends_on=list(folder.ready),
    )
    # Reads and writes of data are not logged unless asked for (GDPR Art. 5(2), 32): who saw whose record, and when.
    resource(
        ProjectIamAuditConfig,
        scope,
        "all-services",
        project=made.project_id,
        service="allServices",
        audit_log_config=[
            ProjectIamAuditConfigAuditLogConfig(log_type=kind) for kind in ("ADMIN_READ", "DATA_READ", "DATA_WRITE")
        ],
    )
    if context.protected:
        resource(
            ResourceManagerLien,
            scope,
            "environment",
            parent=f"projects/{made.number}",
            restrictions=["resourcemanager.projects.delete"],
            origin="landfast",
            reason=f"{context.project} is protected in landfast.yaml",
        )
    return made
