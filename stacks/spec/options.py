"""What the spec calls something, and the option that says it: one table, read both ways."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from landfast.core.errors import Problem
from landfast.stacks.spec.controller import Controller
from landfast.stacks.spec.project import MlProject


def _option(field: str) -> str:
    return f"--{field.replace('_', '-')}"


# Key of the spec -> option.
OPTIONS: Mapping[str, str] = {
    "name": "--name",
    "residency.region": "--region",
    "residency.area": "--area",
    **{f"controller.{field}": _option(field) for field in Controller.model_fields},
    **{f"project.{field}": _option(field) for field in MlProject.model_fields},
    # Said once for each.
    "controller.data_categories": "--data-category",
}
_KEYS = {option: key for key, option in OPTIONS.items()}
_KEY = re.compile(rf"(?<![\w.-])({'|'.join(sorted(map(re.escape, OPTIONS), key=len, reverse=True))})(?![\w-])")
_SAID = re.compile(rf"(?<![\w-])({'|'.join(sorted(_KEYS, key=len, reverse=True))})(?![\w-])")

# Which of several: an option says each by itself.
_PLACE = re.compile(r"(?<=\w)\.\d+$")


def in_options(problem: Problem) -> Problem:
    """What is said of the spec, for somebody who gave options: lines of a file that isn't there mean nothing."""
    return replace(
        problem,
        path=_PLACE.sub("", _KEY.sub(_option_of, problem.path.partition(" (")[0])),
        fact=_dotted(problem.fact),
        next_step=_dotted(problem.next_step),
    )


def in_keys(problem: Problem) -> Problem:
    """What is said of options, for somebody who wrote a spec: `--no-subject` is `project.no_subject`."""
    words = {name: _SAID.sub(_key_of, getattr(problem, name)) for name in ("path", "fact", "next_step")}
    return replace(problem, **words)


def _dotted(text: str) -> str:
    """`name` alone is a word like any other."""
    return _KEY.sub(lambda found: _option_of(found) if "." in found[1] else found[0], text)


def _option_of(found: re.Match[str]) -> str:
    return OPTIONS[found[1]]


def _key_of(found: re.Match[str]) -> str:
    return _KEYS[found[1]]
