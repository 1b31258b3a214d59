"""Writes a Terraform folder of any size, as JSON and as HCL, for measuring whole runs: ours and others' on the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FORMS = (".tf.json", ".tf")
_IN_ONE_FILE = 500
_BLOCKS = frozenset({"action", "condition", "encryption", "lifecycle_rule", "default_encryption_configuration",
                     "message_storage_policy", "replication", "replicas", "user_managed",
                     "customer_managed_encryption"})  # fmt: skip

_HEAD: Mapping[str, Any] = {
    "terraform": {"required_version": ">= 1.5", "backend": {"gcs": {"bucket": "bench-state"}}},
    "variable": {"region": {"default": "europe-west4"}},
    "locals": {"labels": '${merge({controller = "acme"}, {purpose = "bench"})}'},
    "provider": {"google": {"project": "bench", "region": "${var.region}"}},
    "resource": {
        "google_storage_bucket": {"state": {"name": "bench-state", "location": "${var.region}"}},
        "google_kms_key_ring": {"keys": {"name": "keys", "location": "${var.region}"}},
        "google_kms_crypto_key": {"data": {"name": "data", "key_ring": "${google_kms_key_ring.keys.id}"}},
    },
}


def write_input(folder: Path, resources: int, form: str) -> int:
    """Writes at least `resources` resources to an empty `folder` as `.tf.json` or `.tf`; their number.

    What they say is the same in both forms: locals, references, a function, nested blocks.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write = _json if form == ".tf.json" else _hcl
    (folder / f"main{form}").write_text(write(_HEAD), encoding="utf-8")
    made = sum(len(named) for named in _HEAD["resource"].values())
    number = 0
    while made < resources:
        body: dict[str, Any] = {}
        count = 0
        while made + count < resources and count < _IN_ONE_FILE:
            for type_, resource in _group(number):
                body.setdefault(type_, {})[f"r{number}"] = resource
                count += 1
            number += 1
        (folder / f"part{number:06}{form}").write_text(write({"resource": body}), encoding="utf-8")
        made += count
    return made


def _group(number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Five resources as a data platform has them."""
    place, key = "${var.region}", "${google_kms_crypto_key.data.id}"
    common = {"labels": "${local.labels}"}
    yield "google_storage_bucket", {
        "name": f"raw-{number}-${{var.region}}", "location": place, "uniform_bucket_level_access": True,
        "public_access_prevention": "enforced", "encryption": {"default_kms_key_name": key},
        "lifecycle_rule": {"condition": {"age": 30}, "action": {"type": "Delete"}}, **common,
    }  # fmt: skip
    yield "google_bigquery_dataset", {
        "dataset_id": f"set_{number}", "location": place, "default_table_expiration_ms": 86_400_000,
        "default_encryption_configuration": {"kms_key_name": key}, **common,
    }  # fmt: skip
    yield "google_pubsub_topic", {
        "name": f"topic-{number}", "kms_key_name": key, "message_retention_duration": "86400s",
        "message_storage_policy": {"allowed_persistence_regions": [place]}, **common,
    }  # fmt: skip
    yield "google_secret_manager_secret", {
        "secret_id": f"secret-{number}",
        "replication": {"user_managed": {"replicas": {
            "location": place, "customer_managed_encryption": {"kms_key_name": key},
        }}}, **common,
    }  # fmt: skip
    yield "google_storage_bucket_iam_member", {
        "bucket": f"${{google_storage_bucket.r{number}.name}}", "role": "roles/storage.objectViewer",
        "member": "group:data@acme.example",
    }  # fmt: skip


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, indent=2)


def _hcl(body: Mapping[str, Any]) -> str:
    lines: list[str] = []
    for kind, content in body.items():
        labels = {"resource": 2, "variable": 1, "provider": 1}.get(kind, 0)
        for head, inner in _labelled(content, labels, kind):
            lines += [f"{head} {{", *_attributes(inner, "  "), "}", ""]
    return "\n".join(lines)


def _labelled(content: Mapping[str, Any], labels: int, head: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not labels:
        yield head, content
        return
    for label, inner in content.items():
        yield from _labelled(inner, labels - 1, f'{head} "{label}"')


def _attributes(body: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in body.items():
        if name == "backend":
            kind, inner = next(iter(value.items()))
            yield from (f'{indent}backend "{kind}" {{', *_attributes(inner, indent + "  "), f"{indent}}}")
        elif name in _BLOCKS:
            yield from (f"{indent}{name} {{", *_attributes(value, indent + "  "), f"{indent}}}")
        else:
            yield f"{indent}{name} = {_expression(value)}"


def _expression(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_expression, value))}]"
    if isinstance(value, str) and value.startswith("${") and value.endswith("}") and value.count("${") == 1:
        return value[2:-1]
    return json.dumps(value)
