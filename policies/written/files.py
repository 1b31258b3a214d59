"""Reads files of rules: every mistake of all of them at once, with its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from landfast.core.errors import InputError, Problem
from landfast.core.files import shown
from landfast.core.near import near_misses
from landfast.core.yaml_source import Source, read
from landfast.policies.foreign import guarded
from landfast.policies.model import AnyRule, Mend, Rule
from landfast.policies.written.document import Condition, RuleFile, WrittenMend, WrittenRule
from landfast.policies.written.judging import checking

EXAMPLE = """the shortest is

    rules:
      - id: ACME-001
        title: Ensure somebody pays for each bucket
        types: [google_storage_bucket]
        attribute: labels.cost_centre
        condition: {is_set: true}
        message: nobody pays for it
        severity: medium
        why: What nobody pays for, nobody looks after.
        mend: {landfast: Name the cost centre., terraform: Set labels.cost_centre.}
"""
_WORDS = {
    "missing": "is missing",
    "too_short": "needs at least one",
    "string_too_short": "is empty",
    **dict.fromkeys(("model_type", "dict_type", "model_attributes_type"), "is no section, which has keys of its own"),
    **dict.fromkeys(("tuple_type", "list_type"), "is no list"),
    "string_type": "is no text",
    "bool_type": "is neither true nor false",
}
# Every key that a file may have.
_KEYS = ("rules", *WrittenRule.model_fields, *WrittenMend.model_fields, *Condition.model_fields, "not")


def rules_at(path: Path, origin: str = "") -> list[AnyRule]:
    """Of a file, or of every YAML file in a folder and below it. `origin`: what they come from, else their file.

    Raises: InputError with every problem of all files; for an id that stands twice; for a folder without one.
    """
    files = _files(path)
    found: list[AnyRule] = []
    problems: list[Problem] = []
    for file in files:
        try:
            found += _rules_of(file, origin)
        except InputError as error:
            problems += error.problems
    problems += _twice(found)
    if problems:
        raise InputError(problems)
    return found


SUFFIXES = (".yaml", ".yml")


def _files(path: Path) -> Sequence[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(one for one in path.rglob("*") if one.suffix in SUFFIXES and one.is_file())
    if not files:
        raise InputError([Problem(shown(path), "holds no rules", next_step=f"write a .yaml file; {EXAMPLE}")])
    return files


def _rules_of(file: Path, origin: str) -> list[AnyRule]:
    source = read(file, "--rules", EXAMPLE)
    try:
        written = RuleFile.model_validate(source.content)
    except ValidationError as error:
        raise InputError(_problems(error, source)) from None
    return [_rule(one, origin or shown(file)) for one in written.rules]


def _rule(written: WrittenRule, origin: str) -> AnyRule:
    rule: AnyRule = Rule(
        id=written.id,
        name=written.id.lower(),
        title=written.title,
        why=written.why,
        mend=Mend(written.mend.landfast, written.mend.terraform),
        articles=written.articles,
        severity=written.severity,
        check=checking(written),
        types=frozenset(written.types),
    )
    return guarded(rule, origin)


def _twice(rules: Sequence[AnyRule]) -> Iterator[Problem]:
    first: dict[str, AnyRule] = {}
    for rule in rules:
        if rule.id in first:
            fact = f"stands in {first[rule.id].origin} already"
            yield Problem(f"{rule.origin}: {rule.id}", fact, next_step="choose another id")
        first.setdefault(rule.id, rule)


def _problems(error: ValidationError, source: Source) -> list[Problem]:
    """In the order of the file."""
    found = []
    for one in error.errors(include_url=False):
        if one["type"] == "too_short" and one["input"]:  # There are some, each wrong by itself.
            continue
        # What a union tried is no key.
        keys = tuple(key for key in one["loc"] if isinstance(key, int) or key in _KEYS)
        line = source.line(keys) or 0
        place = ".".join(map(str, keys)) or source.name
        fact = _WORDS.get(one["type"]) or one["msg"].removeprefix("Value error, ").replace("Input should", "should")
        value = "" if one["type"] == "missing" or isinstance(one["input"], dict | list) else repr(one["input"])[:80]
        step = ""
        if one["type"] == "extra_forbidden":
            unknown = str(one["loc"][-1])
            near = near_misses(unknown, _KEYS)
            place, value = ".".join(map(str, one["loc"])), ""
            line = source.line(one["loc"]) or line
            fact, step = "is no key of a rule", f"did you mean {near[0]}?" if near else "remove it"
        found.append((line, Problem(f"{place} ({source.name}:{line})" if line else place, fact, value, next_step=step)))
    return [problem for _line, problem in sorted(dict.fromkeys(found), key=lambda pair: pair[0])]
