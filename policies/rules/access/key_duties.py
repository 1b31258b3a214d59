"""LF-ACC-021: who manages keys does not use them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from landfast.policies.facts.grants import grants
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import GAP, Unknown, known_text, why

_ADMIN = "roles/cloudkms.admin"
_USES = frozenset(f"roles/cloudkms.cryptoKey{use}" for use in ("Encrypter", "Decrypter", "EncrypterDecrypter"))
_TYPES = frozenset(
    f"google_{level}_iam_{kind}"
    for level in ("project", "folder", "organization", "kms_key_ring", "kms_crypto_key")
    for kind in ("member", "binding", "policy")
)


Who = tuple[str, str, tuple[str, ...]]


def check(resource: Resource, world: World) -> Iterator[Message]:
    for path, role, member in grants(resource, world):
        who = _who(member)
        if role == _ADMIN and who and who in world.remembered(_users):
            name = who[0].replace(GAP, "*")[:120]
            yield Message(path, f"{name} manages keys and uses them too", unknown=bool(who[1]), cause=why(member))


def _who(member: Any) -> Who | None:
    """A member; of one that is known in part also what keeps it from being told: two such are one only if that is."""
    text = known_text(member)
    if not text:
        return None
    return (text, member.reason, member.references) if isinstance(member, Unknown) else (text, "", ())


def _users(world: World) -> frozenset[Who]:
    members = (_who(m) for grant in world.of(*sorted(_TYPES)) for _p, role, m in grants(grant, world) if role in _USES)
    return frozenset(member for member in members if member)


RULE = Rule(
    id="LF-ACC-021",
    name="key_duties",
    title="Ensure nobody both manages keys and uses them",
    why="Who may use a key and change who else may can read everything, and open it to others unseen.",
    mend=Mend(
        landfast="Keep the key module's grants.",
        terraform="Give roles/cloudkms.admin to one group, and the use of keys to service accounts.",
    ),
    articles=("32(1)(a)", "32(1)(b)"),
    severity="medium",
    check=check,
    types=_TYPES,
)
