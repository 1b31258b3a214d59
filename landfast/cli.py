"""The `landfast` command: the list of its commands, and the one place where an expected error becomes text."""

from __future__ import annotations

import gc
import signal
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise

import click

from landfast import __version__
from landfast.commands.lazy import LazyGroup
from landfast.core.errors import InputError, InternalError, Problem, UserError, error_document
from landfast.screen import streams

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
# Those that are no groups.
ALONE = (
    "audit bootstrap check doctor down drift drill explain graph init mcp plan plugins promote rules spec status synth"
    " up"
)
COMMANDS = {
    "agent": "landfast.commands.agent:agent",
    "blueprint": "landfast.commands.blueprint:blueprint",
    "evidence": "landfast.commands.evidence:evidence",
    "rehearsal": "landfast.commands.rehearsal:rehearsal",
    "subject": "landfast.commands.subject:subject",
    **{name: f"landfast.commands.{name}:{name}" for name in ALONE.split()},
}


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings=CONTEXT)
@click.version_option(__version__, "-V", "--version", prog_name="landfast")
def landfast() -> None:
    """A GDPR-pinned Google Cloud ML environment, and the ML project that runs on it, in one command.

    ENVIRONMENT is one of the spec's environments; the first of them where none is named.

    Exit codes: 0 done, 1 refused or failed, 2 bad input or not assessable, 70 a fault of landfast's own, 130
    interrupted.
    """


def explain(error: UserError, *, as_json: bool) -> None:
    """Says an expected error: on stderr for a person, as the one document on stdout for `--json`."""
    if as_json:
        import json

        click.echo(json.dumps(error_document(error), indent=2))
        return
    for problem in error.problems if isinstance(error, InputError) else [error]:
        # The stream itself: where it knows ASCII alone, click would print bytes that it does not know.
        click.echo(f"{click.style('landfast:', fg='red', bold=True)} {problem}", file=sys.stderr)


def wants_json(words: Sequence[str]) -> bool:
    """Whether a command line asks for JSON: an error is a document then, too."""
    return bool({"--json", "--format=json"}.intersection(words)) or ("--format", "json") in pairwise(words)


def main() -> None:
    """Entry point: the one place where an error becomes text and an exit code."""
    # Most commands keep nearly all that they make until they end: to look for rubbish as often as usual is in vain.
    gc.set_threshold(200_000, 20, 20)
    streams.prepare()
    try:
        code = _run()
        # `landfast mcp` hands it to the protocol, which closes it at its end.
        if not sys.stdout.closed:
            sys.stdout.flush()
    except BrokenPipeError:
        # Who read the output has seen enough, as `head` does.
        streams.discard()
        code = 128 + signal.SIGPIPE
    except OSError as error:
        streams.discard()
        fact = (error.strerror or "can't be written to").lower()
        explain(UserError(f"standard output: {fact}; what was to be printed is not whole"), as_json=False)
        code = 1
    # What is alive is given back with the process: to look through it for circles first took a tenth of a check.
    gc.freeze()
    sys.exit(code)


def _run() -> int:
    """The exit code. Raises: OSError if what is to be said can't be written."""
    try:
        landfast.main(prog_name="landfast", standalone_mode=False)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except click.ClickException as error:
        return _usage(error)
    except UserError as error:
        explain(error, as_json=wants_json(sys.argv))
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("landfast: interrupted; run the same command again to go on", err=True)
        return 130
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001  # what nobody expected is said in one line, too
        return end_unexpected(error)
    return 0


def _usage(error: click.ClickException) -> int:
    """What click found wrong with the command line."""
    if wants_json(sys.argv):
        found = InputError([Problem("command line", error.format_message())])
        explain(found, as_json=True)
    else:
        _with_step(error).show()
    return error.exit_code


def _with_step(error: click.ClickException) -> click.ClickException:
    if isinstance(error, click.NoSuchOption) and error.option_name.startswith("--env") and error.ctx is not None:
        step = f"an environment is named without one: {error.ctx.command_path} dev"
        return click.UsageError(f"No such option '{error.option_name}'; {step}", error.ctx)
    return error


def end_unexpected(error: Exception) -> int:
    """A full or locked machine and an extra that is missing can be mended: exit 1. Else it is a fault of ours: 70."""
    from landfast.core import faults

    known = faults.mended(error)
    if known is not None:
        explain(known, as_json=wants_json(sys.argv))
        return known.exit_code
    kept = faults.kept_details(error, __version__)
    where = f"report it with {kept}" if kept else "its details could not be written to the folder of temporary files"
    fault = InternalError(f"a fault of its own, {type(error).__name__}: {str(error).strip()[:200]}; {where}")
    explain(fault, as_json=wants_json(sys.argv))
    if kept is None:
        traceback.print_exception(error)
    return fault.exit_code
