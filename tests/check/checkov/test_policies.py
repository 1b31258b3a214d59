"""Policies that a person gives to checkov: all of them run, or it is an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from checkov_folders import POLICY, folder, found, policies

from landfast.core.errors import InputError
from landfast.jobs.check import CheckRequest
from landfast.jobs.check import check as check_job

GRAPH = "metadata: {{id: {id}, name: Ensure {id}, category: NETWORKING}}\ndefinition: {definition}\n"
NAMED = "{cond_type: attribute, resource_types: [google_storage_bucket], attribute: name, operator: equals, value: x}"


def test_policies_of_a_folder_run_or_are_an_error(tmp_path: Path) -> None:
    asked = policies(tmp_path, {
        "good/python.py": POLICY.format(id="CKV_T_1", body="return CheckResult.FAILED"),
        "good/graph.yaml": GRAPH.format(id="CKV2_T_2", definition=NAMED),
        "crash.py": POLICY.format(id="CKV_T_3", body="return conf['nothing']"),
        "README.md": "what they are for",
    })  # fmt: skip
    report = check_job(CheckRequest(path=folder(tmp_path), checkov_policies=asked)).report
    assert not report.problems
    assert {("CKV_T_1", 3), ("CKV2_T_2", 3), ("CKV_T_3", 3)} <= set(report.ran.items())
    untold = ("CKV_T_3", "google_storage_bucket.untold", True)
    assert {("CKV_T_1", untold[1], False), ("CKV2_T_2", untold[1], False), untold} <= found(report)
    assert any("crashed (KeyError: 'nothing')" in f.message for f in report.findings)


def test_policies_that_do_not_load_are_errors(tmp_path: Path) -> None:
    bad = {
        "syntax.py": "def",
        "raises.py": "1 / 0",
        "nothing.py": "x = 1",
        "taken.py": POLICY.format(id="CKV_GCP_29", body="return CheckResult.PASSED"),
        "taken.json": json.dumps({"metadata": {"id": "CKV2_GCP_2", "name": "n", "category": "NETWORKING"},
                                  "definition": {"cond_type": "attribute", "resource_types": ["google_storage_bucket"],
                                                 "attribute": "name", "operator": "exists"}}),
        "broken.yaml": "metadata: [",
        "bare.yaml": "a: 1",
        "operator.yaml": GRAPH.format(id="CKV2_T_1", definition="{cond_type: attribute, operator: nonsense}"),
    }  # fmt: skip
    report = check_job(CheckRequest(path=folder(tmp_path), checkov_policies=policies(tmp_path, bad))).report
    told = {Path(problem.path).name for problem in report.problems}
    assert told == set(bad), report.problems
    assert report.exit_code("critical") == 2


@pytest.mark.parametrize("files", [{}, {"policy.rego": "package x", "a.py": "x = 1"}])
def test_a_folder_with_what_is_no_policy_is_refused(tmp_path: Path, files: dict[str, str]) -> None:
    asked = policies(tmp_path, {"README.md": "", **files})
    with pytest.raises(InputError, match=r"holds no policy|is no policy"):
        check_job(CheckRequest(path=folder(tmp_path), checkov_policies=asked))
