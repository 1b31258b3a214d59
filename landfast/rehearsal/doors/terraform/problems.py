"""What is wrong with a configuration, before it is a message of the protocol."""

from __future__ import annotations

from dataclasses import dataclass

# SchemaAttribute names and list indexes.
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class ConfigurationProblem:
    """Something wrong with a configuration: a short summary, the reason, and the attribute."""

    summary: str
    detail: str = ""
    path: Path = ()
