"""What the commands have in common."""

from __future__ import annotations

import argparse
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from landfast_ml.environment import Job
from landfast_ml.errors import UsageError

# argparse has no public name for it, and only its stubs know its parameter.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Call = Callable[[argparse.Namespace], None]


def group(commands: Commands, name: str, text: str) -> Commands:
    """`NAME COMMAND`: a group of commands."""
    return commands.add_parser(name, help=text).add_subparsers(required=True, metavar="COMMAND")


def command(commands: Commands, name: str, call: Call, text: str) -> argparse.ArgumentParser:
    """A command of an environment; `call` does it."""
    added = commands.add_parser(name, help=text)
    added.add_argument("--environment", default="dev", help="one of environments/*.json")
    added.set_defaults(call=call)
    return added


def target(added: argparse.ArgumentParser) -> None:
    """`--target`: whose stores are meant, this machine's or the environment's in the cloud."""
    added.add_argument("--target", choices=("local", "cloud"), default="local")


def person(added: argparse.ArgumentParser) -> None:
    """`--by`: who decides; goes into the record."""
    added.add_argument("--by", default=None, help="who decides; default: git's user.name")


def decider(job: Job, parsed: argparse.Namespace) -> str:
    """Who decides. UsageError if nobody says."""
    if parsed.by:
        return str(parsed.by)
    done = subprocess.run(["git", "config", "user.name"], cwd=job.root, capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        raise UsageError("who decides this? give --by NAME, or set git's user.name")
    return done.stdout.strip()


def change(added: argparse.ArgumentParser) -> None:
    """`--set train.seed=21`: another setting for this run."""
    text = "a setting that this run has otherwise than settings.toml; may be repeated"
    added.add_argument("--set", action="append", default=[], dest="changes", metavar="TABLE.KEY=VALUE", help=text)


def write_page(path: Path, text: str) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)


def output(added: argparse.ArgumentParser) -> None:
    """`--output`: for a person, or as data."""
    added.add_argument("--output", choices=("table", "json"), default="table")
