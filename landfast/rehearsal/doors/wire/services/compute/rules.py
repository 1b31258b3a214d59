"""Rules of firewall policies, one at a time: asked for by their priority."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Handler
from landfast.rehearsal.doors.wire.masks import merged
from landfast.rehearsal.doors.wire.services.compute.contents import in_paths
from landfast.rehearsal.doors.wire.services.compute.firewalls import (
    PATH,
    RULE,
    RULES,
    WITH_RULES,
    all_rules,
    own_rules,
    put_rules,
    standing,
)
from landfast.rehearsal.doors.wire.translate import translation


def _get(asked: Asked) -> Object:
    policy, wanted = standing(asked), _wanted(asked)
    for rule in all_rules(asked, policy):
        if rule["priority"] == wanted:
            return rule
    raise _missing(wanted)


def _wanted(asked: Asked) -> int:
    return int(asked.request.parameter("priority") or 0)


def _missing(priority: int) -> Exception:
    """https://cloud.google.com/compute/docs/reference/rest/v1/networkFirewallPolicies/getRule"""
    return bad_request(f"The firewall policy does not contain a rule at priority {priority}.", "invalid")


def _add(asked: Asked) -> Object:
    policy, rule = standing(asked), in_paths(asked.body)
    if any(each["priority"] == rule.get("priority") for each in own_rules(asked, policy)):
        raise bad_request(f"The firewall policy has a rule at priority {rule.get('priority')}.", "invalid")
    return _set(asked, policy, rule, None)


def _patch(asked: Asked) -> Object:
    policy, wanted = standing(asked), _wanted(asked)
    before = next((each for each in own_rules(asked, policy) if each["priority"] == wanted), None)
    if before is None:
        raise _missing(wanted)
    return _set(asked, policy, merged(before, in_paths(asked.body)), wanted)


def _remove(asked: Asked) -> Object:
    policy, wanted = standing(asked), _wanted(asked)
    found = own_rules(asked, policy)
    left = [each for each in found if each["priority"] != wanted]
    if len(left) == len(found):
        raise _missing(wanted)
    if policy.type == WITH_RULES:
        put_rules(asked, policy, left)
    else:
        asked.cloud.answer(Call("delete", kind(RULE), f"{policy.name}/rules/{wanted}", policy.project))
    return operations.done(asked, policy.name, None, "")


def _set(asked: Asked, policy: StoredResource, rule: Object, before: int | None) -> Object:
    """A rule in its policy, or beside it, as the policy has its others."""
    if policy.type == WITH_RULES:
        put_rules(asked, policy, [*(each for each in own_rules(asked, policy) if each["priority"] != before), rule])
    else:
        place = {"project": policy.project, "firewall_policy": policy.fields["name"]}
        fields = {**translation(asked.service, RULES).to_fields(rule), **place}
        name = "" if before is None else f"{policy.name}/rules/{before}"
        asked.cloud.answer(Call("create" if before is None else "update", kind(RULE), name, policy.project, fields))
    return operations.done(asked, policy.name, None, "")


HANDLERS: dict[str, Handler] = {
    f"{PATH}.getRule": _get,
    f"{PATH}.addRule": _add,
    f"{PATH}.patchRule": _patch,
    f"{PATH}.removeRule": _remove,
}
