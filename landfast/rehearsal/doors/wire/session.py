"""What a client of Google's APIs asks with in this process, answered by the rehearsal cloud instead of the network."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.principal import EVERYBODYS_OWNER
from landfast.rehearsal.cloud.store import Store
from landfast.rehearsal.doors.wire.application import Wire
from landfast.rehearsal.doors.wire.messages import Request, Response


@dataclass(frozen=True, slots=True)
class WireSession:
    """As `requests` has it. `store` opens the store of the cloud for one request; `caller`: who asks."""

    store: Callable[[], AbstractContextManager[Store]]
    caller: str = EVERYBODYS_OWNER

    def request(self, method: str, url: str, **more: Any) -> Response:
        """Everything is done when it is answered; operations take no time here."""
        query: Mapping[str, str] = more.get("params") or {}
        whole = f"{url}{'&' if '?' in url else '?'}{urlencode(query)}" if query else url
        content = more.get("json")
        body = json.dumps(content).encode() if content is not None else more.get("data") or b""
        headers = {name.lower(): value for name, value in (more.get("headers") or {}).items()}
        with self.store() as store:
            return Wire(Cloud(store), caller=self.caller).answer(Request.of(method, whole, headers, body))
