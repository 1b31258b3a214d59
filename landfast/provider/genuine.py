"""HashiCorp's own provider as a program of this machine: which one is named, and how `init` is led to it alone."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from landfast.core import cache
from landfast.core.errors import InputError, Problem
from landfast.core.files import write
from landfast.core.lock import file_lock

VARIABLE = "LANDFAST_GENUINE_PROVIDER"
# Both registries, so that OpenTofu finds it under its own name.
HOSTS = ("registry.terraform.io", "registry.opentofu.org")
SOURCE = "hashicorp/google"
SETTINGS = "terraform.rc"
RELEASES = "https://releases.hashicorp.com/terraform-provider-google"
# As releases are called, and the program in them: terraform-provider-google_v8.7.0_x5
VERSION = re.compile(r"_v?(\d+\.\d+\.\d+)")
CONSTRAINT = re.compile(r"~> (\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class GenuineProvider:
    """A program. `version` is empty if its name doesn't tell: Terraform's check of the stacks by its schema has to."""

    path: Path
    version: str = ""


def named_provider(environ: Mapping[str, str], constraint: str) -> GenuineProvider | None:
    """What LANDFAST_GENUINE_PROVIDER names; None if it names nothing. `constraint` (`~> 8.7`) is that of the stacks.

    Raises: InputError if it is no program, or its name tells a version that the stacks don't take.
    """
    named = environ.get(VARIABLE, "")
    if not named:
        return None
    path = Path(named).expanduser().absolute()
    found = VERSION.search(path.name)
    version = found[1] if found else ""
    if problems := list(_problems(path, version, constraint)):
        raise InputError(problems)
    return GenuineProvider(path, version)


def least(constraint: str) -> str:
    """The first version that a constraint takes: `8.7.0` of `~> 8.7`."""
    major, minor = _bounds(constraint)
    return f"{major}.{minor}.0"


def mirror(provider: GenuineProvider, constraint: str) -> Path:
    """Settings by which `init` takes this program and asks no network, in a folder of the cache that is for this only.

    Never `dev_overrides`, with which no `init` works, nor a plugin folder that a real target may use.
    """
    version = provider.version or least(constraint)
    stat = provider.path.stat()
    told = f"{provider.path}\0{stat.st_size}\0{stat.st_mtime_ns}\0{version}"
    folder = genuine_folder() / hashlib.sha256(told.encode()).hexdigest()[:16]
    with file_lock(folder.with_name(f"{folder.name}.lock")):
        for host in HOSTS:
            place = folder / "mirror" / host / SOURCE / version / _platform()
            place.mkdir(parents=True, exist_ok=True)
            link = place / f"terraform-provider-google_v{version}"
            if not link.exists():
                link.unlink(missing_ok=True)
                link.symlink_to(provider.path)
        return write_settings(folder, folder / "mirror")


def write_settings(folder: Path, providers: Path) -> Path:
    """Settings that lead to a folder of providers, unpacked as Terraform keeps them, and to no other place."""
    settings = folder / SETTINGS
    # Of HCL's two templates a path may hold the beginning.
    path = json.dumps(str(providers)).replace("${", "$${").replace("%{", "%%{")
    write(settings, f"provider_installation {{\n  filesystem_mirror {{\n    path = {path}\n  }}\n}}\n".encode())
    return settings


def genuine_folder() -> Path:
    """Where genuine providers are kept for rehearsals. Raises: UserError if the cache can't be made."""
    folder = cache.made_folder() / "genuine"
    folder.mkdir(exist_ok=True)
    return folder


def _problems(path: Path, version: str, constraint: str) -> Iterator[Problem]:
    step = f"name the program from {RELEASES}, unpacked"
    if not path.exists():
        yield Problem(VARIABLE, "there is no such file", str(path), next_step=step)
    elif not path.is_file():
        yield Problem(VARIABLE, "is no file", str(path), next_step=step)
    elif path.suffix == ".zip":
        yield Problem(VARIABLE, "is an archive", str(path), next_step="unpack it, and name the program in it")
    elif not os.access(path, os.X_OK):
        yield Problem(VARIABLE, "may not be executed", str(path), next_step=f"chmod +x {path}")
    if version and not _takes(constraint, version):
        fact, limit = "is of a version that the stacks don't take", f"they are written for {constraint}"
        yield Problem(VARIABLE, fact, version, limit, f"take one from {RELEASES}")


def _takes(constraint: str, version: str) -> bool:
    major, minor, _patch = map(int, version.split("."))
    wanted, least_minor = _bounds(constraint)
    return major == wanted and minor >= least_minor


def _bounds(constraint: str) -> tuple[int, int]:
    """Raises ValueError for a constraint of another form than the stacks' own."""
    found = CONSTRAINT.fullmatch(constraint)
    if found is None:
        raise ValueError(constraint)
    return int(found[1]), int(found[2])


def _platform() -> str:
    """As Terraform names it: https://developer.hashicorp.com/terraform/registry/providers/os-arch"""
    machine = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    return f"{platform.system().lower()}_{machine}"
