"""IAM members, bindings and policies: resources to Terraform, grants in the policy of a resource to the cloud."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from landfast.core.errors import UserError
from landfast.provider.facts import VARIABLE, fill, iam_resource, import_id
from landfast.provider.tree import ResourceType
from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.iam import (
    CONDITION,
    Grants,
    RoleGrant,
    bindings_of,
    grants_in,
    normal_condition,
    normal_member,
)
from landfast.rehearsal.doors.terraform.errors import ProviderError
from landfast.rehearsal.doors.terraform.state import filled, without_unknown

# How ids of grants call a resource whose name in the cloud is another: (prefix of the ids, prefix of the names).
PREFIXES = {
    "google_access_context_manager_access_policy": ("accessPolicies/", ""),
    "google_cloud_run_service": ("v1/", ""),
    "google_organization": ("", "organizations/"),
    "google_project": ("", "projects/"),
    "google_storage_bucket": ("b/", ""),
}


# How the provider takes two names of a resource for the same. Read in its iam_*.go (2026-08-21): each of these types
# sets the argument to the whole name when it makes or reads a grant, save those that stand in AS_GIVEN.
EITHER_NAME = ("tpgresource.CompareSelfLinkOrResourceName", "storage.StorageBucketDiffSuppress")
AS_GIVEN = ("google_pubsub_subscription_iam_", "google_iap_")


def is_grant(type_: ResourceType) -> bool:
    return type_.facts.iam_kind in ("member", "binding", "policy")


def create(type_: ResourceType, values: Object, cloud: Cloud) -> Object:
    """The state after the grant."""
    wanted = _grants(type_, values)
    _change(type_, values, cloud, lambda found: [*_others(type_, values, found), *wanted])
    known = _with_texts(without_unknown(type_.block, values))
    return filled(type_, {**known, **_said_whole(type_, known), "id": grant_id(type_, values)})


def _with_texts(values: Object) -> Object:
    """A condition that is not described has an empty description: google/tpgiamresource/resource_iam_member.go."""
    conditions = values.get("condition")
    if not isinstance(conditions, list):
        return values
    return {**values, "condition": [{**one, "description": one.get("description") or ""} for one in conditions]}


def update(type_: ResourceType, values: Object, before: Object, cloud: Cloud) -> Object:
    """The state after a change of members or of a whole policy."""
    state = create(type_, values, cloud)
    return {**state, "id": before["id"]}


def delete(type_: ResourceType, before: Object, cloud: Cloud) -> None:
    """Takes the grants away; those of others stay."""
    gone = set(_grants(type_, before))
    if type_.facts.iam_kind == "binding":
        gone |= set(_of_binding(before, Grants(cloud.store).of(_parent(type_), resource_name(type_, before))))
    _change(type_, before, cloud, lambda found: [grant for grant in found if grant not in gone])


def read(type_: ResourceType, state: Object, cloud: Cloud) -> Object | None:
    """What stands of a resource in Terraform's state; None if nothing of it is granted any more."""
    name = resource_name(type_, state)
    project = str(_with_short_project(state).get("project") or "")
    cloud.authorize(Call("get_iam_policy", kind(_parent(type_)), name, project))
    found = Grants(cloud.store).of(_parent(type_), name)
    wanted = _grants(type_, state)
    if type_.facts.iam_kind == "member":
        return state if set(wanted) <= set(found) else None
    if type_.facts.iam_kind == "policy":
        return state if set(wanted) == set(found) else {**state, "policy_data": policy_text(found)}
    standing = [grant.member for grant in _of_binding(state, found)]
    if wanted and not standing:
        return None
    own = [member for member in state["members"] or [] if normal_member(member) in standing]
    others = set(standing) - {normal_member(member) for member in own}
    members = own + sorted(others)
    whole: Object = type_.block.conform({**state, "members": members if members else state["members"]})
    return whole


def find_import(type_: ResourceType, id_: str, cloud: Cloud) -> Object | None:
    """The state of what is granted under an import id, None if nothing is."""
    for name, found in _policies(type_, cloud):
        for values in _states(type_, _variables(type_, name), found):
            if id_.strip() in _import_ids(type_, values):
                own = {**_said_whole(type_, values), "id": grant_id(type_, values)}
                return filled(type_, {**type_.block.conform(_with_texts(values)), **own})
    return None


def resource_name(type_: ResourceType, values: Object) -> str:
    """The name in the cloud of the resource that the grants are about."""
    known = _short(type_, values)
    text = fill(iam_resource(type_.facts), known) or ""
    if _parent(type_) in PREFIXES:
        theirs, ours = PREFIXES[_parent(type_)]
        return ours + text.removeprefix(theirs) if text else ""
    if text and "/" not in text:
        # A short name stands for a path.
        of = kind(_parent(type_))
        return fill(of.name_format, {**known, of.facts.name_attribute or "name": text}) or text
    return text


def grant_id(type_: ResourceType, values: Object) -> str:
    """`<resource>/<role>/<member>` and the condition, as the provider writes it."""
    known = without_unknown(type_.block, _short(type_, values))
    if isinstance(known.get("member"), str):
        known["member"] = normal_member(known["member"])
    template = type_.facts.id_format.partition("[")[0]
    text = fill(template, known) or "/".join(str(known[name]) for name in ("role", "member") if known.get(name))
    condition = known.get("condition")
    if isinstance(condition, list) and condition:
        text += "".join(f"/{condition[0].get(name) or ''}" for name in CONDITION)
    return text


def policy_text(grants: Iterable[RoleGrant]) -> str:
    """A policy in the JSON of `policy_data`."""
    return json.dumps(bindings_of(grants), separators=(",", ":"))


def _parent(type_: ResourceType) -> str:
    return type_.facts.iam_parent


def _with_short_project(values: Object) -> Object:
    project = values.get("project")
    return {**values, "project": project.removeprefix("projects/")} if isinstance(project, str) else values


def _short(type_: ResourceType, values: Object) -> Object:
    """The values with the short name of the resource that the grants are about, where a state has the whole one."""
    known, attribute = _with_short_project(values), _resource_attribute(type_)
    whole = known.get(attribute)
    if isinstance(whole, str) and "/" in whole:
        short = {**known, attribute: whole.rsplit("/", 1)[-1]}
        return short if fill(iam_resource(type_.facts), short) == whole else known
    return known


def _said_whole(type_: ResourceType, values: Object) -> Object:
    """What the provider writes into a state of the argument that names the resource: its whole name."""
    attribute = _resource_attribute(type_)
    if not attribute or type_.name.startswith(AS_GIVEN) or "/" in str(values.get(attribute)):
        return {}
    whole = fill(iam_resource(type_.facts), _with_short_project(values))
    return {attribute: whole} if whole else {}


def _resource_attribute(type_: ResourceType) -> str:
    """The argument that names the resource, of the types that take its short name and its whole one for the same."""
    found = VARIABLE.findall(iam_resource(type_.facts))
    name = found[-1] if found else ""
    return name if name and type_.facts.attributes.get(name, {}).get("diff_suppress") in EITHER_NAME else ""


def _change(
    type_: ResourceType, values: Object, cloud: Cloud, change: Callable[[list[RoleGrant]], Iterable[RoleGrant]]
) -> None:
    """Reads the policy of a resource, changes it and writes it, as the provider does."""
    name = resource_name(type_, values)
    project = str(_with_short_project(values).get("project") or "")
    found = Grants(cloud.store).of(_parent(type_), name)
    cloud.policy(Call("set_iam_policy", kind(_parent(type_)), name, project, bindings_of(change(found))))


def _grants(type_: ResourceType, values: Object) -> list[RoleGrant]:
    """The grants that one resource is."""
    if type_.facts.iam_kind == "policy":
        try:
            return grants_in(json.loads(values.get("policy_data") or "{}"))
        except ValueError as error:
            raise ProviderError(f"policy_data is no IAM policy: {error}") from error
    condition = _condition(values)
    members = [values["member"]] if type_.facts.iam_kind == "member" else values["members"] or []
    return [RoleGrant(values["role"], normal_member(member), condition) for member in members]


def _condition(values: Object) -> str:
    condition = values.get("condition")
    return normal_condition(condition[0]) if isinstance(condition, list) and condition else ""


def _of_binding(values: Object, found: Iterable[RoleGrant]) -> list[RoleGrant]:
    key = (values["role"], _condition(values))
    return [grant for grant in found if (grant.role, grant.condition) == key]


def _others(type_: ResourceType, values: Object, found: list[RoleGrant]) -> list[RoleGrant]:
    """What stays beside new grants: a binding is the whole truth for its role, a policy for its resource."""
    if type_.facts.iam_kind == "member":
        return found
    if type_.facts.iam_kind == "policy":
        return []
    replaced = _of_binding(values, found)
    return [grant for grant in found if grant not in replaced]


def _policies(type_: ResourceType, cloud: Cloud) -> Iterator[tuple[str, list[RoleGrant]]]:
    grants = Grants(cloud.store)
    for name in grants.resources(_parent(type_)):
        yield name, grants.of(_parent(type_), name)


def _states(type_: ResourceType, variables: Object, found: list[RoleGrant]) -> Iterator[Object]:
    """The resources of a type that the grants of one policy could be."""
    if type_.facts.iam_kind == "policy":
        yield {**variables, "policy_data": policy_text(found)}
    for role, condition in dict.fromkeys((grant.role, grant.condition) for grant in found):
        members = [grant.member for grant in found if (grant.role, grant.condition) == (role, condition)]
        texts = dict(zip(CONDITION, json.loads(condition), strict=True)) if condition else {}
        common = {**variables, "role": role, "condition": [texts] if texts else []}
        if type_.facts.iam_kind == "binding":
            yield {**common, "members": members}
        elif type_.facts.iam_kind == "member":
            yield from ({**common, "member": member} for member in members)


def _variables(type_: ResourceType, name: str) -> Object:
    """The arguments that name a resource, from its name: `{"bucket": "b"}`."""
    theirs, ours = PREFIXES.get(_parent(type_), ("", ""))
    template, pattern, end = iam_resource(type_.facts), "", 0
    for match in VARIABLE.finditer(template):
        inner = r".+" if match.end() == len(template) else r"[^/]+"
        pattern += re.escape(template[end : match.start()]) + f"(?P<{match[1].rpartition(':')[2]}>{inner})"
        end = match.end()
    found = re.fullmatch(pattern + re.escape(template[end:]), theirs + name.removeprefix(ours))
    return dict(found.groupdict()) if found else {}


def _import_ids(type_: ResourceType, values: Object) -> Iterator[str]:
    yield grant_id(type_, values)
    known: dict[str, Any] = {"project_id": values.get("project"), **values}
    for template in type_.facts.import_formats:
        text = fill(template, known)
        if text is not None:
            yield text
    try:
        yield import_id(type_.name, values)
    except UserError:
        return
