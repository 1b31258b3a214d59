"""A synthesized environment on disk: one folder of Terraform JSON for each stack, and a manifest."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from landfast.core.errors import UserError
from landfast.core.files import to_json, write

if TYPE_CHECKING:
    from landfast.modules.names import Names
    from landfast.stacks.backend import Backend

MANIFEST = "manifest.json"
CONFIG = "cdk.tf.json"
RETIRED_CONFIG = "retired.tf.json"
STATE = "terraform.tfstate"
KEPT = f"{STATE}.kept"
APPLY = "apply.json"
# The folder of what another team is asked for.
TICKET = "ticket"
TICKET_WORDS = "TICKET.md"
FORMAT = 1


@dataclass(frozen=True)
class StackFolder:
    """One stack: `folder` holds its Terraform JSON and is where Terraform runs and, in a rehearsal, keeps its state.

    `sources` maps the address of a resource to the Python line that made it, e.g. `stacks/data.py:41`.
    A `retired` stack is no longer in the app: its configuration has no resources left, so that applying it
    destroys what still stands.
    """

    name: str
    folder: Path
    depends_on: tuple[str, ...]
    sources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    retired: bool = False

    @property
    def config(self) -> Path:
        return self.folder / (RETIRED_CONFIG if self.retired else CONFIG)

    def read(self) -> dict[str, Any]:
        """The stack's Terraform JSON. Raises: UserError if it is gone or broken."""
        document: dict[str, Any] = _read_json(self.config)
        return document

    @property
    def bucket(self) -> tuple[str, str] | None:
        """The bucket and the prefix of a state that stands in Cloud Storage; None of any other. Raises: UserError."""
        found = self.read().get("terraform", {}).get("backend", {}).get("gcs")
        return (str(found["bucket"]), str(found.get("prefix", ""))) if found else None

    @property
    def resource_count(self) -> int:
        """How many resources the stack declares."""
        return sum(len(instances) for instances in self.read().get("resource", {}).values())

    @property
    def may_stand(self) -> bool:
        """Whether this machine knows of anything that was applied: by a state, its copy, or a run that did not end."""
        return any((self.folder / name).exists() for name in (STATE, KEPT, APPLY))

    def source_of(self, address: str) -> str:
        """The Python line that made the resource, whichever of its instances (`x["a"]`) is meant; empty if unknown."""
        return self.sources.get(address) or self.sources.get(re.sub(r"\[[^]]*\]$", "", address), "")


class Destination(Protocol):
    """What synthesis needs to know of a target."""

    @property
    def name(self) -> str: ...

    @property
    def simulated(self) -> bool: ...

    def backend(self, names: Names) -> Backend: ...


@dataclass(frozen=True)
class Synthesis:
    """One environment on one target. `stacks` are in an order that respects `depends_on`.

    `spec` is what it was made of, as plain data, for who judges it later (`made_of`); None if that isn't known.
    `ticket` holds what another team is asked for, if there is anything: it is never applied here.
    """

    environment: str
    target: str
    folder: Path
    stacks: tuple[StackFolder, ...]
    retired: tuple[StackFolder, ...] = ()
    simulated: bool = False
    spec: Mapping[str, Any] | None = None
    ticket: StackFolder | None = None

    @property
    def ticket_file(self) -> Path | None:
        """What a person reads of the ticket; its Terraform JSON is beside it."""
        return self.ticket.folder / TICKET_WORDS if self.ticket else None


def write_manifest(synthesis: Synthesis) -> None:
    content = {
        "format": FORMAT,
        "environment": synthesis.environment,
        "target": synthesis.target,
        "simulated": synthesis.simulated,
        "stacks": [_entry(stack) for stack in synthesis.stacks],
        "ticket": _entry(synthesis.ticket) if synthesis.ticket else None,
        "retired": [stack.name for stack in synthesis.retired],
        "spec": synthesis.spec,
    }
    write(synthesis.folder / MANIFEST, to_json(content))


def _entry(stack: StackFolder) -> dict[str, Any]:
    return {"name": stack.name, "depends_on": list(stack.depends_on), "sources": dict(stack.sources)}


def load_synthesis(out: Path) -> Synthesis:
    """The synthesis that `synthesize` wrote to `out`. Raises: UserError if there is none, or it is not whole."""
    content = _read_json(out / MANIFEST)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UserError(f"{out / MANIFEST}: written by another version of landfast: run `landfast synth` again")
    try:
        return _synthesis(content, out)
    except (KeyError, TypeError, AttributeError):
        raise UserError(f"{out / MANIFEST}: is not whole: run `landfast synth` again") from None


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What a synthesis says that it was made of; nothing of it is known to be right."""

    environment: str
    target: str
    spec: Any


def made_of(out: Path) -> MadeOf | None:
    """What the synthesis in `out` was made of; None if it doesn't say, as of an older landfast, or can't be read."""
    try:
        content = json.loads((out / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(content, dict) or content.get("spec") is None:
        return None
    return MadeOf(str(content.get("environment")), str(content.get("target")), content["spec"])


def _synthesis(content: Mapping[str, Any], out: Path) -> Synthesis:
    stacks = tuple(_folder(item, out) for item in content["stacks"])
    retired = tuple(StackFolder(name, out / name, (), retired=True) for name in content["retired"])
    retired = tuple(stack for stack in retired if stack.config.is_file())
    simulated = bool(content.get("simulated"))
    spec = content.get("spec")
    asked = content.get("ticket")
    ticket = _folder(asked, out) if asked else None
    return Synthesis(content["environment"], content["target"], out, stacks, retired, simulated, spec, ticket)


def _folder(item: Mapping[str, Any], out: Path) -> StackFolder:
    sources = MappingProxyType(item["sources"])
    return StackFolder(item["name"], out / item["name"], tuple(item["depends_on"]), sources)


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        raise UserError(f"{path}: no such file: run `landfast synth` first") from None
    except ValueError:
        raise UserError(f"{path}: is not valid JSON: run `landfast synth` again") from None
