"""Policy tags and folders: no two beside each other have the same name; tags go with those below."""

from __future__ import annotations

from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.iam import Grants
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Rule
from landfast.rehearsal.cloud.refusal import already_exists
from landfast.rehearsal.cloud.store import Store

TAG = "google_data_catalog_policy_tag"


def _alone_in(*places: str) -> Rule:
    """A rule: none of the same kind has the display name in the same places."""

    def check(call: Call, store: Store) -> None:
        for other in store.list(call.type) if call.writes and call.changed("display_name") else ():
            same = all(other.fields.get(name) == call.fields.get(name) for name in (*places, "display_name"))
            if same and other.name != call.name:
                raise already_exists(f"{call.kind.title} '{call.text('display_name')}' already exists.")

    return check


def _with_those_below(call: Call, store: Store) -> None:
    """https://cloud.google.com/data-catalog/docs/reference/rest/v1/projects.locations.taxonomies.policyTags/delete"""
    going = [call.name]
    while going:
        name = going.pop()
        found = store.get(TAG, name)
        if found is not None:
            store.delete(found)
            Grants(store).remove(TAG, name)
        going += [item.name for item in store.list(TAG) if item.fields.get("parent_policy_tag") == name]


BEHAVIOURS = {
    TAG: Behaviour(refuses=(_alone_in("taxonomy", "parent_policy_tag"),), deleted=_with_those_below),
    "google_data_catalog_taxonomy": Behaviour(
        refuses=(_alone_in("project", "region"),), holds=((TAG, "taxonomy", ""),)
    ),
}
