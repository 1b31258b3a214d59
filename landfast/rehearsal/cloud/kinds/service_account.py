"""Service accounts, their keys, and the agents of services that are asked for by name."""

from __future__ import annotations

import base64
import json
import re

from landfast.gcp.agents import agent_email, agent_role, other_agents
from landfast.gcp.universes import project_in, universe_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.agents import make_agent
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Taken
from landfast.rehearsal.cloud.projects import project_id, project_number
from landfast.rehearsal.cloud.stable import digest, milliseconds, number
from landfast.rehearsal.cloud.store import Store

IN_PROJECT = re.compile(r"^projects/[^/]+/")


def _email(fields: Object) -> str:
    project = str(fields["project"])
    return universe_of(project).account_email(str(fields["account_id"]), project)


def _named(fields: Object, _attempt: int) -> tuple[str, Object]:
    email = _email(fields)
    name = f"projects/{fields['project']}/serviceAccounts/{email}"
    return name, {"email": email, "member": f"serviceAccount:{email}"}


def _computed(call: Call) -> Object:
    return {"unique_id": "1" + number(20, "unique", _email(call.fields)), "name": call.name}


def _key_named(fields: Object, _attempt: int) -> tuple[str, Object]:
    account = str(fields["service_account_id"])
    email = account.rsplit("/", 1)[-1]
    project = project_in(email)
    name = f"projects/{project}/serviceAccounts/{email}/keys/{digest(account, milliseconds())[:40]}"
    return name, {"name": name}


def _key(call: Call) -> Object:
    """A key that opens nothing: this cloud has no tokens."""
    body = json.dumps({"type": "service_account", "private_key_id": call.name.rsplit("/", 1)[-1]})
    return {"private_key": base64.b64encode(body.encode()).decode(), "public_key": ""}


def _agent_named(fields: Object, _attempt: int) -> tuple[str, Object]:
    return f"{fields['parent']}/", {}


def _agent(call: Call, store: Store) -> Object:
    parent = call.text("parent")
    api, named = parent.rsplit("/", 1)[-1], parent.removeprefix("projects/").partition("/")[0]
    # A parent has the project's number or its id.
    project = project_id(store, named)
    number_, universe = project_number(project), universe_of(project)
    first = [("default", agent_email(api, number_, universe) or "", agent_role(api) or "")]
    others = [(each.name, each.email, each.role) for each in other_agents(api, number_, universe)]
    agents = [
        {
            # By the project's number, however it was asked for.
            "name": f"{IN_PROJECT.sub(f'projects/{number_}/', parent)}/serviceAgents/{name}",
            "container": f"projects/{number_}",
            "service_producer": f"services/{api}",
            "principal": f"serviceAccount:{email}" if email else "",
            "role": role,
            "state": "ACTIVE",
        }
        for name, email, role in (*first, *others)
    ]
    return {"service_agents": agents}


def _agent_asked_for(call: Call, store: Store) -> None:
    make_agent(store, call.text("parent").rsplit("/", 1)[-1], call.project)


BEHAVIOURS = {
    "google_service_account": Behaviour(
        named=_named,
        computed=_computed,
        taken=Taken("Service account {last} already exists within project projects/{project}."),
    ),
    "google_service_account_key": Behaviour(
        named=_key_named, computed=_key, refers={"service_account_id": "google_service_account"}
    ),
    # Asked for again, the API answers with the agents that stand: it has no call that would remove them.
    # https://docs.cloud.google.com/sdk/gcloud/reference/workload-identity/service-agents
    "google_workload_identity_service_agent": Behaviour(
        named=_agent_named, settled=_agent, then=_agent_asked_for, adopted=True
    ),
}
