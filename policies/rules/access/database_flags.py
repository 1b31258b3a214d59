"""LF-ACC-025: databases keep their doors shut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from landfast.policies.facts.sql import flags_of, unnamed_flag
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Unknown, first

# Engine -> flag -> (the value that it must have, what another one means). Of PostgreSQL nothing is open by default.
_FLAGS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "MYSQL": {
        "local_infile": ("off", "a client may have the server read files"),
        "skip_show_database": ("on", "everybody sees the names of all databases"),
    },
    "SQLSERVER": {
        "external scripts enabled": ("off", "scripts may run on the server"),
        "cross db ownership chaining": ("off", "who owns one database may read others"),
        "remote access": ("off", "other servers may run procedures"),
        "contained database authentication": ("off", "a database may let users in by itself"),
        "3625": ("on", "error messages show what others should not see"),
    },
}
# What another value than the good one is by default; the others are good by default.
_OPEN_BY_DEFAULT = frozenset({"local_infile", "skip_show_database", "remote access", "3625"})


def check(resource: Resource, _world: World) -> Iterator[Message]:
    version = first(resource.values, "database_version")
    if isinstance(version, Unknown):
        yield unknown_message("database_version", version, "the kind of database")
        return
    engine = version.split("_", 1)[0] if isinstance(version, str) else ""
    unnamed = unnamed_flag(resource)
    if unnamed and engine in _FLAGS:
        yield unknown_message(unnamed[0], unnamed[1], "which flag is set")
    flags = flags_of(resource)
    for name, (good, meaning) in _FLAGS.get(engine, {}).items():
        path, value = flags.get(name, ("settings.database_flags", None))
        if isinstance(value, Unknown):
            yield unknown_message(path, value, f"the flag {name}")
        elif value is None:
            if name in _OPEN_BY_DEFAULT:
                yield Message(path, f"without {name}={good}: {meaning}")
        elif str(value).lower() != good:
            yield Message(path, f"{name} is not {good}: {meaning}")


RULE = Rule(
    id="LF-ACC-025",
    name="database_flags",
    title="Ensure databases keep their doors shut",
    why="Each of these flags opens files, scripts or other databases to whoever got in.",
    mend=Mend(
        landfast="Use the database module: it is PostgreSQL, where nothing of this is open.",
        terraform="Set the flags in settings.database_flags.",
    ),
    articles=("32(1)(b)",),
    severity="low",
    check=check,
    types=frozenset({"google_sql_database_instance"}),
)
