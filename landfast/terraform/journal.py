"""Remembers what an apply was about to make, and what a destroy left in the cloud, until the state knows.

An engine that is killed between the cloud's create and the state's write leaves a resource that no state names. The
journal names it, so that the next run can adopt it, and nothing else: what no record names belongs to someone else.
Its records are on the disk before the apply begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from landfast.core.files import remove_durably, to_json, write_durably
from landfast.core.processes import machine_start
from landfast.gcp.contents import is_grant
from landfast.synth.model import APPLY
from landfast.terraform.claims import Claim, claim_of, creations, imported, of_its_project, with_defaults
from landfast.terraform.messages import refused_creates, started_creates
from landfast.terraform.record import record_at, record_of
from landfast.terraform.retired import KeptRecord

FORMAT = 2
# A destroy leaves these in the cloud: a project and its folder can be restored for 30 days, Cloud KMS deletes neither a
# key nor a key ring.
# (https://cloud.google.com/resource-manager/docs/creating-managing-projects#shutting_down_projects,
#  https://cloud.google.com/kms/docs/destroy-restore)
LEFT_BEHIND = frozenset(
    {"google_bigquery_job", "google_folder", "google_project", "google_kms_key_ring", "google_kms_crypto_key"}
)
# Abandoned because they go with what they are in: the database's instance; or before it: the network's peering.
GONE_WITH_PARENT = frozenset({"google_sql_database", "google_sql_user", "google_service_networking_connection"})


class Journal:
    """The records of one stack: `apply.json` (an apply that has not ended well), `retired.json` (what was left).

    The first is of this machine, as what it tells of: a log, a process. The second is kept with the state.
    """

    def __init__(self, folder: Path, log: Path, retired: KeptRecord) -> None:
        self._apply = folder / APPLY
        self._retired = retired
        self._log = log

    def claims(self, plan: Mapping[str, Any]) -> dict[str, Claim]:
        """What stands, or may stand, without the state knowing, of what a plan would make."""
        return of_its_project({**self._left(plan), **self.unfinished(plan)}, plan)

    def begin(self, plan: Mapping[str, Any]) -> None:
        """Before an apply: notes what it will make. Of what was unfinished only what it adopts stays noted: the rest
        has been looked for, and does not stand."""
        creates = {address: asdict(claim_of(kind, values)) for address, kind, values in creations(plan)}
        adopted = imported(plan)
        claims = {address: asdict(known) for address, known in self.unfinished(plan).items() if address in adopted}
        now = datetime.now(UTC).isoformat()
        about = {"format": FORMAT, "machine": machine_start(), "since": now}
        write_durably(self._apply, to_json({**about, "claims": claims, "creates": creates}))
        # Killed just before this line: the old log names what `claims` has, or what stands in the state.
        remove_durably(self._log)

    def finish(self, plan: Mapping[str, Any]) -> None:
        """After an apply that went through: nothing is unfinished, and what it made or adopted is not left over."""
        kept = {address for address, _kind, _values in creations(plan)} | set(imported(plan))
        content = self._retired.read()
        if content is not None:
            record = record_of(content, 1, FORMAT)
            left = record.claims("retired") if record else {}
            self._write_left({address: known for address, known in left.items() if address not in kept})
        remove_durably(self._apply)

    def retire(self, plan: Mapping[str, Any]) -> None:
        """Before a destroy: notes what the cloud will keep of it."""
        kept = {}
        for change in plan.get("resource_changes", ()):
            before = change["change"].get("before") or {}
            abandoned = before.get("deletion_policy") == "ABANDON" and change["type"] not in GONE_WITH_PARENT
            if change["change"]["actions"] == ["delete"] and (change["type"] in LEFT_BEHIND or abandoned):
                kept[change["address"]] = claim_of(change["type"], with_defaults(plan, before))
        self._add_left(kept)

    def retire_all(self, gone: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        """Before a state lets go of what went with its project, by address, type and values: all of it stands again if
        the project is restored. Not grants: to give one that stands is no error."""
        claims = {address: claim_of(kind, values) for address, (kind, values) in gone.items() if not is_grant(kind)}
        self._add_left({address: claim for address, claim in claims.items() if claim.id or claim.collection})

    def forget_apply(self) -> None:
        """After a destroy that went through: nothing is unfinished."""
        remove_durably(self._apply)

    @property
    def pending(self) -> bool:
        """Whether an apply has not ended well."""
        return self._apply.exists()

    def may_have_left(self, kind: str, name: str) -> bool:
        """Whether a removal left the resource of that name; of a record that is broken anything may be said."""
        content = self._retired.read()
        if content is None:
            return False
        record = record_of(content, 1, FORMAT)
        claims = record.claims("retired") if record else {f"{kind}.any": Claim(name)}
        return any(
            address.startswith(f"{kind}.") and claim.id.rpartition("/")[2] == name for address, claim in claims.items()
        )

    def unfinished(self, plan: Mapping[str, Any]) -> dict[str, Claim]:
        """What an apply that did not end well may have made without the state knowing."""
        if not self.pending:
            return {}
        record = record_at(self._apply, FORMAT)
        if record is None:
            # Written by another version, or broken: whatever the plan would make may stand.
            return {address: Claim() for address, _kind, _values in creations(plan)}
        log = self._log.read_bytes() if self._log.is_file() else b""
        creates = record.claims("creates")
        if record.text("machine") == machine_start() and self._log.is_file():
            # Made, says the log, is not yet known, says the state: a remote one is written every few seconds only.
            made = {address: creates.get(address, Claim()) for address in started_creates(log)}
        else:
            # The machine went off meanwhile, or the disk was full: of the log any part may be missing.
            made = {address: claim for address, claim in creates.items() if address not in refused_creates(log)}
        return {**record.claims("claims"), **made}

    def _left(self, plan: Mapping[str, Any]) -> dict[str, Claim]:
        """What a destroy left."""
        content = self._retired.read()
        if content is None:
            return {}
        record = record_of(content, 1, FORMAT)
        if record is not None:
            return record.claims("retired")
        return {address: Claim() for address, kind, _values in creations(plan) if kind in LEFT_BEHIND}

    def _add_left(self, more: Mapping[str, Claim]) -> None:
        record = record_of(self._retired.read() or {}, 1, FORMAT)
        self._write_left((record.claims("retired") if record else {}) | dict(more))

    def _write_left(self, left: Mapping[str, Claim]) -> None:
        if left:
            content = {address: asdict(known) for address, known in left.items()}
            self._retired.write({"format": FORMAT, "retired": content})
        else:
            self._retired.remove()
