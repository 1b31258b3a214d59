"""What was synthesized is kept by the digest of all that it depends on: each of these makes it anew, and no more."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from repository import ROOT

import landfast
from landfast.core import cache
from landfast.core.children import child_environ
from landfast.core.errors import UserError
from landfast.stacks.spec import Spec, load
from landfast.synth import ask, kept, stacks_of_each, synthesize
from landfast.synth.run import request_to
from landfast.targets import find

DEMO = ROOT / "examples" / "diagnosis" / "landfast.yaml"
REHEARSAL = find("rehearsal")
STACKS = [{"name": "data", "depends_on": [], "document": {"resource": {}}, "sources": {}}]
# A child as `ask` starts it, which says at its end what it loaded and opened.
TELLING = """
import json, os, sys
opened = set()

def note(event, of):
    if event == "open" and isinstance(of[0], str) and not of[2] & os.O_CREAT:
        opened.add(of[0])

sys.addaudithook(note)
from landfast.synth import child
code = child.main()
files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
with open(sys.argv[1], "w") as out:
    json.dump(sorted(filter(None, files | opened)), out)
sys.exit(code)
"""


def request(spec: Spec, environment: str = "dev", target: str = "rehearsal") -> dict[str, Any]:
    return request_to(spec, environment, find(target))


def test_the_second_starts_no_node_and_gives_the_same(
    apart: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = load(DEMO)
    first = synthesize(spec, "dev", REHEARSAL, tmp_path / "first")
    monkeypatch.setenv("JSII_NODE", "/nowhere/node")
    again = synthesize(spec, "dev", REHEARSAL, tmp_path / "again")
    for one, other in zip(first.stacks, again.stacks, strict=True):
        assert one.config.read_bytes() == other.config.read_bytes()
        assert (one.name, one.depends_on, one.sources) == (other.name, other.depends_on, other.sources)
    assert stacks_of_each([(spec, "dev", REHEARSAL)])
    with pytest.raises(UserError, match="JSII_NODE"):
        stacks_of_each([(spec, "test", REHEARSAL)])
    assert {path.stat().st_mode & 0o077 for path in (apart / kept.FOLDER).iterdir()} == {0}


def changed_specs() -> Iterator[dict[str, Any]]:
    """The demo's spec, another in every field that it has."""
    whole = json.loads(load(DEMO).model_dump_json())
    yield {**whole, "name": "other"}
    yield {**whole, "residency": {"area": "eu", "region": "europe-west3"}}
    yield {**whole, "controller": {**whole["controller"], "dpo": "other@klinik.example"}}
    yield {**whole, "environments": {"dev": {"budget_eur": 301}}}
    yield {**whole, "platform": {**whole["platform"], "online_store": True}}
    yield {**whole, "retention": {**whole["retention"], "raw_days": 364}}
    yield {**whole, "alerts": ["ops@klinik.example"]}


def test_spec_environment_and_target_are_in_the_key() -> None:
    spec, code = load(DEMO), kept.code_digest()
    asked = [request(Spec.model_validate(one)) for one in changed_specs()]
    asked += [request(spec), request(spec, "test"), request(spec, target="google")]
    keys = {kept.key_of(one, code, slim=True) for one in asked}
    keys |= {kept.key_of(request(spec), code, slim=False), kept.key_of(request(spec), "other code", slim=True)}
    assert len(keys) == len(asked) + 2
    assert kept.key_of(request(load(DEMO)), kept.code_digest(), slim=True) in keys


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Landfast's own files, to be changed."""
    root = tmp_path / "landfast"
    for name in kept.SOURCES:
        shutil.copytree(Path(landfast.__file__).parent / name, root / name)
    monkeypatch.setattr(landfast, "__file__", str(root / "__init__.py"))
    return root


def edit(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


CHANGES: Mapping[str, Callable[[Path], Any]] = {
    **{f"an edit of {name}": lambda root, name=name: edit(next((root / name).glob("*.py"))) for name in kept.SOURCES},
    "a fact of Google's": lambda root: edit(root / "gcp" / "data" / "regions.json"),
    "a module deep down": lambda root: edit(root / "modules" / "data" / "dataset.py"),
    "a new file": lambda root: (root / "stacks" / "new.py").touch(),
    "a file that is gone": lambda root: (root / "stacks" / "alerts.py").unlink(),
    "a file by another name": lambda root: (root / "stacks" / "alerts.py").rename(root / "stacks" / "alarms.py"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_of_the_code_makes_it_anew(change: Callable[[Path], Any], copy: Path) -> None:
    before = kept.code_digest()
    assert kept.code_digest() == before
    change(copy)
    assert kept.code_digest() != before


def test_what_is_installed_and_python_are_in_the_key_and_what_is_compiled_is_not(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept.code_digest()
    (copy / "stacks" / "__pycache__").mkdir(exist_ok=True)
    (copy / "stacks" / "__pycache__" / "data.cpython-311.pyc").write_bytes(b"compiled")
    assert kept.code_digest() == before
    monkeypatch.syspath_prepend(tmp_path)
    assert kept.code_digest() == before
    (tmp_path / "cdktn-0.25.0.dist-info").mkdir()
    installed = kept.code_digest()
    assert installed != before
    monkeypatch.setattr(sys, "version", "3.12.0 (main)")
    assert kept.code_digest() != installed


def test_the_child_reads_nothing_that_is_not_in_the_key(tmp_path: Path) -> None:
    """Each file that it loads or opens is one of landfast's that count, of Python, of a package, or of its own."""
    out, code = tmp_path / "read.json", [sys.executable, "-P", "-c", TELLING]
    asked = json.dumps(request(load(DEMO)))
    environ = {**ask.environment_of(slim=True), "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "ml")))}
    done = subprocess.run([*code, str(out)], input=asked, env=environ, capture_output=True, text=True, check=True)
    assert "stacks" in json.loads(done.stdout)
    root = Path(landfast.__file__).parent
    counted = {path.resolve() for name in kept.SOURCES for path in kept.files_in(root / name)}
    others = [*map(sysconfig.get_path, ("stdlib", "purelib", "platlib")), sys.base_prefix, cache.folder(), "/proc"]
    elsewhere = {Path(place).resolve() for place in others}
    read = {Path(name).resolve() for name in json.loads(out.read_text()) if name.startswith(os.sep)}
    # Names of packages only: nothing stands in them but what they are called.
    below = {path for path in read if path.is_relative_to(ROOT) and path.suffix != ".pyc"}
    own = {path for path in below if not any(path.is_relative_to(place) for place in elsewhere)} - counted
    assert own <= {root.resolve() / "__init__.py"}
    temporary = {path for path in read if "landfast-synth-" in str(path)}
    left = {path for path in read - counted - own - temporary if path.suffix != ".pyc"}
    assert not {path for path in left if not any(path.is_relative_to(place) for place in elsewhere) and path != out}
    packages = {path for path in read if "site-packages" in path.parts}
    assert packages
    assert importlib.metadata.version("cdktn") in "\n".join(kept.distributions())


def test_no_variable_of_the_environment_and_no_other_node_changes_it(
    apart: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = load(DEMO)
    first = stacks_of_each([(spec, "dev", REHEARSAL)])
    shutil.rmtree(apart / kept.FOLDER)
    others = {"LANG": "C", "LC_ALL": "C", "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "NODE_ENV": "production",
              "HOME": str(tmp_path), "USER": "other", "CDKTF_OUTDIR": str(tmp_path / "out"), "SYNTH_HCL_OUTPUT": "1",
              "CDKTF_CONTEXT_JSON": '{"excludeStackIdFromLogicalIds": "true"}'}  # fmt: skip
    for name, value in others.items():
        monkeypatch.setenv(name, value)
    embedded = ask.find_node({"PATH": ""})
    monkeypatch.setenv("JSII_NODE", embedded)
    monkeypatch.chdir(tmp_path)
    assert stacks_of_each([(spec, "dev", REHEARSAL)]) == first
    assert "CDKTF_OUTDIR" not in child_environ("JSII_", "NODE_")


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b", b"no gzip", b"half"])
def test_a_broken_entry_is_made_again(content: bytes, apart: Path) -> None:
    kept.keep("key", STACKS)
    (path,) = (apart / kept.FOLDER).iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if content == b"half" else content)
    assert kept.find("key") is None
    kept.keep("key", STACKS)
    assert kept.find("key") == STACKS


@pytest.mark.parametrize("found", [None, {}, [], [1], [{"name": "data"}], "text"])
def test_an_entry_of_another_shape_is_none(found: Any, apart: Path) -> None:
    kept.keep("key", found)
    assert kept.find("key") is None


def test_it_is_bounded_and_what_was_used_last_stays(apart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 1_000)
    for number in range(30):
        kept.keep(f"key-{number}", STACKS)
        entry = apart / kept.FOLDER / f"key-{number}.json.gz"
        os.utime(entry, (number, number))
        if number:
            assert kept.find("key-0") == STACKS
    entries = list((apart / kept.FOLDER).iterdir())
    assert sum(path.stat().st_size for path in entries) <= 1_000
    assert 2 < len(entries) < 30
    left = apart / kept.FOLDER / ".key.json.gz.1.1"
    left.touch()
    os.utime(left, (1, 1))
    kept.keep("more", STACKS)
    assert not left.exists()


def test_many_at_once_read_and_write_whole_entries(apart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 800)
    wrong: list[object] = []

    def work(number: int) -> None:
        for turn in range(40):
            key = f"key-{(number + turn) % 7}"
            kept.keep(key, STACKS)
            if kept.find(key) not in (None, STACKS):
                wrong.append(key)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert not [path for path in (apart / kept.FOLDER).iterdir() if path.name.startswith(".")]


def test_where_nothing_can_be_kept_it_is_made_each_time(apart: Path, tmp_path: Path) -> None:
    (apart / kept.FOLDER).touch()  # a file in its place
    kept.keep("key", STACKS)
    assert kept.find("key") is None
    assert synthesize(load(DEMO), "dev", REHEARSAL, tmp_path / "dev").stacks


def test_code_that_is_edited_while_it_runs_keeps_nothing(
    apart: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = iter(["before", "after"])
    monkeypatch.setattr(kept, "code_digest", lambda: next(digests))
    synthesize(load(DEMO), "dev", REHEARSAL, tmp_path / "dev")
    assert not (apart / kept.FOLDER).exists()
