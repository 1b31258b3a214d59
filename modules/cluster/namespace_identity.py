"""A namespace's identity: its Kubernetes service accounts act as one Google service account, without keys."""

from __future__ import annotations

from collections.abc import Sequence

from cdktn_provider_google.service_account_iam_member import ServiceAccountIamMember

from landfast.modules.cdk import Construct, resource
from landfast.modules.cluster.gke import Cluster
from landfast.modules.context import Context
from landfast.modules.names import Namespace
from landfast.modules.project.grants import Grant
from landfast.modules.project.service_account import Account, service_account


def namespace_identity(
    scope: Construct,
    context: Context,
    namespace: Namespace,
    *,
    pods: Sequence[str],
    grants: Sequence[Grant],
    cluster: Cluster,
) -> Account:
    """The account of `namespace`, which pods of the Kubernetes service accounts `pods` act as."""
    account = service_account(scope, context, namespace, grants)
    for name in pods:
        resource(
            ServiceAccountIamMember,
            scope,
            f"{namespace}-{name}",
            service_account_id=account.name,
            # Pods of the namespace act as the account, without a key.
            role="roles/iam.workloadIdentityUser",
            member=context.names.kubernetes_member(namespace, name),
            # The project's pool of Kubernetes identities comes with its first cluster.
            depends_on=[cluster.made],
        )
    return account
