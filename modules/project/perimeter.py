"""VPC Service Controls: a perimeter around the project, which Google's APIs keep for whoever calls them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cdktn_provider_google.access_context_manager_service_perimeter import (
    AccessContextManagerServicePerimeter,
    AccessContextManagerServicePerimeterSpec,
    AccessContextManagerServicePerimeterSpecIngressPolicies,
    AccessContextManagerServicePerimeterSpecIngressPoliciesIngressFromSources,
    AccessContextManagerServicePerimeterSpecIngressPoliciesIngressToOperations,
    AccessContextManagerServicePerimeterStatus,
    AccessContextManagerServicePerimeterStatusIngressPolicies,
    AccessContextManagerServicePerimeterStatusIngressPoliciesIngressFromSources,
    AccessContextManagerServicePerimeterStatusIngressPoliciesIngressToOperations,
)

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context
from landfast.modules.names import project_path
from landfast.modules.project.gcp_project import Project

# Services that a perimeter can guard: https://cloud.google.com/vpc-service-controls/docs/supported-products
GUARDED = frozenset(
    {"aiplatform", "artifactregistry", "bigquery", "binaryauthorization", "cloudbuild", "cloudkms", "composer",
     "compute", "container", "dataflow", "datacatalog", "dlp", "dns", "gkebackup", "logging", "monitoring",
     "notebooks", "pubsub", "run", "secretmanager", "sqladmin", "storage"}
)  # fmt: skip
# The two halves of a perimeter are the same four structs by different names.
_DRY_RUN = (
    AccessContextManagerServicePerimeterSpec,
    AccessContextManagerServicePerimeterSpecIngressPolicies,
    AccessContextManagerServicePerimeterSpecIngressPoliciesIngressFromSources,
    AccessContextManagerServicePerimeterSpecIngressPoliciesIngressToOperations,
)
_ENFORCED = (
    AccessContextManagerServicePerimeterStatus,
    AccessContextManagerServicePerimeterStatusIngressPolicies,
    AccessContextManagerServicePerimeterStatusIngressPoliciesIngressFromSources,
    AccessContextManagerServicePerimeterStatusIngressPoliciesIngressToOperations,
)


@dataclass(frozen=True, slots=True)
class Guards:
    """One half of a perimeter as the provider's struct: what is refused, or what a dry run only logs."""

    struct: AccessContextManagerServicePerimeterSpec | AccessContextManagerServicePerimeterStatus
    enforced: bool


def perimeter(scope: Construct, context: Context, policy: str, guards: Guards, depends_on: Sequence[Made]) -> Made:
    """The perimeter in the access policy with the number `policy`. Unless enforced, what it refuses is only logged."""
    parent = f"accessPolicies/{policy}"
    half = {"status": guards.struct} if guards.enforced else {"spec": guards.struct, "use_explicit_dry_run_spec": True}
    made: Made = resource(
        AccessContextManagerServicePerimeter,
        scope,
        "environment",
        parent=parent,
        name=f"{parent}/servicePerimeters/{context.names.perimeter}",
        title=context.project,
        perimeter_type="PERIMETER_TYPE_REGULAR",
        depends_on=list(depends_on),
        **half,
    )
    return made


def guards(project: Project, services: Iterable[str], *, members: Sequence[str], enforce: bool) -> Guards:
    """What the perimeter keeps: the guardable ones of `services`; `members` may use all of them from anywhere."""
    whole, policies, sources, operations = _ENFORCED if enforce else _DRY_RUN
    enter = policies(
        title="members of landfast.yaml",
        ingress_from={"identities": list(members), "sources": [sources(access_level="*")]},
        ingress_to={"resources": ["*"], "operations": [operations(service_name="*")]},
    )
    struct = whole(
        resources=[project_path(project.number)],
        restricted_services=[f"{name}.googleapis.com" for name in sorted(GUARDED.intersection(services))],
        ingress_policies=[enter] if members else None,
    )
    return Guards(struct, enforce)
