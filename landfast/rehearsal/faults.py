"""Injected faults: what goes wrong, where and how often, from a JSON file.

`[{"type": "google_storage_bucket", "match": "*raw*", "operation": "create", "action": "fail", "times": 1}]`
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from landfast.rehearsal.errors import CloudError
from landfast.rehearsal.store import Store
from landfast.rehearsal.values import Object
from modules.errors import InputError, Problem


class Fault(BaseModel):
    """One fault. `match` is a pattern for the id, the name or any other text attribute of the resource.

    fail: the cloud answers 503. quota: it answers 429. latency: it takes `seconds` longer.
    lose-response: it does what is asked, and the answer is lost. exit: it does, and the plugin is killed.
    `times` counts over restarts of the plugin.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str = "*"
    match: str = "*"
    operation: Literal["create", "update", "delete", "read", "*"] = "create"
    action: Literal["fail", "latency", "quota", "lose-response", "exit"]
    times: Annotated[int, Field(ge=1)] = 1
    seconds: Annotated[float, Field(ge=0, le=600)] = 1

    def hits(self, type_name: str, operation: str, values: Object) -> bool:
        texts = [value for value in values.values() if isinstance(value, str)]
        return (
            fnmatchcase(type_name, self.type)
            and self.operation in (operation, "*")
            and any(fnmatchcase(text, self.match) for text in texts)
        )


def load(path: Path | None) -> tuple[Fault, ...]:
    """The faults of a file, none without one. Raises InputError with everything that is wrong."""
    if path is None:
        return ()
    try:
        return TypeAdapter(tuple[Fault, ...]).validate_json(path.read_bytes())
    except OSError as error:
        raise InputError([Problem(str(path), f"cannot be read: {error.strerror}")]) from error
    except ValidationError as error:
        problems = [
            Problem(".".join([path.name, *map(str, item["loc"])]), item["msg"], repr(item["input"]))
            for item in error.errors()
        ]
        raise InputError(problems) from error


class Faults:
    """The faults of a run, counted in the cloud's store."""

    def __init__(self, faults: tuple[Fault, ...], store: Store) -> None:
        self._faults = faults
        self._store = store

    def before(self, type_name: str, operation: str, values: Object) -> None:
        """Delays or refuses an operation that has not been done."""
        for fault in self._due(("latency", "fail", "quota"), type_name, operation, values):
            if fault.action == "latency":
                time.sleep(fault.seconds)
            elif fault.action == "quota":
                raise CloudError(
                    429,
                    "Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute'",
                    "rateLimitExceeded",
                )
            else:
                raise CloudError(503, "The service is currently unavailable.", "backendError")

    def after(self, type_name: str, operation: str, values: Object) -> None:
        """Loses the answer of an operation that has been done."""
        for fault in self._due(("lose-response", "exit"), type_name, operation, values):
            if fault.action == "exit":
                os.kill(os.getpid(), signal.SIGKILL)
            raise CloudError(502, "read: connection reset by peer", "connectionReset")

    def _due(self, actions: tuple[str, ...], type_name: str, operation: str, values: Object) -> Iterator[Fault]:
        for index, fault in enumerate(self._faults):
            if (
                fault.action in actions
                and fault.hits(type_name, operation, values)
                and self._store.use_fault(f"{index} {fault.model_dump_json()}", fault.times)
            ):
                yield fault
