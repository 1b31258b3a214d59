"""The command line: parses, calls, turns expected errors into one line and an exit code."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from landfast_ml.errors import ProjectError
from landfast_ml.kinds import kind_of
from landfast_ml.project import Project
from landfast_ml.signing_in import about_signing_in


def main(project: Project, arguments: Sequence[str] | None = None, *, prog: str = "") -> int:
    """Run one command. 0: done; 1: can't be done; 2: asked wrongly. A bug keeps its traceback.

    `prog` is what was called, if that was not `python -m PACKAGE`.
    """
    # Before numerical libraries are loaded. Threads that wait awake take the processor from those that work: where the
    # machine has other work, too, boosted trees learn ten times as long.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        parsed = parser(project, prog).parse_args(arguments)
        parsed.call(parsed)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read this has seen enough, as `head` has; what is still in the buffer must not fail at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ProjectError as error:
        return _failed(error)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        found = about_signing_in(error)
        if found is None:
            raise
        return _failed(found)
    return 0


def _failed(error: ProjectError) -> int:
    # Others' reasons, such as Google's, may be of several lines: who looks for the error finds all of it in one.
    print(f"error: {' '.join(str(error).split())}", file=sys.stderr)
    return error.exit_code


def parser(project: Project, prog: str = "") -> argparse.ArgumentParser:
    """Every command with its options."""
    top = argparse.ArgumentParser(prog=prog or f"python -m {project.package}", description=project.pipeline.summary)
    top.set_defaults(project=project)
    groups = top.add_subparsers(required=True, metavar="COMMAND")
    for name in kind_of(project).groups(project):
        importlib.import_module(f"landfast_ml.commands.{name}").add(groups, project)
    return top
