"""`check`, `plan` and `up` judge by one floor, and what was synthesized is judged as the spec that it was made of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from landfast.check import Report, to_json
from landfast.check.judge.verdict import Occasion
from landfast.check.report.formats.registry import FORMATS, render
from landfast.core.errors import InputError
from landfast.jobs.check import CheckRequest, check
from landfast.jobs.plan import PlanRequest, plan
from landfast.jobs.result import Refused
from landfast.jobs.synth import SynthRequest, synth
from landfast.policies.model import FLOOR, SEVERITIES
from landfast.stacks.spec import parse
from landfast.stacks.spec.policies import Policies
from landfast.stacks.spec.source import FIRST_SPEC, Source

STRICT = """\
name: clinic
residency: {area: eea, region: europe-north1}
controller: {organisation: Clinic, dpo: dpo@clinic.example, purpose: diagnosis, legal_basis: consent,
             data_categories: [health], special_condition: health-care}
google: {organization: "123456789012", billing_account: 0A0B0C-0A0B0C-0A0B0C}
environments: {dev: {}, prod: {approval: true}}
network: {egress_hosts: [api.partner.example]}
waivers:
  - {rule: LF-RES-005, address: "*", reason: an example of one, owner: dpo@clinic.example, expires: 2999-12-31}
"""


def written(folder: Path, text: str) -> Path:
    (folder / "landfast.yaml").write_text(text)
    return folder / "landfast.yaml"


def test_the_spec_knows_the_severities_of_the_rules() -> None:
    assert get_args(Policies.model_fields["fail_on"].annotation) == SEVERITIES
    assert Policies().fail_on == FLOOR


@pytest.mark.parametrize("target", ["rehearsal", "google"])
@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_what_was_synthesized_is_judged_as_its_spec(environment: str, target: str, tmp_path: Path) -> None:
    spec = written(tmp_path, STRICT)
    of_spec = check(CheckRequest(spec=spec, environment=environment))
    made = tmp_path / "infrastructure"
    synth(SynthRequest(spec=spec, environment=environment, target=target, out=made))
    spec.unlink()  # It says itself what it was made of.
    of_folder = check(CheckRequest(path=made))
    assert (of_folder.exit_code, of_folder.fail_on) == (of_spec.exit_code, of_spec.fail_on)
    # On Google the states stand in a bucket: the rule on that has more to look at.
    told, said = ({**to_json(one.report), "rules": None} for one in (of_folder, of_spec))
    assert told == said
    # A page says what was judged too, and a file of it stands for landfast's own lines: the spec, or the folder.
    folder, judged = (bare(one.report) for one in (of_folder, of_spec))
    for form in FORMATS if target == "rehearsal" else ("table", "markdown"):
        assert render(form, folder, FLOOR) == render(form, judged, FLOOR), form


def bare(report: Report) -> Report:
    """Without what says what was judged."""
    findings, waived = (
        tuple(replace(one, place="") for one in several) for several in (report.findings, report.waived)
    )
    return replace(report, findings=findings, waived=waived, occasion=Occasion())


@pytest.mark.parametrize("broken", [1, {}, {"name": "x"}, "name: x"])
def test_a_synthesis_of_a_spec_that_is_none_is_refused(broken: Any, tmp_path: Path) -> None:
    made = tmp_path / "made"
    synth(SynthRequest(spec=written(tmp_path, FIRST_SPEC), out=made))
    manifest = json.loads((made / "manifest.json").read_bytes())
    (made / "manifest.json").write_text(json.dumps({**manifest, "spec": broken}))
    with pytest.raises(InputError, match="was made of a spec that this version refuses") as caught:
        check(CheckRequest(path=made))
    assert all(problem.path.endswith("manifest.json") for problem in caught.value.problems)


def codes(spec: Path, *, of: Sequence[str]) -> dict[str, int]:
    known = {
        "check": lambda: check(CheckRequest(spec=spec)).exit_code,
        "plan": lambda: plan(PlanRequest(spec=spec)).exit_code,
    }
    return {name: known[name]() for name in of}


def test_the_shortest_spec_passes_the_gate_and_a_stricter_floor_stops_all_of_them(tmp_path: Path) -> None:
    spec = written(tmp_path, FIRST_SPEC)
    assert codes(spec, of=["check", "plan"]) == {"check": 0, "plan": 0}
    spec = written(tmp_path, f"{FIRST_SPEC}\npolicies: {{fail_on: low}}\n")
    assert codes(spec, of=["check", "plan"]) == {"check": 1, "plan": 1}
    refused = plan(PlanRequest(spec=spec))
    assert isinstance(refused, Refused)
    assert refused.refusal.fail_on == "low"
    # What is asked for by name is what counts.
    assert check(CheckRequest(spec=spec, fail_on="high")).exit_code == 0


def test_a_floor_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    content = {"name": "churn", "residency": {"region": "europe-west4"}, "policies": {"fail_on": "middle"}}
    with pytest.raises(InputError, match=r"policies\.fail_on.*low.*medium.*high.*critical"):
        parse(Source("landfast.yaml", content, None))
