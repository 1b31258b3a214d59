"""Organization policies: what the cloud itself refuses, whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cdktn_provider_google.org_policy_policy import (
    OrgPolicyPolicy,
    OrgPolicyPolicySpec,
    OrgPolicyPolicySpecRules,
    OrgPolicyPolicySpecRulesValues,
)

from landfast.modules.cdk import Construct, resource


@dataclass(frozen=True, slots=True)
class Rule:
    """One constraint and the rule for it, as the provider's struct."""

    constraint: str
    rule: Any


def enforced(constraint: str) -> Rule:
    """A boolean constraint, on."""
    return Rule(constraint, OrgPolicyPolicySpecRules(enforce="TRUE"))


def denied(constraint: str, values: Sequence[str] = ()) -> Rule:
    """A list constraint that denies `values`, or everything if there are none."""
    if not values:
        return Rule(constraint, OrgPolicyPolicySpecRules(deny_all="TRUE"))
    struct = OrgPolicyPolicySpecRulesValues(denied_values=list(values))
    return Rule(constraint, OrgPolicyPolicySpecRules(values=struct))


def allowed(constraint: str, values: Sequence[str]) -> Rule:
    """A list constraint that allows `values` and nothing else."""
    struct = OrgPolicyPolicySpecRulesValues(allowed_values=list(values))
    return Rule(constraint, OrgPolicyPolicySpecRules(values=struct))


def in_regions(regions: Sequence[str]) -> Rule:
    """Resources may be in `regions` and their zones only.

    The group `in:eu-locations` is not used: it also holds multi-regions, whose replicas nobody pinned.
    """
    return allowed("gcp.resourceLocations", [f"in:{region}-locations" for region in regions])


def org_policy(scope: Construct, parent: str, rule: Rule) -> Any:
    """The policy for one constraint on `parent` (`projects/ID` or `folders/N`)."""
    return resource(
        OrgPolicyPolicy,
        scope,
        rule.constraint.replace(".", "-"),
        name=f"{parent}/policies/{rule.constraint}",
        parent=parent,
        # No `inherit_from_parent`: merged with a laxer policy above, a list of allowed values would grow.
        spec=OrgPolicyPolicySpec(rules=[rule.rule]),
    )
