"""A rule is explained by its id, however it is written; another one offers what was meant."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from landfast.check import PolicyContext, check, load_subjects
from landfast.check.read.hcl import read_hcl
from landfast.cli import landfast
from landfast.core.errors import InputError
from landfast.jobs.explain import ExplainRequest, explain, explained
from landfast.policies.drills import Drills
from landfast.policies.model import AnyRule
from landfast.policies.registry import RULES

TODAY = dt.date(2026, 11, 28)


@pytest.mark.parametrize("asked", ["LF-RES-005", "lf-res-005", "RES-005"])
def test_an_id_in_any_form(asked: str) -> None:
    found = explain(ExplainRequest(rule=asked)).to_json()
    assert found["rule"] == "LF-RES-005"
    assert any(control.startswith("44 ") for control in found["controls"]["GDPR, Regulation (EU) 2016/679"])
    assert "google_pubsub_subscription" in found["judges"]


def test_every_rule_can_be_said() -> None:
    for rule in RULES:
        ended = CliRunner().invoke(landfast, ["explain", rule.id])
        assert ended.exit_code == 0
        said = " ".join(ended.output.split())
        assert rule.mend.terraform[:40] in said
        assert "serves" in said


def test_a_rule_says_what_it_reads_what_is_set_and_shows_it() -> None:
    found = explain(ExplainRequest(rule="LF-ENC-003")).to_json()
    assert found["since"] == "0.1.0"
    assert "google_kms_crypto_key.rotation_period" in found["reads"]
    assert [fix["value"] for fix in found["fixes"]] == ['"7776000s"']
    assert "google_kms_crypto_key" in found["before"]
    assert "rotation_period" in found["after"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_is_shown_of_a_rule_breaks_it_and_then_does_not(rule: AnyRule, tmp_path: Path) -> None:
    """Where both are resources, they are valid and differ in what the rule asks for."""
    shown = explained(rule).example
    assert shown.before
    if not (shown.before.startswith("resource") and shown.after.startswith("resource")):
        return
    for text in (shown.before, shown.after):
        assert not read_hcl(text, "main.tf").problems
    assert rule.id in rules_on(tmp_path, shown.before, rule)
    assert rule.id not in rules_on(tmp_path, shown.after, rule)


def rules_on(folder: Path, text: str, rule: AnyRule) -> set[str]:
    (folder / "main.tf").write_text(text)
    special = rule.name in ("key_protection", "deidentification", "private_endpoints")
    roles = ("provider",) if rule.id.startswith("LF-AIA-") else ()
    # As if all but what is shown to break the rule had been restored.
    drills = Drills({"restored": TODAY}, 365, TODAY)
    context = PolicyContext("eu", protected=True, special_categories=special, ai_roles=roles, drills=drills)
    return {finding.rule.id for finding in check(load_subjects(folder), context).findings if not finding.unknown}


def test_another_one_offers_what_was_meant() -> None:
    with pytest.raises(InputError, match=r"did you mean .*LF-RES-001"):
        explain(ExplainRequest(rule="LF-RES-01"))
