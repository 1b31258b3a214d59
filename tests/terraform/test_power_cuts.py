"""What a power cut, a full disk or a clumsy hand leaves: the next `up` or `down` goes on from it, and loses nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from terraform_stacks import (
    PROJECT,
    TYPES,
    copied,
    driver,
    let_through,
    lose_all,
    small,
    state_addresses,
    up,
    write_environment,
)

from landfast.rehearsal.cloud.store import Store
from landfast.rehearsal.process import STORE
from landfast.synth import Synthesis
from tools.chaos.standing import names, standing

ALL = 6
Cut = Callable[[Path], None]


@pytest.fixture
def synthesis(tmp_path: Path) -> Synthesis:
    return write_environment(tmp_path / "dev", small())


def left(share: float) -> Cut:
    """A file of which the disk has only a share."""
    return lambda path: path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])


CUTS: dict[str, Cut] = {
    "empty": left(0),
    "torn": left(0.5),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "gone": Path.unlink,
}


def whole(synthesis: Synthesis, cloud: Path, before: Any) -> None:
    """An `up` ends with what an undisturbed one had made, and a `plan` after it has nothing to do."""
    with driver(synthesis, cloud) as (running, _cloud):
        running.up(let_through, lose_all)
        plans = running.plan().values()
    assert not any(plan.create or plan.update or plan.replace or plan.delete for plan in plans)
    assert len(state_addresses(synthesis)) == ALL
    assert standing(cloud) == before


@pytest.fixture(scope="session")
def undisturbed(brought_up: Path) -> Any:
    """What stands after a run that nothing cut off."""
    return standing(brought_up / "cloud")


def began(synthesis: Synthesis, stack: str) -> None:
    """The machine was started anew since the apply that its record is about."""
    record = synthesis.folder / stack / "apply.json"
    record.write_text(json.dumps(json.loads(record.read_bytes()) | {"machine": "before"}))


@pytest.mark.parametrize("cut", CUTS)
def test_a_state_that_a_cut_took_is_had_again(cut: str, stands: Synthesis, undisturbed: Any, tmp_path: Path) -> None:
    for stack in stands.stacks:
        CUTS[cut](stack.folder / "terraform.tfstate")
    whole(stands, tmp_path / "cloud", undisturbed)


@pytest.mark.parametrize("cut", ["torn", "gone"])
def test_down_removes_what_a_cut_took_from_the_state(cut: str, stands: Synthesis, tmp_path: Path) -> None:
    for stack in stands.stacks:
        CUTS[cut](stack.folder / "terraform.tfstate")
    with driver(stands, tmp_path / "cloud") as (running, _cloud):
        running.down()
    assert names(tmp_path / "cloud") == []


@pytest.fixture(scope="session")
def killed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plugin goes with its last answer; then the machine goes off: log and state are what the disk has of them."""
    folder = tmp_path_factory.mktemp("killed")
    faults = folder / "faults.json"
    faults.write_text(json.dumps([{"type": "google_storage_bucket", "match": "*models*", "action": "exit"}]))
    with pytest.raises(Exception, match="stack data"):
        up(write_environment(folder / "dev", small()), folder / "cloud", faults=faults)
    return folder


@pytest.fixture
def killed(killed_once: Path, tmp_path: Path) -> Synthesis:
    """A copy of what it left."""
    return copied(killed_once, tmp_path)


@pytest.mark.parametrize(("cut", "log"), [("empty", 0.0), ("torn", 0.6), ("zeros", 0.0), ("gone", 1.0)])
def test_a_cut_in_the_middle_of_the_first_apply(
    cut: str, log: float, killed: Synthesis, undisturbed: Any, tmp_path: Path
) -> None:
    folder = killed.folder / "data"
    left(log)(folder / "logs" / "apply.jsonl")
    CUTS[cut](folder / "terraform.tfstate")
    (folder / "terraform.tfstate.backup").unlink(missing_ok=True)
    began(killed, "data")
    whole(killed, tmp_path / "cloud", undisturbed)


def test_down_after_a_cut_in_the_middle_of_the_first_apply(killed: Synthesis, tmp_path: Path) -> None:
    folder = killed.folder / "data"
    (folder / "terraform.tfstate").unlink()
    (folder / "logs" / "apply.jsonl").unlink()
    began(killed, "data")
    with driver(killed, tmp_path / "cloud") as (running, _cloud):
        running.down()
    assert names(tmp_path / "cloud") == []


def test_a_project_that_stands_is_taken_back_and_not_restored(
    synthesis: Synthesis, undisturbed: Any, tmp_path: Path
) -> None:
    faults = tmp_path / "faults.json"
    faults.write_text(json.dumps([{"type": "google_project", "match": PROJECT, "action": "exit"}]))
    with pytest.raises(Exception, match="stack foundation"):
        up(synthesis, tmp_path / "cloud", faults=faults)
    assert names(tmp_path / "cloud") == [f"google_project projects/{PROJECT}"]
    whole(synthesis, tmp_path / "cloud", undisturbed)


BROKEN = [b"", b"{", b"[]", b'{"format": 1}', b"\x00\x00\x00", b'"\xff"']
OWN = ["manifest.json", "data/apply.json", "data/retired.json", "foundation/retired.json", "data/process.json",
       "data/.terraform/landfast", "data/.terraform.lock.hcl", "data/landfast.auto.tfvars.json",
       "data/landfast_import.tf.json", "data/plan.tfplan", "data/errored.tfstate", "data/terraform.tfstate.kept",
       "data/.terraform/terraform.tfstate", "data/.terraform/modules", "data/logs/apply.jsonl",
       "data/cdk.tf.json"]  # fmt: skip


@pytest.mark.parametrize("content", BROKEN)
def test_what_is_broken_is_made_again(content: bytes, stands: Synthesis, undisturbed: Any, tmp_path: Path) -> None:
    """Each file that a run writes and a later one reads, all of them at once."""
    for name in OWN:
        path = stands.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    shutil.rmtree(stands.folder / "foundation/.terraform")
    (stands.folder / "foundation/.terraform").write_bytes(content)
    whole(write_environment(stands.folder, small()), tmp_path / "cloud", undisturbed)


def test_what_an_unreadable_record_was_about_is_looked_for(killed: Synthesis, undisturbed: Any, tmp_path: Path) -> None:
    (killed.folder / "data" / "apply.json").write_bytes(b"{")
    (killed.folder / "data" / "terraform.tfstate").unlink()
    whole(killed, tmp_path / "cloud", undisturbed)


def test_what_a_down_left_is_taken_back_though_its_record_is_broken(
    stands: Synthesis, undisturbed: Any, tmp_path: Path
) -> None:
    with driver(stands, tmp_path / "cloud") as (running, _cloud):
        running.down()
    (stands.folder / "foundation" / "retired.json").write_bytes(b"")
    whole(stands, tmp_path / "cloud", undisturbed)


def test_a_grant_that_is_missing_does_not_hide_its_project(tmp_path: Path) -> None:
    """The project's id stands in the import ids of its grants, and in what is said of one that is not there."""
    stacks = small()
    grant = {"project": PROJECT, "role": "roles/viewer", "member": "user:a@b.example"}
    after = {"depends_on": ["google_project.main"]}
    stacks["foundation"][1]["resource"]["google_project_iam_member"] = {"viewer": grant | after}
    synthesis = write_environment(tmp_path / "dev", stacks)
    types = (*TYPES, "google_project_iam_member")
    with driver(synthesis, tmp_path / "cloud", types=types) as (running, _cloud):
        running.up(let_through, lose_all)
    before = standing(tmp_path / "cloud")
    folder = synthesis.folder / "foundation"
    for name in ("terraform.tfstate", "terraform.tfstate.kept"):
        (folder / name).unlink()
    (folder / "apply.json").write_text("{")
    store = Store(tmp_path / "cloud" / STORE)
    store.write("DELETE FROM iam")
    store.close()
    with driver(synthesis, tmp_path / "cloud", types=types) as (running, _cloud):
        running.up(let_through, lose_all)
    assert standing(tmp_path / "cloud") == before
