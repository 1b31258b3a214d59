"""What there is to change of a project besides what is made in it: by the foundation, or by who has the ticket."""

from __future__ import annotations

from collections.abc import Sequence

from landfast.gcp.constraints import GOOGLES_NETWORKS
from landfast.gcp.regions import catalogue, regions_in
from landfast.modules.cdk import Construct, Made
from landfast.modules.names import project_path
from landfast.modules.project.gcp_project import Project
from landfast.modules.project.org_policy import Constraint, allowed, denied, enforced, in_regions, org_policy
from landfast.stacks.services import services_of
from landfast.stacks.spec import Spec

# Services that must refuse to store anything under a key of Google's. All of them can be named in the constraint:
# https://cloud.google.com/kms/docs/cmek-org-policy, and Cloud Foundation Fabric's organization policies (2026-07-21).
CMEK_SERVICES = (
    "aiplatform", "artifactregistry", "bigquery", "compute", "container", "dataflow", "gkebackup", "logging",
    "notebooks", "pubsub", "secretmanager", "storage",
)  # fmt: skip
# Those of them that only some specs use.
CMEK_SERVICES_IF_USED = ("composer", "run", "sqladmin")


def guarded(scope: Construct, project: Project, spec: Spec) -> list[Made]:
    """The organization policies on the project that hold before anything is made in it."""
    return [org_policy(scope, project_path(project.id), rule) for rule in _project_policies(spec)]


def encrypted(scope: Construct, project: Project, spec: Spec, after: Sequence[Made]) -> Made:
    """GDPR Art. 32: encrypted with a key that the controller can take back; once BigQuery has one."""
    used = services_of(spec)
    keyed = [
        *(service for service in CMEK_SERVICES if spec.offers(service)),
        *(service for service in CMEK_SERVICES_IF_USED if service in used),
    ]
    rule = denied("gcp.restrictNonCmekServices", [f"{service}.googleapis.com" for service in keyed])
    return org_policy(scope, project_path(project.id), rule, after)


def _project_policies(spec: Spec) -> tuple[Constraint, ...]:
    return (
        # GDPR Art. 44: nothing outside of the residency area.
        _at_home(spec),
        denied("gcp.restrictTLSVersion", ["TLS_VERSION_1", "TLS_VERSION_1_1"]),
        # Nobody reads a bucket who was not granted it by name.
        enforced("storage.uniformBucketLevelAccess"),
        enforced("storage.publicAccessPrevention"),
        # Keys of service accounts are what leaks.
        enforced("iam.disableServiceAccountKeyCreation"),
        enforced("iam.disableServiceAccountKeyUpload"),
        # Machines are reached through Google's APIs and signed in to with a named account, or not at all.
        denied("compute.vmExternalIpAccess"),
        enforced("compute.requireOsLogin"),
        enforced("compute.requireShieldedVm"),
        enforced("compute.disableVpcExternalIpv6"),
        # GKE's nodes route for their pods; nothing else does.
        *(() if spec.platform.effective_cluster else (denied("compute.vmCanIpForward"),)),
        # Cloud SQL and Cloud Build are reached by a peering with a network of Google's own; no other network is peered.
        allowed("compute.restrictVpcPeering", [GOOGLES_NETWORKS])
        if spec.peered
        else denied("compute.restrictVpcPeering"),
        enforced("sql.restrictPublicIp"),
        *(_notebooks() if spec.offers("notebooks") else ()),
    )


def _notebooks() -> tuple[Constraint, ...]:
    """What is worked on in a notebook stays in the environment."""
    names = ("restrictPublicIp", "disableFileDownloads", "disableRootAccess")
    return tuple(enforced(f"ainotebooks.{name}") for name in names)


def _at_home(spec: Spec) -> Constraint:
    """Nothing outside of the residency area; in a sovereign universe, whose groups of places are not known, by the
    names of its regions and their zones."""
    if spec.universe.is_google:
        return in_regions(regions_in(spec.residency.within))
    named = [place for region in spec.universe.regions for place in (region, *catalogue()[region].zones)]
    return allowed("gcp.resourceLocations", named)
