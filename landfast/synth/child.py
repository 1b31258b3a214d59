"""`python -m landfast.synth.child`: one synthesis in a process of its own, which takes Node.js with it when it ends.

A request comes as JSON on stdin, the answer goes as JSON to stdout; whatever the CDK prints goes to stderr.
"""

from __future__ import annotations

import dataclasses
import gc
import importlib
import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landfast.core.errors import InputError, UserError
from landfast.synth.ask import WHOLE
from landfast.synth.link import KernelLink, start

if TYPE_CHECKING:
    from landfast.stacks.spec import Spec


def answer_to(request: dict[str, Any], link: KernelLink | None) -> dict[str, Any]:
    """Answer to a request `{spec, environment, backend}`: `{stacks: [{name, depends_on, document, sources}]}`; the last
    is the ticket, if anything is asked of others.

    With `many`, a list of such requests, it is `{many: [stacks, ...]}`: the CDK starts once for all of them.
    Over a `link`, the bindings are cut down to what the stacks use.
    """
    requests = request.get("many", [request])
    if link:
        _load_slim(requests, link)
    answers = [_stacks_of(each) for each in requests]
    return {"many": answers} if "many" in request else {"stacks": answers[0]}


def _stacks_of(request: dict[str, Any]) -> list[dict[str, Any]]:
    from cdktn import App

    from landfast import stacks
    from landfast.stacks.app import build
    from landfast.stacks.backend import parse
    from landfast.stacks.node import TICKET
    from landfast.stacks.spec import Spec
    from landfast.synth.sources import Recorder

    spec = Spec.model_validate(request["spec"])
    recorder = Recorder(Path(next(iter(stacks.__path__))).parent, _folders(spec))
    with tempfile.TemporaryDirectory() as out, recorder.recording():
        app = App(outdir=out)
        nodes = build(app, spec, request["environment"], parse(request["backend"]))
        app.synth()
        answers = []
        for node in nodes:
            document = json.loads(Path(out, "stacks", node.name, "cdk.tf.json").read_bytes())
            sources = recorder.of(document)
            plain = _without_metadata(document)
            if node == TICKET:
                if "resource" not in plain:
                    continue
                # Who applies it has a place for its state, and says where.
                del plain["terraform"]["backend"]
            answers.append(
                {"name": node.name, "depends_on": list(node.depends_on), "document": plain, "sources": sources}
            )
    return answers


def _folders(spec: Spec) -> list[Path]:
    """Of the packages whose stacks the spec asks for."""
    from landfast.core.packages import folder_of
    from landfast.stacks.extension import extensions

    there = extensions() if spec.extensions else {}
    found = (folder_of(there[name].module.partition(".")[0]) for name in spec.extensions)
    return [folder for folder in found if folder]


def _load_slim(requests: Sequence[dict[str, Any]], link: KernelLink) -> None:
    """The bindings cut down to what the stacks of these requests use, before the whole ones would be loaded."""
    from landfast.stacks.extension import extensions
    from landfast.stacks.node import stacks_of, ticket_of
    from landfast.stacks.spec import Spec
    from landfast.synth.bindings import ASSEMBLY, slim_archive, version
    from landfast.synth.imports import wanted_submodules

    asked = [(Spec.model_validate(each["spec"]), each["environment"]) for each in requests]
    nodes = {node.name for spec, _environment in asked for node in stacks_of(spec)}
    nodes |= {node.name for each in asked if (node := ticket_of(*each)) is not None}
    there = extensions() if any(spec.extensions for spec, _environment in asked) else {}
    own = sorted(name for name in nodes if name not in there)
    modules = ["landfast.stacks.app", *(f"landfast.stacks.{name}" for name in own)]
    modules += [there[name].module for name in sorted(nodes) if name in there]
    archive = slim_archive(wanted_submodules(modules))
    link.post({"api": "load", "name": ASSEMBLY, "version": version(), "tarball": str(archive)})
    # What it takes Node.js to load them, Python needs for its own side of them. A package's are imported where they are
    # used, which says whose they are if they can't be.
    for module in modules:
        if module.startswith("landfast."):
            importlib.import_module(module)


def _without_metadata(document: dict[str, Any]) -> dict[str, Any]:
    """The document without the CDK's notes about itself (keys `//`), which Terraform would only skip."""
    plain = {section: blocks for section, blocks in document.items() if section != "//"}
    for section, depth in (("output", 1), ("variable", 1), ("resource", 2), ("data", 2)):
        bodies = list(plain.get(section, {}).values())
        if depth == 2:
            bodies = [body for named in bodies for body in named.values()]
        for body in bodies:
            body.pop("//", None)
    return plain


def _failure(error: Exception) -> dict[str, Any]:
    if isinstance(error, InputError):
        return {"problems": [dataclasses.asdict(problem) for problem in error.problems]}
    if isinstance(error, UserError):
        return {"user_error": str(error)}
    return {"crash": traceback.format_exc()}


def main() -> int:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    # Ending the usual way closes Node.js and removes the temporary files.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # It lives for a second: looking for cycles costs a tenth of that, and frees nothing that matters.
    with tempfile.TemporaryDirectory(prefix="landfast-synth-", ignore_cleanup_errors=True) as temporary:
        os.environ["TMPDIR"] = tempfile.tempdir = temporary
        try:
            # Before the request is read: what it needs first is the same for each.
            with _no_link() if WHOLE in sys.argv else _link(Path(temporary)) as link:
                answer = answer_to(json.load(sys.stdin), link)
        except Exception as error:  # noqa: BLE001  # carried to the parent, which raises it there
            answer = _failure(error)
    json.dump(answer, answers)
    answers.close()
    return 0


@contextmanager
def _link(folder: Path) -> Iterator[KernelLink]:
    """A Node.js with the CDK in it. While it starts, what every request needs is imported."""
    opened = start(os.environ["JSII_NODE"], folder)
    try:
        from landfast.synth.kernel import use

        use(opened)
        _import_common()
        yield opened
    finally:
        opened.close()


@contextmanager
def _no_link() -> Iterator[None]:
    """The same as jsii itself does it."""
    try:
        _import_common()
        yield None
    finally:
        if "constructs" in sys.modules:  # Importing that is what starts Node.js.
            from jsii._runtime import kernel

            kernel.provider._process.stop()


def _import_common() -> None:
    for module in ("cdktn", "landfast.stacks.node"):
        importlib.import_module(module)


if __name__ == "__main__":
    try:
        code = main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    sys.stderr.flush()
    # All is closed and removed: Python would now let go of its objects one by one, for a quarter of a second.
    os._exit(code)
