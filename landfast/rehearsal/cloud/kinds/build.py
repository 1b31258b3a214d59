"""Cloud Build: connections read a secret, triggers watch a repository, worker pools are peered with a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from landfast.gcp.agents import agent_email
from landfast.gcp.universes import universe_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.iam import Grants
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.kinds.peering import is_peered
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import bad_request, forbidden, not_found
from landfast.rehearsal.cloud.stable import uuid
from landfast.rehearsal.cloud.store import Store

HOLDER = "google_secret_manager_secret"
SUBSTITUTION = re.compile(r"_[A-Z0-9_]{1,100}")
VERSION = re.compile(r"^projects/([^/]+)/secrets/([^/]+)/versions/[^/]+$")


def _secret_readable(call: Call, store: Store) -> None:
    if call.verb != "create":
        return
    email = agent_email("cloudbuild.googleapis.com", project_number(call.project), universe_of(call.project))
    for version in _versions(call.fields):
        found = VERSION.match(version)
        if found is None:
            raise bad_request(f"invalid secret version {version}: must be projects/*/secrets/*/versions/*")
        secret = f"projects/{found[1]}/secrets/{found[2]}"
        if store.get(HOLDER, secret) is None:
            raise not_found(f"Secret [{secret}] not found.")
        if not Grants(store).has(HOLDER, secret, "roles/secretmanager.secretAccessor", f"serviceAccount:{email}"):
            raise forbidden(
                f'could not access secret "{version}" with service account "{email}": '
                "Permission 'secretmanager.versions.access' denied"
            )


def _versions(value: Any) -> Iterator[str]:
    """Every secret version in the fields, whichever host it is of."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name.endswith("secret_version") and isinstance(inner, str) and inner:
                yield inner
            else:
                yield from _versions(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _versions(inner)


def _repository_stands(call: Call, store: Store) -> None:
    repository = str(first(call.fields.get("repository_event_config")).get("repository") or "")
    if call.verb == "create" and repository and store.get("google_cloudbuildv2_repository", repository) is None:
        raise not_found(f'repository "{repository}" not found')


def _trigger(fields: Object, attempt: int) -> tuple[str, Object]:
    """https://cloud.google.com/build/docs/api/reference/rest/v1/projects.locations.triggers: a UUID."""
    own = uuid("trigger", fields["project"], fields.get("location"), fields.get("name"), attempt)
    location = fields.get("location") or "global"
    return f"projects/{fields['project']}/locations/{location}/triggers/{own}", {"trigger_id": own}


def _substituted(call: Call, _store: Store) -> None:
    """https://cloud.google.com/build/docs/build-config-file-schema#substitutions: names of one's own begin so."""
    given = [call.fields.get("substitutions"), first(call.fields.get("build")).get("substitutions")]
    for name in [name for own in given if call.writes for name in own or {}]:
        if not SUBSTITUTION.fullmatch(name):
            raise bad_request(
                f"invalid value for 'build.substitutions': key \"{name}\" must match {SUBSTITUTION.pattern}", "invalid"
            )


def _network_is_peered(call: Call, store: Store) -> None:
    network = str(first(call.fields.get("network_config")).get("peered_network") or "")
    if call.verb == "create" and network and not is_peered(store, network):
        raise bad_request(
            f"peered network {network} has no private connection to servicenetworking.googleapis.com",
            "failedPrecondition",
        )


BEHAVIOURS = {
    "google_cloudbuild_trigger": Behaviour(named=_trigger, refuses=(_repository_stands, _substituted)),
    "google_cloudbuild_worker_pool": Behaviour(refuses=(_network_is_peered,)),
    "google_cloudbuildv2_connection": Behaviour(refuses=(_secret_readable,)),
    "google_cloudbuildv2_repository": Behaviour(refers={"parent_connection": "google_cloudbuildv2_connection"}),
}
