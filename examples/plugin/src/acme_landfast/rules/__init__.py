"""Acme's rules: those that take some thinking, and in the YAML files beside this those that compare a value."""

from collections.abc import Iterator

from landfast.plugin import Mend, Message, Resource, Rule, Unknown, World, first, unknown_message


def keys_are_not_shared(resource: Resource, world: World) -> Iterator[Message]:
    """No two buckets under one key: whoever destroys it for one takes both."""
    key = first(resource.values, "encryption.default_kms_key_name")
    if isinstance(key, Unknown):
        yield unknown_message("encryption", key, "whether the key is another bucket's, too,")
        return
    others = [other for other in world.of("google_storage_bucket") if other is not resource]
    if isinstance(key, str) and any(first(other.values, "encryption.default_kms_key_name") == key for other in others):
        yield Message("encryption.default_kms_key_name", "is another bucket's key, too")


RULE = Rule(
    id="ACME-ENC-001",
    name="keys_not_shared",
    title="Ensure buckets share no key",
    why="To destroy the key of one bucket must not make another's content unreadable.",
    mend=Mend("Ask for a stack of your own.", "Give each bucket a google_kms_crypto_key of its own."),
    articles=("32(1)(a)",),
    severity="low",
    check=keys_are_not_shared,
    types=frozenset({"google_storage_bucket"}),
)
