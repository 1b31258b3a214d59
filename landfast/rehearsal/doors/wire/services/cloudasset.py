"""Cloud Asset Inventory: what stands in a project, a folder or an organization, listed, searched and exported.

Assets are the resources and policies of the other APIs here, as these answer with them. Feeds, histories, analyses,
queries in SQL, and contents beside resources and IAM policies are not answered (501).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from landfast.provider.values import Object
from landfast.rehearsal.cloud.records import clock, record_of
from landfast.rehearsal.cloud.refusal import bad_request, not_found
from landfast.rehearsal.cloud.stable import digest
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.asset_scopes import AssetScope
from landfast.rehearsal.doors.wire.asset_sources import AssetSource, sources
from landfast.rehearsal.doors.wire.definition import Service
from landfast.rehearsal.doors.wire.operations import OPERATION
from landfast.rehearsal.doors.wire.pages import MOST, after, size_of, token_for
from landfast.rehearsal.doors.wire.policies import policy_of
from landfast.rehearsal.doors.wire.problems import NotAnswered
from landfast.rehearsal.doors.wire.services import storage_api
from landfast.rehearsal.doors.wire.services.storage_api.objects import stored

RESOURCE, POLICY = "RESOURCE", "IAM_POLICY"
CONTENTS = ("", "CONTENT_TYPE_UNSPECIFIED", RESOURCE, POLICY)
MANAGER = "//cloudresourcemanager.googleapis.com"
PLACE = re.compile(r"/(?:locations|regions|zones)/([^/]+)")
KEY = re.compile(r"projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+(?:/cryptoKeyVersions/\d+)?")
# What an asset says by a content; None if it has none of it.
Said = Callable[[Asked, AssetScope, AssetSource, StoredResource], Object | None]


def _list(asked: Asked) -> Object:
    """https://docs.cloud.google.com/asset-inventory/docs/reference/rest/v1/assets/list"""
    found, more = _page(asked, asked.values["parent"], _asset_of(asked.parameter("contentType"), asked))
    return {"readTime": clock(), **({"assets": found} if found else {}), **more}


def _search(asked: Asked) -> Object:
    """https://docs.cloud.google.com/asset-inventory/docs/reference/rest/v1/TopLevel/searchAllResources"""
    _without_query(asked)
    found, more = _page(asked, asked.values["scope"], _result)
    return {**({"results": found} if found else {}), **more}


def _search_policies(asked: Asked) -> Object:
    """https://docs.cloud.google.com/asset-inventory/docs/reference/rest/v1/TopLevel/searchAllIamPolicies"""
    _without_query(asked)
    found, more = _page(asked, asked.values["scope"], _policy_result)
    return {**({"results": found} if found else {}), **more}


def _export(asked: Asked) -> Object:
    """https://docs.cloud.google.com/asset-inventory/docs/reference/rest/v1/TopLevel/exportAssets: an asset a line."""
    into = (asked.body.get("outputConfig") or {}).get("gcsDestination") or {}
    bucket, _slash, name = str(into.get("uri") or "").removeprefix("gs://").partition("/")
    if not name:
        raise NotAnswered(f"{asked.method.id} to anything but one object of Cloud Storage")
    content, scope = str(asked.body.get("contentType") or ""), _scope(asked, asked.values["parent"])
    said = _asset_of(content, asked)
    lines = [
        json.dumps(_in_snake(asset), separators=(",", ":"))
        for source, item in _standing(asked, scope, asked.body.get("assetTypes") or (), "")
        if (asset := said(asked, scope, source, item)) is not None
    ]
    data = "".join(f"{line}\n" for line in lines).encode()
    aimed = replace(asked, service=storage_api.SERVICE, values={"bucket": bucket})
    stored(aimed, {"name": name, "contentType": "application/octet-stream"}, data)
    return _operation(asked, content or "CONTENT_TYPE_UNSPECIFIED", {"gcsDestination": {"uri": into["uri"]}})


def _operation(asked: Asked, content: str, config: Object) -> Object:
    above, id_ = asked.values["parent"], digest(asked.values["parent"], content, clock())[:32]
    name = "google.cloud.asset.v1.ExportAssetsResponse"
    response = {"@type": f"type.googleapis.com/{name}", "readTime": clock(), "outputConfig": config}
    operation: Object = {
        "name": f"{above}/operations/ExportAssets/{content}/{id_}", "done": True, "response": response
    }  # fmt: skip
    asked.store.put(StoredResource(OPERATION, f"{asked.service.short} {id_}", asked.project, operation))
    return operation


def _page(asked: Asked, parent: str, said: Said) -> tuple[list[Object], Object]:
    """What assets say, and the token of the next page, if there is one."""
    scope, size, found, last = _scope(asked, parent), size_of(asked), list[Object](), ""
    for source, item in _standing(asked, scope, asked.request.query.get("assetTypes", ()), after(asked)):
        asset = said(asked, scope, source, item)
        if asset is None:
            continue
        if len(found) == size:
            return found, {"nextPageToken": token_for(last)}
        found.append(asset)
        last = f"{source.collection.kind} {item.name}"
    return found, {}


def _standing(
    asked: Asked, scope: AssetScope, wanted: Sequence[str], begin: str
) -> Iterator[tuple[AssetSource, StoredResource]]:
    """In the order of their kinds and names, a page of the store at a time."""
    first, _space, name = begin.partition(" ")
    for source in sources():
        kind = source.collection.kind
        if kind < first or not _is_wanted(source.type, wanted):
            continue
        at = name if kind == first else ""
        while True:
            page = asked.store.page(kind, scope.project, "", at, MOST)
            yield from ((source, item) for item in page if scope.holds(item))
            if len(page) < MOST:
                break
            at = page[-1].name


def _is_wanted(type_: str, wanted: Sequence[str]) -> bool:
    """Types may be expressions: `compute.googleapis.com.*`."""
    return not wanted or any(fnmatchcase(type_, form.replace(".*", "*")) for form in wanted)


def _scope(asked: Asked, parent: str) -> AssetScope:
    found = AssetScope.of(asked.store, asked.by_id(parent))
    if found is None:
        raise not_found(f"Requested entity {parent} was not found.")
    return found


def _without_query(asked: Asked) -> None:
    for name in ("query", "orderBy"):
        if asked.parameter(name):
            raise NotAnswered(f"{asked.method.id} with {name} {asked.parameter(name)}")


def _asset_of(content: str, asked: Asked) -> Said:
    """How an asset of a content is said. Raises: NotAnswered for one that is kept nowhere here."""
    if content not in CONTENTS:
        if content.isupper() and content in asked.document.methods["assets.list"].parameters["contentType"]["enum"]:
            raise NotAnswered(f"{asked.method.id} with the content {content}")
        raise bad_request(f"Invalid value at 'content_type': {content}")

    def said(asked: Asked, scope: AssetScope, source: AssetSource, item: StoredResource) -> Object | None:
        asset = _head(scope, source, item)
        if content == RESOURCE:
            return {**asset, "resource": _resource(asked, scope, source, item)}
        if content != POLICY:
            return asset
        policy = policy_of(source.holder(asked.store, item)) if source.has_policy else {}
        return {**asset, "iamPolicy": policy} if policy.get("bindings") or policy.get("auditConfigs") else None

    return said


def _head(scope: AssetScope, source: AssetSource, item: StoredResource) -> Object:
    record = record_of(item.fields)
    return {
        "name": source.name_of(item),
        "assetType": source.type,
        "ancestors": scope.ancestors(item),
        "updateTime": record.get("updated") or clock(),
    }


def _resource(asked: Asked, scope: AssetScope, source: AssetSource, item: StoredResource) -> Object:
    ancestors = scope.ancestors(item)
    above = ancestors[0] if ancestors and ancestors[0] not in source.name_of(item) else "".join(ancestors[1:2])
    known = source.document
    return {
        "version": known.version,
        "discoveryDocumentUri": f"https://{known.api}/$discovery/rest",
        "discoveryName": source.message,
        "parent": f"{MANAGER}/{above}",
        "data": source.content(asked, item),
        "location": _location(item, source.content(asked, item)),
    }


def _location(item: StoredResource, content: Object) -> str:
    """As the inventory has it: in small letters, `global` for what is nowhere else."""
    found = PLACE.search(item.name)
    text = str(content.get("location") or content.get("locationId") or content.get("region") or "")
    return (found[1] if found else text.rsplit("/", 1)[-1] or "global").lower()


def _result(asked: Asked, scope: AssetScope, source: AssetSource, item: StoredResource) -> Object:
    content, ancestors, record = source.content(asked, item), scope.ancestors(item), record_of(item.fields)
    keys = sorted(set(KEY.findall(json.dumps(content)))) if source.type != "cloudkms.googleapis.com/CryptoKey" else []
    said: Object = {
        "name": source.name_of(item),
        "assetType": source.type,
        "project": next((each for each in ancestors if each.startswith("projects/")), ""),
        "folders": [each for each in ancestors if each.startswith("folders/")],
        "organization": next((each for each in ancestors if each.startswith("organizations/")), ""),
        "displayName": str(content.get("displayName") or item.name.rsplit("/", 1)[-1]),
        "location": _location(item, content),
        "labels": content.get("labels") if isinstance(content.get("labels"), dict) else {},
        "kmsKeys": keys,
        "createTime": record.get("created"),
        "updateTime": record.get("updated"),
    }
    return {name: value for name, value in said.items() if value}


def _policy_result(asked: Asked, scope: AssetScope, source: AssetSource, item: StoredResource) -> Object | None:
    policy = policy_of(source.holder(asked.store, item)) if source.has_policy else {}
    if not policy.get("bindings"):
        return None
    searched = {name: _result(asked, scope, source, item).get(name) for name in ("project", "folders", "organization")}
    whose = {name: value for name, value in searched.items() if value}
    return {"resource": source.name_of(item), "assetType": source.type, **whose, "policy": policy}


def _in_snake(asset: Object) -> Object:
    """How an export writes what the API calls in camel case; a resource's own data stays as it is."""
    names = {"assetType": "asset_type", "updateTime": "update_time", "iamPolicy": "iam_policy"}
    inner = {"discoveryDocumentUri": "discovery_document_uri", "discoveryName": "discovery_name"}
    whole = {names.get(name, name): value for name, value in asset.items()}
    if "resource" in whole:
        whole["resource"] = {inner.get(name, name): value for name, value in whole["resource"].items()}
    return whole


SERVICE = Service(
    "cloudasset.v1",
    handlers={
        "assets.list": _list,
        "v1.searchAllResources": _search,
        "v1.searchAllIamPolicies": _search_policies,
        "v1.exportAssets": _export,
    },
    package="google.cloud.asset.v1",
)
