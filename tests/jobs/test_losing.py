"""Who has to agree to what would go: nobody to what holds nothing on a rehearsal, a person or a name to the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from landfast.jobs.losing import LossRefusedError, agree, nobody_is_asked
from landfast.jobs.up import UpRequest
from landfast.targets.workspace import Workspace
from landfast.terraform import Loss

BUCKET = Loss("data", "google_storage_bucket.raw", "google_storage_bucket", "a-dev-raw", "a-dev", "delete", True)
ROUTE = Loss("network", "google_compute_route.r", "google_compute_route", "r", "a-dev", "replace", False)
PROJECT = Loss("foundation", "google_project.environment", "google_project", "a-dev", "a-dev", "replace", True)
GOOGLE = "google: {organization: '123456789012', billing_account: 0A0B0C-0A0B0C-0A0B0C}\n"


def workspace(folder: Path, target: str) -> Workspace:
    path = folder / "landfast.yaml"
    path.write_text(f"name: clinic\nresidency: {{region: europe-west4}}\n{GOOGLE}")
    return Workspace.open(path, None, target)


class Person:
    """Says yes or no, and remembers what was asked."""

    def __init__(self, answer: bool = True) -> None:
        self.answer = answer
        self.asked: list[Loss] = []

    def __call__(self, _workspace: Workspace, losses: Sequence[Loss]) -> bool:
        self.asked += losses
        return self.answer


@pytest.mark.parametrize(
    ("target", "request_", "losses", "asked"),
    [
        ("rehearsal", UpRequest(), [ROUTE], []),
        ("rehearsal", UpRequest(), [ROUTE, BUCKET], [BUCKET]),
        ("google", UpRequest(), [ROUTE], [ROUTE]),
        ("google", UpRequest(agreed=True), [ROUTE], []),
        ("google", UpRequest(agreed=True), [ROUTE, BUCKET], [BUCKET]),
        ("google", UpRequest(agreed=True, allow_loss=["a-dev-raw"]), [ROUTE, BUCKET], []),
        ("google", UpRequest(agreed=True, allow_loss=["google_storage_bucket.raw"]), [BUCKET], []),
        ("rehearsal", UpRequest(allow_loss=["data/google_storage_bucket.raw"]), [BUCKET], []),
        ("rehearsal", UpRequest(allow_loss=["a-dev"]), [PROJECT, BUCKET], []),
        ("rehearsal", UpRequest(allow_loss=["a-dev"]), [BUCKET], [BUCKET]),
        ("rehearsal", UpRequest(allow_loss=["a-*", "*", "google_storage_bucket"]), [BUCKET], [BUCKET]),
    ],
)
def test_who_is_asked(target: str, request_: UpRequest, losses: list[Loss], asked: list[Loss], tmp_path: Path) -> None:
    person = Person()
    agree(losses, workspace(tmp_path, target), request_, person)
    assert person.asked == asked
    if asked:
        with pytest.raises(LossRefusedError) as refused:
            agree(losses, workspace(tmp_path, target), request_, Person(answer=False))
        assert list(refused.value.losses) == asked
        assert refused.value.exit_code == 1


def test_without_a_person_what_holds_data_stays(tmp_path: Path) -> None:
    where = workspace(tmp_path, "google")
    agree([ROUTE], where, UpRequest(), nobody_is_asked)
    with pytest.raises(LossRefusedError, match=r"1 resources hold data.*--allow-loss NAME$"):
        agree([ROUTE, BUCKET], where, UpRequest(agreed=True), nobody_is_asked)
    with pytest.raises(LossRefusedError, match="--allow-loss a-dev for all that is in the project"):
        agree([PROJECT, replace(BUCKET, name="x")], where, UpRequest(), nobody_is_asked)
