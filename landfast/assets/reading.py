"""What an asset is as a resource of the provider: its type, and its attributes by the names that the rules know.

How an API's content and the provider's attributes correspond is said once, by the collections of the wire. Kinds that
it does not answer are read by their names alone: what those don't explain makes what is not said unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from landfast.assets.asset import PROJECT, Asset
from landfast.policies.model import Resource
from landfast.policies.values import Unknown
from landfast.provider.assets import held_in, type_at, values_in
from landfast.provider.facts import VARIABLE, facts, fill
from landfast.provider.schema import UnknownTypeError
from landfast.provider.virtual import api_block
from landfast.rehearsal.doors.wire.asset_sources import AssetSource, sources
from landfast.rehearsal.doors.wire.definition import Differences
from landfast.rehearsal.doors.wire.translate import Pair, Translation, translation

PROJECTS = re.compile(r"^projects/(\d+)(?=/|$)")
PLACES = ("location", "region", "zone")
# What every API says of what it has, and no attribute need: https://google.aip.dev/148
OF_ITSELF = frozenset({
    "createTime", "creationTimestamp", "deleteTime", "etag", "expireTime", "fingerprint", "id", "kind",
    "labelFingerprint", "name", "reconciling", "satisfiesPzi", "satisfiesPzs", "selfLink", "selfLinkWithId", "state",
    "status", "uid", "updateTime",
})  # fmt: skip
# Where kinds that are read by their names alone are called otherwise.
NAMED: Mapping[str, Differences] = {
    "google_cloud_run_service": Differences({"template": "spec.template", "traffic": "spec.traffic"}),
}
NETWORK = "google_compute_network"
KNATIVE = "serving.knative.dev/"


@dataclass(slots=True)
class AssetReader:
    """`projects`: number -> id, told by the assets that are projects. `left_out`: how many of each type are part of
    another asset, which is judged where it stands.
    """

    document: str
    projects: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)

    def learn(self, asset: Asset) -> None:
        """A project's number and id; nothing of other assets."""
        data = asset.data or {}
        if asset.type == PROJECT and data.get("projectId"):
            number = str(data.get("projectNumber") or asset.path.removeprefix("projects/"))
            self.projects[number] = str(data["projectId"])

    def resources(self, asset: Asset) -> Iterator[Resource]:
        """What the rules judge of an asset: the resource that it is, its IAM policy, what is logged of a project."""
        path = self._by_id(asset.path)
        type_ = _type(asset, path)
        if asset.data is not None:
            held = held_in(asset.type) if not type_ else ""
            if held:
                self.left_out[asset.type] = self.left_out.get(asset.type, 0) + 1
            else:
                yield self._resource(asset, type_, path)
        if asset.policy is not None:
            yield from self._policies(asset, asset.policy, type_, path)

    def _resource(self, asset: Asset, type_: str, path: str) -> Resource:
        if not type_:
            # No rule knows it, which is a finding; where it is can be judged all the same.
            return Resource(asset.name, asset.type, {"location": asset.location or None}, document=self.document)
        values = _placed(_values(type_, dict(asset.data or {})), type_, path, asset)
        return Resource(asset.name, type_, values, document=self.document)

    def _policies(self, asset: Asset, policy: Mapping[str, Any], type_: str, path: str) -> Iterator[Resource]:
        bindings = policy.get("bindings") or []
        kind = "google_organization" if path.startswith("organizations/") and path.count("/") == 1 else type_
        if bindings and kind and facts(f"{kind}_iam_policy").known:
            granted = {**_whose(f"{kind}_iam_policy", kind, path), "policy_data": json.dumps({"bindings": bindings})}
            yield Resource(asset.name, f"{kind}_iam_policy", granted, document=self.document)
        elif bindings:
            yield Resource(asset.name, "google_iam_policy", {"binding": bindings}, "data", self.document)
        for each in policy.get("auditConfigs") or policy.get("audit_configs") or ():
            if kind == "google_project":
                logged = {"project": path.removeprefix("projects/"), **_audit(each)}
                yield Resource(asset.name, "google_project_iam_audit_config", logged, document=self.document)

    def _by_id(self, path: str) -> str:
        return PROJECTS.sub(lambda found: f"projects/{self.projects.get(found[1], found[1])}", path)


def with_networks(resources: Iterable[Resource]) -> list[Resource]:
    """What only Terraform says of a project, told by what stands: whether it has the network that each is born with."""
    found = list(resources)
    born = {one.values.get("project") for one in found if one.type == NETWORK and one.values.get("name") == "default"}
    for one in found:
        if one.type == "google_project":
            one.values = {**one.values, "auto_create_network": one.values.get("project_id") in born}
    return found


def _type(asset: Asset, path: str) -> str:
    found = type_at(asset.type, path)
    if found == "google_cloud_run_v2_service" and str((asset.data or {}).get("apiVersion")).startswith(KNATIVE):
        return "google_cloud_run_service"
    try:
        # A kind that is newer than the bindings has no schema to be read by.
        return found if found and api_block(found) else ""
    except UnknownTypeError:
        return ""


@cache
def _known() -> Mapping[str, AssetSource]:
    return {source.collection.kind: source for source in sources() if not source.collection.is_row}


@cache
def _by_names(type_: str) -> Translation:
    return Translation.of_names(api_block(type_), NAMED.get(type_, Differences()))


def _values(type_: str, data: dict[str, Any]) -> dict[str, Any]:
    source = _known().get(type_)
    if source is not None:
        return translation(source.service, source.collection).to_fields(data)
    known = _by_names(type_)
    values = known.to_fields(data)
    _mark(known.pairs, data, values)
    return values


def _mark(pairs: tuple[Pair, ...], content: Mapping[str, Any], values: dict[str, Any]) -> None:
    """Where the content says what no name explains, what is not said may be it: unknown, never absent."""
    explained = {pair.path[0] for pair in pairs}
    left = sorted(name for name in content if name not in explained and name not in OF_ITSELF)
    for pair in pairs:
        inside, said = values.get(pair.field), content.get(pair.path[0])
        if pair.field not in values and left and pair.field not in PLACES:
            values[pair.field] = Unknown(f"the API says {', '.join(left[:3])}, which may be it")
        elif pair.inside and isinstance(inside, list) and len(pair.path) == 1:
            blocks = said if isinstance(said, list) else [said]
            for inner, block in zip(blocks, inside, strict=False):
                if isinstance(inner, Mapping) and isinstance(block, dict):
                    _mark(pair.inside, inner, block)


def _placed(values: dict[str, Any], type_: str, path: str, asset: Asset) -> dict[str, Any]:
    """What its name, and the inventory, say of where it is, and what it is called."""
    known, attributes = facts(type_), api_block(type_).attributes
    in_path = {name: value for name, value in values_in(type_, path).items() if name in attributes}
    said = {name for name in in_path if name == "email" and values.get(name)}
    values |= {name: value for name, value in in_path.items() if name not in said}
    if path.startswith("projects/") and "project" in attributes:
        values["project"] = path.split("/")[1]
    if type_ == "google_project":
        values["project_id"] = path.removeprefix("projects/")
    if type_ == "google_org_policy_policy":
        values["name"] = path
    # Compute Engine says it by a URL.
    places = {name: values[name].rsplit("/", 1)[-1] for name in PLACES if isinstance(values.get(name), str)}
    place = places.get("location") or places.get("region") or places.get("zone") or asset.location
    values |= {name: place for name in PLACES if name in attributes and not places.get(name) and place} | places
    values["id"] = fill(known.id_format, values) or path
    return values


def _whose(policy: str, kind: str, path: str) -> dict[str, Any]:
    """The attributes by which a policy names what it is of."""
    last, own = path.rsplit("/", 1)[-1], values_in(kind, path)
    names = (match.rpartition(":")[2] for match in VARIABLE.findall(facts(policy).id_format))
    return {name: own.get(name) or (path if name.endswith("_id") else last) for name in names} | (
        {"project": path.split("/")[1]} if path.startswith("projects/") else {}
    )


def _audit(config: Mapping[str, Any]) -> dict[str, Any]:
    logs = config.get("auditLogConfigs") or config.get("audit_log_configs") or ()
    blocks = [
        {
            "log_type": each.get("logType") or each.get("log_type"),
            "exempted_members": each.get("exemptedMembers") or each.get("exempted_members"),
        }
        for each in logs
    ]
    return {"service": config.get("service"), "audit_log_config": blocks}
