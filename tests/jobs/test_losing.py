"""Who has to agree to what would go: nobody to what holds nothing on a rehearsal, a person or a name to the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from landfast.core.errors import InputError
from landfast.jobs.losing import LossRefusedError, PlanChangedError, agree, nobody_is_asked
from landfast.jobs.planned_before import Agreement
from landfast.jobs.up import UpRequest, up
from landfast.targets.workspace import Workspace
from landfast.terraform import PlannedChange, digest

BUCKET = PlannedChange("data", "google_storage_bucket.raw", "google_storage_bucket", "a-dev-raw", "delete")
ROUTE = PlannedChange("network", "google_compute_route.r", "google_compute_route", "r", "replace")
PROJECT = PlannedChange("foundation", "google_project.environment", "google_project", "a-dev", "replace")
TOPIC = PlannedChange("data", "google_pubsub_topic.t", "google_pubsub_topic", "t", "create")
GOOGLE = "google: {organization: '123456789012', billing_account: 0A0B0C-0A0B0C-0A0B0C}\n"


def workspace(folder: Path, target: str) -> Workspace:
    path = folder / "landfast.yaml"
    path.write_text(f"name: clinic\nresidency: {{region: europe-west4}}\n{GOOGLE}")
    return Workspace.open(path, None, target)


class Person:
    """Says yes or no, and remembers what was asked."""

    def __init__(self, answer: bool = True) -> None:
        self.answer = answer
        self.asked: list[PlannedChange] = []

    def __call__(self, _workspace: Workspace, losses: Sequence[PlannedChange]) -> bool:
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
        ("google", UpRequest(agreed=True, destroy=["a-dev-raw"]), [ROUTE, BUCKET], []),
        ("google", UpRequest(agreed=True, destroy=["google_storage_bucket.raw"]), [BUCKET], []),
        ("rehearsal", UpRequest(destroy=["data/google_storage_bucket.raw"]), [BUCKET], []),
        ("rehearsal", UpRequest(destroy=["a-dev"]), [PROJECT, BUCKET], []),
        ("rehearsal", UpRequest(destroy=["a-dev"]), [BUCKET], [BUCKET]),
        ("rehearsal", UpRequest(destroy=["a-*", "*", "google_storage_bucket"]), [BUCKET], [BUCKET]),
    ],
)
def test_who_is_asked(
    target: str, request_: UpRequest, losses: list[PlannedChange], asked: list[PlannedChange], tmp_path: Path
) -> None:
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
    with pytest.raises(LossRefusedError, match=r"1 resources hold data.*--destroy NAME, or the plan that was read"):
        agree([ROUTE, BUCKET], where, UpRequest(agreed=True), nobody_is_asked)
    with pytest.raises(LossRefusedError, match="--destroy a-dev for all that is in the project"):
        agree([PROJECT, replace(BUCKET, name="x")], where, UpRequest(), nobody_is_asked)


def test_a_plan_that_was_read_is_done_and_no_other(tmp_path: Path) -> None:
    where, read = workspace(tmp_path, "google"), [PROJECT, BUCKET, ROUTE, TOPIC]
    wanted = Agreement(digest(read))
    agree(read, where, UpRequest(), nobody_is_asked, wanted)
    agree([*reversed(read)], where, UpRequest(), nobody_is_asked, wanted)
    with pytest.raises(PlanChangedError, match="the plan is another one now"):
        agree([PROJECT, BUCKET, ROUTE], where, UpRequest(), nobody_is_asked, wanted)
    # Once more, when all of it is done: nothing is left to agree to.
    agree([], where, UpRequest(), nobody_is_asked, wanted)


@pytest.mark.parametrize("said", ["x", "sha256:", "sha256:" + "A" * 64, "sha256:" + "a" * 63, "a" * 64])
def test_a_digest_of_no_plan_is_bad_input(said: str, tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"--plan: (is a directory|no such file|is no whole plan).*a digest.*landfast plan"
    ):
        up(UpRequest(spec=tmp_path / "none.yaml", plan=said))


def test_a_slip_in_a_name_is_told(tmp_path: Path) -> None:
    with pytest.raises(LossRefusedError, match="did you mean --destroy a-dev-raw\\?"):
        agree([BUCKET], workspace(tmp_path, "google"), UpRequest(destroy=["a-dev-row"]), nobody_is_asked)
