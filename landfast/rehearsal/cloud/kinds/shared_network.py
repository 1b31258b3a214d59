"""Shared VPC: a project whose networks are lent, and the projects that they are lent to.

https://cloud.google.com/vpc/docs/shared-vpc#concepts_and_terminology; words of refusals as issues of
GoogleCloudPlatform/gke-enterprise-mt (20) and hashicorp/terraform-provider-google (6177) have them.
"""

from __future__ import annotations

from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store, StoredResource

HOST = "google_compute_shared_vpc_host_project"
BORROWER = "google_compute_shared_vpc_service_project"
UNUSABLE = "invalidResourceUsage"


def lends(store: Store, project: str) -> bool:
    """Whether a project's networks are lent."""
    return store.get(HOST, project) is not None


def host_of(store: Store, project: str) -> str:
    """The project whose networks are lent to this one; empty if there is none."""
    found = (str(each.fields["host_project"]) for each in store.list(BORROWER) if _borrows(each, project))
    return next(found, "")


def borrowers(store: Store, host: str) -> list[str]:
    """The projects that a project's networks are lent to, by their ids."""
    own = (each for each in store.list(BORROWER) if each.fields["host_project"] == host)
    return sorted(str(each.fields["service_project"]) for each in own)


def _borrows(item: StoredResource, project: str) -> bool:
    return str(item.fields["service_project"]) == project


def _of_one_host(call: Call, store: Store) -> None:
    if call.verb != "create":
        return
    host, project = call.text("host_project"), call.text("service_project")
    if not lends(store, host):
        raise bad_request(f"Invalid resource usage: ''projects/{host}' is not a shared VPC host project.'.", UNUSABLE)
    other = host_of(store, project)
    if other not in ("", host):
        words = f"'projects/{project}' is a service project of the shared VPC host project 'projects/{other}'"
        raise bad_request(f"Invalid resource usage: '{words}.'.", UNUSABLE)


def _nobody_borrows(call: Call, store: Store) -> None:
    if call.verb == "delete" and borrowers(store, call.name):
        raise bad_request("Cannot disable project as a shared VPC host because it has active service projects.")


# What is lent already is lent then: it is no error to say so again.
BEHAVIOURS = {
    HOST: Behaviour(adopted=True, refuses=(_nobody_borrows,)),
    BORROWER: Behaviour(adopted=True, refuses=(_of_one_host,)),
}
