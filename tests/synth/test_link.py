"""The link to jsii's kernel: what is refused is said, who has ended is noticed, and nothing is left of it."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from repository import ROOT

from landfast.core.processes import started_at
from landfast.synth import imports
from landfast.synth.ask import environment_of
from landfast.synth.link import KernelLink, start

GET = {"api": "get", "objref": {"$jsii.byref": "cdktn.App@1"}, "property": "node"}
# A bucket whose name is a number, where jsii's Python does not look at types.
WRONG = """
import sys, tempfile
from pathlib import Path
from landfast.synth.kernel import use
from landfast.synth.link import start
import os
with tempfile.TemporaryDirectory() as name:
    link = start(os.environ["JSII_NODE"], Path(name))
    use(link)
    from cdktn import App, TerraformOutput, TerraformStack
    stack = TerraformStack(App(outdir=name), "one")
    try:
        TerraformOutput(stack, "out", value="text", description=5)
    except RuntimeError as error:
        print(error)
    link.close()
"""


def text(value: object) -> object:
    raise TypeError(value)


@pytest.fixture
def link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KernelLink]:
    for name, value in environment_of(slim=True).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    opened = start(os.environ["JSII_NODE"], tmp_path)
    yield opened
    opened.close()


def test_what_was_posted_and_refused_is_said_at_the_next_question(link: KernelLink) -> None:
    link.post({"api": "load", "name": "none", "version": "1.0.0", "tarball": "/nowhere.tgz"})
    with pytest.raises(RuntimeError, match=r"nowhere\.tgz"):
        link.ask(GET, text, dict)


def test_a_kernel_that_was_killed_is_no_answer(link: KernelLink) -> None:
    os.kill(link.pid, signal.SIGKILL)
    with pytest.raises((EOFError, OSError)):
        link.ask(GET, text, dict)


def test_nothing_is_left_when_it_is_closed(tmp_path: Path) -> None:
    environ = environment_of(slim=True)
    opened = start(environ["JSII_NODE"], tmp_path)
    assert started_at(opened.pid)
    opened.close()
    assert not started_at(opened.pid)


def test_an_argument_of_another_type_is_refused_by_the_kernel(tmp_path: Path) -> None:
    environ = {**environment_of(slim=True), "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "ml")))}
    command = [sys.executable, "-P", "-O", "-c", WRONG]
    said = subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "description" in said
    assert "string" in said


def test_imports_are_read_as_python_reads_them() -> None:
    files = [path for room in ("stacks", "modules", "gcp", "core") for path in (ROOT / room).rglob("*.py")]
    assert len(files) > 100
    for path in files:
        read = set(imports.imported(path))
        assert read == set(_imported(ast.parse(path.read_bytes()))), path


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
