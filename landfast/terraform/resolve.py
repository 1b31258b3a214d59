"""From a claim to the id to import by: known, or looked for in the cloud, and never that of another resource."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from landfast.provider.recognition import SERVER, Recognition, collection, identity, import_path, recognised
from landfast.terraform.access import Search
from landfast.terraform.claims import Claim, creations, id_or_nothing
from landfast.terraform.errors import failure
from landfast.terraform.messages import Diagnostic
from landfast.terraform.stack import Plan, Stack

# How far the clocks of this machine and of the cloud may be apart.
SKEW = timedelta(minutes=10)
TWICE = "{names} are all called so, and nothing tells which is landfast's: delete those that are not needed, run again"
SAME = "{names} would be adopted as one, {id}: delete by hand what an interrupted run made, run again"


def resolved(claims: Mapping[str, Claim], plan: Plan, stack: Stack, search: Search | None) -> dict[str, str]:
    """Address -> import id, of those of the claims that the plan would make, as far as it can be known by now.

    Raises: TerraformError if it can't be told which resource a claim means.
    """
    wanted = {address: (kind, values) for address, kind, values in creations(plan.document) if address in claims}
    found, refused = dict[str, str](), list[Diagnostic]()
    for address, (kind, values) in wanted.items():
        ids = _ids(claims[address], kind, values, search)
        if len(ids) > 1:
            refused.append(Diagnostic("error", "stands already", TWICE.format(names=", ".join(ids)), address))
        elif ids:
            found[address] = ids[0]
    refused += _same({address: (wanted[address][0], known) for address, known in found.items()})
    if refused:
        raise failure(stack.folder, "import", refused, "", 1)
    return found


def _ids(claim: Claim, kind: str, values: Mapping[str, Any], search: Search | None) -> list[str]:
    known = recognised(kind)
    if known is None or not known.collection:
        text = claim.id or id_or_nothing(kind, values)
        return [text] if text else []
    place, who = claim.collection or collection(known, values), claim.identity or identity(known, values)
    if search is None or not place or not who:
        return []
    standing = [item for item in search(kind, place) if _is_meant(item, known, who, claim.since)]
    paths = (import_path(known, {**item, **values}, str(item[SERVER])) for item in standing)
    return [path for path in paths if path]


def _is_meant(item: Mapping[str, Any], known: Recognition, who: tuple[str, ...], since: str) -> bool:
    """Whether it is called so, and was not there before what may have made it."""
    theirs = identity(known, item) or ()
    # What only the cloud knew when the record was written (a project's number) can't be compared.
    same = len(theirs) == len(who) and all(own in ("", other) for own, other in zip(who, theirs, strict=True))
    return same and not _is_older(str(item.get("create_time") or ""), since)


def _is_older(made: str, since: str) -> bool:
    try:
        return datetime.fromisoformat(made) < datetime.fromisoformat(since) - SKEW
    except (ValueError, TypeError):
        return False


def _same(found: Mapping[str, tuple[str, str]]) -> list[Diagnostic]:
    """Two resources that would be adopted as one are not, whatever said so."""
    addresses: dict[tuple[str, str], list[str]] = defaultdict(list)
    for address, how in found.items():
        addresses[how].append(address)
    return [
        Diagnostic("error", "stands already", SAME.format(names=", ".join(several), id=known), several[0])
        for (_kind, known), several in addresses.items()
        if len(several) > 1
    ]
