"""A registry that keeps everything in memory, for tests of what is done with one; it can be made to fail half-way."""

from __future__ import annotations

from pathlib import Path

from landfast_ml.models.registry import Registration, Version


class MemoryRegistry:
    """`moves_left`: so many aliases may be moved, then the process "dies"; None: it never does."""

    def __init__(self) -> None:
        self.model = "sample"
        self.registered: list[Registration] = []
        self.aliases: dict[str, str] = {}
        self.moves_left: int | None = None

    def versions(self) -> list[Version]:
        found = []
        for number, one in enumerate(self.registered, 1):
            aliases = tuple(alias for alias, version in self.aliases.items() if version == str(number))
            found.append(Version(str(number), aliases, dict(one.tags)))
        return found[::-1]

    def register(self, registration: Registration) -> str:
        self.registered.append(registration)
        return str(len(self.registered))

    def set_alias(self, alias: str, version: str | None) -> None:
        if self.moves_left == 0:
            raise KeyboardInterrupt
        self.moves_left = None if self.moves_left is None else self.moves_left - 1
        self.aliases.pop(alias, None)
        if version is not None:
            self.aliases[alias] = version

    def text(self, version: str, name: str) -> str | None:
        return self.registered[int(version) - 1].files.get(name)

    def fetch(self, version: str) -> Path:
        return self.registered[int(version) - 1].folder
