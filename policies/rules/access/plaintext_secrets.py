"""LF-ACC-022: no secret stands in the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from landfast.policies.facts.tables import table
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import GAP, Missing, Unknown, known_text, read

_SECRET = re.compile(
    r"(?:^|[_.-])(?:password|passwd|pwd|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|credentials?)(?:$|[_.-])",
    re.IGNORECASE | re.ASCII,
)
# Names that only say where a secret is, or how to treat it.
_POINTER = re.compile(
    r"(?:name|path|file|id|uri|url|version|ttl|expiry|seconds|header|type"
    r"|[_.-](?:age|algorithm|count|days|duration|enabled|format|hours|len|length|lifetime|limit|max|min|minutes|policy"
    r"|required|rotation|size))$",
    re.IGNORECASE,
)
# Where a secret is kept: in Secret Manager, in a bucket, in Oracle's vault, in a variable of the agent.
_ELSEWHERE = re.compile(r"projects/|gs://|ocid1\.|\$|\{\{")
_PLAIN = "is a secret in plain text: everybody who can read the configuration has it"
# A key, tokens of known makers, an address with a password in it; what stands in for one begins with a sign.
# Bounded, so that the time grows with the text.
_SHAPE = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\b(?:AIza[\w-]{35}|gh[opsur]_[A-Za-z0-9]{36,}|xox[abpr]-[\w-]{10,}|AKIA[A-Z0-9]{16})\b"
    rf"|\b[a-z][a-z0-9+.-]{{1,20}}://[^\s:/@]{{0,99}}:[^\s:/@$%{{}}()<>*{GAP}]{{1,999}}@[^\s/]",
    re.ASCII,
)
# `export DB_PASSWORD=hunter2`: what a line of a script, or an item of a list, gives a variable.
_GIVEN = re.compile(
    rf"""^[ \t]*(?:export[ \t]+|-e[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)=["']?([^\s"'$`<{{{GAP}][^\s"'$`{GAP}]*)["']?""",
    re.MULTILINE,
)


def check(resource: Resource, _world: World) -> Iterator[Message]:
    for path, name, value in _settings(resource):
        if _SECRET.search(name) and not _POINTER.search(name) and _is_literal(value):
            yield Message(path, f"`{name[:60]}` holds a secret that everybody who can read the configuration has")
        elif _shows_one(known_text(value)):
            yield Message(path, "has a secret in plain text in it: everybody who can read the configuration has it")
    for names in _paths(resource):
        for path, value in read(resource.values, names):
            if any(map(_is_literal, value.values() if isinstance(value, Mapping) else (value,))):
                yield Message(path, _PLAIN)
    for names in _of_types("named").get(resource.type, ()):
        for path, value in read(resource.values, names):
            if _is_literal(value) and not _ELSEWHERE.match(value):
                yield Message(path, _PLAIN)


def _paths(resource: Resource) -> Iterable[tuple[str, ...]]:
    """What the provider marks as secret. Credentials of the provider itself may be a file's name, too."""
    if resource.mode != "provider":
        return _of_types("attributes").get(resource.type, ())
    credentials = resource.values.get("credentials")
    inline = isinstance(credentials, str) and "private_key" in credentials
    return (("credentials",), ("access_token",)) if inline else (("access_token",),)


@cache
def _of_types(section: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Type -> the paths that hold a secret: `attributes` by what the provider says, `named` by their names; `settings`
    may have one under any name."""
    return {
        type_: tuple(tuple(path.split(".")) for path in paths) for type_, paths in table("secrets")[section].items()
    }


def _settings(resource: Resource) -> Iterator[tuple[str, str, Any]]:
    """(path, name, value) of what programs are started with; a script has no name."""
    for names in _of_types("settings").get(resource.type, ()):
        for path, found in read(resource.values, names):
            if not isinstance(found, Mapping):
                yield path, "", found
            elif "name" in found and "value" in found:
                yield f"{path}.value", str(found.get("name")), found.get("value")
            else:
                yield from ((f"{path}.{name}", str(name), value) for name, value in found.items())


def _shows_one(text: str | None) -> bool:
    """Whether a secret stands in a text: by its shape, or by the name that it is given to."""
    if not text:
        return False
    given = _GIVEN.findall(text) if "=" in text else ()
    named = any(_SECRET.search(name) and not _POINTER.search(name) for name, _value in given)
    return named or bool(_SHAPE.search(text))


def _is_literal(value: Any) -> bool:
    """A value that stands there; what a variable brings may be a secret too, but is not in the files."""
    return isinstance(value, str) and bool(value) and not isinstance(value, Missing | Unknown)


RULE = Rule(
    id="LF-ACC-022",
    name="plaintext_secrets",
    title="Ensure no secret stands in the configuration",
    why="It lies in the repository, in the state and in the console of everybody who may look at the service.",
    mend=Mend(
        landfast="Keep secrets in Secret Manager: the generated project reads them there.",
        terraform="Use value_source.secret_key_ref or secret_environment_variables with a "
        "google_secret_manager_regional_secret; elsewhere a write-only argument (password_wo) that an ephemeral "
        "resource fills.",
    ),
    articles=("32(1)(b)",),
    severity="high",
    check=check,
    types=frozenset({*_of_types("settings"), *_of_types("attributes"), *_of_types("named"), "google", "google-beta"}),
    modes=frozenset({"managed", "provider"}),
)
