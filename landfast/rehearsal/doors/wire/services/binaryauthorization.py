"""Binary Authorization: the policy of a project, which is there with the project."""

from __future__ import annotations

from dataclasses import replace

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.projects import find_project
from landfast.rehearsal.cloud.refusal import not_found
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of, sent_fields, writable
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service
from landfast.rehearsal.doors.wire.methods import check_etag

KIND = "google_binary_authorization_policy"
POLICY = Collection(
    "projects",
    KIND,
    schema="Policy",
    only=(),
    differs=Differences(keyed={"cluster_admission_rules": "cluster"}),
)
# https://cloud.google.com/binary-authorization/docs/policy-yaml-reference: what holds of a project that set none.
GIVEN: Object = {
    "admissionWhitelistPatterns": [{"namePattern": "gcr.io/google_containers/*"}],
    "defaultAdmissionRule": {"evaluationMode": "ALWAYS_ALLOW", "enforcementMode": "ENFORCED_BLOCK_AND_AUDIT_LOG"},
}


def _policy(asked: Asked) -> Object:
    found = _standing(asked)
    name = f"projects/{_project(asked)}/policy"
    return {**GIVEN, "name": name} if found is None else {**content_of(asked, found, POLICY), "name": name}


def _set_policy(asked: Asked) -> Object:
    """One that is as it was given is none that a person made."""
    project, found = _project(asked), _standing(asked)
    sent = writable(asked.document, "Policy", asked.body)
    if found is not None:
        check_etag(asked, found, str(sent.pop("etag", "")))
    if found is not None and sent == GIVEN:
        asked.cloud.answer(Call("delete", kind(KIND), found.name, project))
    elif sent != GIVEN:
        fields = sent_fields(asked, POLICY, sent, f"projects/{project}")
        made = Call("create", kind(KIND), fields=fields)
        asked.cloud.answer(made if found is None else replace(made, verb="update", name=found.name, project=project))
    return _policy(asked)


def _standing(asked: Asked) -> StoredResource | None:
    return asked.store.get(KIND, f"projects/{_project(asked)}")


def _project(asked: Asked) -> str:
    if find_project(asked.store, asked.project) is None:
        raise not_found(f"Project {asked.project} not found.")
    return asked.project


SERVICE = Service(
    "binaryauthorization.v1",
    (POLICY,),
    handlers={"projects.getPolicy": _policy, "projects.updatePolicy": _set_policy},
    package="google.cloud.binaryauthorization.v1",
)
