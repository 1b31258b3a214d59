"""The skill says what is so: every command, option, exit code, tool, rule and key in it is one that there is."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import anyio
import click
import pytest
from mcp.shared.memory import create_connected_server_and_client_session
from repository import ROOT
from ruamel.yaml import YAML

from landfast.agent.confined import Confines
from landfast.agent.server import server
from landfast.cli import landfast
from landfast.policies import registry
from landfast.stacks.spec import parse
from landfast.stacks.spec.source import parse_text

SKILL = ROOT / "landfast/skills/landfast"
PAGES = {path.relative_to(SKILL).as_posix(): path.read_text(encoding="utf-8") for path in sorted(SKILL.rglob("*.md"))}
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_WORDS = 700


def blocks(text: str, language: str) -> list[str]:
    return [content for of, content in _FENCED.findall(text) if of == language]


def typed(text: str) -> list[str]:
    """Every command of landfast's that a page names: in its text, and behind `$ ` of its consoles."""
    lines = [line.removeprefix("$ ") for block in blocks(text, "console") for line in block.splitlines()]
    spans = [re.sub(r"\s+", " ", span) for span in re.findall(r"`([^`]+)`", _FENCED.sub("", text))]
    return [line for line in (*lines, *spans) if line.startswith("landfast ")]


COMMANDS = [(page, line) for page, text in PAGES.items() for line in typed(text)]


def understood(line: str) -> str:
    """Why the real command line does not take this one; empty if it does."""
    command, words = landfast, shlex.split(line)[1:]
    context = click.Context(command, info_name="landfast")
    while isinstance(command, click.Group):
        found = command.get_command(context, words[0]) if words else None
        if found is None:
            return f"no command {words[:1]}"
        command, words = found, words[1:]
        context = click.Context(command, parent=context, info_name=command.name)
    try:
        given, left, _order = command.make_parser(context).parse_args(words)
        for parameter in command.params:
            if isinstance(parameter.type, click.Choice) and given.get(parameter.name or "") is not None:
                parameter.type_cast_value(context, given[parameter.name or ""])
    except click.UsageError as error:
        return error.format_message()
    return f"nobody takes {left}" if left else ""


def test_there_is_something_to_hold_against_the_commands() -> None:
    assert len(COMMANDS) > 30
    assert understood("landfast chek")
    assert understood("landfast check --frobnicate")
    assert understood("landfast plan a b")
    assert understood("landfast plan --target moon")
    assert not understood("landfast plan dev --target google")


@pytest.mark.parametrize(("page", "line"), COMMANDS, ids=[f"{page}:{line}" for page, line in COMMANDS])
def test_every_command_is_one_that_there_is(page: str, line: str) -> None:
    assert understood(line) == ""


def test_no_command_that_is_to_be_run_changes_google() -> None:
    """But the one that a person is handed, with a digest in it."""
    changing = ("up", "down", "bootstrap", "promote", "subject erase")
    for page, line in COMMANDS:
        if "--target google" in line and any(line.startswith(f"landfast {word}") for word in changing):
            assert (page, line) == ("references/bringing-up.md", "landfast up dev --target google --plan sha256:DIGEST")


def test_what_agents_read_first_is_of_the_published_form() -> None:
    """As https://agentskills.io/specification has it: name as the folder, lengths, and no field besides."""
    _, head, body = PAGES["SKILL.md"].split("---\n", 2)
    fields = YAML(typ="safe").load(head)
    assert set(fields) <= {"name", "description", "license", "compatibility", "metadata", "allowed-tools"}
    assert fields["name"] == SKILL.name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", fields["name"])
    assert len(fields["name"]) <= 64
    assert 0 < len(fields["description"]) <= 1024
    assert 0 < len(fields["compatibility"]) <= 500
    assert "Never change Google Cloud" in body
    assert all(len(text.split()) <= _WORDS for text in PAGES.values()), "short: it is read into a context"


def test_every_reference_stands_and_is_reached() -> None:
    for page, text in PAGES.items():
        for link in re.findall(r"\]\(([^)#]+)\)", text):
            assert ((SKILL / page).parent / link).is_file(), f"{page}: {link}"
    named = set(re.findall(r"\]\((references/[^)#]+)\)", PAGES["SKILL.md"]))
    assert named == set(PAGES) - {"SKILL.md"}


def test_exit_codes_are_those_of_the_command() -> None:
    said = dict(re.findall(r"^\| (\d+) \| ([^|]+?) \|", PAGES["SKILL.md"], re.MULTILINE))
    help_text = " ".join((landfast.help or "").split())
    assert dict(re.findall(r"(\d+) ([^,.]+)", help_text.partition("Exit codes: ")[2])).keys() == said.keys()
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert all(f"| {code} | {meaning.partition(' (')[0]}" in page for code, meaning in said.items())


def test_tools_are_those_of_the_server(tmp_path: Path) -> None:
    async def names() -> dict[str, bool]:
        made = server(Confines.of(tmp_path))
        async with create_connected_server_and_client_session(made._mcp_server) as session:
            tools = (await session.list_tools()).tools
            return {tool.name: bool(tool.annotations and tool.annotations.readOnlyHint) for tool in tools}

    rows = re.findall(r"^\| `(\w+)` \| `landfast [^`]+` \| ([^|]+) \|$", PAGES["references/mcp.md"], re.MULTILINE)
    assert {name: writes == "nothing" for name, writes in rows} == anyio.run(names)


def test_rules_fields_and_keys_are_there() -> None:
    rules = set(registry.installed().by_id)
    assert {name for text in PAGES.values() for name in re.findall(r"LF-[A-Z]+-\d{3}", text)} <= rules
    shortest, controller = blocks(PAGES["references/spec.md"], "yaml")
    assert parse(parse_text(shortest + controller, "landfast.yaml")).controller is not None
    report = json.loads((ROOT / "docs/json/check.schema.json").read_text(encoding="utf-8"))["$defs"]["ReportDocument"]
    keys = re.findall(r"^\| `(\w+)` \|", PAGES["references/findings.md"], re.MULTILINE)
    assert keys
    assert set(keys) <= set(report["properties"])
