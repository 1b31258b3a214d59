"""HashiCorp's own provider as the judge of the wire: it makes a stack, plans nothing more, and removes it.

`LANDFAST_GENUINE_PROVIDER` names its binary; without it these tests are skipped aloud. Two minutes, nearly all of which
the provider waits: for a service account, a project and its services it pauses for fixed times.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from shortest_spec import BASE
from wired import Asking, skipped_without_genuine, wired

from landfast.rehearsal.serving import serving
from landfast.stacks.spec import parse
from landfast.stacks.spec.source import parse_text
from landfast.synth import synthesize
from landfast.targets import find
from landfast.terraform.engine import engine_environ, find_engine

pytestmark = pytest.mark.heavy
# Any that the stacks' constraint takes: a mirror holds what it is said to hold.
VERSION = "8.7.0"
HOSTS = ("registry.terraform.io", "registry.opentofu.org")
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


def mirror(folder: Path, binary: Path) -> Path:
    """A configuration by which `init` takes the binary, and asks no network."""
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    for host in HOSTS:
        place = folder / "mirror" / host / "hashicorp/google" / VERSION / f"{platform.system().lower()}_{machine}"
        place.mkdir(parents=True)
        (place / f"terraform-provider-google_v{VERSION}").symlink_to(binary.resolve())
    settings = folder / "terraform.rc"
    settings.write_text(
        f"provider_installation {{\n  filesystem_mirror {{\n    path = {json.dumps(str(folder / 'mirror'))}\n  }}\n}}\n"
    )
    return settings


@contextmanager
def genuine(folder: Path, stack: str = "foundation", apis: tuple[str, ...] = ()) -> Iterator[GenuineRun]:
    """A stack of the shortest spec, against a new cloud; with `apis`, its project stands, and has these."""
    binary = skipped_without_genuine(os.environ)
    spec = parse(parse_text(BASE + GOOGLE, "landfast.yaml"))
    made = synthesize(spec, "dev", find("rehearsal"), folder / "stacks")
    if apis:
        (folder / "cloud").mkdir()
        with wired(folder / "cloud") as wire:
            Asking(wire).project(f"{spec.name}-dev", *apis)
    with serving(folder / "cloud") as served:
        environ = engine_environ(os.environ, isolated=True) | dict(served.environ)
        environ["TF_CLI_CONFIG_FILE"] = str(mirror(folder, binary))
        terraform = GenuineRun(next(each.folder for each in made.stacks if each.name == stack), environ)
        terraform.run("init")
        yield terraform


NETWORKED = ("compute", "dns", "networkconnectivity", "servicenetworking")


@pytest.mark.parametrize(("stack", "apis"), [("foundation", ()), ("network", NETWORKED)])
def test_a_stack_stands_needs_nothing_more_and_goes(tmp_path: Path, stack: str, apis: tuple[str, ...]) -> None:
    with genuine(tmp_path, stack, apis) as terraform:
        terraform.run("apply", "-auto-approve")
        assert terraform.run("plan", "-detailed-exitcode") == 0
        terraform.run("destroy", "-auto-approve")
