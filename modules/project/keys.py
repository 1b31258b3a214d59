"""Customer-managed keys: one regional ring, one key for each class of data, and who may encrypt with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cdktn_provider_google.kms_crypto_key import KmsCryptoKey, KmsCryptoKeyVersionTemplate
from cdktn_provider_google.kms_crypto_key_iam_member import KmsCryptoKeyIamMember
from cdktn_provider_google.kms_key_ring import KmsKeyRing

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context, seconds
from landfast.modules.names import DataClass
from landfast.modules.project.services import Agent, AgentName

# Each rotation leaves a version that costs for as long as anything is encrypted with it: oftener costs thrice as much
# within the year, and keeps no more secret. Keys of special categories (GDPR Art. 9) never leave hardware instead.
ROTATION_DAYS = 90
# How long a destroyed key version can be restored: the lag of an erasure by key.
DESTROY_DAYS = 30


@dataclass(frozen=True, slots=True)
class Keys:
    """`ids` by data class; `grants` are what must exist before a service can encrypt with that key."""

    ring: str
    ids: dict[DataClass, str]
    grants: dict[DataClass, tuple[Any, ...]]


def keys(
    scope: Construct,
    context: Context,
    users: Mapping[DataClass, Sequence[AgentName]],
    agents: Mapping[AgentName, Agent],
    depends_on: Sequence[Made],
) -> Keys:
    """The ring with a key for each class in `users`, which says which service agents encrypt with that key."""
    ring = resource(
        KmsKeyRing,
        scope,
        "environment",
        name=context.names.key_ring,
        location=context.region,
        project=context.project,
        depends_on=list(depends_on),
    )
    made = {data_class: _key(scope, context, ring, data_class) for data_class in users}
    grants = {
        data_class: tuple(_grant(scope, made[data_class], data_class, name, agents[name]) for name in names)
        for data_class, names in users.items()
    }
    return Keys(ring.id, {data_class: key.id for data_class, key in made.items()}, grants)


def _key(scope: Construct, context: Context, ring: Any, data_class: DataClass) -> Any:
    hardware = context.special_categories and not context.universe.lacks("hardware keys")
    return resource(
        KmsCryptoKey,
        scope,
        data_class,
        name=context.names.key(data_class),
        key_ring=ring.id,
        purpose="ENCRYPT_DECRYPT",
        rotation_period=seconds(ROTATION_DAYS),
        destroy_scheduled_duration=seconds(DESTROY_DAYS),
        version_template=KmsCryptoKeyVersionTemplate(
            algorithm="GOOGLE_SYMMETRIC_ENCRYPTION", protection_level="HSM" if hardware else "SOFTWARE"
        ),
        labels=context.labels,
        # Neither rings nor keys can be deleted or made again by the same name. `down` schedules their versions for
        # destruction, and `up` restores these for as long as it can.
        deletion_policy="ABANDON",
    )


def _grant(scope: Construct, key: Any, data_class: DataClass, name: AgentName, agent: Agent) -> Any:
    return resource(
        KmsCryptoKeyIamMember,
        scope,
        f"{data_class}-{name}",
        crypto_key_id=key.id,
        # Encrypts what its service stores, and decrypts it for who may read it.
        role="roles/cloudkms.cryptoKeyEncrypterDecrypter",
        member=agent.member,
        depends_on=list(agent.ready),
    )
