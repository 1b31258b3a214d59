"""What `scripts/docs` runs: pages and tables that are generated from the code, so that they can't disagree with it."""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

from landfast.check.functions import FUNCTIONS
from landfast.cli import landfast
from landfast.stacks.schema import fields, schema_text
from tools.detection import detection_page
from tools.docs.checkov import checkov_page
from tools.docs.policies import policies_page
from tools.reference import stack_pages

ROOT = Path(__file__).resolve().parents[2]


def between(text: str, mark: str, content: str) -> str:
    """`text` with what stands between the two marks replaced."""
    pattern = re.compile(rf"(<!-- begin {mark} -->\n).*?(<!-- end {mark} -->)", re.DOTALL)
    if not pattern.search(text):
        sys.exit(f"docs: no mark '{mark}' to write between")
    return pattern.sub(lambda match: match[1] + content + match[2], text)


def commands(group: click.Group = landfast, prefix: str = "landfast") -> Iterator[tuple[str, str]]:
    for name, command in sorted(group.commands.items()):
        path = f"{prefix} {name}"
        if isinstance(command, click.Group):
            yield from commands(command, path)
        else:
            arguments = " ".join(
                p.make_metavar(click.Context(command)) for p in command.params if isinstance(p, click.Argument)
            )
            first = (command.help or "").split("\n\n")[0].replace("\n", " ")
            yield f"{path} {arguments}".strip(), first


def command_table() -> str:
    rows = [f"| `{usage}` | {text} |" for usage, text in commands()]
    return "\n".join(["| command | what it does |", "|---|---|", *rows]) + "\n"


def field_table() -> str:
    rows = [
        f"| `{path}` | {'' if not default else default if default == 'required' else f'`{default}`'} | {text} |"
        for path, default, text in fields()
    ]
    return "\n".join(["| field | default | meaning |", "|---|---|---|", *rows]) + "\n"


def function_list() -> str:
    return textwrap.fill(", ".join(f"`{name}`" for name in sorted([*FUNCTIONS, "can", "try"])), 120) + "\n"


def pages() -> dict[Path, str]:
    """Every file that has generated content, with the content that it should have."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    readme = between(readme, "commands", command_table())
    return {
        ROOT / "README.md": between(readme, "spec", field_table()),
        ROOT / "docs/landfast.schema.json": schema_text(),
        ROOT / "docs/policies.md": policies_page(),
        ROOT / "docs/checking.md": between(
            (ROOT / "docs/checking.md").read_text(encoding="utf-8"), "functions", function_list()
        ),
        ROOT / "docs/checkov.md": checkov_page(),
        ROOT / "docs/detection.md": detection_page(),
        **{ROOT / f"docs/stacks/{stack}.md": page for stack, page in stack_pages().items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a page is stale")
    check = parser.parse_args().check
    stale = [
        (path, text) for path, text in pages().items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path, text in stale:
        print(f"{'stale' if check else 'written'}: {path.relative_to(ROOT)}")
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale and check:
        sys.exit("docs: run ./scripts/docs and commit what it writes")


if __name__ == "__main__":
    main()
