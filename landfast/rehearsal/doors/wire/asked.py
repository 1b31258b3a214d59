"""One request that has found its method, and been checked: what a handler works with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from landfast.gcp.universes import project_in_path
from landfast.provider.values import Object
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.documents import VARIABLE, ApiDocument, Method, document
from landfast.rehearsal.cloud.principal import EVERYBODYS_OWNER, Principal
from landfast.rehearsal.cloud.projects import project_id, project_number
from landfast.rehearsal.cloud.refusal import Refusal, forbidden, missing
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.doors.wire.definition import Collection, Service
from landfast.rehearsal.doors.wire.messages import Request
from landfast.rehearsal.faults import Faults

# Some APIs have their own name before it: `dns/v1/`, `sql/v1beta4/`.
VERSION = re.compile(r"^(?:[a-z]+/)?v\d+\w*/")
IN_PROJECT = re.compile(rf"(?:^|(?<=/))projects/({project_in_path()})")


@dataclass(frozen=True)
class Asked:
    """`values` are the parameters of the path, `body` the content that was sent, checked; `memory` what is told while
    this process runs, and kept nowhere; `caller` who asks.
    """

    cloud: Cloud
    faults: Faults
    service: Service
    method: Method
    values: Mapping[str, str]
    request: Request
    body: Object
    memory: dict[str, bytes] = field(default_factory=dict)
    caller: str = EVERYBODYS_OWNER
    # What was found once. No functools.cached_property: up to Python 3.11 it has one lock for all requests, and who
    # waits for the store with it would be waited for by who has the store.
    _found: dict[str, str] = field(default_factory=dict, init=False)

    def _once(self, what: str, find: Callable[[], str]) -> str:
        if what not in self._found:
            self._found[what] = find()
        return self._found[what]

    @property
    def store(self) -> Store:
        return self.cloud.store

    @property
    def access(self) -> Principal:
        """What whoever asks may do."""
        return Principal(self.store, self.caller)

    @property
    def document(self) -> ApiDocument:
        return document(self.service.document)

    @property
    def collection(self) -> Collection:
        found = self.service.collection(self.method.collection)
        if found is None:
            raise LookupError(f"{self.service.document} has no collection {self.method.collection}")
        return found

    def parameter(self, name: str) -> str:
        """A parameter of the path or the query, empty if it is not given."""
        return self.values.get(name) or self.request.parameter(name)

    def link(self, api: str) -> str:
        """What URLs of an API begin with for whoever asks: over a socket it is the socket's."""
        host = self.request.headers.get("host", "")
        return f"http://{host}/{api}" if host.startswith(("127.", "localhost")) else f"https://{api}"

    def flag(self, name: str) -> bool:
        return self.parameter(name).lower() in ("true", "1")

    @property
    def path(self) -> str:
        """The path of what is asked for, without version and custom verb, a project by its id: of one, its name; of a
        collection, that of all in it: `projects/p/locations/l/keyRings`.
        """
        return self._once("path", self._path)

    def _path(self) -> str:
        template = VERSION.sub("", self.method.path.removeprefix(self.document.path))
        last = template.rpartition("}")[2]
        # A verb is no part of the path; of one resource nothing after it is.
        cut = len(last) - len(last.partition(":")[0] if self.is_of_all else "")
        template = template[: len(template) - cut] if cut else template
        return self.by_id(VARIABLE.sub(lambda found: self.values[found[2]], template))

    @property
    def is_of_all(self) -> bool:
        """Whether the method is of a collection, and not of one in it."""
        last = self.method.path.rpartition("}")[2].partition(":")[0]
        return (
            self.method.name in ("create", "insert", "list")
            or "}" not in self.method.path
            or last == f"/{self.method.collection.rpartition('.')[2]}"
        )

    @property
    def project(self) -> str:
        """The project that the path or a parameter names, by its id; empty if none does."""
        return self._once("project", self._project)

    def _project(self) -> str:
        named = IN_PROJECT.search(self.path)
        text = named[1] if named else self.parameter("project")
        return self.project_id(text) if text and text != "-" else ""

    def project_id(self, name: str) -> str:
        """The id of a project that is named by its id or its number."""
        return project_id(self.store, name)

    def by_id(self, path: str) -> str:
        return IN_PROJECT.sub(lambda found: f"projects/{self.project_id(found[1])}", path)

    def in_store(self, collection: Collection, path: str) -> str:
        """A path as the names of a collection in the store begin: with a project's id, or its number."""
        if not collection.numbered:
            return path
        return IN_PROJECT.sub(lambda found: f"projects/{project_number(found[1])}", path)

    @property
    def name(self) -> str:
        """What the store calls the one that is asked for."""
        return self.name_in(self.collection)

    def name_in(self, collection: Collection) -> str:
        if not collection.name:
            return self.in_store(collection, self.path)
        values = {name: self.by_id(value) for name, value in self.values.items()}
        return collection.name.format(**values, path=self.path, last=self._last(collection), project_id=self.project)

    def _last(self, collection: Collection) -> str:
        """What one is called in its collection: names of some hold slashes, which are encoded in URLs."""
        return self.path.partition(f"/{collection.path.rpartition('.')[2]}/")[2]

    def standing(self) -> StoredResource:
        """The one that is asked for. Raises: Refusal (404)."""
        found = self.find()
        if found is None:
            raise self.missing(self.name)
        self.faults.before(found.type, "read", {**found.fields, "id": found.name})
        return found

    def find(self) -> StoredResource | None:
        return self.store.get(self.collection.kind, self.name, self.project or None)

    def missing(self, name: str) -> Refusal:
        """In the words of the API."""
        return missing(self.service.api, name)

    def denied(self, permission: str, name: str) -> Refusal:
        """https://cloud.google.com/iam/docs/permission-error-messages"""
        place = f"//{self.service.api}/{name}"
        return forbidden(f"Permission '{permission}' denied on resource '{place}' (or it may not exist).")
