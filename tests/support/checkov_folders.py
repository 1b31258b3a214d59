"""Terraform that checkov has something to say of, and folders of policies for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from landfast.check import Report

BUCKET = {"location": "europe-west4", "uniform_bucket_level_access": True, "public_access_prevention": "enforced"}
# What checkov alone drops or fails to read: a dynamic block, a required version, references, repetition.
TRAPS: dict[str, Any] = {
    "terraform": {"required_version": ">= 1.5"},
    "variable": {"anything": {"type": "string"}},
    "locals": {"open": False},
    "resource": {
        "google_storage_bucket": {
            "each": {
                **BUCKET,
                "for_each": {"a": "x", 'b"]': "y"},
                "name": "bucket-${each.value}",
                "uniform_bucket_level_access": "${local.open}",
                "dynamic": {"versioning": {"for_each": [True], "content": {"enabled": "${versioning.value}"}}},
            },
            "untold": {**BUCKET, "name": "untold", "uniform_bucket_level_access": "${var.anything}"},
        },
        "google_compute_firewall": {
            "two": {
                "count": 2,
                "name": "two-${count.index}",
                "network": "n",
                "source_ranges": ["0.0.0.0/0"],
                "dynamic": {"allow": {"for_each": ["22"], "content": {"protocol": "tcp", "ports": ["${allow.value}"]}}},
            }
        },
    },
}
POLICY = """
from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
class Policy(BaseResourceCheck):
    def __init__(self):
        super().__init__(name="Ensure {id}", id="{id}", categories=[CheckCategories.GENERAL_SECURITY],
                         supported_resources=["google_storage_bucket"])
    def scan_resource_conf(self, conf):
        {body}
Policy()
"""


def folder(tmp_path: Path, content: Mapping[str, Any] = TRAPS) -> Path:
    path = tmp_path / "infrastructure"
    path.mkdir(exist_ok=True)
    (path / "main.tf.json").write_text(json.dumps(content))
    return path


def policies(tmp_path: Path, files: Mapping[str, str]) -> Path:
    path = tmp_path / "policies"
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    return path


def found(report: Report, prefix: str = "CKV") -> set[tuple[str, str, bool]]:
    return {(f.rule.id, f.address, f.unknown) for f in report.findings if f.rule.id.startswith(prefix)}
