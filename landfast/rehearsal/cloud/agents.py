"""Google's service agents: when they come to be, and whether one stands."""

from __future__ import annotations

import re

from landfast.gcp.agents import agent_email, apis_agent, default_account, made_with_api, other_agents
from landfast.gcp.universes import project_in, universe_of
from landfast.rehearsal.cloud.policies import effective
from landfast.rehearsal.cloud.projects import find_project, project_number
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.cloud.unmanaged import DEFAULT_GRANT

# Rows of agents in the store; not a kind, nothing that a person made.
AGENT = "service_agent"

NO_EDITORS = "iam.automaticIamGrantsForDefaultServiceAccounts"

PROJECT_NUMBER = re.compile(r"(?:^|\D)(\d{12})(?:\D|$)")


def make_agent(store: Store, api: str, project: str) -> str | None:
    """Makes the agents of an API if they do not stand; the address of the first."""
    own, universe = project_number(project), universe_of(project)
    email = agent_email(api, own, universe)
    for each in (email, *(other.email for other in other_agents(api, own, universe))):
        if each is not None:
            _put(store, each, project)
    return email


def make_account(store: Store, member: str, project: str) -> None:
    """Makes an account of Google's that a resource writes as (`serviceAccount:service-...@gcp-sa-logging...`)."""
    _put(store, member.removeprefix("serviceAccount:"), project)


def make_agents_of_enabled(store: Store, api: str, project: str) -> None:
    """What Google makes by itself when an API is enabled."""
    # In other universes than Google Cloud an agent comes with the first that needs it, or when it is asked for.
    if made_with_api(api) and universe_of(project).is_google:
        make_agent(store, api, project)
    if api == "compute.googleapis.com":
        _put(store, apis_agent(project_number(project), universe_of(project)), project)
    default = default_account(api, project_number(project), universe_of(project))
    if default is None:
        return
    _put(store, default, project)
    # https://cloud.google.com/iam/docs/service-account-types#default: unless a policy forbids it.
    if not effective(store, project, NO_EDITORS).enforced:
        store.put(StoredResource(DEFAULT_GRANT, default, project, {"role": "roles/editor"}))


def account_stands(store: Store, email: str) -> bool:
    """Whether a service account can be granted something: one of a project that is not in this cloud always can."""
    number = PROJECT_NUMBER.search(email)
    if number is not None:
        return find_project(store, number[1]) is None or store.get(AGENT, email) is not None
    project = project_in(email)
    if not project or find_project(store, project) is None:
        return True
    return store.get("google_service_account", f"projects/{project}/serviceAccounts/{email}") is not None


def _put(store: Store, email: str, project: str) -> None:
    store.put(StoredResource(AGENT, email, project, {"email": email}))
