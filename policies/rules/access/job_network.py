"""LF-ACC-030: jobs of Vertex AI run in a network of one's own, and have no other way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from landfast.policies.facts.perimeters import is_enclosed
from landfast.policies.facts.settings import is_true
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Unknown, first, read

_NO_NETWORK = "names no network of one's own: the job reaches the whole internet from a machine of Google's"
_PEERED = "is peered alone: the job's own way to the internet stays open"
_INTERNET = "is true: what runs there reaches the whole internet, past the network's firewall"
_ATTACHED, _PEERING = "psc_interface_config.network_attachment", "network"
_OWN, _PUBLIC = "network_spec.network", "network_spec.enable_internet_access"


@dataclass(frozen=True, slots=True)
class _Job:
    """What runs in the block at `path` (empty: the resource), and whether its kind can be attached to a network.

    What can't (`attached` is false: a runtime of notebooks) names the network that it is in, and whether it has a way
    to the internet beside it (https://cloud.google.com/vertex-ai/docs/reference/rest/v1/NetworkSpec: none unless set).
    """

    path: str
    attached: bool


_NOTEBOOK = "create_notebook_execution_job_request.notebook_execution_job.custom_environment_spec"
JOBS: Mapping[str, tuple[_Job, ...]] = {
    "google_colab_schedule": (
        _Job("create_pipeline_job_request.pipeline_job", attached=True),
        _Job(_NOTEBOOK, attached=False),
    ),
    "google_colab_notebook_execution": (_Job("custom_environment_spec", attached=False),),
    "google_colab_runtime_template": (_Job("", attached=False),),
    "google_vertex_ai_persistent_resource": (_Job("", attached=True),),
}


def check(resource: Resource, world: World) -> Iterator[Message]:
    for job in JOBS[resource.type]:
        blocks = read(resource.values, tuple(job.path.split("."))) if job.path else [("", resource.values)]
        for path, block in blocks:
            prefix = f"{path}." if path else ""
            if isinstance(block, Unknown):
                yield unknown_message(path, block, "in which network the job runs")
            elif isinstance(block, Mapping):
                found = _attached(block, world) if job.attached else _inside(block)
                yield from (replace(each, path=f"{prefix}{each.path}") for each in found)


def _attached(block: Mapping[str, Any], world: World) -> Iterator[Message]:
    attachment, peering = first(block, _ATTACHED), first(block, _PEERING)
    if _is_named(attachment) or (_is_named(peering) and is_enclosed(world)):
        return
    unknown = next((value for value in (attachment, peering) if isinstance(value, Unknown)), None)
    if unknown is not None:
        yield unknown_message(_ATTACHED, unknown, "in which network the job runs")
    else:
        yield Message(_PEERING, _PEERED) if _is_named(peering) else Message(_ATTACHED, _NO_NETWORK)


def _inside(block: Mapping[str, Any]) -> Iterator[Message]:
    network, internet = first(block, _OWN), first(block, _PUBLIC)
    if isinstance(network, Missing) or network == "":
        yield Message(_OWN, _NO_NETWORK)
    elif isinstance(internet, Unknown):
        yield unknown_message(_PUBLIC, internet, "whether the internet is reached")
    elif is_true(internet):
        yield Message(_PUBLIC, _INTERNET)


def _is_named(value: Any) -> bool:
    """Whether a network stands there, though its name may only be known when it is made."""
    made = isinstance(value, Unknown) and bool(value.references)
    return made or (isinstance(value, str) and value != "")


RULE = Rule(
    id="LF-ACC-030",
    name="job_network",
    title="Ensure jobs run in a network of one's own, without another way out",
    why="Code that trains on personal data runs with every package that it installs. From a machine of Google's own "
    "network all of it can send anything anywhere, and no firewall of the project sees it.",
    mend=Mend(
        landfast="Keep the network attachment of the stack network: projects of landfast start their jobs in it.",
        terraform="Set psc_interface_config.network_attachment to a google_compute_network_attachment; for notebooks "
        "network_spec with a network, and enable_internet_access = false.",
    ),
    articles=("32(1)(b)", "25(2)"),
    severity="medium",
    check=check,
    types=frozenset(JOBS),
)
