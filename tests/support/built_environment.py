"""A whole synthesized environment, made resource by resource in process: what if one of them were not there?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from everything_on import EVERYTHING, PROJECT, REGION
from rehearsal_client import Client, RefusedError

from landfast.gcp.agents import agent_email, other_agents
from landfast.provider.tree import Block, data_source, resource_type
from landfast.rehearsal.cloud.agents import AGENT
from landfast.rehearsal.cloud.images import expect
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.terraform.forms import cloud_name
from landfast.rehearsal.doors.terraform.grants import delete as delete_grant
from landfast.rehearsal.doors.terraform.grants import is_grant
from landfast.stacks.spec import Spec
from landfast.synth import documents_of_each
from landfast.targets import find

# `${X.a}`, or the first part of it: `${split("/", X.a)[0]}`.
REFERENCE = re.compile(
    r"\$\{(?P<split>split\(\"/\", )?(?P<address>(?:data\.)?google_\w+\.[\w-]+)\.(?P<path>[\w.]+)(?(split)\)\[0\])\}"
)
VARIABLE = re.compile(r"\$\{var\.\w+\}")
RUN = "google_cloud_run_v2_service."
META = ("depends_on", "lifecycle")
# (stack, address of the state); data sources begin with `data.`
Place = tuple[str, str]


class _UndoneError(Exception):
    """Rolls an experiment back."""


class BuiltEnvironment:
    """Every resource of the stacks' Terraform JSON, on a cloud with all its rules.

    `documents` are in the order of bringing the stacks up.
    """

    def __init__(self, documents: Mapping[str, Mapping[str, Any]], folder: Path, project: str, region: str) -> None:
        self.client = Client(folder, project=project, region=region)
        self.project = project
        self.bodies = bodies_of(documents)
        self.states: dict[Place, dict[str, Any]] = {}
        for stack in documents:
            # Images of the registry are pushed once it stands.
            expect(self.client.store, self._images(stack))
            self._build([place for place in self.bodies if place[0] == stack])
        self._rows = {place: self._rows_of(place) for place in self.bodies}

    def explicit(self, place: Place) -> list[Place]:
        """What a resource is told to come after, beside what it refers to."""
        return [(place[0], address) for address in self.bodies[place].get("depends_on", ())]

    def before(self, place: Place) -> set[Place]:
        """All that Terraform makes before a resource, within its stack."""
        found: set[Place] = set()
        new = self._directly_before(place)
        while new:
            found |= new
            new = set().union(*map(self._directly_before, new)) - found
        return found

    def refusal(self, place: Place, missing: Iterable[Place]) -> str:
        """What the cloud says to the create of one while the others are not there; empty if it makes it.

        A job of BigQuery stands, and says of itself that it failed.
        """
        said = ""
        try:
            with self.client.store.transaction():
                for gone in (place, *missing):
                    self._remove(gone)
                try:
                    made = self._make(place)
                    ended = made["status"] if type_of(place) == "google_bigquery_job" else ()
                    said = "; ".join(error["message"] for one in ended for error in one.get("error_result") or ())
                except RefusedError as refused:
                    said = str(refused)
                raise _UndoneError
        except _UndoneError:
            return said

    def _images(self, stack: str) -> list[str]:
        services = [body for (own, address), body in self.bodies.items() if own == stack and address.startswith(RUN)]
        return [container["image"] for body in services for container in body["template"]["containers"]]

    def _build(self, places: list[Place]) -> None:
        while places:
            ready = [place for place in places if self._directly_before(place) <= self.states.keys()]
            assert ready, f"a circle, or nothing of that name: {places[:3]}"
            for place in ready:
                self.states[place] = self._make(place)
            places = [place for place in places if place not in self.states]

    def _directly_before(self, place: Place) -> set[Place]:
        return references(place, self.bodies[place])

    def _make(self, place: Place) -> dict[str, Any]:
        stack, address = place
        type_ = type_of(place)
        given = {name: value for name, value in self.bodies[place].items() if name not in META}
        resolved = self._resolved(given, stack)
        if address.startswith("data."):
            return self.client.data(type_, **in_lists(data_source(type_).block, resolved))
        return self.client.create(type_, **in_lists(resource_type(type_).block, resolved))

    def _resolved(self, value: Any, stack: str) -> Any:
        if isinstance(value, dict):
            return {name: self._resolved(inner, stack) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._resolved(inner, stack) for inner in value]
        if not isinstance(value, str):
            return value
        return written(value, lambda found: self._at(found, stack))

    def _at(self, found: re.Match[str], stack: str) -> Any:
        value: Any = self.states[stack, found["address"]]
        for step in found["path"].split("."):
            value = value[int(step)] if step.isdigit() else value[step]
        return value

    def _remove(self, place: Place) -> None:
        type_, store = type_of(place), self.client.store
        if place[1].startswith("google_") and is_grant(resource_type(type_)):
            delete_grant(resource_type(type_), self.states[place], self.client.cloud)
        for row in self._rows[place]:
            store.delete(row)

    def _rows_of(self, place: Place) -> list[StoredResource]:
        """The rows of a resource, and of the service agents that stand because of it."""
        state, store, number = self.states[place], self.client.store, project_number(self.project)
        emails = [*map(state.get, AGENT_OF_DATA)]
        if type_of(place) in API_OF:
            api = str(state[API_OF[type_of(place)]]).rsplit("/", 1)[-1]
            emails += [agent_email(api, number), *(each.email for each in other_agents(api, number))]
        agents = [store.get(AGENT, email) for email in emails if email]
        name = cloud_name(resource_type(type_of(place)), state) if place[1].startswith("google_") else state["id"]
        own = [row for row in store.list(type_of(place)) if row.name == name]
        return [*own, *filter(None, agents)]


# What makes an API's agents -> the attribute that names the API at its end.
API_OF = {"google_project_service": "service", "google_workload_identity_service_agent": "parent"}
# What data sources that make an agent call its address.
AGENT_OF_DATA = ("email_address", "email", "service_account_id")


@contextmanager
def everything_built(folder: Path) -> Iterator[BuiltEnvironment]:
    """What `EVERYTHING` asks for."""
    (documents,) = documents_of_each([(Spec.model_validate(EVERYTHING), "dev", find("rehearsal"))])
    built = BuiltEnvironment(documents, folder, PROJECT, REGION)
    yield built
    built.client.store.close()


def bodies_of(documents: Mapping[str, Mapping[str, Any]]) -> dict[Place, dict[str, Any]]:
    """Every resource and data source of the stacks, as it is configured."""
    return {
        (stack, f"{prefix}{type_}.{key}"): body
        for stack, document in documents.items()
        for section, prefix in (("data", "data."), ("resource", ""))
        for type_, instances in document.get(section, {}).items()
        for key, body in instances.items()
    }


def references(place: Place, body: Mapping[str, Any]) -> set[Place]:
    """What a resource refers to, or is told to come after."""
    given = {name: value for name, value in body.items() if name not in META}
    found = {each["address"] for text in _texts(given) for each in REFERENCE.finditer(text)}
    return {(place[0], address) for address in (*found, *body.get("depends_on", ()))}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def written(text: str, at: Callable[[re.Match[str]], Any]) -> Any:
    """A text with what its references lead to; one that is a reference alone is whatever stands there."""

    def one(found: re.Match[str]) -> Any:
        return str(at(found)).partition("/")[0] if found["split"] else at(found)

    text = VARIABLE.sub("", text)
    whole = REFERENCE.fullmatch(text)
    return one(whole) if whole else REFERENCE.sub(lambda found: str(one(found)), text)


def type_of(place: Place) -> str:
    return place[1].removeprefix("data.").partition(".")[0]


def in_lists(block: Block, values: Mapping[str, Any]) -> dict[str, Any]:
    """Blocks as the provider takes them; Terraform JSON leaves out the list around a single one."""
    found = dict(values)
    for name, nested in block.blocks.items():
        if name not in found:
            continue
        items = found[name] if isinstance(found[name], list) else [found[name]]
        inner = [in_lists(nested.block, item) for item in items]
        found[name] = inner[0] if nested.nesting == "single" else inner
    return found
