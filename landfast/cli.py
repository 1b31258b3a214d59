"""The `landfast` command: the list of its commands, and the one place where an expected error becomes text."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise
from typing import NoReturn

import click

from landfast import __version__
from landfast.commands.lazy import LazyGroup
from landfast.core.errors import InputError, InternalError, UserError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
COMMANDS = {
    "blueprint": "landfast.commands.blueprint:blueprint",
    **{
        name: f"landfast.commands.{name}:{name}"
        for name in ("check", "down", "graph", "init", "plan", "spec", "status", "synth", "up")
    },
}


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings=CONTEXT)
@click.version_option(__version__, prog_name="landfast")
def landfast() -> None:
    """A GDPR-pinned Google Cloud ML environment, and the ML project that runs on it, in one command.

    ENVIRONMENT is one of the spec's environments; the first of them where none is named.

    Exit codes: 0 done, 1 refused or failed, 2 bad input or not assessable, 70 a fault of landfast's own, 130
    interrupted.
    """


def explain(error: UserError, *, as_json: bool) -> None:
    """Says an expected error: on stderr for a person, as the one document on stdout for `--json`."""
    problems = [str(problem) for problem in error.problems] if isinstance(error, InputError) else [str(error)]
    if as_json:
        import json

        document = {"ok": False, "exit_code": error.exit_code, "problems": problems}
        click.echo(json.dumps(document, indent=2))
        return
    for problem in problems:
        click.echo(f"{click.style('landfast:', fg='red', bold=True)} {problem}", err=True)


def wants_json(words: Sequence[str]) -> bool:
    """Whether a command line asks for JSON: an error is a document then, too."""
    return bool({"--json", "--format=json"}.intersection(words)) or ("--format", "json") in pairwise(words)


def main() -> None:
    """Entry point: the one place where an error becomes text and an exit code."""
    try:
        landfast.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except UserError as error:
        explain(error, as_json=wants_json(sys.argv))
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("landfast: interrupted; run the same command again to go on", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # Who read the output has seen enough, as `head` does. Python would write the rest at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)
    except Exception as error:  # noqa: BLE001  # what nobody expected is said in one line, too
        end_unexpected(error)


def end_unexpected(error: Exception) -> NoReturn:
    """A full or locked machine and an extra that is missing can be mended: exit 1. Else it is a fault of ours: 70."""
    from landfast.core import faults

    known = faults.mended(error)
    if known is not None:
        explain(known, as_json=wants_json(sys.argv))
        sys.exit(known.exit_code)
    kept = faults.kept_details(error, __version__)
    where = f"report it with {kept}" if kept else "its details could not be written to the folder of temporary files"
    fault = InternalError(f"a fault of its own, {type(error).__name__}: {str(error).strip()[:200]}; {where}")
    explain(fault, as_json=wants_json(sys.argv))
    if kept is None:
        traceback.print_exception(error)
    sys.exit(fault.exit_code)
