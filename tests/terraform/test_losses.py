"""What an apply would lose is told before it begins: by stack, address and name; nothing else is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from terraform_stacks import PROJECT, buckets, document, driver, let_through, small, write_environment

from landfast.core.errors import UserError
from landfast.synth import Synthesis
from landfast.terraform import PlannedChange
from tools.chaos.standing import standing


def changed(synthesis: Synthesis, wanted: dict[str, Any]) -> Synthesis:
    stacks = small()
    stacks["data"] = (("foundation",), document({"google_storage_bucket": wanted}))
    return write_environment(synthesis.folder, stacks)


def nobody(losses: Sequence[PlannedChange]) -> None:
    """Agrees to lose what holds nothing."""
    holding = [loss for loss in losses if loss.loses]
    if holding:
        raise UserError(" ".join(f"{loss.action} {loss.stack} {loss.address} {loss.name}" for loss in holding))


def test_a_bucket_that_would_go_or_be_made_anew_is_asked_for(stands: Synthesis, tmp_path: Path) -> None:
    wanted = buckets("features", "models")
    wanted["models"]["name"] = f"{PROJECT}-renamed"
    before = standing(tmp_path / "cloud")
    with (
        driver(changed(stands, wanted), tmp_path / "cloud") as (running, _cloud),
        pytest.raises(UserError) as refused,
    ):
        running.up(let_through, nobody)
    made_anew = f"replace data google_storage_bucket.models {PROJECT}-models"
    assert str(refused.value) == f"{made_anew} delete data google_storage_bucket.raw {PROJECT}-raw"
    assert standing(tmp_path / "cloud") == before
    with driver(stands, tmp_path / "cloud") as (running, _cloud):
        assert running.up(let_through, lambda _losses: None)["data"].deleted == 2


def test_what_only_changes_or_holds_nothing_is_not(stands: Synthesis, tmp_path: Path) -> None:
    wanted = buckets("raw", "features", "models", "new")
    wanted["raw"]["labels"] = {"application": "clinic"}
    stacks = small()
    del stacks["foundation"][1]["resource"]["google_project_service"]["pubsub"]
    stacks["data"] = (("foundation",), document({"google_storage_bucket": wanted}))
    with driver(write_environment(stands.folder, stacks), tmp_path / "cloud") as (running, _cloud):
        results = running.up(let_through, nobody)
    assert (results["data"].created, results["data"].updated, results["foundation"].deleted) == (1, 1, 1)
