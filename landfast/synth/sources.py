"""Remembers which Python line made each resource, without the modules and stacks knowing of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

OURS = ("stacks", "modules")


class Recorder:
    """Notes, at every construction, the path of the construct and the innermost line of `stacks/` behind it, or of a
    package that adds a stack: `others` are the folders of those."""

    def __init__(self, root: Path, others: Sequence[Path] = ()) -> None:
        self._root = root
        self._others = tuple(others)
        self._paths: dict[int, tuple[Any, str]] = {}
        self._lines: dict[str, str] = {}
        self._files: dict[str, str] = {}

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Every construct that is made meanwhile is noted."""
        import jsii

        original: Callable[..., Any] = jsii.create

        def create(kind: Any, made: Any, arguments: list[Any] | None = None) -> Any:
            reference = original(kind, made, arguments)
            if arguments and len(arguments) >= 2 and isinstance(arguments[1], str):
                self._note(made, arguments[0], arguments[1], sys._getframe(1))
            return reference

        jsii.create = create
        try:
            yield
        finally:
            jsii.create = original

    def of(self, document: Mapping[str, Any]) -> dict[str, str]:
        """Address -> `stacks/data.py:41`, for every resource and data source of a synthesized stack."""
        found = {}
        for section, prefix in (("resource", ""), ("data", "data.")):
            for kind, instances in document.get(section, {}).items():
                for name, body in instances.items():
                    line = self._lines.get(body.get("//", {}).get("metadata", {}).get("path", ""))
                    if line:
                        found[f"{prefix}{kind}.{name}"] = line
        return found

    def _note(self, made: Any, scope: Any, name: str, frame: FrameType) -> None:
        _scope, parent = self._paths.get(id(scope), (None, ""))
        path = f"{parent}/{name}" if parent else name
        # The object is kept with its path: a freed one's id could become another's.
        self._paths[id(made)] = (made, path)
        line = self._line(frame)
        if line:
            self._lines[path] = line

    def _line(self, frame: FrameType | None) -> str:
        fallback = ""
        while frame is not None:
            file = self._relative(frame.f_code.co_filename)
            if file.startswith("stacks/") or (file and not file.startswith("modules/")):
                return f"{file}:{frame.f_lineno}"
            if file and not fallback:
                fallback = f"{file}:{frame.f_lineno}"
            frame = frame.f_back
        return fallback

    def _relative(self, filename: str) -> str:
        """`stacks/data.py`, empty for files of nobody that adds a stack."""
        if filename not in self._files:
            path = Path(filename)
            inside = path.is_relative_to(self._root) and path.relative_to(self._root).parts[0] in OURS
            other = next((folder.parent for folder in self._others if path.is_relative_to(folder)), None)
            root = self._root if inside else other
            self._files[filename] = path.relative_to(root).as_posix() if root else ""
        return self._files[filename]
