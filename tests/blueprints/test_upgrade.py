"""Upgrades of generated projects: what a person changed survives, whatever the blueprint did meanwhile."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cut_off import cut_off
from hypothesis import given, settings
from hypothesis import strategies as st
from in_process import landfast

from landfast import blueprints
from landfast.blueprints import ProjectInputs
from landfast.blueprints.merge import merge
from landfast.blueprints.record import BASE, pack, unpack
from landfast.core.errors import InputError

SETTINGS = "settings.toml"


def inputs() -> ProjectInputs:
    source = blueprints.demo_source()
    return ProjectInputs(
        name="risk", package="risk", title="Risk", purpose="x", area="eu", region="europe-west4", source=source
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    blueprints.generate("tabular", inputs(), {}, tmp_path / "ml")
    return tmp_path / "ml"


def as_if_generated(project: Path, files: Mapping[str, bytes | None]) -> None:
    """As if an older blueprint had rendered `files` (None: not yet had), and the person left them alone."""
    base = unpack((project / BASE).read_bytes())
    for name, content in files.items():
        if content is None:
            del base[name]
            (project / name).unlink()
        else:
            base[name] = content
            (project / name).write_bytes(content)
    (project / BASE).write_bytes(pack(base))


def upgrade(project: Path, *options: str) -> tuple[int, dict[str, Any]]:
    done = landfast(project, "blueprint", "upgrade", project, "--json", *options)
    assert not done.stderr, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return done.returncode, document.get("result", document)


def actions(result: Mapping[str, Any]) -> dict[str, str]:
    return {file["path"]: file["action"] for file in result["files"]}


def test_a_project_of_today_is_up_to_date(project: Path) -> None:
    (project / SETTINGS).write_text("mine\n")
    code, result = upgrade(project)
    assert (code, result["files"], result["written"]) == (0, [], False)
    assert upgrade(project, "--check")[0] == 0
    assert (project / SETTINGS).read_text() == "mine\n"


def test_what_each_side_did_alone_and_together(project: Path) -> None:
    today = {name: (project / name).read_bytes() for name in (SETTINGS, "README.md", "Makefile", "about.toml")}
    as_if_generated(
        project,
        {
            "README.md": b"# An older page\n",
            SETTINGS: today[SETTINGS].replace(b"seed = 20", b"seed = 19"),
            "Makefile": None,
            "about.toml": b"old\n",
            "risk/dropped.py": b"gone = 1\n",
            "risk/dropped_but_mine.py": b"gone = 2\n",
        },
    )
    (project / SETTINGS).write_bytes((project / SETTINGS).read_bytes() + b"# mine\n")
    (project / "risk/dropped_but_mine.py").write_text("mine = 2\n")
    (project / "about.toml").unlink()
    (project / "notes.md").write_text("mine")

    assert upgrade(project, "--check")[0] == 1
    assert (project / "README.md").read_text() == "# An older page\n"

    code, result = upgrade(project)
    assert code == 0
    assert actions(result) == {
        "README.md": "updated",
        SETTINGS: "merged",
        "Makefile": "added",
        "about.toml": "left",
        "risk/dropped.py": "removed",
        "risk/dropped_but_mine.py": "left",
    }
    assert (project / "README.md").read_bytes() == today["README.md"]
    assert (project / SETTINGS).read_bytes() == today[SETTINGS] + b"# mine\n"
    assert (project / "Makefile").read_bytes() == today["Makefile"]
    assert not (project / "about.toml").exists()
    assert not (project / "risk/dropped.py").exists()
    assert (project / "risk/dropped_but_mine.py").read_text() == "mine = 2\n"
    assert (project / "notes.md").read_text() == "mine"
    assert upgrade(project, "--check")[0] == 0


def test_a_conflict_is_shown_as_git_does_and_has_to_be_settled(project: Path) -> None:
    today = (project / SETTINGS).read_text()
    as_if_generated(project, {SETTINGS: today.replace("seed = 20", "seed = 19").encode()})
    (project / SETTINGS).write_text(today.replace("seed = 20", "seed = 7"))
    code, result = upgrade(project)
    assert code == 1
    assert actions(result) == {SETTINGS: "conflict"}
    text = (project / SETTINGS).read_text()
    for line in (
        "<<<<<<< yours\nseed = 7",
        "||||||| as generated\nseed = 19",
        "=======\nseed = 20",
        ">>>>>>> blueprint",
    ):
        assert line in text

    refused = landfast(project, "blueprint", "upgrade", project)
    assert refused.returncode == 2
    assert "settings.toml: has conflict marks" in refused.stderr
    (project / SETTINGS).write_text(today.replace("seed = 20", "seed = 7"))
    assert upgrade(project, "--check")[0] == 0


def test_the_answers_of_the_spec_come_in_and_the_name_stays(project: Path) -> None:
    spec = project.parent / "landfast.yaml"
    spec.write_text(
        "name: churn\nresidency: {region: europe-west3}\ncontroller: {organisation: Acme, dpo: dpo@acme.example, "
        "purpose: tell who leaves, legal_basis: contract}\n"
    )
    code, result = upgrade(project)
    assert code == 0
    assert actions(result)["about.toml"] == "updated"
    assert "tell who leaves" in (project / "about.toml").read_text()
    assert (project / "risk").is_dir()
    assert not (project / "churn").exists()


@pytest.mark.parametrize("renames", [0, 1, 2, 3])
def test_an_interrupted_upgrade_is_finished_by_the_next(project: Path, renames: int) -> None:
    today = {name: (project / name).read_bytes() for name in (SETTINGS, "README.md")}
    as_if_generated(
        project, {"README.md": b"old\n", SETTINGS: today[SETTINGS].replace(b"seed = 20", b"seed = 19"), "x": b"gone"}
    )
    (project / SETTINGS).write_bytes(today[SETTINGS].replace(b"seed = 20", b"seed = 7"))
    cut_off(renames, "blueprint", "upgrade", project)
    assert upgrade(project, "--check")[0] == 1 or renames == 0
    # Edited between the two runs.
    (project / "README.md").write_bytes((project / "README.md").read_bytes() + b"mine\n")
    upgrade(project)
    assert b"mine\n" in (project / "README.md").read_bytes()
    assert (project / SETTINGS).read_text().count("<<<<<<<") == 1
    assert b"seed = 7" in (project / SETTINGS).read_bytes()
    assert not (project / "x").exists()
    assert not (project / ".landfast-blueprint/upgrade.tar.gz").exists()


def test_what_was_not_generated_or_lost_its_record_is_refused(tmp_path: Path, project: Path) -> None:
    (tmp_path / "other").mkdir()
    code, problem = upgrade(tmp_path / "other")
    assert code == 2
    assert "no blueprint made this folder" in problem["problems"][0]
    (project / BASE).write_bytes(b"broken")
    code, problem = upgrade(project)
    assert code == 2
    assert "restore .landfast-blueprint/" in problem["problems"][0]


LINK = tarfile.TarInfo("settings.toml")
LINK.type, LINK.linkname = tarfile.SYMTYPE, "/etc/passwd"


def packed(*entries: tarfile.TarInfo) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for entry in entries:
            entry.size = 4 if entry.isfile() else 0
            archive.addfile(entry, io.BytesIO(b"evil") if entry.isfile() else None)
    return made.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "/elsewhere/out",
        "../out",
        "a/../../out",
        "before/../../out",
        "..",
        "a\\..\\..\\out",
        LINK,
        # An upgrade would take these away, as what its blueprint has no more.
        "./README.md",
        "docs//running.md",
        ".git/hooks/pre-commit",
        ".local/dev/key",
    ],
)
@pytest.mark.parametrize("file", [BASE, ".landfast-blueprint/upgrade.tar.gz"])
def test_archives_that_lead_out_of_the_project_are_refused(
    project: Path, file: str, name: str | tarfile.TarInfo
) -> None:
    entry = tarfile.TarInfo(name) if isinstance(name, str) else name
    (project / file).write_bytes(packed(entry))
    code, problem = upgrade(project)
    assert code == 2
    assert "is no file of a project" in problem["problems"][0]
    assert [path.name for path in project.parent.iterdir()] == ["ml"]


@pytest.mark.parametrize("journal", [False, True])
def test_links_in_the_project_take_no_file_out_of_it(project: Path, tmp_path: Path, journal: bool) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (project / "docs").rename(tmp_path / "docs")
    (project / "docs").symlink_to(elsewhere, target_is_directory=True)
    if journal:
        record = {name: (project / name).read_bytes() for name in (BASE, ".landfast-blueprint/answers.json")}
        (project / ".landfast-blueprint/upgrade.tar.gz").write_bytes(pack({**record, "after/docs/models.md": b"evil"}))
    code, problem = upgrade(project)
    assert code == 2
    assert "leads out of the project through a link" in problem["problems"][0]
    assert list(elsewhere.iterdir()) == []


def test_recorded_answers_that_no_blueprint_reads_are_all_named(project: Path) -> None:
    path = project / ".landfast-blueprint/answers.json"
    answers = json.loads(path.read_text())
    answers["inputs"] |= {"colour": "red", "area": 7}
    path.write_text(json.dumps(answers))
    with pytest.raises(InputError) as refused:
        blueprints.plan_upgrade(project)
    assert [problem.path.split(":")[1] for problem in refused.value.problems] == ["area", "colour"]


def test_windows_line_ends_stay() -> None:
    merged = merge(b"a\r\nmine\r\nc\r\n", b"a\nb\nc\n", b"a\nb\nc\nd\n", "x")
    assert (merged.content, merged.conflicts) == (b"a\r\nmine\r\nc\r\nd\r\n", 0)


lines = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=6)


@settings(max_examples=60)
@given(base=lines, theirs=lines, mine=lines, place=st.integers(0, 6))
def test_no_line_of_a_person_is_lost(base: list[str], theirs: list[str], mine: list[str], place: int) -> None:
    own = [*mine[:place], "my own line", *mine[place:]]
    merged = merge(*("".join(f"{line}\n" for line in side).encode() for side in (own, base, theirs)), "x")
    assert b"my own line\n" in merged.content
