"""A project that is somebody else's is looked at as it is: nothing is asked for above it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from examined_cloud import ExaminedCloud, cloud_of, lines, visit
from repository import ROOT

from landfast.check import evaluated
from landfast.doctor.subject import Examined
from landfast.judging import subjects_of
from landfast.stacks.spec import Spec, load
from landfast.synth import synthesize
from landfast.targets import find


@cache
def standing() -> Examined:
    content = load(ROOT / "examples/existing-project/landfast.yaml").model_dump(mode="json", exclude={"waivers"})
    spec = Spec.model_validate({**content, "google": {"projects": {"dev": "diagnosis-dev"}}})
    with TemporaryDirectory() as folder:
        return Examined.of(spec, "dev", evaluated(subjects_of(synthesize(spec, "dev", find("google"), Path(folder)))))


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[ExaminedCloud]:
    with cloud_of(tmp_path) as found:
        yield found


def test_nothing_is_asked_for_above_a_project_that_stands(cloud: ExaminedCloud) -> None:
    cloud.project("serviceusage", "cloudresourcemanager")
    found = visit(cloud, standing())
    passed = lines(found, "pass")
    assert passed["project"].says
    assert "nothing is made above it" in next(line.says for line in found.lines if line.group == "above the project")
    assert {each.node for each in found.grants} <= {"projects/diagnosis-dev", "buckets/churn-tfstate"}
    assert not [each for each in found.missing if not each.on.startswith(("projects/", "buckets/"))]


def test_one_that_does_not_stand_is_said(cloud: ExaminedCloud) -> None:
    failed = lines(visit(cloud, standing()), "fail")
    assert "is of google.projects, and does not stand" in failed["project"].says
