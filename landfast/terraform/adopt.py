"""Takes into the state what a record says that landfast made, and the state does not know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from landfast.core.files import to_json, write
from landfast.terraform.access import Restore
from landfast.terraform.errors import TerraformError, failure
from landfast.terraform.journal import creations, id_or_nothing, imported
from landfast.terraform.messages import Diagnostic
from landfast.terraform.stack import Plan, Stack, action_of

IMPORTS = "landfast_import.tf.json"
ABSENT = ("non-existent remote object", "not found", "does not exist", "404")
OWNER = "managed-by"
WOULD_DESTROY = "taking it back would destroy it: delete it by hand, or undo what changed since the run that made it"
NOT_OURS = "its labels say that it is not this environment's: rename yours, or import or delete that one by hand"


def claimed(claims: Mapping[str, str], plan: Plan) -> dict[str, str]:
    """Address -> import id, of those of the claims that the plan would make."""
    wanted = {address: (kind, values) for address, kind, values in creations(plan.document) if address in claims}
    found = {address: claims[address] or id_or_nothing(*how) for address, how in wanted.items()}
    return {address: known for address, known in found.items() if known}


def restore_projects(claims: Mapping[str, str], restore: Restore | None) -> None:
    """Has deleted projects restored before they are adopted: they and what is left in them can't be read otherwise."""
    for address, known in claims.items():
        if restore is not None and address.startswith("google_project."):
            restore(known.rsplit("/", 1)[-1])


def plan_with_imports(stack: Stack, claims: Mapping[str, str]) -> Plan:
    """A plan that adopts those of the claims that stand; `drop_imports` has to follow, whatever comes of it.

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
            return plan
    drop_imports(stack)
    return stack.plan()


def drop_imports(stack: Stack) -> None:
    (stack.path / IMPORTS).unlink(missing_ok=True)


def _absent(diagnostics: tuple[Diagnostic, ...], claims: Mapping[str, str]) -> set[str]:
    """Which of the claims the engine could not find. An error that is not about one of them is an error."""
    gone = set()
    for item in diagnostics:
        text = f"{item.summary} {item.detail} {item.address}".lower()
        if not any(words in text for words in ABSENT):
            return set()
        gone |= {address for address, known in claims.items() if _is_about(item.address, text, address, known)}
    return gone


def _is_about(subject: str, text: str, address: str, known: str) -> bool:
    """Whether an error is about the resource: some providers name its address, some only the id."""
    names = "|".join(re.escape(name.lower()) for name in (address, known))
    return subject == address or re.search(rf"(?<![\w/.-])({names})(?![\w/-])", text) is not None


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
    labels = (values or {}).get("effective_labels") or (values or {}).get("labels") or {}
    return {name: labels.get(name) for name in ("application", "environment", OWNER)} if OWNER in labels else None
