"""Where the skill is put, and what survives: edits, links, other people's files; and nothing outside of the project."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from document_schemas import validated
from in_process import landfast
from repository import ROOT

from landfast import skills
from landfast.core.digests import sha256
from landfast.core.errors import InputError
from landfast.jobs.agent_install import AgentInstallRequest, AgentInstallResult, agent_install
from landfast.jobs.agent_uninstall import AgentUninstallRequest, AgentUninstallResult, agent_uninstall

SOURCE = ROOT / "landfast/skills/landfast"
FILES = {path.relative_to(SOURCE).as_posix(): path.read_bytes() for path in SOURCE.rglob("*") if path.is_file()}
CLAUDE, SHARED, RECORD = ".claude/skills/landfast", ".agents/skills/landfast", ".landfast-skill.json"


def install(project: Path, *agents: str) -> AgentInstallResult:
    return agent_install(AgentInstallRequest(into=project, agents=agents or ("all",)))


def uninstall(project: Path, *agents: str) -> AgentUninstallResult:
    return agent_uninstall(AgentUninstallRequest(into=project, agents=agents or ("all",)))


def actions(result: AgentInstallResult | AgentUninstallResult) -> dict[str, str]:
    return {f"{one.folder}/{file.path}": file.action for one in result.placed for file in one.files}


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def an_older_one(project: Path, *, extra: str = "") -> None:
    """As a landfast before this one left it: another SKILL.md, a page that is gone, and its record."""
    assert install(project, "claude").exit_code == 0
    place = project / CLAUDE
    record = json.loads((place / RECORD).read_text())
    for name in ("SKILL.md", "references/gone.md"):
        (place / name).write_bytes(b"of yesterday\n")
        record["files"][name] = sha256(b"of yesterday\n")
    (place / RECORD).write_text(json.dumps(record))
    if extra:
        (place / extra).write_text("mine\n")


def test_each_agent_finds_it_where_it_looks(tmp_path: Path) -> None:
    result = install(tmp_path)
    assert (result.exit_code, set(actions(result).values())) == (0, {"added"})
    for folder in (CLAUDE, SHARED):
        assert {name: content for name, content in tree(tmp_path / folder).items() if name != RECORD} == FILES
    assert {name.rpartition("/landfast/")[0] for name in tree(tmp_path)} == {".claude/skills", ".agents/skills"}
    told = {one.folder: set(one.agents) for one in result.placed}
    assert told == {CLAUDE: {"Claude Code"}, SHARED: {"Codex", "Cursor", "GitHub Copilot", "Gemini CLI"}}


@pytest.mark.parametrize("name", [*skills.READERS])
def test_one_agent_gets_one_folder_whose_source_is_told(tmp_path: Path, name: str) -> None:
    install(tmp_path, name)
    reader = skills.READERS[name]
    assert {path.rpartition("/landfast/")[0] for path in tree(tmp_path)} == {reader.folder}
    assert reader.source.startswith("https://")
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", reader.read_on)


def test_again_changes_nothing(tmp_path: Path) -> None:
    install(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert set(actions(install(tmp_path)).values()) == {"kept"}
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_today_s_comes_in_and_what_is_gone_goes(tmp_path: Path) -> None:
    an_older_one(tmp_path, extra="notes.md")
    result = install(tmp_path, "claude")
    done = actions(result)
    assert (done[f"{CLAUDE}/SKILL.md"], done[f"{CLAUDE}/references/gone.md"]) == ("updated", "removed")
    assert result.exit_code == 0
    stands = tree(tmp_path / CLAUDE)
    assert stands.pop("notes.md") == b"mine\n", "a file of somebody else's, in no record"
    stands.pop(RECORD)
    assert stands == FILES


def test_an_edit_survives_install_and_uninstall_and_is_said(tmp_path: Path) -> None:
    an_older_one(tmp_path)
    for name in ("SKILL.md", "references/gone.md"):
        (tmp_path / CLAUDE / name).write_text("edited\n")
    for act in (install, install, uninstall, uninstall):
        result = act(tmp_path, "claude")
        left = {name for name, action in actions(result).items() if action == "left"}
        assert left == {f"{CLAUDE}/SKILL.md", f"{CLAUDE}/references/gone.md"}
        assert result.exit_code == 1
        assert (tmp_path / CLAUDE / "SKILL.md").read_text() == "edited\n"
    assert set(tree(tmp_path / CLAUDE)) == {"SKILL.md", "references/gone.md", RECORD}
    (tmp_path / CLAUDE / "SKILL.md").write_bytes(b"of yesterday\n")
    assert actions(install(tmp_path, "claude"))[f"{CLAUDE}/SKILL.md"] == "updated", "edited back, it is ours again"


def test_a_file_that_stood_before_without_a_record_is_left(tmp_path: Path) -> None:
    (tmp_path / CLAUDE).mkdir(parents=True)
    (tmp_path / CLAUDE / "SKILL.md").write_text("mine\n")
    assert install(tmp_path, "claude").exit_code == 1
    assert (tmp_path / CLAUDE / "SKILL.md").read_text() == "mine\n"
    assert uninstall(tmp_path, "claude").exit_code == 1
    assert tree(tmp_path) == {f"{CLAUDE}/SKILL.md": b"mine\n"}


def test_uninstall_leaves_the_project_as_it_was(tmp_path: Path) -> None:
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".claude/settings.json").write_text("{}")
    install(tmp_path)
    assert set(actions(uninstall(tmp_path)).values()) == {"removed"}
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")} == {
        ".claude",
        ".claude/settings.json",
    }
    assert (actions(uninstall(tmp_path)), uninstall(tmp_path).exit_code) == ({}, 0)
    empty = tmp_path / "empty"
    empty.mkdir()
    install(empty)
    uninstall(empty)
    assert empty.is_dir(), "the project itself stays, also without anything in it"


def test_lines_that_git_ended_as_windows_does_are_no_edit(tmp_path: Path) -> None:
    install(tmp_path, "codex")
    for path in (tmp_path / SHARED).rglob("*.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert set(actions(install(tmp_path, "codex")).values()) == {"kept"}
    assert uninstall(tmp_path, "codex").exit_code == 0
    assert tree(tmp_path) == {}


def test_a_run_that_was_killed_is_finished_by_the_next(tmp_path: Path) -> None:
    """Between two files, before the record; and in the middle of one."""
    an_older_one(tmp_path)
    place = tmp_path / CLAUDE
    (place / "SKILL.md").write_bytes(FILES["SKILL.md"])
    partial = place / f".SKILL.md.{2**22 + 1}.1"
    partial.write_bytes(b"half")
    assert install(tmp_path, "claude").exit_code == 0
    stands = tree(place)
    stands.pop(RECORD)
    assert stands == FILES


@pytest.mark.parametrize("link", [".claude", ".claude/skills", CLAUDE, f"{CLAUDE}/references", f"{CLAUDE}/SKILL.md"])
def test_no_link_is_followed(tmp_path: Path, link: str) -> None:
    project, outside = tmp_path / "project", tmp_path / "outside"
    project.mkdir()
    outside.mkdir()
    (outside / "SKILL.md").write_text("theirs\n")
    (project / link).parent.mkdir(parents=True, exist_ok=True)
    (project / link).symlink_to(outside / "SKILL.md" if link.endswith(".md") else outside)
    before = tree(tmp_path)
    for act in (install, uninstall):
        with pytest.raises(InputError, match="is a link, which is not followed"):
            act(project)
        assert tree(tmp_path) == before, "nothing is written to the other folder, either"


@pytest.mark.parametrize(
    "record",
    [
        '{"files": {"../../../../precious.txt": "sha256:' + "0" * 64 + '"}}',
        '{"files": {"/etc/hostname": "x"}}',
        '{"files": {"a": 1}}',
        '{"files": []}',
        "[]",
        "{",
    ],
)
def test_a_record_that_leads_elsewhere_is_none(tmp_path: Path, record: str) -> None:
    install(tmp_path, "claude")
    (tmp_path / "precious.txt").write_text("mine\n")
    (tmp_path / CLAUDE / RECORD).write_text(record)
    before = tree(tmp_path)
    for act in (install, uninstall):
        with pytest.raises(InputError, match="is no record of a skill"):
            act(tmp_path)
    assert tree(tmp_path) == before


def test_all_that_is_in_the_way_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / ".claude").write_text("a file\n")
    (tmp_path / SHARED / "SKILL.md").mkdir(parents=True)
    with pytest.raises(InputError) as caught:
        install(tmp_path)
    facts = sorted(problem.fact for problem in caught.value.problems)
    assert facts == ["is a file, not a folder", "is a folder, not a file"]
    with pytest.raises(InputError, match="is no agent whose folder is known"):
        install(tmp_path, "skynet")
    with pytest.raises(InputError, match="is no folder"):
        install(tmp_path / "nowhere")


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    done = landfast(tmp_path, "agent", "install", "--for", "claude", "--for", "gemini", "--json")
    assert done.returncode == 0, done.stderr
    found = validated("agent install", done.stdout)["result"]
    assert [one["folder"] for one in found["folders"]] == [CLAUDE, SHARED]
    (tmp_path / SHARED / "SKILL.md").write_text("edited\n")
    again = landfast(tmp_path, "agent", "install")
    assert again.returncode == 1
    assert f"{SHARED}: " in again.stdout
    assert "left SKILL.md" in again.stdout
    gone = landfast(tmp_path, "agent", "uninstall", "--json")
    assert gone.returncode == 1
    files = {one["folder"]: one["files"] for one in validated("agent uninstall", gone.stdout)["result"]["folders"]}
    assert {"path": "SKILL.md", "action": "left"} in files[SHARED]
    assert landfast(tmp_path, "agent", "install", "--for", "skynet").returncode == 2
