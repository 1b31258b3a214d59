"""HashiCorp's own provider as the judge of the wire: it makes a stack, plans nothing more, and removes it.

`LANDFAST_GENUINE_PROVIDER` names its binary; without it these tests are skipped aloud. Two minutes, nearly all of which
the provider waits: for a service account, a project and its services it pauses for fixed times.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from shortest_spec import BASE
from wired import Asking, skipped_without_genuine, wired

from landfast.jobs.rehearsal_compare import RehearsalCompareRequest, rehearsal_compare
from landfast.stacks.spec import parse
from landfast.stacks.spec.source import parse_text
from landfast.synth import synthesize
from landfast.targets import find
from landfast.targets.genuine import genuine_environ
from landfast.terraform.engine import find_engine

pytestmark = pytest.mark.heavy
GOOGLE = 'google: {organization: "123456789012", billing_account: 0A0B0C-0A0B0C-0A0B0C}\n'


@dataclass(frozen=True)
class GenuineRun:
    """One stack, with the provider of a mirror, led to a wire."""

    stack: Path
    environ: Mapping[str, str]

    def run(self, *words: str) -> int:
        """0: done, and of a plan that there is nothing to do; 2 that there is."""
        command = [*find_engine(os.environ).command, *words, "-input=false", "-no-color"]
        ended = subprocess.run(command, cwd=self.stack, env=self.environ, capture_output=True, text=True, check=False)
        assert ended.returncode in (0, 2), ended.stdout[-2000:] + ended.stderr
        return ended.returncode


@contextmanager
def genuine(folder: Path, stack: str = "foundation", apis: tuple[str, ...] = ()) -> Iterator[GenuineRun]:
    """A stack of the shortest spec, against a new cloud; with `apis`, its project stands, and has these."""
    skipped_without_genuine(os.environ)
    spec = parse(parse_text(BASE + GOOGLE, "landfast.yaml"))
    made = synthesize(spec, "dev", find("rehearsal"), folder / "stacks")
    if apis:
        (folder / "cloud").mkdir()
        with wired(folder / "cloud") as wire:
            Asking(wire).project(f"{spec.name}-dev", *apis)
    with genuine_environ(folder / "cloud", made) as (environ, served):
        terraform = GenuineRun(next(each.folder for each in made.stacks if each.name == stack), environ)
        terraform.run("init")
        yield terraform
        assert served.unanswered == []


NETWORKED = ("compute", "dns", "networkconnectivity", "servicenetworking")


@pytest.mark.parametrize(("stack", "apis"), [("foundation", ()), ("network", NETWORKED)])
def test_a_stack_stands_needs_nothing_more_and_goes(tmp_path: Path, stack: str, apis: tuple[str, ...]) -> None:
    with genuine(tmp_path, stack, apis) as terraform:
        terraform.run("apply", "-auto-approve")
        assert terraform.run("plan", "-detailed-exitcode") == 0
        terraform.run("destroy", "-auto-approve")


def test_both_providers_plan_every_stack_and_the_data_alike(tmp_path: Path) -> None:
    skipped_without_genuine(os.environ)
    spec = tmp_path / "landfast.yaml"
    spec.write_text(BASE)
    found = rehearsal_compare(RehearsalCompareRequest(spec=spec, apply=False, out=tmp_path / "found.md"))
    assert not [problem for stack in found.stacks.values() for said in stack.problems.values() for problem in said]
    assert all(stack.planned is not None and stack.kept is None for stack in found.stacks.values())
    alike = ("foundation", "network", "data", "operations")
    assert {name: found.stacks[name].unexplained for name in alike} == dict.fromkeys(alike, 0)
    assert "## network" in (tmp_path / "found.md").read_text()
