"""A plan that is kept in a file: what it says, that just this is done elsewhere, and what refuses it."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from key_files import pair

from landfast.core.errors import InputError, UserError
from landfast.jobs.changing import change_documents
from landfast.jobs.losing import LossRefusedError, agree, nobody_is_asked
from landfast.jobs.plan import PlanRequest, PlanResult, plan
from landfast.jobs.plan_file import KeptPlan, Upon, read_plan, write_plan
from landfast.jobs.planned_before import Agreement
from landfast.jobs.signing import signer, verify
from landfast.jobs.up import UpRequest, UpResult, up
from landfast.targets.workspace import Workspace
from landfast.terraform import PlannedChange, SavedPlan, StalePlanError, StateMark, digest
from landfast.terraform.losses import refuse_others
from landfast.terraform.saved import refuse_other_grounds

LOCK = "# of the plan\n"
SPEC = "name: churn\nresidency: {region: europe-west4}\n"
BUCKET = PlannedChange("data", "google_storage_bucket.raw", "google_storage_bucket", "a-dev-raw", "delete")


def small(**more: Any) -> KeptPlan:
    upon = Upon(environment="dev", target="rehearsal", project="a-dev", versions={}, spec={}, synthesis={}, findings=[])
    saved = {"data": SavedPlan(b"PK of Terraform", "", StateMark("abc", 3))}
    made: dict[str, Any] = {"digest": "", "made": "", "commit": "", "changes": [], "policies": {}} | more
    return KeptPlan(upon=upon, stacks=saved, **made)


def edited(path: Path, out: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The same file with another `plan.json`."""
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "plan.json":
                about = json.loads(content)
                change(about)
                content = json.dumps(about).encode()
            after.writestr(name, content)
    return out


def test_just_what_was_planned_is_done_in_another_folder(tmp_path: Path) -> None:
    planned, applied = tmp_path / "planned", tmp_path / "applied"
    for folder in (planned, applied):
        folder.mkdir()
        (folder / "landfast.yaml").write_text(SPEC)
    private, public = pair(tmp_path, "ours", ed25519.Ed25519PrivateKey.generate())
    file = tmp_path / "plan.landfast"
    found = plan(PlanRequest(spec=planned / "landfast.yaml", out=file, sign=private))
    assert isinstance(found, PlanResult)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = read_plan(file, public)
    assert kept.digest == found.digest
    assert set(kept.stacks) == set(found.plans)
    assert len(kept.changes) == len(found.changes)
    assert found.to_json()["signed_by"] == signer(private).key

    def asked(plan: Path, **more: Any) -> UpRequest:
        return UpRequest(spec=applied / "landfast.yaml", pipeline=False, plan=str(plan), **more)

    with pytest.raises(UserError, match="isn't signed as it stands"):
        up(asked(edited(file, tmp_path / "edited", lambda about: about.update(made="today")), verify=public))
    with pytest.raises(StalePlanError) as stale:
        up(asked(edited(file, tmp_path / "older", _older)))
    said = str(stale.value)
    other = ("environment: is dev now; prod in", "version of landfast: is 0.1.0 now; 0.0.1 in")
    for fact in (*other, "spec: retention.raw_days: is 365 now; 1 in", "policies: found since: LF-"):
        assert fact in said, said
    assert not list(applied.rglob("terraform.tfstate")), "nothing has been done"

    done = up(asked(edited(file, tmp_path / "locked", _locked)))
    assert isinstance(done, UpResult)
    assert {name: result.created for name, result in done.results.items()} == {
        name: one.create for name, one in found.plans.items()
    }
    with pytest.raises(StalePlanError, match=r"state of foundation: is serial \d+ of .* now; no state in the plan"):
        up(asked(file, verify=public))
    assert {path.read_text() for path in applied.rglob(".terraform.lock.hcl")} == {LOCK}
    assert not list(applied.rglob("plan.tfplan")), "no plan is left beside the stacks"


def _locked(about: dict[str, Any]) -> None:
    for stack in about["stacks"].values():
        stack["lock"] = LOCK


def _older(about: dict[str, Any]) -> None:
    about["upon"]["environment"] = "prod"
    about["upon"]["versions"]["landfast"] = "0.0.1"
    about["upon"]["spec"]["retention"]["raw_days"] = 1
    about["upon"]["findings"] = about["upon"]["findings"][1:]


@pytest.mark.parametrize("curve", [None, ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
def test_signatures_are_of_one_key_over_all_bytes(curve: ec.EllipticCurve | None, tmp_path: Path) -> None:
    made = ed25519.Ed25519PrivateKey.generate if curve is None else lambda: ec.generate_private_key(curve)
    private, public = pair(tmp_path, "ours", made())
    _, other = pair(tmp_path, "other", made())
    signed = signer(private).sign(b"content")
    verify(b"content", signed, public, "it")
    for content, said, key in ((b"Content", signed, public), (b"content", signed, other), (b"content", None, public),
                               (b"content", replace(signed, signature="?"), public)):  # fmt: skip
        with pytest.raises(UserError, match=r"isn't signed.*nothing was done"):
            verify(content, said, key, "it")


def test_keys_of_another_kind_are_bad_input(tmp_path: Path) -> None:
    private, public = pair(tmp_path, "rsa", rsa.generate_private_key(65537, 2048))
    with pytest.raises(InputError, match="--sign: holds a key of another kind"):
        signer(private)
    with pytest.raises(InputError, match="--sign: holds no private key"):
        signer(public)
    with pytest.raises(InputError, match="--verify: holds a key of another kind"):
        verify(b"", None, public, "it")
    with pytest.raises(InputError, match="--sign: no such file"):
        signer(tmp_path / "none")


@pytest.mark.parametrize(
    "change",
    [
        lambda about: about.update(format=2),
        lambda about: about.pop("upon"),
        lambda about: about["upon"].update(more=1),
        lambda about: about["stacks"]["data"].update(plan="sha256:0"),
        lambda about: about["stacks"].update({"../data": about["stacks"]["data"]}),
    ],
)
def test_a_file_that_is_no_whole_plan_is_bad_input(change: Callable[[dict[str, Any]], object], tmp_path: Path) -> None:
    write_plan(tmp_path / "plan", small(), None)
    assert read_plan(tmp_path / "plan", None).stacks["data"].state == StateMark("abc", 3)
    with pytest.raises(InputError, match=r"--plan: is no whole plan.*landfast plan"):
        read_plan(edited(tmp_path / "plan", tmp_path / "other", change), None)


def test_what_a_file_loses_is_named_or_asked_for(tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text(SPEC)
    where = Workspace.open(tmp_path / "landfast.yaml", None)
    told = change_documents([BUCKET], attributes=True)
    wanted = Agreement(file=small(digest=digest([BUCKET]), changes=told))
    with pytest.raises(LossRefusedError, match="--destroy NAME"):
        agree([BUCKET], where, UpRequest(agreed=True), nobody_is_asked, wanted)
    agree([BUCKET], where, UpRequest(destroy=["a-dev-raw"]), nobody_is_asked, wanted)
    # Whoever read of another bucket agreed to nothing.
    edited = Agreement(file=small(digest=digest([BUCKET]), changes=[{**told[0], "name": "a-dev-scratch"}]))
    with pytest.raises(InputError, match="says other changes than the plans in it make"):
        agree([BUCKET], where, UpRequest(destroy=["a-dev-raw"]), nobody_is_asked, edited)


def test_other_providers_than_the_plan_s_are_refused() -> None:
    saved = small().stacks
    now = {"data": saved["data"].state}
    refuse_other_grounds(saved, now, {"data": ""})
    with pytest.raises(StalePlanError, match=r"providers of data: are not those of the plan now.*lock\.hcl"):
        refuse_other_grounds(saved, now, {"data": LOCK})


@pytest.mark.parametrize(
    ("agreed", "found", "refused"),
    [
        ({"a": "create"}, {"a": "update"}, ""),
        ({"a": "create"}, {"a": "replace"}, ""),
        ({"a": "replace"}, {"a": "create"}, ""),
        ({"a": "update", "b": "create"}, {"a": "update"}, ""),
        ({"a": "update"}, {"a": "replace"}, "replace a"),
        ({"a": "create"}, {"a": "create", "b": "update"}, "update b"),
        ({"a": "update"}, {"b": "create"}, "create b"),
    ],
)
def test_what_is_planned_anew_does_nothing_else(
    agreed: Mapping[str, Any], found: Mapping[str, Any], refused: str
) -> None:
    read, now = (
        [PlannedChange("data", name, "x", name, action) for name, action in one.items()] for one in (agreed, found)
    )
    if not refused:
        refuse_others(now, read)
        return
    with pytest.raises(UserError, match=f"is not in the plan: {refused}"):
        refuse_others(now, read)


@pytest.mark.parametrize("named", ["", f"sha256:{'a' * 64}"])
def test_a_key_is_for_a_file(named: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--verify: is for a plan in a file"):
        up(UpRequest(plan=named, verify=tmp_path / "ours.pub"))
    with pytest.raises(InputError, match="--sign: signs a file"):
        plan(PlanRequest(spec=_spec(tmp_path), sign=tmp_path / "ours.key"))


def _spec(folder: Path) -> Path:
    path = folder / "landfast.yaml"
    path.write_text(SPEC)
    return path
