"""The evaluator: expressions, references, repetition; and that nothing random makes it raise or pass in silence."""

from __future__ import annotations

from typing import Any

import pytest
from check_folders import check_documents
from evaluated_body import BODY

from landfast.check import Document, PolicyContext
from landfast.check.evaluate.modules import Module
from landfast.policies.values import GAP, Unknown

KEY = "projects/p/locations/europe-west4/keyRings/ring/cryptoKeys/key"


def value(text: str) -> Any:
    module = Module(Document("t", BODY))
    return module.evaluate(text, module.scope)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain {text}", "plain {text}"),
        ("$${escaped} %%{too}", "${escaped} %{too}"),
        ("${var.here}", "europe-west4"),
        ("in ${var.here}!", "in europe-west4!"),
        ("${local.codes[1]}", "US"),
        ("${local.codes.0}", "EU"),
        ("${local.map.k.z[0]}", "q"),
        ("${local.map[\"k\"]}", {"z": ["q"]}),
        ("${1 + 2 * 3 - -4 / 2}", 9),
        ("${7 % 4 >= 3 && !(1 == 2) || false}", True),
        ('${var.here == "x" ? "a" : "b"}', "b"),
        ("${[for c in local.codes : lower(c) if c != \"US\"]}", ["eu"]),
        ("${{for k, v in local.map : upper(k) => v.z[0]}}", {"K": "q"}),
        ("${{for c in local.codes : length(c) => c...}}", {"2": ["EU", "US"]}),
        ("${{a = 1, \"b\" : [true, null], (var.here) = 2}}", {"a": 1, "b": [True, None], "europe-west4": 2}),
        ('a ${"q ${var.here} \\"x\\" \\u00e9"}', 'a q europe-west4 "x" é'),
        ("%{ if 1 < 2 }yes%{ else }no%{ endif }", "yes"),
        ('${format("%s-%03d-%%", var.here, 7)}', "europe-west4-007-%"),
        ('${join(",", concat(["a"], local.codes))}', "a,EU,US"),
        ('${merge({a = 1}, {a = 2})["a"]}', 2),
        ('${lookup({a = "b"}, "z", "default")}', "default"),
        ("${element(local.codes, 3)}", "US"),
        ('${replace(var.here, "west", "east")}', "europe-east4"),
        ("${coalesce(null, \"\", \"c\")}", "c"),
        ('${try(local.codes[9], local.none, "fallback")}', "fallback"),
        ("${can(local.codes[9])}", False),
        ('${jsonencode({b = 1, a = ["x"]})}', '{"a":["x"],"b":1}'),
        ('${jsondecode("{\\"a\\": [1]}").a[0]}', 1),
        ('${contains(local.codes, "EU")}', True),
        ("${sort(tolist(toset([\"b\", \"a\", \"b\"])))}", ["a", "b"]),
        ("${flatten([[1, [2]], 3])}", [1, 2, 3]),
        ("${zipmap([\"a\"], [1])}", {"a": 1}),
        ("${max([1, 5, 3]...)}", 5),
        ('${split("-", var.here)[1]}', "west4"),
        ("${range(3)}", [0, 1, 2]),
        ("${google_kms_crypto_key.k.id}", KEY),
        ("${google_service_account.s.member}", "serviceAccount:me@p.iam.gserviceaccount.com"),
        ("${google_service_account.u.email}", "me@other.iam.gserviceaccount.com"),
        ("${google_project.p.id}", "projects/pp"),
        ('${google_storage_bucket.each["a"].url}', "gs://x-a"),
        ("${google_storage_bucket.many[1].name}", "y-1"),
        ("${google_storage_bucket.many[*].name}", ["y-0", "y-1"]),
        ("${values(google_storage_bucket.each)[*].location}", ["EU", "EU"]),
        ("${data.google_client_config.me.region}", "europe-west1"),
        ("${data.google_project.mine.project_id}", "p"),
        ("${var.unset == \"a\" ? \"same\" : \"same\"}", "same"),
        ("${false && var.unset}", False),
    ],
)  # fmt: skip
def test_expression_has_the_value_that_terraform_gives_it(text: str, expected: Any) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("${var.unset}", "variable unset has no default"),
        ("${var.nowhere}", "not declared"),
        ("${local.circle}", "refers to itself"),
        ("${local.codes[2]}", "no item 2"),
        ("${local.map.none}", "no none in the object"),
        ("${google_project.p.number}", "known after apply"),
        ("${google_project.q.number}", "not declared"),
        ("${google_storage_bucket.unsure[0].name}", "google_storage_bucket.unsure is not known: "),
        ("${module.m.out}", "made by a module"),
        ("${path.module}", "when Terraform runs"),
        ("${file(\"x\")}", "no folder is known"),
        ("${uuid()}", "function uuid is not evaluated (chance)"),
        ("${upper()}", "takes 1 arguments"),
        ("${1 / 0}", "by zero"),
        ("${upper(", "can't be parsed"),
        ("${" + "(" * 200 + "1" + ")" * 200 + "}", "nested deeper"),
        ("${var.unset ? \"EU\" : \"US\"}", "variable unset has no default"),
        ("${[for x in var.unset : x]}", "variable unset has no default"),
        ("${" + "x" * 300_000 + "}", "longer than 256 KiB"),
        ("${range(0, 10000000)}", "more than 1024"),
    ],
)  # fmt: skip
def test_what_can_not_be_told_is_unknown_with_the_reason(text: str, reason: str) -> None:
    found = value(text)
    assert isinstance(found, Unknown)
    assert reason in found.reason


def test_string_with_an_unknown_part_keeps_the_rest() -> None:
    found = value("projects/${google_project.p.number}/locations/europe-west4")
    assert found.text == f"projects/{GAP}/locations/europe-west4"
    assert found.references == ("google_project.p.number",)


def test_long_chains_and_doubling_locals_end() -> None:
    chain = {f"c{n}": f"${{local.c{n + 1}}}" for n in range(5000)}
    double = {f"d{n}": f"${{local.d{n + 1}}}${{local.d{n + 1}}}" for n in range(39)} | {"d39": "x"}
    lists = {f"l{n}": f"${{[local.l{n + 1}, local.l{n + 1}]}}" for n in range(38)} | {"l38": ["x"]}
    module = Module(Document("t", {"locals": chain | double | lists}))
    for text in ("${local.c0}", "${local.d0}", "${jsonencode(local.l0)}", "${local.l0 == local.l1}"):
        assert isinstance(module.evaluate(text, module.scope), Unknown)


def test_dynamic_blocks_expand_nest_and_join_static_ones() -> None:
    bucket = {
        "location": "EU",
        "lifecycle_rule": {"condition": {"age": 1}},
        "dynamic": {
            "lifecycle_rule": {
                "for_each": {"a": 2},
                "iterator": "rule",
                "content": {"condition": {"age": "${rule.value}"}, "dynamic": {"action": [
                    {"for_each": "${[rule.key]}", "content": {"type": "${action.value}"}},
                ]}},
            }
        },
    }  # fmt: skip
    module = Module(Document("t", {"resource": {"google_storage_bucket": {"b": bucket}}}))
    made = module.made("managed", "google_storage_bucket", "b")
    assert not isinstance(made, Unknown)
    assert made[0][1].values.get("lifecycle_rule") == [
        {"condition": {"age": 1}},
        {"condition": {"age": 2}, "action": [{"type": "a"}]},
    ]


@pytest.mark.parametrize(
    "resource",
    [
        {"google_storage_bucket": {"b": [{"location": "EU"}, {"location": "US"}]}},
        {"google_storage_bucket": [{"b": {"location": "US"}}, {"b": {"location": "EU"}}]},
        [{"google_storage_bucket": {"b": {"location": "US"}}}, {"google_storage_bucket": {"b": {"location": "EU"}}}],
    ],
)
def test_block_declared_twice_is_judged_twice(resource: Any) -> None:
    report = check_documents([Document("d", {"resource": resource})], PolicyContext("eu"))
    assert report.coverage.resources == 2
    assert any(finding.rule.id == "LF-RES-001" for finding in report.findings)


def test_ephemeral_resource_of_unknown_type_is_a_finding() -> None:
    report = check_documents([Document("d", {"ephemeral": {"google_made_up": {"v": {}}}})], PolicyContext("eu"))
    assert {"LF-COV-001"} == {f.rule.id for f in report.findings if f.address.startswith("ephemeral.")}


def test_what_is_written_as_null_is_no_attribute() -> None:
    body = {
        "location": "EU",
        "name": None,
        "labels": "${null}",
        "dynamic": {"logging": {"for_each": ["x"], "content": {}}},
    }
    module = Module(Document("d", {"resource": {"google_storage_bucket": {"b": body}}}))
    made = module.made("managed", "google_storage_bucket", "b")
    assert not isinstance(made, Unknown)
    assert dict(made[0][1].values.items()) == {"location": "EU", "logging": [{}]}
