"""The file of a baseline: one entry a line in an order of its own, so that a review shows what came and went."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landfast.check.judge.keys import FindingKey
from landfast.core.errors import InputError, Problem
from landfast.core.files import why_not, write

SCHEMA = "landfast-check-baseline/1"
_ANEW = "write it anew: --write-baseline {}"
# Of the entries that are wrong so many are told.
_MOST = 20
_TEXTS = ("rule", "document", "address", "path")
_FIELDS = frozenset({*_TEXTS, "unknown", "count"})


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was found when it was written. `kind` and `path` say of what: the path as seen from the file's folder,
    empty for a plan, whose file has a name of its own every time."""

    kind: str
    path: str
    findings: Mapping[FindingKey, int]


def seen_from(file: Path, judged: Path) -> str:
    """The path of what is judged from the folder of a baseline: the same on every machine that has both."""
    return Path(os.path.relpath(judged.resolve(), file.resolve().parent)).as_posix()


def read_baseline(file: Path) -> Baseline:
    """Raises: InputError, with every problem."""
    return _baseline(file, _document(file))


def refuse_foreign(file: Path, baseline: Baseline, kind: str, path: str) -> None:
    """Raises: InputError if a baseline was written of something else: nothing of it would be found again."""
    if (baseline.kind, baseline.path) != (kind, path):
        limit = f"it was written of {_named(baseline.kind, baseline.path)}, and this is {_named(kind, path)}"
        step = f"name the PATH that it is of, or {_ANEW.format(file)}"
        raise InputError([Problem(str(file), "is the baseline of something else", limit=limit, next_step=step)])


def write_baseline(file: Path, baseline: Baseline) -> None:
    """Whole or not at all; the same findings give the same bytes. Raises: InputError if the file can't be written."""
    lines = [f"    {_line(key, count)}" for key, count in sorted(baseline.findings.items())]
    head = {"schema": SCHEMA, "kind": baseline.kind, "path": baseline.path}
    fields = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in head.items()]
    entries = "\n".join(('  "findings": [', ",\n".join(lines), "  ]") if lines else ('  "findings": []',))
    content = "\n".join(("{", ",\n".join([*fields, entries]), "}\n"))
    try:
        write(file, content.encode())
    except OSError as error:
        raise InputError(
            [Problem(str(file), f"can't be written: {why_not(file, error)}", next_step="name another")]
        ) from None


def _line(key: FindingKey, count: int) -> str:
    entry: dict[str, object] = {name: value for name, value in key._asdict().items() if value is not False}
    return json.dumps(entry | ({"count": count} if count > 1 else {}))


def _named(kind: str, path: str) -> str:
    return f"{kind} {path}" if path else f"a {kind}"


def _document(file: Path) -> Mapping[str, Any]:
    step = f"name one that landfast wrote, or {_ANEW.format(file)}"
    try:
        content = json.loads(file.read_bytes())
    except OSError as error:
        raise InputError(
            [Problem(str(file), f"can't be read: {error.strerror or error}", next_step=_ANEW.format(file))]
        ) from None
    except (ValueError, RecursionError):
        raise InputError([Problem(str(file), "is no JSON", next_step=step)]) from None
    schema = content.get("schema") if isinstance(content, dict) else None
    if not isinstance(content, dict) or schema != SCHEMA:
        known = isinstance(schema, str) and schema.startswith(SCHEMA.rpartition("/")[0] + "/")
        fact = "is a baseline of another version" if known else "is no baseline of `landfast check`"
        value = schema if isinstance(schema, str) else ""
        raise InputError([Problem(str(file), fact, value, f"its schema has to be {SCHEMA}", step)])
    return content


def _baseline(file: Path, content: Mapping[str, Any]) -> Baseline:
    problems = []
    kind, path, findings = content.get("kind"), content.get("path"), content.get("findings")
    for name, value, type_ in (("kind", kind, str), ("path", path, str), ("findings", findings, list)):
        if not isinstance(value, type_):
            problems.append(Problem(f"{file}: {name}", "is missing, or no " + ("list" if type_ is list else "text")))
    entries = list(enumerate(findings)) if isinstance(findings, list) else []
    found: Counter[FindingKey] = Counter()
    for number, entry in entries:
        wrong = [*_wrong(entry)]
        problems += [Problem(f"{file}: findings[{number}]", fact) for fact in wrong]
        if not wrong:
            key = FindingKey(**{"unknown": False} | {name: entry[name] for name in entry if name != "count"})
            found[key] += entry.get("count", 1)
    if problems:
        more = len(problems) - _MOST
        rest = [Problem(str(file), f"has {more} more that is wrong")] if more > 0 else []
        step = Problem(str(file), "is broken", next_step=_ANEW.format(file))
        raise InputError([*problems[:_MOST], *rest, step])
    return Baseline(str(kind), str(path), found)


def _wrong(entry: object) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield "is no object"
        return
    yield from (f"{name} is missing, or no text" for name in _TEXTS if not isinstance(entry.get(name), str))
    if not isinstance(entry.get("unknown", False), bool):
        yield "unknown is neither true nor false"
    count = entry.get("count", 1)
    if type(count) is not int or count < 1:
        yield "count is no number of findings"
    yield from (f"has a key that is not known: {name}" for name in sorted(entry.keys() - _FIELDS))
