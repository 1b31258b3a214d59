"""Organization policies: what the cloud itself refuses, whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cdktn_provider_google.org_policy_policy import (
    OrgPolicyPolicy,
    OrgPolicyPolicySpec,
    OrgPolicyPolicySpecRules,
    OrgPolicyPolicySpecRulesValues,
)

from landfast.modules.cdk import Construct, Made, resource


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint by its name, and the rule for it; values are sorted, as the API keeps no order."""

    name: str
    rule: OrgPolicyPolicySpecRules


def enforced(constraint: str) -> Constraint:
    """A boolean constraint, on."""
    return Constraint(constraint, OrgPolicyPolicySpecRules(enforce="TRUE"))


def denied(constraint: str, values: Sequence[str] = ()) -> Constraint:
    """A list constraint that denies `values`, or everything if there are none."""
    if not values:
        return Constraint(constraint, OrgPolicyPolicySpecRules(deny_all="TRUE"))
    struct = OrgPolicyPolicySpecRulesValues(denied_values=sorted(values))
    return Constraint(constraint, OrgPolicyPolicySpecRules(values=struct))


def allowed(constraint: str, values: Sequence[str]) -> Constraint:
    """A list constraint that allows `values` and nothing else."""
    struct = OrgPolicyPolicySpecRulesValues(allowed_values=sorted(values))
    return Constraint(constraint, OrgPolicyPolicySpecRules(values=struct))


def in_regions(regions: Sequence[str]) -> Constraint:
    """Resources may be in `regions` and their zones only.

    The group `in:eu-locations` is not used: it also holds multi-regions, whose replicas nobody pinned.
    """
    return allowed("gcp.resourceLocations", [f"in:{region}-locations" for region in regions])


def org_policy(scope: Construct, parent: str, constraint: Constraint, after: Sequence[Made] = ()) -> Made:
    """The policy for one constraint on `parent` (`projects/ID` or `folders/N`); it holds once `after` stand."""
    made: Made = resource(
        OrgPolicyPolicy,
        scope,
        constraint.name.replace(".", "-"),
        name=f"{parent}/policies/{constraint.name}",
        parent=parent,
        # No `inherit_from_parent`: merged with a laxer policy above, a list of allowed values would grow.
        spec=OrgPolicyPolicySpec(rules=[constraint.rule]),
        depends_on=list(after) or None,
    )
    return made
