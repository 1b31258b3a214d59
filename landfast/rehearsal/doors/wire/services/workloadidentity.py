"""Workload Identity: the agents of a service, made when they are asked for.

Google publishes no discovery document of it: `documents/workloadidentity.v1.json` is what HashiCorp's provider sends
and reads (google/services/workloadidentity, August 2026).
"""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Service

KIND = "google_workload_identity_service_agent"


def _generate(asked: Asked) -> Object:
    made = asked.cloud.answer(Call("create", kind(KIND), fields={"parent": asked.path}))
    agents = [
        {("serviceProducer" if name == "service_producer" else name): value for name, value in agent.items() if value}
        for agent in made.fields["service_agents"]
    ]
    return operations.done(asked, asked.path, {"serviceAgents": agents}, "GenerateServiceAgentsResponse")


SERVICE = Service(
    "workloadidentity.v1",
    handlers={"projects.locations.serviceProducers.generateServiceAgents": _generate},
    package="google.cloud.workloadidentity.v1",
)
