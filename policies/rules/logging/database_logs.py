"""LF-LOG-006: databases log who signs in, and no values."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.settings import is_true
from landfast.policies.facts.sql import flags_of, unnamed_flag
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Unknown, first

_SESSIONS = ("log_connections", "log_disconnections")


def check(resource: Resource, _world: World) -> Iterator[Message]:
    version = first(resource.values, "database_version")
    if isinstance(version, Unknown):
        yield unknown_message("database_version", version, "the kind of database")
        return
    if not isinstance(version, str) or not version.startswith("POSTGRES"):
        return
    unnamed = unnamed_flag(resource)
    if unnamed:
        yield unknown_message(unnamed[0], unnamed[1], "which flag is set")
    flags = flags_of(resource)
    for name in _SESSIONS:
        path, value = flags.get(name, ("settings.database_flags", None))
        if isinstance(value, Unknown):
            yield unknown_message(path, value, f"the flag {name}")
        elif value != "on" and not is_true(value):
            yield Message(path, f"without {name}=on nobody can tell who signed in")
    path, statement = flags.get("log_statement", ("", "none"))
    if isinstance(statement, Unknown):
        yield unknown_message(path, statement, "whether values of rows are logged")
    elif statement in ("all", "mod"):
        yield Message(path, f"log_statement is {statement}: values of rows are written to the logs")
    path, duration = flags.get("log_min_duration_statement", ("", "-1"))
    if isinstance(duration, Unknown):
        yield unknown_message(path, duration, "whether values of rows are logged")
    elif str(duration) != "-1":
        yield Message(path, "log_min_duration_statement is not -1: values of rows are written to the logs")


RULE = Rule(
    id="LF-LOG-006",
    name="database_logs",
    title="Ensure databases log who signs in, and no values",
    why="After a breach the sessions tell who was there. Statements with their values would copy personal data to "
    "the logs.",
    mend=Mend(
        landfast="Use the database module.",
        terraform="Set the flags log_connections and log_disconnections to on; leave log_statement none or ddl.",
    ),
    articles=("32(1)(d)", "33(3)", "5(1)(c)"),
    severity="low",
    check=check,
    types=frozenset({"google_sql_database_instance"}),
)
