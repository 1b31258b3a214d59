"""What stands in Vertex AI's endpoints, feature groups and online stores, made by jobs: taken out before they go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landfast.google.api import GoogleApi
from landfast.google.leftovers.scope import LeftoverScope
from landfast.google.leftovers.work import Work


def vertex_of(region: str) -> str:
    """Where Vertex AI answers for a region."""
    return f"https://{region}-aiplatform.googleapis.com/v1"


def undeploy(api: GoogleApi, endpoint: str, work: Work) -> None:
    """Takes every model off an endpoint, at the URL of it. Raises: UserError.

    One that is asked goes only if its share of the traffic goes to another, and the last with none:
    https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints/undeployModel
    """
    models = (api.get(endpoint) or {}).get("deployedModels") or []
    names = [str(model["id"]) for model in models]
    for left in range(len(names), 0, -1):
        name, last = names[left - 1], names[0]
        work.say(f"undeploys model {models[left - 1].get('displayName') or name} from {endpoint.rsplit('/', 1)[-1]}")
        split = {} if name == last else {last: 100}
        api.post(f"{endpoint}:undeployModel", {"deployedModelId": name, "trafficSplit": split})


def end_other_endpoints(api: GoogleApi, vertex: str, place: str, kept: str, work: Work, scope: LeftoverScope) -> None:
    """Removes the endpoints of a scope that experiments made; `kept` is the id of the stacks' own."""
    for endpoint in list(filter(scope.holds, api.pages(f"{vertex}/{place}/endpoints", "endpoints"))):
        name = str(endpoint["name"])
        if name.rsplit("/", 1)[-1] != kept:
            undeploy(api, f"{vertex}/{name}", work)
            work.say(f"removes the endpoint {endpoint.get('displayName') or name}")
            api.delete(f"{vertex}/{name}")


def remove_each(api: GoogleApi, parent: str, collection: str, work: Work, **query: str) -> None:
    """Deletes all that is in one collection of a resource, at the URL of it."""
    found: list[Mapping[str, Any]] = list(api.pages(f"{parent}/{collection}", collection))
    root = "/".join(parent.split("/")[:4])
    if found:
        work.say(f"removes {len(found)} {collection} of {parent.rsplit('/', 1)[-1]}")
    for item in found:
        api.delete(f"{root}/{item['name']}", **query)
