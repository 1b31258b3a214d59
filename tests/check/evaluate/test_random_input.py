"""Random expressions, texts and documents: nothing raises, and nothing passes by being strange."""

from __future__ import annotations

import copy
import json
import sys
from typing import Any

import repository
from check_folders import check_documents
from evaluated_body import BODY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landfast.check import Document, PolicyContext, to_json
from landfast.check.evaluate.modules import Module
from landfast.policies.values import Unknown

EXPRESSIONS = st.recursive(
    st.sampled_from(
        ["var.here", "var.unset", "local.codes", "local.circle", "1", '"EU"', "null", "true", "each.key", "x.y.z", "[]",
         "{}", "google_storage_bucket.many[*].name", "google_project.p.number",
         "data.google_client_config.me.zone"]
    ),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["+", "-", "*", "/", "%", "==", "!=", "<", "&&", "||"]), inner, inner).map(
            lambda parts: f"({parts[1]} {parts[0]} {parts[2]})"
        ),
        st.tuples(
            st.sampled_from(["upper", "join", "concat", "merge", "format", "lookup", "element", "toset", "jsonencode",
                             "flatten", "try", "coalesce", "setproduct", "slice", "sum", "substr", "title", "zipmap",
                             "range", "index", "values", "base64decode", "tonumber", "nothing"]),
            st.lists(inner, max_size=3),
        ).map(lambda parts: f"{parts[0]}({', '.join(parts[1])})"),
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} ? {parts[1]} : {parts[2]})"),
        st.tuples(inner, inner).map(lambda parts: f"[for k, v in {parts[0]} : {parts[1]}]"),
        st.tuples(inner, inner).map(lambda parts: f"{{for k, v in {parts[0]} : k => {parts[1]}}}"),
        st.tuples(inner, inner).map(lambda parts: f"{parts[0]}[{parts[1]}]"),
        inner.map(lambda text: f'"a${{{text}}}b"'),
        inner.map(lambda text: f"-{text}"),
    ),
    max_leaves=12,
)  # fmt: skip
FAST = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@FAST
@given(EXPRESSIONS)
def test_random_expressions_never_raise(text: str) -> None:
    module = Module(Document("t", BODY))
    found = module.evaluate("${" + text + "}", module.scope)
    assert (
        found is None or isinstance(found, str | int | float | bool | list | dict | Unknown) or hasattr(found, "values")
    )


@FAST
@given(st.text(alphabet='${}%"\\[]().,:=>?!&|+-*/ \nabfor if in elsendif0123456789~', max_size=60))
def test_random_text_never_raises(text: str) -> None:
    module = Module(Document("t", BODY))
    module.evaluate(text, module.scope)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=True) | st.text(max_size=8)
    | st.sampled_from(["${each.value}", "${local.a}", "${var.b}", "EU", "europe-west4", "${", "allUsers", "%{if"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["resource", "data", "provider", "locals", "variable", "module", "terraform", "backend", "cloud",
             "google", "google_storage_bucket", "google_project", "google_pubsub_topic", "google_iam_policy",
             "a", "b", "location", "for_each", "count", "dynamic", "content", "lifecycle_rule", "labels",
             "default", "alias", "binding", "members", "message_storage_policy", "allowed_persistence_regions",
             "resource_changes", "change", "after", "after_unknown", "address", "type", "mode", "actions",
             "planned_values", "configuration", "root_module", "resources", "expressions", "provider_config",
             "prior_state", "values", "policy_data"]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=25,
)  # fmt: skip
TODAY_CONTEXT = PolicyContext("eu", special_categories=True, protected=True)


@FAST
@given(JSON)
def test_random_documents_never_raise_and_are_never_clean_by_being_empty(body: Any) -> None:
    report = check_documents([Document("d", body)], TODAY_CONTEXT)
    json.dumps(to_json(report))
    if report.coverage.resources == 0 and report.exit_code() == 0:
        # Only a plan that removes everything has rightly nothing to judge.
        assert body["resource_changes"]
        assert all(change["change"]["actions"] in (["delete"], ["forget"]) for change in body["resource_changes"])


@FAST
@given(
    st.dictionaries(st.sampled_from(["name", "location", "encryption", "labels", "lifecycle_rule", "logging"]), JSON)
)
def test_bucket_of_random_values_passes_residency_only_in_the_area(values: dict[str, Any]) -> None:
    body = {"resource": {"google_storage_bucket": {"b": values}}}
    report = check_documents([Document("d", body)], TODAY_CONTEXT)
    breached = {finding.path for finding in report.findings if finding.rule.id.startswith("LF-RES-00")}
    location = values.get("location")
    # A list of places is read one by one (Terraform itself refuses a list here).
    places = location if isinstance(location, list) else [location]
    fine = bool(places) and all(isinstance(place, str) and place in ("EU", "europe-west4") for place in places)
    assert fine or any(path.startswith("location") for path in breached)


def test_deep_nesting_is_a_finding_and_not_a_crash() -> None:
    depth = sys.getrecursionlimit() - 200
    nested: Any = "x"
    for _ in range(depth):
        nested = [nested]
    report = check_documents(
        [Document("d", {"resource": {"google_storage_bucket": {"b": {"location": nested}}}})], TODAY_CONTEXT
    )
    assert any(finding.path.startswith("location") for finding in report.findings)


FIXTURES = [json.loads(path.read_text()) for path in sorted(repository.FIXTURES.glob("*.tf.json"))]


def leaves(value: Any) -> list[tuple[Any, Any]]:
    """(container, key) of everything inside a value."""
    found: list[tuple[Any, Any]] = []
    stack = [value]
    while stack:
        current = stack.pop()
        items = (
            current.items() if isinstance(current, dict) else enumerate(current) if isinstance(current, list) else ()
        )
        for key, inner in items:
            found.append((current, key))
            stack.append(inner)
    return found


@settings(FAST, max_examples=400)
@given(st.data())
def test_rules_take_any_value_anywhere(data: st.DataObject) -> None:
    body = copy.deepcopy(data.draw(st.sampled_from(FIXTURES)))
    del body["//"]
    for _ in range(data.draw(st.integers(1, 3))):
        places = leaves(body)
        container, key = places[data.draw(st.integers(0, len(places) - 1))]
        container[key] = data.draw(JSON)
    json.dumps(to_json(check_documents([Document("d", body)], TODAY_CONTEXT)))
