"""Modules and folders: what is read from them is what real Terraform plans for them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from check_folders import attributes, build, documents, judged, unread

from landfast.terraform import find_engine

# `terraform_data` is built in: real Terraform plans it without a provider to download.
TREE = {
    "main.tf": """
variable "names" { type = set(string) }
variable "place" { default = "EU" }
variable "rules" {
  type    = list(object({ days = optional(number, 30), name = string }))
  default = [{ name = "x" }]
}
locals {
  text  = <<-EOT
    one
      two ${var.place}
  EOT
  pairs = { for name in var.names : upper(name) => "${name}!" if name != "skipped" }
}
module "data" {
  source   = "./modules/data"
  for_each = local.pairs
  value    = each.value
  rules    = var.rules
}
module "many" {
  source = "./modules/data"
  count  = 2
  value  = "n${count.index}"
}
module "none" {
  source = "./modules/data"
  count  = 0
  value  = "never"
}
resource "terraform_data" "each" {
  for_each = local.pairs
  input    = { key = each.key, value = each.value, place = var.place }
}
resource "terraform_data" "counted" {
  count = length(module.many)
  input = module.many[count.index].made
}
resource "terraform_data" "all" { input = [for key, one in module.data : "${key}=${one.made}"] }
resource "terraform_data" "splat" { input = module.many[*].made }
resource "terraform_data" "text" { input = local.text }
resource "terraform_data" "replaced" { input = "before" }
""",
    "more.tf.json": {"resource": {"terraform_data": {"json": {"input": '${local.pairs["A"]} $${kept}'}}}},
    "override.tf": 'resource "terraform_data" "replaced" { input = "after" }\nlocals { unused = 1 }\n'
    'variable "place" { default = "europe-west4" }\n',
    "z_override.tf.json": {"resource": {"terraform_data": {"replaced": {"input": "after all"}}}},
    "extra.tf": "locals { unused = 0 }\n",
    "terraform.tfvars": 'names = ["b", "a", "skipped"] # a comment\n',
    "b.auto.tfvars.json": {"place": "europe-west3"},
    "a.auto.tfvars": 'place = "overridden by the later one"\n',
    "other.tfvars": 'place = "not taken"\n',
    "modules/data/main.tf": """
variable "value" { type = string }
variable "rules" {
  default  = []
  nullable = false
}
module "inner" {
  source = "../inner"
  value  = "${var.value}/${length(var.rules)}"
}
resource "terraform_data" "here" { input = try(var.rules[0].days, "none") }
output "made" { value = module.inner.made }
""",
    "modules/inner/main.tf": """
variable "value" {}
resource "terraform_data" "deep" {
  count = 1
  input = "deep ${var.value}"
}
output "made" { value = terraform_data.deep[0].input }
""",
}


def planned(folder: Path) -> dict[str, Any]:
    """Address -> input of every resource that Terraform plans."""
    command = find_engine(os.environ).command
    for arguments in (("init", "-input=false"), ("plan", "-input=false", "-out=plan")):
        done = subprocess.run([*command, *arguments], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    shown = subprocess.run([*command, "show", "-json", "plan"], cwd=folder, capture_output=True, check=True).stdout
    changes = json.loads(shown)["resource_changes"]
    return {change["address"]: change["change"]["after"].get("input") for change in changes}


def test_a_tree_of_modules_reads_as_terraform_plans_it(tmp_path: Path) -> None:
    build(tmp_path, TREE)
    # A file of values that Terraform is not told to take would be judged as a choice of its own.
    (tmp_path / "other.tfvars").unlink()
    [document] = documents(tmp_path)
    assert attributes(document, "input") == planned(tmp_path)


def test_every_file_of_values_that_lies_there_is_judged(tmp_path: Path) -> None:
    build(tmp_path, TREE)
    [document] = documents(tmp_path)
    assert document.name.endswith("(other.tfvars)")
    assert attributes(document, "input")['terraform_data.each["A"]']["place"] == "not taken"
    named = documents(tmp_path, build(tmp_path, {"x/given.tfvars": 'place = "EU"'}) / "x/given.tfvars")
    assert attributes(named[0], "input")['terraform_data.each["A"]']["place"] == "EU"


BUCKET = """
variable "place" {}
resource "google_storage_bucket" "b" {
  name     = "b"
  location = var.place
}
resource "google_compute_address" "a" { name = "a" }
"""


def places(path: Path) -> Mapping[str, str]:
    return {f.address: f.source for f in judged(path).findings if f.rule.id.startswith("LF-RES-00")}


def test_findings_in_modules_have_the_address_and_the_line_that_made_them(tmp_path: Path) -> None:
    call = 'module "m" {\n  for_each = toset(["a.b"])\n  source = "./m"\n  place = "US"\n}\n'
    build(tmp_path, {"main.tf": call, "m/main.tf": BUCKET})
    assert places(tmp_path)['module.m["a.b"].google_storage_bucket.b'] == "m/main.tf:3"
    assert not any("m/" in document.name for document in documents(tmp_path))


@pytest.mark.parametrize("passed", ["", "providers = { google = google.us }", 'providers = { "google" = google.us }'])
def test_providers_are_inherited_and_handed_down(tmp_path: Path, passed: str) -> None:
    root = f"""
provider "google" {{ region = "europe-west4" }}
provider "google" {{
  alias  = "us"
  region = "us-central1"
}}
module "m" {{
  source = "./m"
  place  = "EU"
  {passed}
}}
"""
    build(tmp_path, {"main.tf": root, "m/main.tf": BUCKET})
    assert ("module.m.google_compute_address.a" in places(tmp_path)) == bool(passed)


def test_modules_that_are_not_at_hand_are_findings(tmp_path: Path) -> None:
    calls = {
        "registry": "terraform-google-modules/network/google",
        "git": "git::https://example.com/x.git",
        "outside": "../elsewhere",
        "gone": "./gone",
    }
    text = "".join(f'module "{name}" {{ source = "{source}" }}\n' for name, source in calls.items())
    build(tmp_path, {"elsewhere/main.tf": BUCKET, "here/main.tf": text + BUCKET.replace("{}", '{ default = "EU" }')})
    found = [finding for finding in judged(tmp_path / "here").findings if finding.rule.id == "LF-COV-002"]
    assert {finding.address: finding.source for finding in found} == {
        f"module.{name}": f"main.tf:{number}" for number, name in enumerate(calls, 1)
    }
    assert judged(tmp_path / "here").exit_code() != 0


def test_modules_that_init_fetched_are_followed(tmp_path: Path) -> None:
    inner, folder = "git::https://example.com/s.git", ".terraform/modules"
    entries = [
        {"Key": "", "Source": "", "Dir": "."},
        {"Key": "net", "Source": "registry.terraform.io/acme/net/google", "Version": "1.2.3", "Dir": f"{folder}/net"},
        {"Key": "net.sub", "Source": inner, "Dir": f"{folder}/net.sub"},
    ]
    build(tmp_path, {
        "main.tf": 'module "net" {\n  source = "acme/net/google"\n  version = "1.2.3"\n}\n',
        f"{folder}/modules.json": {"Modules": entries},
        f"{folder}/net/main.tf": f'module "sub" {{\n  source = "{inner}"\n  place = "US"\n}}',
        f"{folder}/net.sub/main.tf": BUCKET,
    })  # fmt: skip
    assert places(tmp_path)["module.net.module.sub.google_storage_bucket.b"] == ".terraform/modules/net.sub/main.tf:3"
    for version in ("~> 1.2", ">= 1.0, < 2.0.0", "!=1.2.2", "v1.2.3"):
        build(tmp_path, {"main.tf": f'module "net" {{\n  source = "acme/net/google"\n  version = "{version}"\n}}\n'})
        assert "module.net.module.sub.google_storage_bucket.b" in places(tmp_path)
    others = ("2.0.0", "~> 2.0", "~> 1.2.4", "> 1.2.3", ">= 1.0, != 1.2.3", "<1", "latest")
    for changed in ({"source": "acme/other/google"}, *({"version": version} for version in others)):
        (tmp_path / "main.tf").unlink(missing_ok=True)
        body = {"source": "acme/net/google", "version": "1.2.3", **changed}
        build(tmp_path, {"main.tf.json": {"module": {"net": body}}})
        assert [f.rule.id for f in judged(tmp_path).findings if f.address == "module.net"] == ["LF-COV-002"]


def test_modules_that_call_themselves_are_refused_with_the_line(tmp_path: Path) -> None:
    build(tmp_path, {
        "main.tf": 'module "a" { source = "./a" }\n',
        "a/main.tf": '\nmodule "b" { source = "../b" }\n',
        "b/main.tf": 'module "a" { source = "../a" }\n',
    })  # fmt: skip
    assert {problem.path for problem in unread(tmp_path)} >= {"b/main.tf:1"}


def test_values_that_are_not_known_go_through_modules_as_unknown(tmp_path: Path) -> None:
    root = 'variable "unset" {}\nmodule "m" {\n  source = "./m"\n  place = var.unset\n}\n'
    build(tmp_path, {"main.tf": root, "m/main.tf": BUCKET})
    unknown = [f for f in judged(tmp_path).findings if f.address == "module.m.google_storage_bucket.b" and f.unknown]
    assert any("variable unset has no default" in finding.message for finding in unknown)


def test_a_module_of_which_there_are_nobody_knows_how_many_is_judged_once(tmp_path: Path) -> None:
    root = 'variable "n" {}\nmodule "m" {\n  source = "./m"\n  count = var.n\n  place = "US"\n}\n'
    build(tmp_path, {"main.tf": root, "m/main.tf": BUCKET})
    assert "module.m.google_storage_bucket.b" in places(tmp_path)
