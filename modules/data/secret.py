"""A regional secret. Its value is never in Terraform: versions are added by whoever makes the value."""

from __future__ import annotations

from typing import Any

from cdktn_provider_google.secret_manager_regional_secret import (
    SecretManagerRegionalSecret,
    SecretManagerRegionalSecretCustomerManagedEncryption,
)

from landfast.modules.cdk import Construct, resource
from landfast.modules.context import Context, seconds
from landfast.modules.names import SecretPurpose

# A version that was destroyed by mistake can be enabled again for so long.
DESTROY_DAYS = 7


def secret(scope: Construct, context: Context, purpose: SecretPurpose) -> Any:
    """The secret for `purpose`, without a version."""
    return resource(
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
