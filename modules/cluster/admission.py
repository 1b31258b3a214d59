"""Binary Authorization: the cluster runs images of the environment's own registry, and Google's system images."""

from __future__ import annotations

from cdktn_provider_google.binary_authorization_policy import (
    BinaryAuthorizationPolicy,
    BinaryAuthorizationPolicyAdmissionWhitelistPatterns,
    BinaryAuthorizationPolicyDefaultAdmissionRule,
)

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context


def admission(scope: Construct, context: Context) -> Made:
    """The project's policy: every other image is refused, and the refusal logged."""
    registry = context.names.registry(context.region, "containers")
    made: Made = resource(
        BinaryAuthorizationPolicy,
        scope,
        "environment",
        project=context.project,
        # Google keeps the list of the images that GKE itself needs.
        global_policy_evaluation_mode="ENABLE",
        admission_whitelist_patterns=[
            BinaryAuthorizationPolicyAdmissionWhitelistPatterns(name_pattern=f"{registry}/**")
        ],
        default_admission_rule=BinaryAuthorizationPolicyDefaultAdmissionRule(
            evaluation_mode="ALWAYS_DENY", enforcement_mode="ENFORCED_BLOCK_AND_AUDIT_LOG"
        ),
    )
    return made
