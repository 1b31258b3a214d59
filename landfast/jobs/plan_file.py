"""A checked plan as a file: what was judged, by what, upon what, and Terraform's own plan of each stack.

A zip of `plan.json`, which says all that a person or a program may want to know, of `stacks/NAME.tfplan`, whose digests
it has, and of `signature.json` over its bytes. Terraform's plans may hold secrets, as its states do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landfast.core.digests import sha256
from landfast.core.errors import InputError, Problem
from landfast.core.files import shown, to_json
from landfast.jobs.archive import Archive, NotWholeError, pack, unpacking
from landfast.jobs.signing import Signature, Signer, verify
from landfast.terraform import SavedPlan, StateMark

if TYPE_CHECKING:
    from landfast.jobs.report_document import ReportDocument

FORMAT = 1
ABOUT = "plan.json"
STACK = re.compile(r"[a-z][a-z0-9-]{0,62}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upon:
    """What a plan was made of and by: as long as all of it is the same, the plan is, too.

    `synthesis` is the SHA-256 of the stacks' Terraform JSON, by stack; `spec` the spec as plain data; `versions` those
    of landfast, the engine and the provider; `findings` what the policies found, one line each.
    """

    environment: str
    target: str
    project: str
    versions: Mapping[str, str]
    spec: Mapping[str, Any]
    synthesis: Mapping[str, str]
    findings: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlan:
    """`digest` is that of all changes, as `landfast plan` shows it; `made`: when (UTC); `commit`: of the spec's folder,
    if it is in a repository.
    """

    upon: Upon
    stacks: Mapping[str, SavedPlan]
    digest: str
    made: str
    commit: str
    changes: Sequence[Mapping[str, Any]]
    policies: ReportDocument | Mapping[str, Any]


def write_plan(path: Path, plan: KeptPlan, signer: Signer | None) -> Signature | None:
    """For this account alone, whole or not at all. Raises: InputError if it can't be written."""
    stacks = {_place(name): saved.content for name, saved in plan.stacks.items()}
    return pack(path, ABOUT, {ABOUT: to_json(_about(plan)), **stacks}, signer)


def read_plan(path: Path, public: Path | None) -> KeptPlan:
    """The plan in a file, signed by the key in `public` if that is given. Raises: InputError if it is no whole plan,
    UserError if the signature isn't that key's.
    """
    try:
        with unpacking(path) as packed:
            about = packed.part(ABOUT)
            if public is not None:
                verify(about, packed.signature, public, shown(path))
            return _parsed(json.loads(about), packed)
    except NotWholeError as error:
        raise _no_plan(path, str(error) or "is no whole plan") from None


def _about(plan: KeptPlan) -> dict[str, Any]:
    stacks = {name: _stack_about(saved) for name, saved in plan.stacks.items()}
    return {
        "format": FORMAT,
        "what": "landfast plan",
        "upon": asdict(plan.upon),
        "stacks": stacks,
        "digest": plan.digest,
        "made": plan.made,
        "commit": plan.commit,
        "changes": list(plan.changes),
        "policies": plan.policies,
    }


def _stack_about(saved: SavedPlan) -> dict[str, Any]:
    return {"plan": sha256(saved.content), "lock": saved.lock, "state": asdict(saved.state)}


def _parsed(content: Mapping[str, Any], packed: Archive) -> KeptPlan:
    if content["what"] != "landfast plan" or content["format"] != FORMAT:
        raise ValueError
    stacks = {str(name): _saved(name, said, packed) for name, said in content["stacks"].items()}
    return KeptPlan(
        upon=Upon(**content["upon"]),
        stacks=stacks,
        digest=str(content["digest"]),
        made=str(content["made"]),
        commit=str(content["commit"]),
        changes=list(content["changes"]),
        policies=content["policies"],
    )


def _saved(name: str, said: Mapping[str, Any], packed: Archive) -> SavedPlan:
    if not STACK.fullmatch(name):
        raise ValueError
    content = packed.part(_place(name))
    if sha256(content) != said["plan"]:
        raise ValueError
    state = StateMark(str(said["state"]["lineage"]), int(said["state"]["serial"]))
    return SavedPlan(content, str(said["lock"]), state)


def _place(stack: str) -> str:
    return f"stacks/{stack}.tfplan"


def _no_plan(path: Path, fact: str) -> InputError:
    limit = "a digest (sha256: and 64 digits of 0-9, a-f), or a file of `landfast plan --out`, of this version"
    return InputError([Problem("--plan", fact, shown(path), limit, "take what `landfast plan` shows or writes")])
