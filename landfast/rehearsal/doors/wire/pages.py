"""Lists: what stands in a collection, filtered, a page at a time."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from landfast.provider.values import Object
from landfast.rehearsal.cloud.documents import NO_SCHEMA, Schema
from landfast.rehearsal.cloud.payload import snake
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Collection
from landfast.rehearsal.doors.wire.problems import NotAnswered
from landfast.rehearsal.doors.wire.translate import schema_of

# What a page holds where nobody says how much, and at most.
USUAL, MOST = 100, 1000
SIZES = ("pageSize", "maxResults")
T = TypeVar("T")
# `labels.env:dev`, `state = "ENABLED"`: what filters of all APIs have in common (https://google.aip.dev/160).
TERM = re.compile(r'\s*(?P<open>\(\s*)?([A-Za-z_][\w.]*)\s*(!=|=|:)\s*("[^"]*"|[^\s()"]+)\s*(?(open)\)\s*)')


def listed(asked: Asked) -> Object:
    """A page of a collection."""
    return page_of(asked, asked.path, asked.collection)


def page_of(asked: Asked, path: str, collection: Collection) -> Object:
    """A page of what stands under a path, `projects/p/locations/-/keyRings` being those of all locations."""
    found, more = _page(asked, path, collection)
    answer: Object = {}
    name, properties = _items(asked, collection)
    if "default" in properties.get("kind", NO_SCHEMA):
        answer["kind"] = properties["kind"]["default"]
    if found:
        inner = asked.document.resolved(properties[name]["items"]).get("properties", {})
        # Lists of some APIs tell less of each.
        answer[name] = [{key: value for key, value in each.items() if key in inner} for each in found]
    return answer | more


def size_of(asked: Asked) -> int:
    """Raises: Refusal (400)."""
    text = next((value for name in SIZES if (value := asked.parameter(name))), "0")
    if not re.fullmatch(r"\d{1,9}", text):
        raise bad_request(f"Invalid value for page size: {text}.")
    return min(int(text) or USUAL, MOST)


def after(asked: Asked) -> str:
    """The name that a page begins after. Raises: Refusal (400) for a token that is none."""
    token = asked.parameter("pageToken")
    if not token:
        return ""
    try:
        return base64.urlsafe_b64decode(token.encode()).decode()
    except (binascii.Error, ValueError):
        raise bad_request("The provided page token is invalid.", "invalidParameter") from None


def token_for(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode()


def paged(asked: Asked, items: Iterable[T], name: Callable[[T], str]) -> tuple[list[T], Object]:
    """A page of what has names of its own, in their order; and the token of the next, if there is one."""
    begin, size = after(asked), size_of(asked)
    return _cut(sorted((item for item in items if name(item) > begin), key=name), size, name)


def stored_page(asked: Asked, kind: str, under: str = "") -> tuple[list[StoredResource], Object]:
    """A page of what the store has of a kind in the project, whose names begin so; and the token of the next."""
    size = size_of(asked)
    return _cut(asked.store.page(kind, asked.project, under, after(asked), size + 1), size, lambda item: item.name)


def _cut(left: Sequence[T], size: int, name: Callable[[T], str]) -> tuple[list[T], Object]:
    page = list(left[:size])
    return page, {"nextPageToken": token_for(name(page[-1]))} if len(left) > size else {}


def matches(asked: Asked, content: Object) -> bool:
    """Whether a content is what `filter` asks for. Raises: NotAnswered for filters of a language of their own."""
    return all(holds(content, *term) for term in terms_of(asked))


def _page(asked: Asked, path: str, collection: Collection) -> tuple[list[Object], Object]:
    """Contents, and the token of the next page, if there is one."""
    size, found, last = size_of(asked), list[Object](), ""
    for item in _standing(asked, path, collection):
        content = content_of(asked, item, collection)
        if not matches(asked, content):
            continue
        if len(found) == size:
            return found, {"nextPageToken": token_for(last)}
        found.append(content)
        last = item.name
    return found, {}


def _standing(asked: Asked, path: str, collection: Collection) -> Iterator[StoredResource]:
    """In the order of their names, a page of the store at a time."""
    path = asked.in_store(collection, path)
    if asked.parameter("orderBy"):
        raise NotAnswered(f"{asked.method.id} with orderBy")
    form = re.compile("/[^/]+/".join(map(re.escape, path.split("/-/"))) + "/[^/]+")
    under, begin = path.partition("/-/")[0] + "/", after(asked)
    while True:
        page = asked.store.page(collection.kind, asked.project or None, under, begin, MOST)
        yield from (item for item in page if form.fullmatch(item.name))
        if len(page) < MOST:
            return
        begin = page[-1].name


def _items(asked: Asked, collection: Collection) -> tuple[str, Any]:
    """The property of a list's answer that holds what is listed; and all properties."""
    properties = asked.document.schema(asked.method.response).get("properties", {})
    if collection.items:
        return collection.items, properties
    wanted = schema_of(asked.service, collection)
    lists = {name: each["items"] for name, each in properties.items() if each.get("type") == "array"}
    own = [name for name, items in lists.items() if items.get("$ref") == wanted]
    return next(iter(own or _objects(lists)), "items"), properties


def _objects(lists: dict[str, Schema]) -> list[str]:
    return [name for name, items in lists.items() if "$ref" in items or "properties" in items]


def terms_of(asked: Asked) -> Iterator[tuple[str, str, str]]:
    """The terms of `filter`: path, operator, value. Raises: NotAnswered for what is more than that."""
    text, end = asked.parameter("filter"), 0
    while end < len(text):
        found = TERM.match(text, end)
        if found is None:
            raise NotAnswered(f"{asked.method.id} with the filter {text}")
        yield found[2], found[3], found[4].strip('"')
        end = found.end()
        joined = re.compile(r"AND\s+|and\s+").match(text, end)
        end = joined.end() if joined else end


def holds(content: Object, path: str, operator: str, wanted: str) -> bool:
    """Whether a term of a filter is true of a content."""
    value: Any = content
    for name in [path] if path in content else path.split("."):
        value = (
            next((value[key] for key in value if snake(key) == snake(name)), None) if isinstance(value, dict) else None
        )
    if wanted == "*":
        return value is not None
    values = value if isinstance(value, list) else [value]
    texts = [str(each).lower() if isinstance(each, bool) else str(each) for each in values if each is not None]
    found = wanted in texts or (operator == ":" and any(wanted.lower() in text.lower() for text in texts))
    return found != (operator == "!=")
