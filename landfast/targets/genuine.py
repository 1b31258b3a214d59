"""The environment of an engine that something else than Google answers: everything leads there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from landfast.provider.endpoints import variables_of
from landfast.provider.genuine import mirror, named_provider
from landfast.rehearsal.serving import Served, serving
from landfast.terraform.bringing import bring_genuine
from landfast.terraform.engine import engine_environ, find_engine

if TYPE_CHECKING:
    from landfast.stacks.backend import Part
    from landfast.synth import Synthesis

# What the provider reads of an account, a project or another place (google/provider/provider.go), and what leads
# around a proxy: a rehearsal must not know of either.
FOREIGN = ("GOOGLE_", "GCLOUD_", "CLOUDSDK_", "GCE_METADATA_", "USER_PROJECT_OVERRIDE")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY")
REATTACH = "TF_REATTACH_PROVIDERS"
AROUND = ("NO_PROXY", "ALL_PROXY", *PROXIES)


@contextmanager
def genuine_environ(folder: Path, synthesis: Synthesis, caller: str = "") -> Iterator[tuple[Mapping[str, str], Served]]:
    """The engine's environment while the cloud in `folder` is served, to `caller`; empty: the owner of all.

    Raises: UserError, InputError."""
    settings = genuine_settings(_constraint(synthesis), os.environ)
    with serving(folder, caller=caller) as served:
        yield led_to(served.url, served.token, os.environ, settings), served


def genuine_settings(constraint: str, environ: Mapping[str, str]) -> Path:
    """Settings by which `init` takes the program that is named, else what the engine brings. Raises: UserError."""
    named = named_provider(environ, constraint)
    if named is not None:
        return mirror(named, constraint)
    return bring_genuine(find_engine(environ), constraint, engine_environ(environ, isolated=True))


def acting_at(environ: Mapping[str, str]) -> tuple[Part, ...]:
    """What of Terraform acts as another account by itself where something answers in Google's place: a provider of
    ours that runs already. HashiCorp's, and Terraform's backend, ask Google itself (google/transport/config.go)."""
    return ("provider",) if environ.get(REATTACH) else ()


def environ_at(url: str, token: str, synthesis: Synthesis, environ: Mapping[str, str]) -> Mapping[str, str]:
    """The engine's environment where `url` answers in Google's place, asked with `token`.

    The provider is one that runs already (TF_REATTACH_PROVIDERS, as `landfast rehearsal serve --stand-in` has it), else
    HashiCorp's own. Raises: UserError, InputError.
    """
    running = environ.get(REATTACH)
    settings = Path(os.devnull) if running else genuine_settings(_constraint(synthesis), environ)
    return led_to(url, token, environ, settings) | ({REATTACH: running} if running else {})


def led_to(url: str, token: str, environ: Mapping[str, str], settings: Path) -> dict[str, str]:
    """No account, no project and no way out of this machine: what has no endpoint of its own ends at `url`, too."""
    kept = {
        name: value
        for name, value in engine_environ(environ, isolated=True).items()
        if not name.startswith(FOREIGN) and name.upper() not in AROUND
    }
    # Go never asks a proxy for what is on loopback.
    nowhere = dict.fromkeys(PROXIES, url)
    return kept | nowhere | dict(variables_of(url, token)) | {"TF_CLI_CONFIG_FILE": str(settings)}


def _constraint(synthesis: Synthesis) -> str:
    return str(synthesis.stacks[0].read()["terraform"]["required_providers"]["google"]["version"])
