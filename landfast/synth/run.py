"""Synthesizes an environment in a child process and puts the result on disk."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from landfast.synth.files import to_json, write
from landfast.synth.lock import run_lock
from landfast.synth.model import CONFIG, MANIFEST, StackFolder, Synthesis, load_synthesis, write_manifest
from landfast.synth.node import QUIET, find_node
from modules.errors import InputError, Problem, UserError

if TYPE_CHECKING:
    from stacks.spec import Spec, TargetName

CHILD = (sys.executable, "-P", "-m", "landfast.synth.child")  # -P: a folder `modules` where it runs must not be ours
SECONDS_TO_END = 5.0

log = logging.getLogger(__name__)


def synthesize(spec: Spec, environment: str, target: TargetName, out: Path, *, slim: bool = True) -> Synthesis:
    """Writes `out/<stack>/cdk.tf.json` for each stack of the environment, and `out/manifest.json`.

    States and other files beside them are left alone. The same spec gives the same bytes. With `slim` the bindings
    are cut to what the stacks use (not if LANDFAST_WHOLE_BINDINGS is set); where that fails, the whole ones are used
    and a warning says so.
    Raises: UserError if there is no Node.js, or another run works on `out`.
    """
    spec.environment(environment)
    slim = slim and not os.environ.get("LANDFAST_WHOLE_BINDINGS")
    plain = _plain(spec)
    answer = _ask({"spec": plain, "environment": environment, "target": target, "slim": slim})
    if slim and "crash" in answer:
        reason = answer["crash"].strip().splitlines()[-1]
        answer = _ask({"spec": plain, "environment": environment, "target": target, "slim": False})
        if "stacks" in answer:
            log.warning("the cut-down bindings failed (%s): used the whole ones, which takes longer", reason)
    stacks = _stacks(answer)
    with run_lock(out):
        return _written(stacks, environment, target, out)


def documents_of_each(asked: Sequence[tuple[Spec, str, TargetName]]) -> list[dict[str, dict[str, Any]]]:
    """For each (spec, environment, target) its stacks' Terraform JSON by name; nothing is written.

    Raises: UserError if there is no Node.js.
    """
    many = [{"spec": _plain(spec), "environment": environment, "target": target} for spec, environment, target in asked]
    answer = _ask({"many": many, "slim": not os.environ.get("LANDFAST_WHOLE_BINDINGS")})
    if "many" not in answer:
        _stacks(answer)
    return [{stack["name"]: stack["document"] for stack in stacks} for stacks in answer["many"]]


def _plain(spec: Spec) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(spec.model_dump_json(fallback=dict, warnings=False))
    return plain


def _ask(request: Mapping[str, Any]) -> dict[str, Any]:
    from landfast.provider import cache

    environ = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        **QUIET,
        "JSII_NODE": find_node(os.environ),
        # Compiling the bindings takes a second, and not every machine keeps the result beside them.
        "PYTHONPYCACHEPREFIX": str(cache.folder() / "bytecode"),
        # Small steps in growth: 20 MB less, and no slower.
        "NODE_OPTIONS": "--max-semi-space-size=4",
    }
    if request["slim"]:
        # The whole bindings, half a gigabyte when unpacked, stay in jsii's own cache, which forgets them in time.
        environ["JSII_RUNTIME_PACKAGE_CACHE_ROOT"] = str(cache.folder() / "jsii")
    # A group of its own: Ctrl-C reaches this process only, which then ends the child in order.
    pipe = subprocess.PIPE
    child = subprocess.Popen(CHILD, stdin=pipe, stdout=pipe, stderr=pipe, env=environ, start_new_session=True)
    try:
        answer, said = child.communicate(json.dumps(request).encode())
    except BaseException:
        _end(child)
        raise
    try:
        found: dict[str, Any] = json.loads(answer)
    except ValueError:
        found = {"crash": said.decode(errors="replace") or f"ended with status {child.returncode}"}
    return found


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _stacks(answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    if "problems" in answer:
        raise InputError(Problem(**problem) for problem in answer["problems"])
    if "user_error" in answer:
        raise UserError(answer["user_error"])
    if "crash" in answer:
        raise RuntimeError(f"the synthesis failed:\n{answer['crash']}")
    found: Sequence[Mapping[str, Any]] = answer["stacks"]
    return found


def _written(stacks: Sequence[Mapping[str, Any]], environment: str, target: TargetName, out: Path) -> Synthesis:
    names = {stack["name"] for stack in stacks}
    retired = [_retire(folder) for folder in _folders_before(out) if folder.name not in names]
    folders = []
    for stack in stacks:
        sources = MappingProxyType(dict(sorted(stack["sources"].items())))
        folder = StackFolder(stack["name"], out / stack["name"], tuple(stack["depends_on"]), sources)
        _write_config(folder, stack["document"])
        folders.append(folder)
    synthesis = Synthesis(environment, target, out, tuple(folders), tuple(folder for folder in retired if folder))
    write_manifest(synthesis)
    return synthesis


def _write_config(folder: StackFolder, document: Mapping[str, Any]) -> None:
    content = to_json(document)
    if not folder.config.is_file() or folder.config.read_bytes() != content:
        write(folder.config, content)
    other = StackFolder(folder.name, folder.folder, (), retired=not folder.retired).config
    other.unlink(missing_ok=True)


def _folders_before(out: Path) -> Sequence[Path]:
    """Folders of the stacks that the synthesis before this one wrote."""
    if not (out / MANIFEST).is_file():
        return ()
    before = load_synthesis(out)
    return [stack.folder for stack in (*before.stacks, *before.retired)]


def _retire(folder: Path) -> StackFolder | None:
    """Empties the configuration of a stack that is no longer in the app; None if nothing of it can stand."""
    retired = StackFolder(folder.name, folder, (), retired=True)
    if (folder / CONFIG).is_file():
        document = StackFolder(folder.name, folder, ()).read()
        _write_config(retired, {section: document[section] for section in ("terraform", "provider")})
    local = "local" in retired.read()["terraform"].get("backend", {})
    if local and not (folder / "terraform.tfstate").is_file():
        retired.config.unlink()
        return None
    return retired
