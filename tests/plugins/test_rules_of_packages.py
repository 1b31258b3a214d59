"""A company's rules judge as ours do once its package is installed; a broken one stops what would go without them."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from document_schemas import validated
from in_process import landfast
from planted_package import RULE, plant

from landfast.jobs.check import CheckRequest, check
from landfast.jobs.rules_test import RulesTestRequest, rules_test

BUCKET = """\
resource "google_storage_bucket" "b" {
  name     = "b"
  location = "EU"
}
"""
SPEC = "name: churn\nresidency: {region: europe-west4}\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "main.tf").write_text(BUCKET)
    return folder


def acme(site: Path, package: str, text: str = "", id_: str = "ACME-001") -> None:
    files = {f"{package}/__init__.py": "", f"{package}/paid.py": text or RULE.format(id=id_)}
    plant(site, package.replace("_", "-"), files, {"policies rules": f"{package}.paid"})
    importlib.invalidate_caches()


def test_its_findings_stand_among_ours_in_every_format(site: Path, home: Path) -> None:
    acme(site, "acme_formats")
    outs = [home / name for name in ("r.json", "r.sarif", "r.xml", "r.md", "r.html", "r.gitlab.json")]
    report = check(CheckRequest(path=home / "main.tf", area="eu", out=outs)).report
    (found,) = (one for one in report.findings if one.rule.id == "ACME-001")
    assert (found.rule.origin, found.message, found.source) == ("acme-formats 1.2.0", "nobody pays for it", "main.tf:1")
    assert report.ran["ACME-001"] == 1
    for out in outs:
        assert "ACME-001" in out.read_text(), out.name
    assert "acme-formats 1.2.0" in (home / "r.html").read_text()
    (described,) = (
        rule
        for rule in json.loads((home / "r.sarif").read_text())["runs"][0]["tool"]["driver"]["rules"]
        if rule["id"] == "ACME-001"
    )
    assert described["properties"]["origin"] == "acme-formats 1.2.0"
    assert described["helpUri"].endswith("/art_5/oj")


def test_its_fixture_is_tried_and_one_of_no_rule_is_told(site: Path, home: Path) -> None:
    acme(site, "acme_tried")
    (home / "main.tf").unlink()
    named = BUCKET.replace('"b"', '"fail_b"', 1) + BUCKET.replace('"b"', '"c"', 1)
    (home / "ACME-001.tf").write_text(named)
    (home / "ACME-002.tf").write_text(named)
    first, second = rules_test(RulesTestRequest(path=home)).tried
    assert (first.rule, first.resources) == ("ACME-001", 2)
    assert second.wrong == ("is the fixture of no rule here: rename it, or install the package that has the rule",)


def test_it_is_listed_and_explained(site: Path, home: Path) -> None:
    acme(site, "acme_listed")
    listed = landfast(home, "plugins", "--json")
    assert listed.returncode == 0
    (one,) = (
        one for one in validated("plugins", listed.stdout)["result"]["plugins"] if one["distribution"] == "acme-listed"
    )
    assert (one["version"], one["target"], one["offers"]) == ("1.2.0", "acme_listed.paid", ["ACME-001"])
    said = landfast(home, "explain", "acme-001", "--json")
    told = validated("explain", said.stdout)["result"]
    assert told["origin"] == "acme-listed 1.2.0"
    # An article that none of ours serves is served by it.
    assert [each.split()[0] for each in told["controls"]["GDPR, Regulation (EU) 2016/679"]] == ["5(2)", "35"]
    assert "of acme-listed 1.2.0" in landfast(home, "explain", "ACME-001").stdout


def test_a_waiver_covers_it_and_one_for_nothing_is_a_finding(site: Path, home: Path) -> None:
    acme(site, "acme_waived")
    waiver = "{rule: ACME-001, address: %s, reason: paid by the board, owner: a@b.example, expires: 2099-01-01}"
    (home / "w.yaml").write_text(f"waivers: [{waiver % '*.b'}, {waiver % '*.c'}]".replace("*.", "google*."))
    report = check(CheckRequest(path=home / "main.tf", waivers=home / "w.yaml")).report
    assert [one.rule.id for one in report.waived] == ["ACME-001"]
    assert [(one.rule.id, one.document) for one in report.findings if one.rule.id == "LF-WVR-002"] == [
        ("LF-WVR-002", "ACME-001")
    ]


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("import nowhere_to_be_found", "can't be loaded: ModuleNotFoundError: No module named 'nowhere_to_be_found'"),
        ("raise SystemExit(0)", "can't be loaded: SystemExit: 0 (paid.py:1)"),
        ("RULES = ()", "offers nothing"),
        ("RULES = (1,)", "offers a int, no Rule of landfast.plugin"),
        ("RULES = 5", "offers a int, no Rule of landfast.plugin"),
        (
            "class Bad(tuple):\n    def __iter__(self): raise OSError('x')\nRULES = Bad((1,))",
            "can't be read: OSError: x",
        ),
        (RULE.format(id="LF-ACM-001"), "id begins as landfast's and checkov's do; begin it with"),
        (RULE.format(id="acme1"), "rule acme1: id has another form; capitals"),
        (RULE.format(id="ACME-001").replace('"high"', '"grave"'), "severity is none, got grave; one of low, medium"),
        (RULE.format(id="ACME-001").replace('"35"', '"Art. 35"'), "articles are none of the GDPR"),
        (RULE.format(id="ACME-001") + "RULES = (RULE,)", "offers ACME-001, which is acme-broken"),
    ],
    ids=["import", "exit", "nothing", "other", "number", "raises", "reserved", "form", "severity", "article", "twice"],
)
def test_a_broken_one_is_named_with_its_next_step_and_nothing_is_judged(
    site: Path, home: Path, text: str, fact: str, request: pytest.FixtureRequest
) -> None:
    package = f"acme_broken_{request.node.callspec.id}"
    acme(site, package, text)
    name = package.replace("_", "-")
    (home / "landfast.yaml").write_text(SPEC)
    for command in ("check main.tf", "check", "plan", "up", "explain LF-RES-001"):
        done = landfast(home, *command.split())
        assert done.returncode == 2, command
        assert not (home / ".landfast/dev/rehearsal/foundation").exists()
        assert f"plug-in {name} 1.2.0, landfast.policies: rules: " in done.stderr
        assert fact in done.stderr
        assert "Traceback" not in done.stderr
    listed = landfast(home, "plugins", "--json")
    assert listed.returncode == 2
    (one,) = (one for one in validated("plugins", listed.stdout)["result"]["plugins"] if one["distribution"] == name)
    assert one["offers"] == []
    assert fact in one["problems"][0]


def test_two_packages_with_one_id_are_refused(site: Path, home: Path) -> None:
    acme(site, "acme_first")
    acme(site, "acme_second")
    done = landfast(home, "check", "main.tf")
    assert done.returncode == 2
    assert "plug-in acme-second 1.2.0, landfast.policies: rules: offers ACME-001, which is acme-first" in done.stderr


def test_a_rule_that_fails_while_it_judges_is_no_pass(site: Path, home: Path) -> None:
    acme(site, "acme_crash", RULE.format(id="ACME-001").replace('resource.values.get("labels", {})', "resource.none"))
    result = check(CheckRequest(path=home / "main.tf", fail_on="critical"))
    (found,) = (one for one in result.report.findings if one.rule.id == "ACME-001")
    assert found.unknown
    assert "ACME-001 of acme-crash 1.2.0 failed: AttributeError" in found.message
    assert "(paid.py:6)" in found.message
    assert result.exit_code == 2


def test_a_spec_names_the_packages_that_have_to_be_there(site: Path, home: Path) -> None:
    (home / "landfast.yaml").write_text(SPEC + "policies: {packages: [Acme.Needed, acme-other]}\n")
    acme(site, "acme_needed")
    done = landfast(home, "check")
    assert done.returncode == 2
    assert "policies.packages: brings no rules here, got acme-other" in done.stderr
    assert "pip install acme-other" in done.stderr
    assert "Acme.Needed" not in done.stderr


def test_help_reads_no_metadata(site: Path) -> None:
    asked = "import sys, landfast.cli; landfast.cli.landfast(['--help'], standalone_mode=False); "
    code = asked + "print(sorted(m for m in ('importlib.metadata', 'landfast.policies') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
