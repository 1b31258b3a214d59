"""Projects, folders, service accounts and what acts for Google."""

from __future__ import annotations

import base64
import json

from landfast.provider.values import Object
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.special.common import Rule, Values, digest, milliseconds, number, text


def _project(values: Object) -> Values:
    return {"number": project_number(values["project_id"])}


def _folder(values: Object) -> Values:
    return {"name": f"folders/{values['folder_id']}", "lifecycle_state": "ACTIVE"}


def _account_email(values: Object) -> str:
    return f"{values['account_id']}@{values['project']}.iam.gserviceaccount.com"


def _service_account(values: Object) -> Values:
    email = _account_email(values)
    return {
        "unique_id": "1" + number(20, "unique", email),
        "name": f"projects/{values['project']}/serviceAccounts/{email}",
    }


def _service_account_identity(values: Object) -> Values:
    email = _account_email(values)
    name = f"projects/{values['project']}/serviceAccounts/{email}"
    return {"id": name, "email": email, "member": f"serviceAccount:{email}"}


def _account_key_identity(values: Object) -> Values:
    account = str(values["service_account_id"])
    email = account.rsplit("/", 1)[-1]
    project = email.partition("@")[2].partition(".")[0]
    name = f"projects/{project}/serviceAccounts/{email}/keys/{digest(account, milliseconds())[:40]}"
    return {"id": name, "name": name}


def _account_key(values: Object) -> Values:
    """A key that opens nothing: this cloud has no tokens."""
    body = json.dumps({"type": "service_account", "private_key_id": values["name"].rsplit("/", 1)[-1]})
    return {"private_key": base64.b64encode(body.encode()).decode(), "public_key": ""}


def _service_agent_identity(values: Object) -> Values:
    return {"id": f"{values['parent']}/"}


def _service_agent(values: Object) -> Values:
    producer = str(values["parent"]).rsplit("/", 1)[-1]
    container = "/".join(str(values["parent"]).split("/")[:2])
    agent = {
        "name": f"{values['parent']}/serviceAgents/default",
        "container": container,
        "service_producer": f"services/{producer}",
        "principal": "",
        "role": "",
        "state": "ACTIVE",
    }
    return {"service_agents": [agent]}


def _dashboard_identity(values: Object) -> Values:
    """The API names a dashboard; two of them may be alike."""
    name = digest(values["dashboard_json"], milliseconds())
    uuid = "-".join((name[:8], name[8:12], name[12:16], name[16:20], name[20:32]))
    return {"id": f"projects/{project_number(values['project'])}/dashboards/{uuid}"}


def _sink(values: Object) -> Values:
    if values.get("unique_writer_identity") is False:
        return {"writer_identity": "serviceAccount:cloud-logs@system.gserviceaccount.com"}
    writer = f"service-{project_number(text(values, 'project'))}"
    return {"writer_identity": f"serviceAccount:{writer}@gcp-sa-logging.iam.gserviceaccount.com"}


RULES: dict[str, Rule] = {
    "google_folder": _folder,
    "google_logging_project_sink": _sink,
    "google_project": _project,
    "google_service_account": _service_account,
    "google_service_account_key": _account_key,
    "google_workload_identity_service_agent": _service_agent,
}
IDENTITIES: dict[str, Rule] = {
    "google_monitoring_dashboard": _dashboard_identity,
    "google_service_account": _service_account_identity,
    "google_service_account_key": _account_key_identity,
    "google_workload_identity_service_agent": _service_agent_identity,
}
