"""The cloud over one store: answers calls, each in one transaction, or refuses them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from landfast.provider.values import Object
from landfast.rehearsal.cloud import naming
from landfast.rehearsal.cloud.acting import acted_as
from landfast.rehearsal.cloud.authorization import authorize
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.computed import Filler
from landfast.rehearsal.cloud.iam import Grants, bindings_of, grants_in
from landfast.rehearsal.cloud.kinds import behaviour
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Rule
from landfast.rehearsal.cloud.kinds.project import PROJECT
from landfast.rehearsal.cloud.principal import EVERYBODYS_OWNER, Principal
from landfast.rehearsal.cloud.projects import project_of
from landfast.rehearsal.cloud.records import RECORD, clock, next_record
from landfast.rehearsal.cloud.refusal import missing
from landfast.rehearsal.cloud.reserved import reserve
from landfast.rehearsal.cloud.rules import RULES
from landfast.rehearsal.cloud.secrets import redacted
from landfast.rehearsal.cloud.store import Store, StoredResource


class Cloud:
    """What any door asks. Everything that is wrong with a call is a Refusal."""

    def __init__(self, store: Store, rules: Sequence[Rule] = RULES, caller: str = EVERYBODYS_OWNER) -> None:
        self.store = store
        self._rules = rules
        self._principal = Principal(store, caller)

    def asked_by(self, caller: str) -> Cloud:
        """The same, for somebody (`serviceAccount:...`, `user:...`): what they may not is a Refusal (403)."""
        return self if caller == self._principal.member else Cloud(self.store, self._rules, caller)

    def acting_as(self, account: str) -> Cloud:
        """The same, for a service account that whoever asks may act as. Raises: Refusal."""
        return self.asked_by(acted_as(self.store, self._principal.member, account))

    def authorize(self, call: Call) -> None:
        """Raises: Refusal (403) if whoever asks may not do that; of a call that only reads, too."""
        if not call.project and (standing := self.store.get(call.type, call.name)) is not None:
            # A bucket's name tells no project.
            call = replace(call, project=standing.project)
        authorize(self._principal, call)

    def answer(self, call: Call) -> StoredResource:
        """Does a `create`, `read`, `update` or `delete`: the resource as it stands then, or stood.

        Only the answer to a write tells its secrets; to a reader they are digests.
        """
        with self.store.transaction():
            if call.verb == "create":
                return self._create(call)
            standing = self.find(call)
            if standing is None:
                raise missing(call.kind.api, call.name)
            if call.verb == "read":
                self.authorize(replace(call, name=standing.name, project=standing.project))
                return standing
            whole = replace(call, project=standing.project, before=standing.fields)
            return self._delete(whole, standing) if call.verb == "delete" else self._update(whole, standing)

    def find(self, call: Call) -> StoredResource | None:
        """What stands under the name of a call, None if nothing does."""
        project = call.project or project_of(self.store, call.kind, call.name, call.before or call.fields)
        return self.store.get(call.type, call.name, project or None)

    def list(self, call: Call) -> Sequence[StoredResource]:
        """All that stands of a kind, in the call's project if it names one."""
        return self.store.list(call.type, call.project or None)

    def policy(self, call: Call) -> Object:
        """The IAM policy of a resource, which `set_iam_policy` replaces first: `{"bindings": ...}`."""
        grants = Grants(self.store)
        with self.store.transaction():
            if call.verb == "set_iam_policy":
                self._set_policy(call, grants)
            return bindings_of(grants.of(call.type, call.name))

    def _set_policy(self, call: Call, grants: Grants) -> None:
        found, wanted = set(grants.of(call.type, call.name)), set(grants_in(call.fields))
        self.authorize(call)
        # To take grants away is never refused.
        if wanted - found:
            standing = self.store.get(call.type, call.name)
            known = standing.project if standing else project_of(self.store, call.kind, call.name, {})
            whole = replace(call, project=call.project or known, before=bindings_of(found))
            self._check(whole)
            grants.add(call.type, call.name, whole.project, wanted - found)
        grants.take(call.type, call.name, found - wanted)

    def _create(self, call: Call) -> StoredResource:
        settled = behaviour(call.type).settled
        fields = {**call.fields, **(settled(call, self.store) if settled is not None else {})}
        name, own = call.name, Object()
        if not name:
            name, own = naming.named(call.kind, fields, partial(self._is_taken, call.type))
            fields.update(own)
        return self._write(replace(call, name=name, fields=fields, named=frozenset(own)))

    def _is_taken(self, type_: str, name: str) -> bool:
        """What can still be restored keeps its name."""
        return any(found(type_, name) is not None for found in (self.store.get, self.store.deleted))

    def _update(self, call: Call, standing: StoredResource) -> StoredResource:
        made = self._write(replace(call, project=""))
        if made.project != standing.project:
            self.store.delete(standing)
        return made

    def _write(self, call: Call) -> StoredResource:
        fields = _completed(call)
        project = call.project or project_of(self.store, call.kind, call.name, fields)
        whole = replace(call, fields=fields, project=project)
        self.authorize(whole)
        self._check(whole)
        record = next_record(call)
        made = StoredResource(whole.type, whole.name, project, {**fields, RECORD: record})
        self.store.put(replace(made, fields={**redacted(call.kind.block, fields), RECORD: record}))
        if (call.verb, call.type) == ("create", PROJECT):
            self._principal.own(PROJECT, made.name, project)
        then = behaviour(call.type).then
        if then is not None:
            then(whole, self.store)
        return made

    def _delete(self, call: Call, standing: StoredResource) -> StoredResource:
        self.authorize(call)
        self._check(call)
        own = behaviour(call.type)
        if own.deleted is not None:
            own.deleted(call, self.store)
            return standing
        self.store.delete(standing)
        Grants(self.store).remove(standing.type, standing.name)
        if own.reserved_days and own.reserves(standing.fields):
            reserve(self.store, standing, own.reserved_days)
        for held in self._held(own, standing):
            self.store.delete(held)
            Grants(self.store).remove(held.type, held.name)
        return standing

    def _held(self, own: Behaviour, standing: StoredResource) -> Iterator[StoredResource]:
        """What goes with it."""
        for type_name, field, mine in own.holds:
            named = standing.fields.get(mine) if mine else standing.name
            yield from (held for held in self.store.list(type_name) if held.fields.get(field) == named)
        for type_name in own.holds_below:
            yield from self.store.under(type_name, standing.name, standing.project)

    def _check(self, call: Call) -> None:
        for rule in self._rules:
            rule(call, self.store)


def _completed(call: Call) -> Object:
    """The fields of a call with all that the cloud computes."""
    fields = dict(call.fields)
    computed = behaviour(call.type).computed
    if computed is not None:
        fields = {**computed(call), **fields}
    inside = behaviour(call.type).inside
    if inside is not None:
        fields |= inside(replace(call, fields=fields))
    link = naming.self_link(call.kind, fields)
    if link is not None and "self_link" not in fields:
        fields["self_link"] = link
    block = call.kind.block
    whole: Object = block.conform(Filler(call.type, call.name, clock(), fields).block(block, fields))
    return whole
