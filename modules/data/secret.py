"""A secret of the region. Its value is never in Terraform: versions are added by whoever makes the value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cdktn_provider_google.secret_manager_regional_secret import (
    SecretManagerRegionalSecret,
    SecretManagerRegionalSecretCustomerManagedEncryption,
)
from cdktn_provider_google.secret_manager_secret import (
    SecretManagerSecret,
    SecretManagerSecretReplication,
    SecretManagerSecretReplicationUserManaged,
    SecretManagerSecretReplicationUserManagedReplicas,
    SecretManagerSecretReplicationUserManagedReplicasCustomerManagedEncryption,
)

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context, seconds
from landfast.modules.names import SecretPurpose

# A version that was destroyed by mistake can be enabled again for so long.
DESTROY_DAYS = 7


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret by its full name."""

    id: str
    made: Made


def secret(scope: Construct, context: Context, purpose: SecretPurpose) -> Secret:
    """The secret for `purpose`, without a version: a regional one, where those are reached."""
    if context.universe.lacks("regional secrets"):
        return pinned_secret(scope, context, purpose, ())
    made = resource(
        SecretManagerRegionalSecret,
        scope,
        purpose,
        secret_id=context.names.secret(purpose),
        project=context.project,
        location=context.region,
        customer_managed_encryption=SecretManagerRegionalSecretCustomerManagedEncryption(
            kms_key_name=context.key_id("secrets")
        ),
        version_destroy_ttl=seconds(DESTROY_DAYS),
        labels=context.labels,
        deletion_protection=context.protected,
        deletion_policy=context.deletion_policy,
    )
    return Secret(made.id, made)


def pinned_secret(scope: Construct, context: Context, purpose: SecretPurpose, depends_on: Sequence[Made]) -> Secret:
    """A secret that is not regional, for who takes no other: its one replica is in the region."""
    replica = SecretManagerSecretReplicationUserManagedReplicas(
        location=context.region,
        customer_managed_encryption=SecretManagerSecretReplicationUserManagedReplicasCustomerManagedEncryption(
            kms_key_name=context.key_id("secrets")
        ),
    )
    made = resource(
        SecretManagerSecret,
        scope,
        purpose,
        secret_id=context.names.secret(purpose),
        project=context.project,
        replication=SecretManagerSecretReplication(
            user_managed=SecretManagerSecretReplicationUserManaged(replicas=[replica])
        ),
        version_destroy_ttl=seconds(DESTROY_DAYS),
        labels=context.labels,
        deletion_protection=context.protected,
        deletion_policy=context.deletion_policy,
        depends_on=list(depends_on) or None,
    )
    return Secret(made.id, made)
