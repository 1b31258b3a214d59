"""A rule is explained by its id, however it is written; another one offers what was meant."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from landfast.cli import landfast
from landfast.core.errors import InputError
from landfast.jobs.explain import ExplainRequest, explain
from landfast.policies.registry import RULES


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


def test_another_one_offers_what_was_meant() -> None:
    with pytest.raises(InputError, match=r"did you mean .*LF-RES-001"):
        explain(ExplainRequest(rule="LF-RES-01"))
