"""Requests that Google's discovery documents allow, and such that they don't: each is answered as Google answers.

400 of them; `LANDFAST_FUZZ=5000` is the long run.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wired import PROJECT, REGION, Asking, wired

from landfast.rehearsal.cloud.documents import ApiDocument, Schema, document
from landfast.rehearsal.doors.wire import Request
from landfast.rehearsal.doors.wire.services import SERVICES

USUAL = 400
REQUESTS = int(os.environ.get("LANDFAST_FUZZ") or USUAL)
METHODS = sorted((service.document, id_) for service in SERVICES for id_ in document(service.document).methods)
# What stands, what doesn't, and what is no name at all.
NAMES = (PROJECT, REGION, "r", "x", "x-1", "europe-west4-a", "global", "-", "1", "..", "%2e%2e", "ü", "")
WHOLE = (
    f"projects/{PROJECT}",
    f"projects/{PROJECT}/locations/{REGION}",
    f"projects/{PROJECT}/locations/{REGION}/keyRings/r",
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TEXTS = st.sampled_from(
    (*NAMES, *WHOLE, "2026-01-01T00:00:00Z", "3600s", "user:a@b.example", "10.0.0.0/8", "*")
) | st.text(max_size=8)
DEEPEST = 3


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with wired(tmp_path_factory.mktemp("wire")) as found:
        asking = Asking(found)
        asking.project()
        for service in SERVICES:
            url = f"https://serviceusage.googleapis.com/v1/projects/{PROJECT}/services/{document(service.document).api}:enable"
            found.answer(Request.of("POST", url, {}, b""))
        asking.ask("POST", f"https://cloudkms.googleapis.com/v1/{WHOLE[1]}/keyRings?keyRingId=r")
        yield asking


def _value(draw: st.DrawFn, known: ApiDocument, schema: Schema, depth: int) -> Any:
    """Mostly of the type that the document says."""
    if draw(st.integers(0, 15)) == 0:
        return draw(JSON)
    whole = known.resolved(schema)
    if "enum" in whole:
        return draw(st.sampled_from(whole["enum"]))
    if whole.get("type") == "array":
        count = draw(st.integers(0, 2)) if depth else 0
        return [_value(draw, known, whole["items"], depth - 1) for _ in range(count)]
    if whole.get("type") == "object":
        return _message(draw, known, whole, depth - 1)
    plain = {"boolean": st.booleans(), "integer": st.integers(-1, 2**31), "number": st.floats(0, 9)}
    return draw(plain.get(whole.get("type", ""), TEXTS))


def _message(draw: st.DrawFn, known: ApiDocument, schema: Schema, depth: int) -> Any:
    properties, more = schema.get("properties", {}), schema.get("additionalProperties")
    if depth <= 0:
        return {}
    if more is not None:
        return {draw(st.sampled_from(NAMES)): _value(draw, known, more, depth)}
    if not properties:
        return {}
    names = draw(st.lists(st.sampled_from(sorted(properties)), max_size=5, unique=True))
    return {name: _value(draw, known, properties[name], depth) for name in names}


def _path(draw: st.DrawFn, path: str, parameters: Any) -> str:
    for parameter, schema in parameters.items():
        pattern = str(schema.get("pattern") or "").strip("^$")
        if pattern and draw(st.integers(0, 7)):
            value = re.sub(r"\[\^/\]\+|\.\*", lambda _match: draw(st.sampled_from(NAMES)), pattern)
        else:
            value = draw(st.sampled_from((*NAMES, *WHOLE)))
        path = path.replace(f"{{+{parameter}}}", value).replace(f"{{{parameter}}}", value)
    return path


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, object]:
    name, id_ = draw(st.sampled_from(METHODS))
    known = document(name)
    method = known.methods[id_]
    asked = [each for each, schema in method.parameters.items() if schema.get("location") == "query"]
    query = (
        {each: draw(TEXTS) for each in draw(st.lists(st.sampled_from(asked), max_size=3, unique=True))} if asked else {}
    )
    if draw(st.integers(0, 9)) == 0:
        query |= draw(st.sampled_from(({"fields": "a(b"}, {"fields": "items("}, {"pageSize": "-1"}, {"$alt": "media"})))
    content = _message(draw, known, known.schema(method.request), DEEPEST) if draw(st.integers(0, 9)) else draw(JSON)
    words = f"?{urlencode(query)}" if query else ""
    return method.verb, f"{known.root}{quote(_path(draw, method.path, method.parameters), safe='/:%')}{words}", content


# The long run looks elsewhere each time.
@settings(max_examples=REQUESTS, suppress_health_check=list(HealthCheck), derandomize=REQUESTS <= USUAL)
@given(requests())
def test_whatever_comes_is_answered_with_a_status_and_a_body(wire: Asking, asked: tuple[str, str, object]) -> None:
    """An answer of 500 would be a fault of this program's own: `wired` fails on one, and on what no document has."""
    verb, url, content = asked
    body = (
        b"" if content is None else repr(content).encode() if isinstance(content, str) else json.dumps(content).encode()
    )
    response = wire.wire.answer(Request.of(verb, url, {}, body))
    assert response.status in (200, 204, 400, 401, 403, 404, 409, 412, 501), (response.status, response.body)
    if response.status >= 400:
        assert set(response.json()["error"]) >= {"code", "message", "status"}
