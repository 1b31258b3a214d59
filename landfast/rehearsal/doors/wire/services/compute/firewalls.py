"""Firewall policies of networks: their rules, and the networks that they hold for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.firewall_policy import EVERYWHERE, LAST
from landfast.rehearsal.cloud.refusal import bad_request, not_found, precondition_failed
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import changed_fields, content_of, etag_of, sent_fields
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Handler
from landfast.rehearsal.doors.wire.links import whole
from landfast.rehearsal.doors.wire.messages import Response
from landfast.rehearsal.doors.wire.methods import finished
from landfast.rehearsal.doors.wire.pages import paged
from landfast.rehearsal.doors.wire.services.compute.contents import LINKED, in_paths
from landfast.rehearsal.doors.wire.translate import translation

PATH = "networkFirewallPolicies"
# What the provider has as two kinds is one here: a policy, whose rules are in it or beside it.
PLAIN, WITH_RULES = "google_compute_network_firewall_policy", "google_compute_network_firewall_policy_with_rules"
RULE = "google_compute_network_firewall_policy_rule"
ASSOCIATION = "google_compute_network_firewall_policy_association"
FIRST_PREDEFINED = LAST - len(EVERYWHERE) + 1
_IN_RULES = {
    "rule": "rules",
    "rule.match.layer4_config": "layer4Configs",
    "rule.match.src_secure_tag": "srcSecureTags",
    "rule.target_secure_tag": "targetSecureTags",
    "predefined_rules": "",
}


def _without_given(fields: Object, _content: Object) -> None:
    """Those that each policy has are no part of it that anyone sets."""
    if "rule" in fields:
        fields["rule"] = [rule for rule in fields["rule"] if int(rule.get("priority") or 0) < FIRST_PREDEFINED]


POLICIES = Collection(PATH, PLAIN, short=True, differs=LINKED, only=())
FULL = Collection(
    PATH, WITH_RULES, short=True, differs=Differences(_IN_RULES, to_api=LINKED.to_api, to_fields=_without_given)
)
RULES = Collection(PATH, RULE, schema="FirewallPolicyRule")


def standing(asked: Asked) -> StoredResource:
    """Raises: Refusal (404)."""
    found = asked.store.get(WITH_RULES, asked.path, asked.project) or asked.store.get(PLAIN, asked.path, asked.project)
    if found is None:
        raise not_found(f"The resource '{asked.path}' was not found")
    asked.faults.before(found.type, "read", {**found.fields, "id": found.name})
    return found


def _collection(item: StoredResource) -> Collection:
    return FULL if item.type == WITH_RULES else POLICIES


def _whole_policy(asked: Asked, policy: StoredResource) -> Object:
    content = content_of(asked, policy, _collection(policy))
    content["rules"] = all_rules(asked, policy)
    content["fingerprint"] = etag_of(policy)
    found = [_association(policy, item) for item in _associations(asked, policy)]
    return {**content, "associations": found} if found else content


def all_rules(asked: Asked, policy: StoredResource) -> list[Object]:
    """Those that somebody made, and those that each policy has."""
    return [*(_with_defaults(rule) for rule in own_rules(asked, policy)), *_predefined()]


def own_rules(asked: Asked, policy: StoredResource) -> list[Object]:
    """Those that somebody made, in the policy or beside it."""
    inside = (
        translation(asked.service, FULL).to_api(policy.fields).get("rules", ()) if policy.type == WITH_RULES else ()
    )
    return [*inside, *(_rule(asked, item) for item in _rules(asked, policy))]


def put_rules(asked: Asked, policy: StoredResource, rules: list[Object]) -> StoredResource:
    """A policy that has its rules in it, with others."""
    content = {**content_of(asked, policy, FULL), "rules": rules}
    fields = changed_fields(asked, policy, content, FULL)
    return asked.cloud.answer(Call("update", kind(policy.type), policy.name, policy.project, fields))


def _with_defaults(rule: Object) -> Object:
    return {"kind": "compute#firewallPolicyRule", "enableLogging": False, "disabled": False, **rule}


def _predefined() -> Iterator[Object]:
    for place, (direction, cidr) in enumerate(EVERYWHERE):
        side = "destIpRanges" if direction == "EGRESS" else "srcIpRanges"
        yield _with_defaults(
            {
                "priority": FIRST_PREDEFINED + place,
                "action": "goto_next",
                "direction": direction,
                "match": {side: [cidr], "layer4Configs": [{"ipProtocol": "all"}]},
            }
        )


def _rules(asked: Asked, policy: StoredResource) -> list[StoredResource]:
    return sorted(asked.store.under(RULE, f"{policy.name}/rules", policy.project), key=_priority)


def _priority(item: StoredResource) -> int:
    return int(item.fields["priority"])


def _rule(asked: Asked, item: StoredResource) -> Object:
    return translation(asked.service, RULES).to_api(item.fields)


def _associations(asked: Asked, policy: StoredResource) -> Sequence[StoredResource]:
    return asked.store.under(ASSOCIATION, f"{policy.name}/associations", policy.project)


def _association(policy: StoredResource, item: StoredResource) -> Object:
    target = str(item.fields.get("attachment_target"))
    return {
        "name": item.fields["name"],
        "attachmentTarget": whole(target),
        "firewallPolicyId": str(policy.fields["network_firewall_policy_id"]),
        "shortName": policy.fields["name"],
    }


def _get(asked: Asked) -> Object:
    return _whole_policy(asked, standing(asked))


def _list(asked: Asked) -> Object:
    found = (item for type_ in (PLAIN, WITH_RULES) for item in asked.store.under(type_, asked.path, asked.project))
    page, more = paged(asked, found, _name)
    items = {"items": [_whole_policy(asked, item) for item in page]} if page else {}
    return {"kind": "compute#firewallPolicyList", **items, **more}


def _name(item: StoredResource) -> str:
    return item.name


def _insert(asked: Asked) -> Object | Response:
    content = in_paths(asked.body)
    collection = FULL if content.get("rules") else POLICIES
    path = f"{asked.path}/{content.get('name') or content.get('shortName') or ''}"
    fields = sent_fields(asked, collection, content, path)
    return finished(asked, asked.cloud.answer(Call("create", kind(collection.kind), fields=fields)))


def _patch(asked: Asked) -> Object | Response:
    policy, content = standing(asked), in_paths(asked.body)
    given = content.pop("fingerprint", None)
    if given and given != etag_of(policy):
        raise precondition_failed("Fingerprint is invalid or stale.")
    if content.get("rules") and policy.type == PLAIN:
        return finished(asked, _with_rules(asked, policy, content))
    collection = _collection(policy)
    whole_content = {**content_of(asked, policy, collection), **content}
    fields = changed_fields(asked, policy, whole_content, collection)
    return finished(asked, asked.cloud.answer(Call("update", kind(policy.type), policy.name, policy.project, fields)))


def _with_rules(asked: Asked, policy: StoredResource, content: Object) -> StoredResource:
    """A policy that was made without rules, and gets all of them at once: HashiCorp's provider makes them so."""
    for item in (*_rules(asked, policy), policy):
        asked.store.delete(item)
    whole_content = {**content_of(asked, policy, POLICIES), **content}
    fields = sent_fields(asked, FULL, whole_content, policy.name)
    return asked.cloud.answer(Call("create", kind(WITH_RULES), fields=fields))


def _delete(asked: Asked) -> Object:
    policy = standing(asked)
    used = _associations(asked, policy)
    if used:
        raise bad_request(
            f"The firewall_policy resource '{policy.name}' is already being used by '{used[0].name}'",
            "resourceInUseByAnotherResource",
        )
    for rule in _rules(asked, policy):
        asked.cloud.answer(Call("delete", kind(RULE), rule.name, rule.project))
    asked.cloud.answer(Call("delete", kind(policy.type), policy.name, policy.project))
    return operations.done(asked, policy.name, None, "")


def _add_association(asked: Asked) -> Object:
    policy, content = standing(asked), in_paths(asked.body)
    own = {"firewall_policy": policy.name, "name": content.get("name"), "project": policy.project}
    fields = {**own, "attachment_target": content.get("attachmentTarget")}
    asked.cloud.answer(Call("create", kind(ASSOCIATION), fields=fields))
    return operations.done(asked, policy.name, None, "")


def _named(asked: Asked) -> tuple[StoredResource, StoredResource]:
    policy, name = standing(asked), asked.parameter("name")
    found = next((item for item in _associations(asked, policy) if item.fields["name"] == name), None)
    if found is None:
        raise not_found(f"Firewall policy association '{name}' was not found in '{policy.name}'")
    return policy, found


def _get_association(asked: Asked) -> Object:
    return _association(*_named(asked))


def _remove_association(asked: Asked) -> Object:
    policy, found = _named(asked)
    asked.cloud.answer(Call("delete", kind(ASSOCIATION), found.name, found.project))
    return operations.done(asked, policy.name, None, "")


HANDLERS: dict[str, Handler] = {
    f"{PATH}.get": _get,
    f"{PATH}.list": _list,
    f"{PATH}.insert": _insert,
    f"{PATH}.patch": _patch,
    f"{PATH}.delete": _delete,
    f"{PATH}.addAssociation": _add_association,
    f"{PATH}.getAssociation": _get_association,
    f"{PATH}.removeAssociation": _remove_association,
}
