"""What jobs of an ML project and controllers of a cluster make, by the calls that they make it with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from terraform_stacks import PROJECT, REGION

from landfast.google.api import HttpSession

PLACE = f"projects/{PROJECT}/locations/{REGION}"
VERTEX = f"https://{REGION}-aiplatform.googleapis.com/v1/{PLACE}"
COMPUTE = f"https://compute.googleapis.com/compute/v1/projects/{PROJECT}"
DATAFLOW = f"https://dataflow.googleapis.com/v1b3/{PLACE}"
BACKUPS = f"https://gkebackup.googleapis.com/v1/{PLACE}"
ATTACHMENT = f"projects/{PROJECT}/regions/{REGION}/networkAttachments/jobs"


@dataclass
class Told:
    """Work that notes what it says, and waits for nothing."""

    said: list[str] = field(default_factory=list)

    def say(self, detail: str) -> None:
        self.said.append(detail)

    def pause(self, seconds: float) -> None:
        """No time passes."""


@dataclass(frozen=True)
class Calls:
    """Calls of the APIs that must go well."""

    session: HttpSession

    def ask(self, method: str, url: str, json: dict[str, Any] | None = None, **query: str) -> Any:
        answer = self.session.request(method, url, params=query, json=json)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def refused(self, method: str, url: str, json: dict[str, Any] | None = None, **query: str) -> dict[str, Any]:
        answer = self.session.request(method, url, params=query, json=json)
        assert answer.status_code >= 400, answer.content
        error: dict[str, Any] = answer.json()["error"]
        return error

    def deploy(self, endpoint: str, **split: int) -> None:
        """Puts a model behind an endpoint; `0` of the traffic is its own."""
        traffic = {name.lstrip("_"): share for name, share in split.items()} or {"0": 100}
        model = {"model": f"{PLACE}/models/churn", "displayName": "churn-1"}
        self.ask("POST", f"{VERTEX}/endpoints/{endpoint}:deployModel",
                 {"deployedModel": model, "trafficSplit": traffic})  # fmt: skip

    def feature(self, group: str, name: str) -> None:
        self.ask("POST", f"{VERTEX}/featureGroups/{group}/features", {"description": name}, featureId=name)

    def job(self, collection: str, name: str, **more: Any) -> None:
        """A job or a schedule of Vertex AI."""
        chosen = {"pipelineJobId": name} if collection == "pipelineJobs" else {}
        self.ask("POST", f"{VERTEX}/{collection}", {"displayName": name, **more}, **chosen)

    def in_the_room(self, collection: str, name: str) -> None:
        """One that stands in the network by the attachment, as every job of a project does."""
        room = {"pscInterfaceConfig": {"networkAttachment": ATTACHMENT}}
        self.job(collection, name, **({"jobSpec": room} if collection == "customJobs" else room))

    def load_balancer(self, network: str) -> None:
        """What a cluster's controller makes for an Ingress, and no deletion of a cluster is sure to take along."""
        zone = f"{COMPUTE}/zones/{REGION}-a"
        own = {"network": network, "description": '{"kubernetes.io/service-name":"kubeflow/ml-pipeline"}'}
        self.ask("POST", f"{zone}/networkEndpointGroups",
                 {"name": "k8s1-475b6352-kubeflow-ml-pipeline-8888-8cec9f32", **own})  # fmt: skip
        self.ask("POST", f"{COMPUTE}/global/firewalls",
                 {"name": "k8s-fw-l7--475b6352", "direction": "INGRESS", "sourceRanges": ["130.211.0.0/22"],
                  "allowed": [{"IPProtocol": "tcp"}], **own})  # fmt: skip

    def volume(self) -> None:
        own = {"description": '{"kubernetes.io/created-for/pvc/name":"data"}', "sizeGb": "10"}
        self.ask(
            "POST", f"{COMPUTE}/zones/{REGION}-a/disks", {"name": "pvc-4f1f6f0e-1d36-4f3e-9a54-1f1a1c5a9c11", **own}
        )
