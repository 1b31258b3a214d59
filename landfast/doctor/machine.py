"""What this machine needs: an engine that runs Terraform, and Node.js where the stacks are not kept from before."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator, Mapping

from landfast import __version__
from landfast.core.errors import UserError
from landfast.doctor.line import Line
from landfast.synth.node import find_node
from landfast.terraform import find_engine


def machine_lines(environ: Mapping[str, str], *, kept: bool) -> Iterator[Line]:
    """`kept`: the stacks were made before, of this spec and by this version."""
    yield Line("machine", "landfast", "pass", f"{__version__} on Python {platform.python_version()}")
    yield _engine(environ)
    yield _node(environ, kept=kept)
    if shutil.which("gcloud", path=environ.get("PATH", "")):
        yield Line("machine", "gcloud", "pass", "is here")
    else:
        said = "is not here: landfast does without, the commands below need it"
        yield Line("machine", "gcloud", "warn", said, "https://cloud.google.com/sdk/docs/install, or Cloud Shell")


def _engine(environ: Mapping[str, str]) -> Line:
    try:
        engine = find_engine(environ)
    except UserError as error:
        fact, _colon, step = str(error).partition(": ")
        return Line("machine", "engine", "fail", fact, step)
    return Line("machine", "engine", "pass", f"{engine.name} {engine.version}")


def _node(environ: Mapping[str, str], *, kept: bool) -> Line:
    if kept:
        return Line("machine", "Node.js", "pass", "not needed: the stacks of this spec are kept")
    try:
        find_node(environ)
    except UserError as error:
        fact, _colon, step = str(error).partition(": ")
        return Line("machine", "Node.js", "fail", fact, step)
    return Line("machine", "Node.js", "pass", "is here, for the stacks")
