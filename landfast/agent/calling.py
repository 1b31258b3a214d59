"""Runs a job for a tool: beside the protocol's own work, its progress told, its end the document of `--json`."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any

from landfast.core.errors import UserError, error_document
from landfast.core.progress import Event, Reporter
from landfast.jobs.result import Result, document

if TYPE_CHECKING:
    from mcp.server.fastmcp import Context

Job = Callable[[Reporter], Result]
Answer = dict[str, Any]


async def run(context: Context[Any, Any, Any], job: Job) -> Answer:
    """The job's document; of what is expected to go wrong the problems, as `--json` has them."""
    import anyio.to_thread
    from anyio.from_thread import BlockingPortal

    told = count(1)

    async def tell(line: str) -> None:
        # Counted here, one after the other: a client may refuse progress that goes back.
        await context.report_progress(next(told), None, line)

    # Stacks that are applied side by side tell of it from threads of the job's own, which know no event loop.
    async with BlockingPortal() as portal:

        def report(event: Event) -> None:
            portal.call(tell, _line(event))

        ended = await anyio.to_thread.run_sync(lambda: answer(lambda: job(report)))
    return ended  # noqa: RET504  # the end of a portal is typed as one that may swallow an error


def answer(job: Callable[[], Result]) -> Answer:
    """As plain data."""
    try:
        found: Answer = json.loads(document(job()))
    except UserError as error:
        return error_document(error)
    return found


def _line(event: Event) -> str:
    return " ".join(filter(None, (event.phase, event.subject, event.state, event.detail)))
