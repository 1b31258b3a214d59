"""Organization policies that would refuse what the stacks make, and what to do about each.

https://cloud.google.com/organization-policy/reference/org-policy-constraints
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from landfast.core.errors import UserError
from landfast.doctor.line import Line, counted
from landfast.doctor.subject import Examined
from landfast.gcp.constraints import GOOGLES_NETWORKS
from landfast.gcp.locations import in_group
from landfast.google.examining import GoogleExamination
from landfast.policies.values import Missing, read

POLICY = "google_org_policy_policy"
NOT_SHOWN = "the organization's customer id"
Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ancestry:
    """`above`: the node that is asked, and what it is in; `customer`: the organization's own id, empty if not shown."""

    above: Sequence[str]
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Restriction:
    """`wants`: the values of a list constraint that the stacks need; of a boolean one, what of them it would refuse."""

    name: str
    wants: Callable[[Examined, Ancestry], Iterable[str]]
    step: str


def policy_lines(examined: Examined, google: GoogleExamination, place: Ancestry) -> Iterator[Line]:
    """Each by itself: one that can't be read hides no other."""
    ours = {name.rpartition("/policies/")[2] for name in examined.texts(POLICY, "name")}
    ours |= {_constraint(each.address) for each in examined.of_types.get(POLICY, ())}
    for constraint in CONSTRAINTS:
        wanted = sorted(set(constraint.wants(examined, place)))
        if wanted:
            yield _line(constraint, wanted, google, place, own=constraint.name in ours)


def _line(
    restriction: Restriction, wanted: Sequence[str], google: GoogleExamination, place: Ancestry, *, own: bool
) -> Line:
    node = place.above[0]
    try:
        rule = google.policy(node, restriction.name)
    except UserError as error:
        step = "ask for roles/orgpolicy.policyViewer on the organization, then run this again"
        return Line("organization policies", restriction.name, "unknown", str(error)[:400], step)
    refused = [value for value in wanted if not _allows(rule, value, place)]
    if refused == [NOT_SHOWN]:
        said = "it restricts whose accounts are granted anything, and the organization's own customer id is not shown"
        step = "ask for roles/resourcemanager.organizationViewer, or compare: `gcloud organizations list`"
        return Line("organization policies", restriction.name, "unknown", said, step)
    if not refused:
        return Line("organization policies", restriction.name, "pass", "refuses nothing that the stacks make")
    said = f"on {node} it refuses {counted(refused)}"
    if own and not node.startswith("projects/"):
        said = f"{said}; the environment's own policy on its project replaces it"
        return Line(
            "organization policies",
            restriction.name,
            "warn",
            said,
            f"agree on that with whoever set it, or {restriction.step}",
        )
    return Line("organization policies", restriction.name, "fail", said, restriction.step)


def _constraint(address: str) -> str:
    """`google_org_policy_policy.gcp-resourceLocations` is of `gcp.resourceLocations`."""
    return address.rpartition(".")[2].replace("-", ".", 1)


def _allows(rule: Rule, value: str, place: Ancestry) -> bool:
    if "enforce" in rule:
        return not rule["enforce"]
    if rule.get("denyAll"):
        return False
    values = rule.get("values") or {}
    if any(_covers(each, value, place) for each in values.get("deniedValues") or ()):
        return False
    allowed = values.get("allowedValues")
    return not allowed or any(_covers(each, value, place) for each in allowed)


def _covers(said: str, value: str, place: Ancestry) -> bool:
    text = said.removeprefix("is:")
    if text.startswith("in:"):
        return in_group(text, value, "")
    if text.startswith("under:") and value.startswith("under:"):
        return text == value or text.removeprefix("under:") in place.above
    # A later form of the same: whoever is of an organization.
    of_ours = value == place.customer and text == f"principalSet://iam.googleapis.com/{place.above[-1]}"
    return of_ours or text.lower() == value.lower()


def _contacts(examined: Examined, _place: Ancestry) -> Iterator[str]:
    return (f"@{email.rpartition('@')[2]}" for email in examined.texts("google_essential_contacts_contact", "email"))


def _members(examined: Examined, place: Ancestry) -> Iterator[str]:
    """Accounts of the project's own are of the organization's customer, which has to be allowed with them."""
    grants = [type_ for type_ in examined.of_types if type_.endswith("_iam_member")]
    return iter([place.customer or NOT_SHOWN] if grants else [])


def _with(*types: str, value: str) -> Callable[[Examined, Ancestry], Iterable[str]]:
    """A value that is needed where there is a resource of these types; of a boolean constraint, what it refuses."""
    return lambda examined, _place: [value] if any(type_ in examined.of_types for type_ in types) else []


def _under(examined: Examined, place: Ancestry) -> Iterator[str]:
    """Keys, networks and the like are in the project itself."""
    return iter([f"under:projects/{examined.project}"] if place.above else [])


def _without_keys(examined: Examined, _place: Ancestry) -> Iterator[str]:
    """APIs that hold something that no key of the environment's encrypts: those that its own policy does not name."""
    keyed = set(examined.texts(POLICY, "spec", "rules", "values", "denied_values"))
    return (service for service in examined.services if service not in keyed)


def _issuers(examined: Examined, _place: Ancestry) -> Iterator[str]:
    return examined.texts("google_iam_workload_identity_pool_provider", "oidc", "issuer_uri")


def _external(examined: Examined, _place: Ancestry) -> Iterator[str]:
    """Machines of the stacks that would have an address on the internet: none, unless somebody changes them."""
    for type_ in ("google_compute_instance", "google_compute_region_instance_template"):
        for machine in examined.of_types.get(type_, ()):
            if any(not isinstance(value, Missing) for _path, value in read(machine.values, EXTERNAL)):
                yield machine.address


EXTERNAL = ("network_interface", "access_config")
POLICY_ADMIN = "ask whoever has roles/orgpolicy.policyAdmin to"
CONSTRAINTS = (
    Restriction("gcp.resourceLocations", lambda examined, _place: [examined.region],
               f"{POLICY_ADMIN} allow the region on the parent, or set residency.region to one that is allowed"),
    Restriction("gcp.restrictServiceUsage", lambda examined, _place: examined.services,
               f"{POLICY_ADMIN} allow these APIs on the parent"),
    Restriction("gcp.restrictNonCmekServices", _without_keys,
               f"{POLICY_ADMIN} take these APIs out of what it denies: nothing of theirs has a key"),
    Restriction("gcp.restrictCmekCryptoKeyProjects", _under,
               f"{POLICY_ADMIN} allow `under:` the parent: the environment has its keys in its own project"),
    Restriction("essentialcontacts.allowedContactDomains", _contacts,
               f"{POLICY_ADMIN} allow these domains, or write alerts and controller.dpo of one that is"),
    Restriction("iam.allowedPolicyMemberDomains", _members,
               f"{POLICY_ADMIN} allow the organization's own customer id: accounts of the project are of it"),
    Restriction("compute.restrictVpcPeering",
               _with("google_service_networking_connection", value=GOOGLES_NETWORKS),
               f"{POLICY_ADMIN} allow {GOOGLES_NETWORKS}: databases and builds are reached by it"),
    Restriction("compute.vmExternalIpAccess", _external, "take the external address out"),
    Restriction("compute.restrictCloudNATUsage", lambda examined, _place: [f"under:projects/{examined.project}"]
               if "google_compute_router_nat" in examined.of_types else [],
               f"{POLICY_ADMIN} allow `under:` the parent, or take network.egress_hosts out"),
    Restriction("compute.disablePrivateServiceConnectCreationForConsumers",
               _with("google_compute_global_forwarding_rule", value="GOOGLE_APIS"),
               f"{POLICY_ADMIN} allow GOOGLE_APIS: the network reaches Google by it alone"),
    Restriction("iam.disableServiceAccountCreation", _with("google_service_account", value="service accounts"),
               f"{POLICY_ADMIN} lift it on the parent: each job runs as an account of its own"),
    Restriction("iam.workloadIdentityPoolProviders", _issuers,
               f"{POLICY_ADMIN} allow these issuers: the repository signs in by it"),
)  # fmt: skip
