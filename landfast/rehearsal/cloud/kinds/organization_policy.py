"""Organization policies: rules of the constraint's kind, and values that it takes."""

from __future__ import annotations

from functools import cache
from typing import Any

from landfast.gcp.constraints import constraint_kind, value_problem
from landfast.gcp.locations import codes, group, region_of, spanned
from landfast.provider.facts import facts, known_types
from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import blocks, first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.projects import find_project
from landfast.rehearsal.cloud.refusal import Refusal, bad_request
from landfast.rehearsal.cloud.store import Store

LOCATIONS, KEYED = "gcp.resourceLocations", "gcp.restrictNonCmekServices"
SIDES = ("allowed_values", "denied_values")
# https://cloud.google.com/organization-policy/using-constraints: 10 conditional rules and one without a condition.
MOST = 10


def _rules(call: Call, store: Store) -> None:
    if not call.writes:
        return
    constraint = call.name.rpartition("/policies/")[2]
    parent = call.text("name").rpartition("/policies/")[0]
    if parent and call.text("parent") and _resolved(store, call.text("parent")) != _resolved(store, parent):
        raise bad_request(f"The policy's name '{call.text('name')}' is not one of its parent '{call.text('parent')}'.")
    kind = constraint_kind(constraint)
    if kind is None:
        raise bad_request(f"Invalid constraint: constraints/{constraint} does not exist.")
    for name in ("spec", "dry_run_spec"):
        spec = first(call.fields.get(name))
        if spec:
            _check_spec(constraint, kind, spec)


def _resolved(store: Store, parent: str) -> str:
    """A parent with the id of its project, where it may have the number."""
    project = find_project(store, parent.removeprefix("projects/")) if parent.startswith("projects/") else None
    return parent if project is None else f"projects/{project.fields['project_id']}"


def _check_spec(constraint: str, kind: str, spec: Object) -> None:
    rules = list(blocks(spec, "rules"))
    if spec.get("reset") and (rules or spec.get("inherit_from_parent")):
        raise _invalid(constraint, "a policy that resets has no rules")
    if kind == "boolean" and spec.get("inherit_from_parent"):
        raise _invalid(constraint, "only policies of list constraints inherit from their parent")
    unconditional = [rule for rule in rules if not rule.get("condition")]
    if len(unconditional) > 1 or len(rules) - len(unconditional) > MOST:
        raise _invalid(constraint, f"at most one rule without a condition, and {MOST} with one, are allowed")
    for rule in rules:
        _check_rule(constraint, kind, rule)


def _check_rule(constraint: str, kind: str, rule: Any) -> None:
    given = [name for name in ("values", "allow_all", "deny_all", "enforce") if rule.get(name)]
    for name in given:
        if name != "values" and str(rule[name]).lower() not in ("true", "false"):
            raise bad_request(f"Invalid value at 'policy.spec.rules[0].{name}' (TYPE_BOOL), \"{rule[name]}\"")
    if len(given) != 1:
        raise _invalid(constraint, f"a rule has exactly one of values, allow_all, deny_all and enforce, not {given}")
    if (kind == "boolean") != (given == ["enforce"]):
        wanted = "enforce" if kind == "boolean" else "values, allow_all or deny_all"
        raise _invalid(constraint, f"it is a {kind} constraint, whose rules have {wanted}, not {given[0]}")
    for block in blocks(rule, "values"):
        for side in SIDES:
            for value in block.get(side) or []:
                _check_value(constraint, side, str(value))


def _check_value(constraint: str, side: str, value: str) -> None:
    problem = value_problem(constraint, side, value)
    # A path is no location, and taken all the same: HashiCorp's acceptance tests of folders' policies make one.
    if problem is None and constraint == LOCATIONS and "/" not in value and not _is_location(value):
        problem = "it is neither a location nor a group of locations"
    if problem is None and constraint == KEYED and value.removeprefix("is:") not in _apis():
        problem = "it is not a service that has customer-managed keys"
    if problem is not None:
        raise _invalid(constraint, f"the value '{value}' is not allowed: {problem}")


@cache
def _apis() -> frozenset[str]:
    return frozenset(facts(name).api for name in known_types() if facts(name).api)


def _is_location(value: str) -> bool:
    text = value.lower().removeprefix("is:")
    if text.startswith("in:"):
        return group(text) is not None
    products = ("", *codes())
    known = any(spanned(form, product) is not None for form in (text, text.upper()) for product in products)
    return known or region_of(text) in ("global", "eu", "us", "asia", "europe")


def _invalid(constraint: str, reason: str) -> Refusal:
    return bad_request(f"Invalid policy for constraints/{constraint}: {reason}.")


def _old_policy(call: Call, _store: Store) -> None:
    """Of the first API: https://cloud.google.com/resource-manager/reference/rest/v1/projects/setOrgPolicy"""
    constraint = call.text("constraint").removeprefix("constraints/")
    if not call.writes or not constraint:
        return
    kind = constraint_kind(constraint)
    if kind is None:
        raise bad_request(f"Invalid constraint: constraints/{constraint} does not exist.")
    other = "list_policy" if kind == "boolean" else "boolean_policy"
    if call.fields.get(other):
        raise _invalid(constraint, f"it is a {kind} constraint, whose policy is no {other}")


BEHAVIOURS = {
    "google_org_policy_policy": Behaviour(refuses=(_rules,)),
    **dict.fromkeys(
        (f"google_{level}_organization_policy" for level in ("project", "folder")), Behaviour(refuses=(_old_policy,))
    ),
    "google_organization_policy": Behaviour(refuses=(_old_policy,)),
}
