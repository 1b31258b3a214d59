"""checkov as a second opinion: it judges all that landfast evaluated, reaches nothing, and loses nothing in silence."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from checkov_folders import BUCKET, POLICY, TRAPS, folder, found, policies
from repository import ROOT

from landfast.check import Configuration, Document, PolicyContext, check
from landfast.check.checkov import second_opinions
from landfast.check.checkov.ask import ask
from landfast.check.checkov.home import python_of_checkov
from landfast.check.checkov.rules import exceptions, known_checks
from landfast.check.checkov.sanitised import plan_of
from landfast.jobs.check import CheckRequest
from landfast.jobs.check import check as check_job
from landfast.policies import RULES
from landfast.policies.model import Resource
from landfast.stacks.spec import Spec, Waiver, load
from landfast.synth import stacks_of_each
from landfast.targets import find
from tools.reference.variants import EVERYTHING


def test_it_judges_what_checkov_alone_would_lose(tmp_path: Path) -> None:
    report = check_job(CheckRequest(path=folder(tmp_path), checkov=True)).report
    assert not report.problems
    assert report.second.endswith("checks on 5 resources")
    flat = found(report)
    for address in ('google_storage_bucket.each["a"]', r'google_storage_bucket.each["b\"]"]'):
        assert ("CKV_GCP_29", address, False) in flat
        # Versioning is on, though only a dynamic block says so.
        assert ("CKV_GCP_78", address, False) not in flat
        assert report.ran["CKV_GCP_78"] == 3
    assert ("CKV_GCP_29", "google_storage_bucket.untold", True) in flat
    assert {("CKV_GCP_2", f"google_compute_firewall.two[{n}]", False) for n in (0, 1)} <= flat
    finding = next(f for f in report.findings if f.rule.id == "CKV_GCP_29")
    assert (finding.rule.severity, finding.path) == ("high", "uniform_bucket_level_access")
    assert finding.rule.articles == ("32(1)(b)", "25(2)")
    assert finding.source == "main.tf.json:1"


def own_stacks() -> list[list[Configuration]]:
    autopilot = {
        **EVERYTHING,
        "platform": {**EVERYTHING["platform"], "cluster": "autopilot"},
        "environments": {"dev": {}},
    }
    autopilot["repository"] = {"host": "gitlab", "owner": "acme", "name": "churn"}
    specs = [(Spec.model_validate(EVERYTHING), "dev"), (Spec.model_validate(autopilot), "dev")]
    specs.append((load(ROOT / "examples/diagnosis/landfast.yaml"), "prod"))
    answers = stacks_of_each([(spec, environment, find("rehearsal")) for spec, environment in specs])
    return [
        [Configuration(Document(s["name"], s["document"], s["sources"], rehearsal=True)) for s in stacks]
        for stacks in answers
    ]


def test_our_own_stacks_have_no_finding_but_excepted_ones_and_every_exception_is_needed() -> None:
    opinions = second_opinions(own_stacks())
    for opinion in opinions:
        assert not opinion.problems
        assert [(f.rule.id, f.address, f.message) for f in opinion.findings] == []
        assert all(f.waiver and f.waiver.owner == "landfast" and ":" in f.source for f in opinion.excepted)
    used = {id(finding.waiver) for opinion in opinions for finding in opinion.excepted}
    assert [(e.rule, e.type, dict(e.where)) for e in exceptions() if id(e) not in used] == []
    assert opinions[0].text.startswith("checkov 3.")


def test_exceptions_are_for_our_own_stacks_only(tmp_path: Path) -> None:
    bucket = {**BUCKET, "name": "b", "soft_delete_policy": {"retention_duration_seconds": 604800}}
    report = check_job(
        CheckRequest(path=folder(tmp_path, {"resource": {"google_storage_bucket": {"b": bucket}}}), checkov=True)
    ).report
    assert {"CKV_GCP_62", "CKV_GCP_78"} <= {rule for rule, _address, _unknown in found(report)}
    assert not report.waived


def test_whatever_reaches_out_is_kept_from_it_and_told(tmp_path: Path) -> None:
    reach = "import socket; socket.create_connection(('192.0.2.1', 443), 1); return CheckResult.PASSED"
    start = "import subprocess; subprocess.run(['true']); return CheckResult.PASSED"
    asked = policies(tmp_path, {
        "import.py": "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')",
        "scan.py": POLICY.format(id="CKV_T_1", body=reach),
        "process.py": POLICY.format(id="CKV_T_2", body=start),
    })  # fmt: skip
    report = check_job(CheckRequest(path=folder(tmp_path), checkov_policies=asked)).report
    text = "\n".join(map(str, report.problems))
    assert "import.py: is a policy that can't be loaded" in text
    assert "tried to reach out" in text
    assert "192.0.2.1" in text
    assert "subprocess.Popen" in text
    assert ("CKV_T_1", "google_storage_bucket.untold", True) in found(report, "CKV_T")
    assert report.exit_code() == 2


def test_it_needs_no_network_once_installed(tmp_path: Path) -> None:
    """In a network namespace of its own there is none; where the system allows no such thing, uv is kept offline."""
    python_of_checkov()
    command = [sys.executable, "-m", "landfast", "check", str(folder(tmp_path)), "--checkov", "--json"]
    alone = subprocess.run(["unshare", "-rn", "true"], check=False).returncode == 0
    done = subprocess.run(
        [*(["unshare", "-rn"] if alone else []), *command],
        env={**os.environ, "UV_OFFLINE": "1", "HTTPS_PROXY": "http://192.0.2.1:1"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    report = json.loads(done.stdout)["result"]
    assert report["problems"] == []
    assert report["second_opinion"].endswith("checks on 5 resources")


def test_where_it_cannot_be_installed_the_next_step_is_told(tmp_path: Path) -> None:
    nowhere = {"UV_OFFLINE": "1", "UV_CACHE_DIR": str(tmp_path / "uv"), "LANDFAST_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-m", "landfast", "check", str(folder(tmp_path)), "--checkov"],
        env={**os.environ, **nowhere}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "checkov: can't be installed" in done.stderr
    assert "run the same command once with a network, or leave out --checkov" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_resource_that_it_loses_is_an_error() -> None:
    def planned(*modes: str) -> dict[str, Any]:
        resources = [{"address": f"google_storage_bucket.r{n}", "mode": mode, "type": "google_storage_bucket",
                      "name": f"r{n}", "values": {"name": "n"}} for n, mode in enumerate(modes)]  # fmt: skip
        return {"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": [],
                "planned_values": {"root_module": {"resources": resources}}, "configuration": {}}  # fmt: skip

    assert not ask([planned("managed", "managed")]).problems
    (problem,) = ask([planned("managed", "unheard-of")]).problems
    assert (problem.fact, problem.limit.split()[-1]) == ("judged 1 of 2 resources", "google_storage_bucket.r1")
    broken = planned("managed")
    broken["planned_values"]["root_module"]["resources"][0]["values"]["name"] = "\ud800"
    assert [p.fact for p in ask([broken]).problems] == ["could not read what it was given", "judged 0 of 1 resources"]


@pytest.mark.parametrize(
    "values",
    [
        {
            "count": 0,
            "__address__": "elsewhere",
            "virtual_resources": ["x"],
            "start_line": "x",
            "labels": {"a.b/c": "d"},
        },
        {"name": "\ud800", "cors": [{}, "x", None, [["y"]]], "settings": [], "a": float("nan"), "b": 10**400},
        {
            "dynamic": {"x": [{"for_each": [1], "content": {}}]},
            "name": "${google_storage_bucket.r0.id}",
            "": {"": [[]]},
        },
    ],
)
def test_no_value_makes_it_lose_a_resource(values: dict[str, Any]) -> None:
    resources = [
        Resource(f"{type_}.x", type_, values) for type_ in ("google_storage_bucket", "google_sql_database_instance")
    ]
    answer = ask([plan_of(resources)])
    assert not answer.problems
    judged = {verdict.address for verdict in answer.failed}
    assert judged == {"google_storage_bucket.r0", "google_sql_database_instance.r1"}


def test_data_sources_are_judged_too_and_documents_of_one_name_are_kept_apart() -> None:
    binding = {"role": "roles/viewer", "members": ["allUsers"]}
    body = {"data": {"google_iam_policy": {"open": {"binding": [binding]}}}}
    first = Configuration(Document("main", body, {"data.google_iam_policy.open": "stack.py:1"}))
    second = Configuration(Document("main", body, {"data.google_iam_policy.open": "stack.py:2"}))
    found, nothing = second_opinions([[first, second], [Configuration(Document("empty", {"variable": {}}))]])
    judged = [(f.rule.id, f.document, f.address, f.source) for f in found.findings if f.rule.id == "CKV_GCP_113"]
    assert judged == [
        ("CKV_GCP_113", "main", "data.google_iam_policy.open", "stack.py:1"),
        ("CKV_GCP_113", "main#2", "data.google_iam_policy.open", "stack.py:2"),
    ]
    assert (nothing.findings, nothing.problems) == ((), ())


def test_waivers_cover_it_and_are_unused_only_if_it_was_asked() -> None:
    until = dt.date(2100, 1, 1)
    waivers = [Waiver(rule=rule, reason="a good reason", owner="dpo@acme.example", expires=until)
               for rule in ("CKV_GCP_29", "CKV_GCP_11")]  # fmt: skip
    context = PolicyContext("eu", waivers=waivers, today=dt.date(2026, 11, 24))
    document = Document("main", TRAPS)
    (opinion,) = second_opinions([[Configuration(document)]])
    report = check([Configuration(document)], context, second=opinion)
    assert "CKV_GCP_29" in {f.rule.id for f in report.waived}
    assert ("CKV_GCP_29", "google_storage_bucket.untold", True) not in found(report)
    assert [f.message for f in report.findings if f.rule.id == "LF-WVR-002"] != []
    assert not [f for f in check([Configuration(document)], context).findings if f.rule.id == "LF-WVR-002"]


def test_what_corresponds_to_what_exists_on_both_sides() -> None:
    script = (
        "import json; from checkov.terraform.plan_runner import Runner\n"
        "r = Runner(); r.graph_registry.load_checks()\n"
        "ids = {c.id for g in r.block_type_registries.values() for _t, c in g.all_checks()}\n"
        "print(json.dumps(sorted(ids | {c.id for c in r.graph_registry.checks})))"
    )
    done = subprocess.run([str(python_of_checkov()), "-c", script], capture_output=True, text=True, check=True)
    theirs = {id_ for id_ in json.loads(done.stdout) if "_GCP_" in id_}
    assert len(theirs) > 150
    assert set(known_checks()) <= theirs
    assert {e.rule for e in exceptions()} <= theirs
    ours = {rule.id for rule in RULES}
    assert {rule for known in known_checks().values() for rule in known.rules} <= ours
