"""Sensitive Data Protection: templates name detectors that there are."""

from __future__ import annotations

from landfast.gcp.info_types import info_types
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store


def _known_types(call: Call, _store: Store) -> None:
    own = {found.get("name") for found in blocks(call.fields, "inspect_config", "custom_info_types", "info_type")}
    for found in blocks(call.fields, "inspect_config", "info_types") if call.writes else ():
        name = str(found.get("name") or "")
        # Those of documents and images are not in the list.
        if name not in info_types() | own and "/" not in name:
            raise bad_request(f'Invalid built-in info type name "{name}".')


BEHAVIOURS = {"google_data_loss_prevention_inspect_template": Behaviour(refuses=(_known_types,))}
