"""Essential contacts: whom Google may write to, where an organization allows addresses of its own domains only."""

from __future__ import annotations

from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.policies import effective
from landfast.rehearsal.cloud.refusal import precondition_failed
from landfast.rehearsal.cloud.store import Store

# https://cloud.google.com/resource-manager/docs/organization-policy/restricting-contacts
CONSTRAINT = "essentialcontacts.allowedContactDomains"


def _of_an_allowed_domain(call: Call, store: Store) -> None:
    domain = f"@{call.text('email').rpartition('@')[2]}"
    if call.writes and call.project and not effective(store, call.project, CONSTRAINT).allows(domain):
        raise precondition_failed(f"'{call.text('email')}' violates constraint 'constraints/{CONSTRAINT}'")


BEHAVIOURS = {"google_essential_contacts_contact": Behaviour(refuses=(_of_an_allowed_domain,))}
