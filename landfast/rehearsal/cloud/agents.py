"""Google's service agents: when they come to be, and whether one stands."""

from __future__ import annotations

import re

from landfast.gcp.agents import agent_email, default_account, made_with_api, other_agents
from landfast.rehearsal.cloud.policies import effective
from landfast.rehearsal.cloud.projects import find_project, project_number
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.cloud.unmanaged import DEFAULT_GRANT

# Rows of agents in the store; not a kind, nothing that a person made.
AGENT = "service_agent"

NO_EDITORS = "iam.automaticIamGrantsForDefaultServiceAccounts"

USER_MADE = re.compile(r"^([a-z0-9-]+)@([a-z0-9-]+)\.iam\.gserviceaccount\.com$")
PROJECT_NUMBER = re.compile(r"(?:^|\D)(\d{12})(?:\D|$)")


def make_agent(store: Store, api: str, project: str) -> str | None:
    """Makes the agents of an API if they do not stand; the address of the first."""
    email = agent_email(api, project_number(project))
    for each in (email, *(other.email for other in other_agents(api, project_number(project)))):
        if each is not None:
            _put(store, each, project)
    return email


def make_account(store: Store, member: str, project: str) -> None:
    """Makes an account of Google's that a resource writes as (`serviceAccount:service-...@gcp-sa-logging...`)."""
    _put(store, member.removeprefix("serviceAccount:"), project)


def make_agents_of_enabled(store: Store, api: str, project: str) -> None:
    """What Google makes by itself when an API is enabled."""
    if made_with_api(api):
        make_agent(store, api, project)
    default = default_account(api, project_number(project))
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
    made = USER_MADE.match(email)
    if made is None or find_project(store, made[2]) is None:
        return True
    return store.get("google_service_account", f"projects/{made[2]}/serviceAccounts/{email}") is not None


def _put(store: Store, email: str, project: str) -> None:
    store.put(StoredResource(AGENT, email, project, {"email": email}))
