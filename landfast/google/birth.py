"""What a project is born with and never loses: asked for before it is made, and looked at after.

Policies and settings of a folder hold everywhere some minutes after they were set. A project that is made before has
its logs in `global` for good, and Google gives its default accounts the role of an editor.
https://cloud.google.com/resource-manager/docs/organization-policy/using-constraints
https://cloud.google.com/logging/docs/default-settings
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from landfast.google.api import GoogleApi
from landfast.google.leftovers.models import vertex_of

POLICY, SETTINGS = "google_org_policy_policy", "google_logging_folder_settings"
MANAGER, LOGGING = "https://cloudresourcemanager.googleapis.com/v3", "https://logging.googleapis.com/v2"
POLICIES = "https://orgpolicy.googleapis.com/v2"
EDITOR = "roles/editor"
# https://cloud.google.com/iam/docs/service-account-types#default
DEFAULT_ACCOUNTS = ("-compute@developer.", "@appspot.")
# https://cloud.google.com/vertex-ai/docs/ml-metadata/configure: the one that every run writes to.
STORE = "default"
OWN_BUCKETS = ("_Default", "_Required")


@dataclass(frozen=True, slots=True)
class GoogleBirth:
    """By Google's APIs. Both raise UserError."""

    api: GoogleApi

    def unheard(self, conditions: Sequence[tuple[str, Mapping[str, Any]]]) -> Sequence[str]:
        """Which of these policies and settings, by type and values, do not hold yet."""
        return [name for kind, values in conditions if (name := self._unheard(kind, values))]

    def problems(self, project: str, region: str) -> Sequence[str]:
        """What a project was born with that it should not have, each with the next step."""
        return [
            *self._logs_elsewhere(project, region),
            *self._editors(project),
            *self._records_without_our_key(project, region),
        ]

    def _unheard(self, kind: str, values: Mapping[str, Any]) -> str:
        if kind == SETTINGS:
            folder = f"folders/{str(values['folder']).removeprefix('folders/')}"
            found = self.api.get(f"{LOGGING}/{folder}/settings") or {}
            wanted = values.get("storage_location")
            return "" if found.get("storageLocation") == wanted else f"the location of the logs of {folder}"
        if kind != POLICY:
            return ""
        # The provider keeps the last part of its name alone.
        policy = f"{values['parent']}/policies/{str(values['name']).rpartition('/')[2]}"
        effective = self.api.get(f"{POLICIES}/{policy}:getEffectivePolicy") or {}
        rules = effective.get("spec", {}).get("rules") or []
        return "" if any(rule.get("enforce") is True for rule in rules) else policy

    def _logs_elsewhere(self, project: str, region: str) -> list[str]:
        found = self.api.pages(f"{LOGGING}/projects/{project}/locations/-/buckets", "buckets")
        places = {str(bucket["name"]).rsplit("/", 1)[-1]: str(bucket["name"]).split("/")[3] for bucket in found}
        step = f"`gcloud projects delete {project}`, set google.project_suffix, then run this again"
        return [
            f"log bucket {name} of {project} is in {places[name]}, not in {region}, and can't be moved: {step}"
            for name in OWN_BUCKETS
            if places.get(name, region) != region
        ]

    def _records_without_our_key(self, project: str, region: str) -> list[str]:
        """The records of all runs of Vertex AI: whoever runs first without a key makes their store so, for good."""
        place = f"projects/{project}/locations/{region}"
        name = f"{place}/metadataStores/{STORE}"
        url = f"{vertex_of(region)}/{name}"
        found = self.api.get(url)
        key = str((found or {}).get("encryptionSpec", {}).get("kmsKeyName") or "")
        if found is None or key.startswith(f"{place}/keyRings/"):
            return []
        deleted = f'`curl -X DELETE -H "Authorization: Bearer $(gcloud auth print-access-token)" {url}`'
        found_key = key or "a key of Google alone"
        step = f"copy what you need of them, delete it with {deleted}, then run this again: a pipeline makes it anew"
        return [
            f"{name}, the records of runs, is encrypted with {found_key}, for good, not with the environment's: {step}"
        ]

    def _editors(self, project: str) -> list[str]:
        policy = self.api.ask(f"{MANAGER}/projects/{project}:getIamPolicy") or {}
        members = [
            member
            for binding in policy.get("bindings") or ()
            if binding.get("role") == EDITOR
            for member in binding.get("members") or ()
            if any(each in member for each in DEFAULT_ACCOUNTS) and member.endswith("gserviceaccount.com")
        ]
        command = f"gcloud projects remove-iam-policy-binding {project} --role={EDITOR} --member="
        return [f"{member} may change all of {project}: `{command}{member}`, then run this again" for member in members]
