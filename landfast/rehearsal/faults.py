"""Injected faults: what goes wrong, where and how often, so that a resume can be tested."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from fnmatch import fnmatchcase
from typing import Literal

from landfast.provider.values import Object
from landfast.rehearsal.cloud.late import be_late
from landfast.rehearsal.cloud.refusal import Refusal, exhausted, forbidden, unavailable, violates
from landfast.rehearsal.cloud.store import Store
from landfast.rehearsal.cloud.unmanaged import hold_addresses

Action = Literal[
    "fail", "latency", "quota", "unheard", "prohibited", "ruled-out", "late", "hold", "lose-response", "exit"
]
Operation = Literal["create", "update", "delete", "read", "*"]
# What the cloud answers instead of doing what is asked.
REFUSED: Mapping[str, Refusal] = {
    "fail": unavailable(503, "The service is currently unavailable.", "backendError"),
    "prohibited": forbidden(
        "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: b1H0nPZ3",
        "SECURITY_POLICY",
    ),
    "quota": exhausted("Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute'"),
    "ruled-out": violates("constraints/gcp.resourceLocations", "europe-west4"),
    "unheard": forbidden(
        "Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource (or it may not exist)."
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `match` is a pattern for the id, the name or any other text attribute of the resource.

    fail: the cloud answers 503. quota: it answers 429. latency: it takes `seconds` longer.
    unheard: it answers 403, as it does before it has heard of a grant.
    prohibited, ruled-out: it refuses by the perimeter, or the policy, that stood before the one that does now.
    late: what was set, a policy or a setting, holds after `seconds` only.
    hold: what a deleted service of Cloud Run's had in its network is given back after `seconds` only.
    lose-response: it does what is asked, and the answer is lost. exit: it does, and the plugin is killed.
    `times` counts over restarts of the plugin.
    """

    action: Action
    type: str = "*"
    match: str = "*"
    operation: Operation = "create"
    times: int = 1
    seconds: float = 1

    def hits(self, type_name: str, operation: str, values: Object) -> bool:
        texts = [value for value in values.values() if isinstance(value, str)]
        return (
            fnmatchcase(type_name, self.type)
            and self.operation in (operation, "*")
            and any(fnmatchcase(text, self.match) for text in texts)
        )


class Faults:
    """The faults of a run, counted in the cloud's store."""

    def __init__(self, faults: tuple[Fault, ...], store: Store) -> None:
        self._faults = faults
        self._store = store

    @property
    def are_any(self) -> bool:
        return bool(self._faults)

    def before(self, type_name: str, operation: str, values: Object) -> None:
        """Delays or refuses an operation that has not been done."""
        for fault in self._due(("latency", *REFUSED), type_name, operation, values):
            if fault.action == "latency":
                time.sleep(fault.seconds)
            else:
                raise REFUSED[fault.action]

    def after(self, type_name: str, operation: str, values: Object) -> None:
        """Loses the answer of an operation that has been done."""
        for fault in self._due(("late", "hold", "lose-response", "exit"), type_name, operation, values):
            if fault.action == "late":
                be_late(self._store, str(values["id"]), fault.seconds)
                continue
            if fault.action == "hold":
                hold_addresses(self._store, str(values["id"]), fault.seconds)
                continue
            if fault.action == "exit":
                os.kill(os.getpid(), signal.SIGKILL)
            raise unavailable(502, "read: connection reset by peer", "connectionReset")

    def _due(self, actions: tuple[str, ...], type_name: str, operation: str, values: Object) -> Iterator[Fault]:
        for index, fault in enumerate(self._faults):
            if (
                fault.action in actions
                and fault.hits(type_name, operation, values)
                and self._store.use_fault(f"{index} {astuple(fault)}", fault.times)
            ):
                yield fault
