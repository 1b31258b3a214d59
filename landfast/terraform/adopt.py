"""Takes into the state what a record says that landfast made, and the state does not know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from landfast.core.files import to_json, write
from landfast.gcp.contents import PROJECT
from landfast.provider.acquired import ACQUIRED
from landfast.terraform.access import CloudAccess, Restore
from landfast.terraform.claims import creations, imported
from landfast.terraform.errors import TerraformError, failure
from landfast.terraform.journal import Journal
from landfast.terraform.messages import Diagnostic
from landfast.terraform.resolve import resolved
from landfast.terraform.stack import Plan, Stack, action_of

IMPORTS = "landfast_import.tf.json"
# A job that failed is as good as none.
ABSENT = ("non-existent remote object", "not found", "does not exist", "404", "postcondition failed")
OWNER = "managed-by"
WOULD_DESTROY = "taking it back would destroy it: delete it by hand, or undo what changed since the run that made it"
NOT_OURS = "its labels say that it is not this environment's: rename yours, or import or delete that one by hand"


def adopting(stack: Stack, found: Plan, journal: Journal, access: CloudAccess) -> Plan:
    """A plan that takes in all that the journal claims and stands; `found` itself if there is nothing to take in.

    What the provider takes over by itself is restored alone. What the plan knows then may tell where more is: what is
    in a folder or taxonomy is looked for once that is found.
    `drop_imports` has to follow, whatever comes of it. Raises: TerraformError.
    """
    imports: dict[str, str] = {}
    looked_for: set[str] = set()
    while True:
        claims = journal.claims(found.document)
        left = {address: claim for address, claim in claims.items() if address not in looked_for}
        known = resolved(left, found, stack, access.search)
        if not known:
            return found
        stack.tell("plan", "progress", f"looking for {len(known)} that an earlier run left")
        looked_for |= known.keys()
        kinds = {address: kind for address, kind, _values in creations(found.document)}
        _restore(known, kinds, access.restore)
        wanted = {address: id_ for address, id_ in known.items() if kinds[address] not in ACQUIRED}
        if wanted:
            found, imports = plan_with_imports(stack, imports | wanted)


def _restore(known: Mapping[str, str], kinds: Mapping[str, str], restore: Restore | None) -> None:
    """Has restored what was deleted, before it is adopted: it and what is left in it can't be read otherwise."""
    # What is in a project can be asked for once that stands.
    for address in sorted(known, key=lambda one: kinds[one] != PROJECT):
        if restore is not None:
            restore(kinds[address], known[address])


def plan_with_imports(stack: Stack, claims: Mapping[str, str]) -> tuple[Plan, dict[str, str]]:
    """A plan that adopts those of the claims that stand, and which these are; `drop_imports` has to follow.

    Raises: TerraformError if adopting one would destroy it, or it is not landfast's.
    """
    left = dict(claims)
    while left:
        blocks = [{"to": address, "id": known} for address, known in sorted(left.items())]
        write(stack.path / IMPORTS, to_json({"import": blocks}))
        try:
            plan = stack.plan()
        except TerraformError as error:
            gone = _absent(error.diagnostics[stack.folder.name], left)
            if not gone:
                raise
            left = {address: known for address, known in left.items() if address not in gone}
        else:
            _refuse_strangers(stack, plan)
            return plan, left
    drop_imports(stack)
    return stack.plan(), {}


def drop_imports(stack: Stack) -> None:
    (stack.path / IMPORTS).unlink(missing_ok=True)


def _absent(diagnostics: tuple[Diagnostic, ...], claims: Mapping[str, str]) -> set[str]:
    """Which of the claims the engine could not find. An error that is not about one of them is an error."""
    gone: set[str] = set()
    for item in diagnostics:
        text = f"{item.summary} {item.detail} {item.address}".lower()
        if not any(words in text for words in ABSENT):
            return set()
        gone |= _about(item.address, text, claims)
    return gone


def _about(subject: str, text: str, claims: Mapping[str, str]) -> set[str]:
    """Which claims an error is about: some providers name the address, some only the id.

    The id of a project stands in those of its grants (`clinic-dev roles/x user:a`): the longest one is meant.
    """
    named = {address for address in claims if subject == address or _stands_in(address, text)}
    if named:
        return named
    ids = {address: known for address, known in claims.items() if _stands_in(known, text)}
    return {address for address, known in ids.items() if not any(known in other for other in {*ids.values()} - {known})}


def _stands_in(name: str, text: str) -> bool:
    return re.search(rf"(?<![\w/.-]){re.escape(name.lower())}(?![\w/-])", text) is not None


def _refuse_strangers(stack: Stack, plan: Plan) -> None:
    refused = []
    for address, change in imported(plan.document).items():
        if action_of(change["actions"]) in ("replace", "delete"):
            refused.append(Diagnostic("error", "stands already", WOULD_DESTROY, address))
        elif _owner(change.get("after")) != _owner(change.get("before")):
            refused.append(Diagnostic("error", "stands already", NOT_OURS, address))
    if refused:
        raise failure(stack.folder, "import", refused, "", 1)


def _owner(values: Any) -> Any:
    """Who a resource's labels say it belongs to: application, environment and tool; None without labels."""
    found = values or {}
    labels = found.get("effective_labels") or found.get("user_labels") or found.get("labels") or {}
    return {name: labels.get(name) for name in ("application", "environment", OWNER)} if OWNER in labels else None
