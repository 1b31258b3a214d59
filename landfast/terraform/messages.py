"""Reads the engine's machine-readable output: one JSON object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from landfast.core.progress import Event

STEPS = {"create": 1, "update": 1, "delete": 1, "replace": 2}  # a replacement is reported as two
# `resource.TYPE.NAME` or `data.TYPE.NAME`, and what is inside of it.
BLOCK = re.compile(r"(?:resource\.)?((?<=resource\.)[^.\[]+\.[^.\[]+|data\.[^.\[]+\.[^.\[]+)")


@dataclass(frozen=True)
class Diagnostic:
    """One error or warning of the engine; `address` is the resource that it is about, if it is about one."""

    severity: str
    summary: str
    detail: str = ""
    address: str = ""


def diagnostic(body: Mapping[str, Any]) -> Diagnostic:
    # Errors in the configuration come without an address, but with the block that they stand in.
    block = (body.get("snippet") or {}).get("context") or ""
    named = BLOCK.match(block)
    severity, summary, detail = (body.get(key, "") for key in ("severity", "summary", "detail"))
    return Diagnostic(severity or "error", summary, detail, body.get("address") or (named[1] if named else ""))


@dataclass
class Listener:
    """Turns the lines of one command into events and keeps its diagnostics.

    `total` is the number of steps that an apply will take; 0 where it is not known.
    """

    phase: str
    stack: str
    report: Callable[[Event], None]
    total: int = 0
    done: int = 0
    elapsed: Callable[[], float] = lambda: 0.0
    diagnostics: list[Diagnostic] = field(default_factory=list)
    # What a plan says at its end of resources, and of outputs where there are any.
    summary: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    # What a plan has found otherwise than the state says, in resources.
    drifted: int = 0

    def __call__(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError:  # Not every line is meant for machines.
            return
        if not isinstance(message, dict):
            return
        kind = message.get("type")
        if kind == "diagnostic":
            self.diagnostics.append(diagnostic(message["diagnostic"]))
        elif kind in ("apply_start", "apply_complete") and message["hook"].get("action") in STEPS:
            self.done += kind == "apply_complete"
            self._tell(f"{message['hook']['action']} {message['hook']['resource']['addr']}")
        elif kind == "change_summary":
            self.summary = message.get("changes", {})
        elif kind == "outputs":
            self.outputs = message.get("outputs", {})
        elif kind == "resource_drift":
            self.drifted += 1
        elif kind == "refresh_complete":
            self.done += 1
            self._tell("reading what stands")

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return tuple(found for found in self.diagnostics if found.severity == "error")

    @property
    def changes_nothing(self) -> bool:
        """Whether a plan said in so many words that there is nothing to do."""
        counts = [count for count in self.summary.values() if isinstance(count, int)]
        return bool(counts) and not any(counts) and all(one.get("action") == "noop" for one in self.outputs.values())

    def _tell(self, detail: str) -> None:
        done = self.done if self.total else 0
        self.report(Event(self.phase, "progress", self.stack, detail, done, self.total, self.elapsed()))


def started_creates(log: bytes) -> frozenset[str]:
    """Addresses of what an apply made or may have made, by its log: each create that it began and was not refused.

    Of an engine that was killed, or an answer that was lost, nobody knows how it went; the resource may stand.
    """
    started: set[str] = set()
    for message in _messages(log):
        hook = message.get("hook", {})
        if message.get("type") == "apply_start" and hook.get("action") == "create":
            started.add(hook["resource"]["addr"])
        elif (refused := _refused_create(message)) in started:
            started.discard(refused)
    return frozenset(started)


def refused_creates(log: bytes) -> frozenset[str]:
    """Addresses of what the cloud refused to make because it stood already, by the log of an apply."""
    return frozenset(filter(None, map(_refused_create, _messages(log))))


def _refused_create(message: Mapping[str, Any]) -> str:
    if message.get("type") != "diagnostic" or message["diagnostic"].get("severity") != "error":
        return ""
    failed = diagnostic(message["diagnostic"])
    return failed.address if exists_already(failed) else ""


def _messages(log: bytes) -> Iterator[dict[str, Any]]:
    for line in log.splitlines():
        try:
            message = json.loads(line)
        except ValueError:  # The last line of an engine that was killed may be cut.
            continue
        if isinstance(message, dict):
            yield message


def exists_already(failed: Diagnostic) -> bool:
    """Whether the cloud refused to make a resource because one of that name stands (or did until recently)."""
    text = f"{failed.summary} {failed.detail}".lower()
    return any(words in text for words in ("error 409", "alreadyexists", "already exists", "already own this bucket"))
