"""Shows a run while it goes: a live table on a terminal, plain lines elsewhere, nothing for `--json`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from landfast.core.progress import Event, State
from landfast.screen.consoles import console
from landfast.screen.figures import figure

STACK_PHASES = frozenset({"init", "plan", "apply", "destroy"})
MARKS = {"done": ("✔", "green"), "failed": ("✘", "red"), "skipped": ("-", "dim")}
DOING = {"init": "preparing", "plan": "planning", "apply": "applying", "destroy": "destroying"}
DID = {"init": "prepared", "plan": "planned", "apply": "applied", "destroy": "destroyed"}


def title(run: Event) -> str:
    """Names a run: what, where, and that a rehearsal is one."""
    return f"landfast {run.subject} · {run.detail}"


def row_of(event: Event) -> str:
    """What a row is about: a stack through all its phases, a pipeline step, or a phase."""
    if event.phase in STACK_PHASES and event.subject:
        return event.subject
    return f"  {event.subject}" if event.subject else event.phase


def sentence(event: Event) -> str:
    """What an event says, on one line."""
    parts = []
    if event.phase in STACK_PHASES:
        parts.append((DID if event.state in ("done", "skipped") else DOING)[event.phase])
    if event.total:
        parts.append(f"{event.done} of {event.total}")
    if event.detail:
        parts.append(event.detail)
    parts += [f"{name} {figure(value)}" for name, value in event.metrics.items()]
    return " · ".join(parts)


@dataclass
class _LiveRow:
    state: State = "start"
    text: str = ""
    done: int = 0
    total: int = 0
    started: float = field(default_factory=time.monotonic)
    seconds: float | None = None


class LiveView:
    """A table that is redrawn in place: one row a phase, stack and pipeline step."""

    def __init__(self, title: str, *, plans: bool) -> None:
        self._title = title
        # What a stack comes to an end with: a run that only looks applies nothing.
        self._between = ("init",) if plans else ("init", "plan")
        self._rows: dict[str, _LiveRow] = {}
        self._spinner = Spinner("dots", style="cyan")

    def report(self, event: Event) -> None:
        row = self._rows.setdefault(row_of(event), _LiveRow())
        # A stack is finished when its last phase is; between two phases it goes on.
        row.state = event.state if event.phase not in self._between or event.state == "failed" else "progress"
        row.text, row.done, row.total = sentence(event), event.done, event.total
        finished = event.state in MARKS
        row.seconds = time.monotonic() - row.started if finished else None

    def __rich__(self) -> RenderableType:
        table = Table.grid(padding=(0, 1), expand=True)
        for width in (1, 13, 10):
            table.add_column(width=width, no_wrap=True)
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        table.add_column(width=7, justify="right", style="dim", no_wrap=True)
        for name, row in self._rows.items():
            mark: RenderableType = self._spinner
            if row.state in MARKS:
                mark = Text(*MARKS[row.state])
            bar: RenderableType = ""
            if row.total:
                bar = ProgressBar(total=row.total, completed=row.done, width=10)
            seconds = row.seconds if row.seconds is not None else time.monotonic() - row.started
            text = Text(row.text, overflow="ellipsis", no_wrap=True)
            table.add_row(mark, Text(name, "bold"), bar, text, f"{seconds:.1f} s")
        return Group(Text(self._title, "bold cyan"), table)


class PlainView:
    """One line for each thing that starts or ends; every line names the target."""

    def __init__(self, console: Console, target: str) -> None:
        self._console = console
        self._target = target

    def report(self, event: Event) -> None:
        if event.state in ("start", "progress"):
            return
        if event.phase == "notice":
            for line in event.detail.splitlines():
                self._console.print(f"{self._target} | {line}", highlight=False, soft_wrap=True)
            return
        failed = "FAILED " if event.state == "failed" else ""
        name = f"{event.phase} {event.subject}".strip()
        line = f"{self._target} | {name}: {failed}{sentence(event)} ({event.seconds:.1f} s)"
        self._console.print(line, highlight=False, soft_wrap=True)


class RunView:
    """A reporter that shows a run from the event `run` that names it on; `quiet`: shows nothing."""

    def __init__(self, target: str, *, quiet: bool) -> None:
        self._target, self._quiet = target, quiet
        self._view: LiveView | PlainView | None = None
        self._live: Live | None = None

    def __call__(self, event: Event) -> None:
        if self._quiet:
            return
        if event.phase == "run":
            self._begin(event)
        elif event.phase == "notice" and self._live is not None:
            # Above the rows, which are drawn anew below it.
            self._live.console.print(Text(f"{event.detail}\n", "yellow"))
        elif self._view is not None:
            self._view.report(event)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """While a person is asked something: nothing is drawn over it."""
        if self._live is None:
            yield
            return
        self._live.stop()
        try:
            yield
        finally:
            # A new one: the rows before stay above what was asked, and nothing is drawn over that.
            self._live = _drawn(self._live.renderable, self._live.console)

    def end(self) -> None:
        if self._live is not None:
            self._live.stop()

    def _begin(self, run: Event) -> None:
        out = console()
        if not out.is_terminal:
            out.print(title(run), highlight=False, soft_wrap=True)
            self._view = PlainView(out, self._target)
            return
        self._view = LiveView(title(run), plans=run.subject in ("plan", "drift"))
        self._live = _drawn(self._view, out)


def _drawn(view: RenderableType, out: Console) -> Live:
    live = Live(view, console=out, refresh_per_second=10, transient=False)
    live.start(refresh=True)
    return live


@contextmanager
def watching(target: str, *, quiet: bool) -> Iterator[RunView]:
    """A reporter that shows on stdout what happens; nothing if `quiet`."""
    watch = RunView(target, quiet=quiet)
    try:
        yield watch
    finally:
        watch.end()
