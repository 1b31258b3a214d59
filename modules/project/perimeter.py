"""VPC Service Controls: a perimeter around the project, which Google's APIs keep for whoever calls them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cdktn_provider_google.access_context_manager_service_perimeter import (
    AccessContextManagerServicePerimeter,
    AccessContextManagerServicePerimeterSpec,
    AccessContextManagerServicePerimeterSpecEgressPolicies,
    AccessContextManagerServicePerimeterSpecEgressPoliciesEgressTo,
    AccessContextManagerServicePerimeterSpecEgressPoliciesEgressToOperations,
    AccessContextManagerServicePerimeterSpecEgressPoliciesEgressToOperationsMethodSelectors,
    AccessContextManagerServicePerimeterSpecIngressPolicies,
    AccessContextManagerServicePerimeterSpecIngressPoliciesIngressFromSources,
    AccessContextManagerServicePerimeterSpecIngressPoliciesIngressToOperations,
    AccessContextManagerServicePerimeterStatus,
    AccessContextManagerServicePerimeterStatusEgressPolicies,
    AccessContextManagerServicePerimeterStatusEgressPoliciesEgressTo,
    AccessContextManagerServicePerimeterStatusEgressPoliciesEgressToOperations,
    AccessContextManagerServicePerimeterStatusEgressPoliciesEgressToOperationsMethodSelectors,
    AccessContextManagerServicePerimeterStatusIngressPolicies,
    AccessContextManagerServicePerimeterStatusIngressPoliciesIngressFromSources,
    AccessContextManagerServicePerimeterStatusIngressPoliciesIngressToOperations,
)
from cdktn_provider_google.data_google_project import DataGoogleProject

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
# The two halves of a perimeter are the same structs by different names.
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
_DRY_RUN_OUT = (
    AccessContextManagerServicePerimeterSpecEgressPolicies,
    AccessContextManagerServicePerimeterSpecEgressPoliciesEgressTo,
    AccessContextManagerServicePerimeterSpecEgressPoliciesEgressToOperations,
    AccessContextManagerServicePerimeterSpecEgressPoliciesEgressToOperationsMethodSelectors,
)
_ENFORCED_OUT = (
    AccessContextManagerServicePerimeterStatusEgressPolicies,
    AccessContextManagerServicePerimeterStatusEgressPoliciesEgressTo,
    AccessContextManagerServicePerimeterStatusEgressPoliciesEgressToOperations,
    AccessContextManagerServicePerimeterStatusEgressPoliciesEgressToOperationsMethodSelectors,
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
        title=context.names.project_name,
        perimeter_type="PERIMETER_TYPE_REGULAR",
        depends_on=list(depends_on),
        **half,
    )
    return made


@dataclass(frozen=True, slots=True)
class Promotion:
    """From inside of the perimeter `member` takes images and packages of the project with the id `origin`."""

    member: str
    origin: str


def guards(
    scope: Construct,
    project: Project,
    services: Iterable[str],
    *,
    members: Sequence[str],
    enforce: bool,
    promotion: Promotion | None = None,
) -> Guards:
    """What the perimeter keeps: the guardable ones of `services`; `members` may use all of them from anywhere, and
    `promotion` gets out."""
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
        egress_policies=[_leave(scope, promotion, enforce=enforce)] if promotion else None,
    )
    return Guards(struct, enforce)


def _leave(scope: Construct, promotion: Promotion, *, enforce: bool) -> Any:
    """The rule that lets a promotion out to the registries of the environment that built, and to nothing else.

    A build runs inside of its own environment's perimeter. The other one lets its account in as a member, wherever it
    comes from: `access_level` "*" means the networks of other perimeters, too.
    https://cloud.google.com/vpc-service-controls/docs/ingress-egress-rules
    """
    policies, to, operations, selectors = _ENFORCED_OUT if enforce else _DRY_RUN_OUT
    # Only projects by their numbers can be named, and only Google knows that of another environment's.
    origin = DataGoogleProject(scope, "origin", project_id=promotion.origin)
    read = operations(
        service_name="artifactregistry.googleapis.com",
        # What may be done there is IAM's to say: the account only reads.
        method_selectors=[selectors(method="*")],
    )
    return policies(
        title="promotion",
        egress_from={"identities": [promotion.member]},
        egress_to=to(resources=[project_path(origin.number)], operations=[read]),
    )
