"""How jobs of Vertex AI stand in the network: an attachment, and what Vertex AI's agent needs to use it.

They run in a network of Google's. The attachment gives them an address here; what else they reach on the internet only
an enforced perimeter takes from them: https://cloud.google.com/vertex-ai/docs/training/psc-i-egress
"""

from __future__ import annotations

from collections.abc import Sequence

from cdktn_provider_google.compute_network_attachment import ComputeNetworkAttachment

from landfast.modules.cdk import Construct, Entity, Made, resource
from landfast.modules.context import Context
from landfast.modules.network.vpc import Vpc


def job_room(scope: Construct, context: Context, net: Vpc, ready: Sequence[Made] = ()) -> Entity:
    """The attachment, by the subnetwork of the environment; `ready`: by what the project has that."""
    made = resource(
        ComputeNetworkAttachment,
        scope,
        "jobs",
        name=context.names.job_attachment,
        project=context.project,
        region=context.region,
        subnetworks=[net.subnetwork],
        # The machines stand in a project of Google's whose number nobody knows before.
        connection_preference="ACCEPT_AUTOMATIC",
        deletion_policy=context.deletion_policy,
        depends_on=[*ready],
    )
    return Entity(made.id, made)
