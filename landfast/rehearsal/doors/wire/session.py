"""What a client of Google's APIs asks with, answered by the rehearsal cloud instead of the network."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.projects import find_project
from landfast.rehearsal.cloud.refusal import Refusal, bad_request, not_found
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.cloud.unmanaged import JOBS
from landfast.rehearsal.doors.wire.bodies import answer_of, fields_of
from landfast.rehearsal.doors.wire.governance import read
from landfast.rehearsal.doors.wire.paths import WirePath, place
from landfast.rehearsal.doors.wire.verbs import VERBS


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """As `requests` has it."""

    status_code: int
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


@dataclass(frozen=True, slots=True)
class WireSession:
    """`store` opens the store of the cloud for one request."""

    store: Callable[[], AbstractContextManager[Store]]

    def request(self, method: str, url: str, **more: Any) -> WireAnswer:
        """Everything is done when it is answered; operations take no time here."""
        with self.store() as store:
            try:
                found = read(store, url)
                if found is None:
                    found = _Request(store, _place(url), more.get("params") or {}, more.get("json") or {}).answer(
                        method
                    )
            except Refusal as refusal:
                error = {"code": refusal.code, "message": refusal.message, "status": refusal.status}
                return WireAnswer(refusal.code, json.dumps({"error": error}).encode())
        return WireAnswer(200, json.dumps(found).encode())


def _place(url: str) -> WirePath:
    found = place(url)
    if found is None:
        raise not_found(f"The requested URL {url} was not found")
    return found


@dataclass(frozen=True, slots=True)
class _Request:
    store: Store
    wanted: WirePath
    query: Mapping[str, Any]
    body: Object

    def answer(self, method: str) -> Object:
        wanted = self.wanted
        if find_project(self.store, wanted.project) is None:
            raise not_found(f"Project '{wanted.project}' was not found")
        if not wanted.member:
            return self._create() if method == "POST" else self._list()
        with self.store.transaction():
            standing = self._standing()
            if wanted.verb:
                VERBS[wanted.verb](self.store, standing, self.body)
            elif method == "DELETE":
                self._delete(standing)
            elif method == "PUT":
                # The one that lets something be changed so: a job of Dataflow, to another state.
                fields = {**standing.fields, "currentState": self.body["requestedState"]}
                self.store.put(StoredResource(standing.type, standing.name, standing.project, fields))
            else:
                return answer_of(wanted.api, standing)
        return {}

    def _standing(self) -> StoredResource:
        row, path = self.wanted.row, self.wanted.path
        found = self.store.get(row, path) if row else None
        if found is None:
            raise not_found(f"The resource '{path}' was not found")
        return found

    def _create(self) -> Object:
        wanted = self.wanted
        given = next((value for name, value in self.query.items() if name.endswith("Id")), None)
        name = str(given or self.body.get("name") or self.body.get("id") or "")
        if wanted.row is None or not name:
            raise bad_request(f"A member of {wanted.collection} can't be made without its name.")
        path = f"{wanted.path}/{name.rsplit('/', 1)[-1]}"
        if wanted.kind is None:
            states = JOBS.get(wanted.collection)
            own = {"state": f"{states}_RUNNING"} if states else {}
            made = StoredResource(wanted.row, path, wanted.project, {**self.body, **own})
            self.store.put(made)
            return answer_of(wanted.api, made)
        known = kind(wanted.kind)
        fields = fields_of(known, path, self.body)
        return answer_of(wanted.api, Cloud(self.store).answer(Call("create", known, fields=fields)))

    def _list(self) -> Object:
        wanted, places = self.wanted, defaultdict[str, list[Object]](list)
        above, _slash, _last = wanted.path.rpartition("/")
        aggregated = above.endswith("/aggregated")
        for item in self.store.list(wanted.row, wanted.project) if wanted.row else ():
            own = item.name.rpartition(f"/{wanted.collection}/")[0]
            if (aggregated or own == above) and self._is_wanted(item):
                places[own].append(answer_of(wanted.api, item))
        if aggregated:
            return {"items": {name: {wanted.collection: items} for name, items in places.items()}}
        return {"items" if wanted.api == "compute" else wanted.collection: places[above]}

    def _is_wanted(self, item: StoredResource) -> bool:
        return self.query.get("filter") != "ACTIVE" or item.fields.get("currentState") == "JOB_STATE_RUNNING"

    def _delete(self, standing: StoredResource) -> None:
        if self.wanted.kind is None:
            self.store.delete(standing)
        else:
            call = Call("delete", kind(self.wanted.kind), standing.name, standing.project)
            Cloud(self.store).answer(call)
