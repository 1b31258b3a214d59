"""Synthesizes an environment in a child process and puts the result on disk."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from landfast.core.errors import InputError, Problem, UserError
from landfast.core.files import to_json, write
from landfast.core.lock import run_lock
from landfast.synth import kept
from landfast.synth.ask import Child, wants_slim
from landfast.synth.model import (
    CONFIG,
    MANIFEST,
    RETIRED_CONFIG,
    TICKET,
    StackFolder,
    Synthesis,
    load_synthesis,
    write_manifest,
)
from landfast.synth.ticket import remove_ticket, write_ticket

if TYPE_CHECKING:
    from landfast.stacks.spec import Spec
    from landfast.synth.model import Destination

# Environments that one child synthesizes: starting it is shared, and what Node.js holds of them stays bounded.
AT_ONCE = 5

log = logging.getLogger(__name__)


def synthesize(spec: Spec, environment: str, target: Destination, out: Path, *, slim: bool = True) -> Synthesis:
    """Writes `out/<stack>/cdk.tf.json` for each stack of the environment, and `out/manifest.json`.

    States and other files beside them are left alone. The same spec gives the same bytes. With `slim` the bindings
    are cut to what the stacks use (not if LANDFAST_WHOLE_BINDINGS is set); where that fails, the whole ones are used
    and a warning says so.
    Raises: UserError if there is no Node.js, or another run works on `out`.
    """
    spec.environment(environment)
    request = request_to(spec, environment, target)
    slim = slim and wants_slim()
    code = kept.code_digest()
    key = kept.key_of(request, code, slim=slim)
    stacks = kept.find(key)
    if stacks is None:
        stacks = _asked(request, slim=slim)
        if kept.code_digest() == code:  # Else it is made of code that was edited meanwhile: nobody knows which.
            kept.keep(key, stacks)
    with run_lock(out):
        return _written(stacks, environment, target, out, request["spec"])


def _asked(request: Mapping[str, Any], *, slim: bool) -> kept.Stacks:
    answer = Child(slim=slim).ask(request)
    if slim and "crash" in answer:
        reason = answer["crash"].strip().splitlines()[-1]
        answer = Child(slim=False).ask(request)
        if "stacks" in answer:
            log.warning("the cut-down bindings failed (%s): used the whole ones, which takes longer", reason)
    return _stacks(answer)


def is_kept(spec: Spec, environment: str, target: Destination) -> bool:
    """Whether the environment was synthesized before, so that no Node.js is needed for it."""
    request = request_to(spec, environment, target)
    return kept.find(kept.key_of(request, kept.code_digest(), slim=wants_slim())) is not None


def documents_of_each(asked: Sequence[tuple[Spec, str, Destination]]) -> list[dict[str, dict[str, Any]]]:
    """For each (spec, environment, target) its stacks' Terraform JSON by name; nothing is written.

    Raises: UserError if there is no Node.js.
    """
    made = stacks_of_each(asked)
    return [{stack["name"]: stack["document"] for stack in stacks if stack["name"] != TICKET} for stacks in made]


def stacks_of_each(asked: Sequence[tuple[Spec, str, Destination]]) -> list[kept.Stacks]:
    """For each (spec, environment, target) its stacks as `{name, depends_on, document, sources}`; nothing is written.

    The last may be the ticket, by its name. Raises: UserError if there is no Node.js.
    """
    slim, code = wants_slim(), kept.code_digest()
    requests = [request_to(*one) for one in asked]
    keys = [kept.key_of(request, code, slim=slim) for request in requests]
    found = {key: stacks for key in keys if (stacks := kept.find(key)) is not None}
    missing = {key: request for key, request in zip(keys, requests, strict=True) if key not in found}
    pairs = list(missing.items())
    for start in range(0, len(pairs), AT_ONCE):
        some = pairs[start : start + AT_ONCE]
        answer = Child(slim=slim).ask({"many": [request for _key, request in some]})
        if "many" not in answer:
            _stacks(answer)
        made = dict(zip((key for key, _request in some), answer["many"], strict=True))
        found |= made
        if kept.code_digest() == code:
            for key, stacks in made.items():
                kept.keep(key, stacks)
    return [found[key] for key in keys]


def request_to(spec: Spec, environment: str, target: Destination) -> dict[str, Any]:
    """What the child is asked, as plain data."""
    from landfast.stacks.backend import to_json as plain_backend

    backend = plain_backend(target.backend(spec.names(environment)))
    return {"spec": json.loads(spec.model_dump_json()), "environment": environment, "backend": backend}


def _stacks(answer: Mapping[str, Any]) -> kept.Stacks:
    if "problems" in answer:
        raise InputError(Problem(**problem) for problem in answer["problems"])
    if "user_error" in answer:
        raise UserError(answer["user_error"])
    if "crash" in answer:
        raise RuntimeError(f"the synthesis failed:\n{answer['crash']}")
    found: kept.Stacks = answer["stacks"]
    return found


def _written(
    stacks: kept.Stacks, environment: str, target: Destination, out: Path, spec: Mapping[str, Any]
) -> Synthesis:
    names = {stack["name"] for stack in stacks}
    shell = _shell(stacks[0]["document"])
    retired = [_retire(folder, shell) for folder in _folders_before(out) if folder.name not in names]
    folders = {stack["name"]: _write_stack(stack, out) for stack in stacks}
    asked = folders.pop(TICKET, None)
    if asked:
        write_ticket(asked)
    else:
        remove_ticket(StackFolder(TICKET, out / TICKET, ()))
    left = tuple(folder for folder in retired if folder)
    synthesis = Synthesis(environment, target.name, out, tuple(folders.values()), left, target.simulated, spec, asked)
    write_manifest(synthesis)
    return synthesis


def _write_stack(stack: Mapping[str, Any], out: Path) -> StackFolder:
    sources = MappingProxyType(dict(sorted(stack["sources"].items())))
    folder = StackFolder(stack["name"], out / stack["name"], tuple(stack["depends_on"]), sources)
    _write_config(folder, stack["document"])
    return folder


def _write_config(folder: StackFolder, document: Mapping[str, Any]) -> None:
    content = to_json(document)
    if not folder.config.is_file() or folder.config.read_bytes() != content:
        write(folder.config, content)
    other = StackFolder(folder.name, folder.folder, (), retired=not folder.retired).config
    other.unlink(missing_ok=True)


def _folders_before(out: Path) -> Sequence[Path]:
    """Folders of the stacks that the synthesis before this one wrote; if its list is broken, all that hold one."""
    if not (out / MANIFEST).is_file():
        return ()
    try:
        before = load_synthesis(out)
    except UserError:
        found = {path.parent for name in (CONFIG, RETIRED_CONFIG) for path in out.glob(f"*/{name}")}
        return sorted(found)
    return [stack.folder for stack in (*before.stacks, *before.retired)]


def _shell(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """What stacks have besides resources: which engine, provider and backend."""
    return {section: document[section] for section in ("terraform", "provider")}


def _retire(folder: Path, shell: Mapping[str, Any]) -> StackFolder | None:
    """Empties the configuration of a stack that is no longer in the app; None if nothing of it can stand.

    `shell` is that of another stack, for one whose own is broken.
    """
    retired = StackFolder(folder.name, folder, (), retired=True)
    _write_config(retired, _own_shell(folder) or _moved(shell, folder.name))
    local = "local" in retired.read()["terraform"].get("backend", {})
    if local and not retired.may_stand:
        retired.config.unlink()
        return None
    return retired


def _own_shell(folder: Path) -> Mapping[str, Any] | None:
    for retired in (False, True):
        try:
            return _shell(StackFolder(folder.name, folder, (), retired=retired).read())
        except (UserError, KeyError, TypeError):
            continue
    return None


def _moved(shell: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The shell of another stack with the place of this one's state: a file of its folder, an object of its name."""
    backend = shell["terraform"].get("backend", {})
    if "gcs" not in backend:
        return shell
    place = backend["gcs"]["prefix"].rpartition("/")[0] + f"/{name}"
    return {**shell, "terraform": {**shell["terraform"], "backend": {"gcs": {**backend["gcs"], "prefix": place}}}}
