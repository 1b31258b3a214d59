"""Vertex AI's registry and endpoints as the generated project uses them: Google's own clients, over REST."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import generated
import pytest
from installed_project import REGION, facts, project, use

__all__ = ["project"]

# In the project's cloud environment: Google's clients, with the stand-in's address in the place of Google's.
SCRIPT = """
import json, sys, tempfile
from dataclasses import replace
from pathlib import Path
from google.auth.credentials import AnonymousCredentials
from google.cloud import aiplatform_v1 as vertex, storage
from google.cloud.aiplatform_v1.services.endpoint_service.transports.rest import EndpointServiceRestTransport
from google.cloud.aiplatform_v1.services.metadata_service.transports.rest import MetadataServiceRestTransport
from google.cloud.aiplatform_v1.services.model_service.transports.rest import ModelServiceRestTransport
from landfast_ml.documents import Bucket
from landfast_ml.jobs import load_job
from diagnosis.pipeline import PROJECT
from landfast_ml.models.aliases import Decision, current, place, promote, rollback
from landfast_ml.models.registry import Registration
from landfast_ml.models.search import Tried
from landfast_ml.models.vertex_registry import VertexRegistry
from landfast_ml.models.vertex_trials import VertexTrials
from landfast_ml.serving import deploy
from landfast_ml.predictions.bigquery import table_definition
from landfast_ml.serving.deploy_requests import Order, Size
from landfast_ml.settings.tables import Tracking

address = sys.argv[1]
job = load_job(PROJECT, "dev", "cloud")
job = replace(job, settings=replace(job.settings, tracking=Tracking(cloud="vertex")))
anonymous = AnonymousCredentials()
over = {"host": address, "url_scheme": "http", "credentials": anonymous}
client = storage.Client(project="p", credentials=anonymous, client_options={"api_endpoint": f"http://{address}"})
bucket = client.bucket(job.environment.buckets["models"])
registry = VertexRegistry(job, vertex.ModelServiceClient(transport=ModelServiceRestTransport(**over)), bucket)
endpoints = vertex.EndpointServiceClient(transport=EndpointServiceRestTransport(**over))
records = Bucket(bucket)
cloud = deploy.Cloud(endpoints, registry, records)
told = {"none": registry.versions()}

# Of this process alone: tests of several share the project.
folder = Path(tempfile.mkdtemp())
for content in ("one", "two"):
    (folder / "model.skops").write_text(content)
    tags = {"metric.roc_auc": "0.9", "feature_version": "f-1"}
    version = registry.register(Registration(folder, tags, {"roc_auc": 0.9}, {"lineage.json": content}))
    place(registry, records, version, False, Decision("register", "pipeline", ""))
told["placed"] = current(registry)
promote(registry, records, "2", Decision("promote", "Ada", "better"))
told["promoted"] = current(registry)
rollback(registry, records, Decision("rollback", "Ada", "worse"))
told["back"] = current(registry)
told["versions"] = [[one.version, sorted(one.aliases), one.metrics] for one in registry.versions()]
told["text"] = [registry.text("2", "lineage.json"), registry.text("2", "nothing.json")]
told["fetched"] = (registry.fetch("1") / "model.skops").read_text()
told["deployed"] = [
    deploy.deploy(job, Order("champion"), cloud),
    deploy.deploy(job, Order("2", size=Size(minimum=2, maximum=4), traffic=10), cloud),
    deploy.deploy(job, Order("2", traffic=100), cloud),
    deploy.deploy(job, Order("1", endpoint="challenger"), cloud),
    deploy.deploy(job, Order("1", endpoint="challenger"), cloud),
]
told["routes"] = records.read(deploy.ENDPOINTS)
told["table"] = table_definition(job, "predictions").to_api_repr()
for again in range(2):
    trials = VertexTrials.of(job, vertex.MetadataServiceClient(transport=MetadataServiceRestTransport(**over)))
    trials.add(Tried(0, "linear", {"strength": 1.0, "knots": 3}, (0.75, 0.25), 1.5))
    trials.add(Tried(1, "forest", {"kind": "extra"}, (0.4,), 0.5, left=True))
told["dry"] = [list(one)[0] for one in deploy.requests(job, Order("3", endpoint="challenger"))]
print(json.dumps(told))
"""


class GoogleApis:
    """Models, endpoints and objects, as far as their REST form is asked for; keeps every request."""

    def __init__(self) -> None:
        self.models: list[dict[str, Any]] = []
        self.endpoints: dict[str, dict[str, Any]] = {}
        self.objects: dict[str, bytes] = {}
        self.contexts: dict[str, dict[str, Any]] = {}
        self.asked: list[tuple[str, str, Any]] = []
        self.query: dict[str, list[str]] = {}

    def api(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        self.asked.append((method, path, body))
        for pattern, answer in (
            (r"POST (.+)/models:upload", self.upload),
            (r"GET (.+/models/[^:]+):listVersions", self.versions),
            (r"POST (.+)@(\d+):mergeVersionAliases", self.alias),
            (r"GET (.+/endpoints)", lambda _, __: (200, {"endpoints": list(self.endpoints.values())[1:]})),
            (r"POST (.+)/endpoints", self.create),
            (r"GET (.+/endpoints/\d+)", lambda name, _: (200, self.endpoints.setdefault(name, {"name": name}))),
            (r"PATCH (.+/endpoints/\d+)", self.patch),
            (r"POST (.+/endpoints/\d+):deployModel", self.deploy),
            (r"POST (.+/endpoints/\d+):undeployModel", self.undeploy),
            (r"POST (.+/metadataStores/default)/contexts", self.context),
            (r"POST (.+/contexts/[a-z0-9-]+):addContextChildren", self.children),
        ):
            match = re.fullmatch(pattern, f"{method} {path.removeprefix('/v1/')}")
            if match:
                return answer(*match.groups(), body)  # type: ignore[operator]
        return 404, {"error": {"code": 404, "message": f"{method} {path}", "status": "NOT_FOUND"}}

    def upload(self, parent: str, body: Any) -> tuple[int, Any]:
        version, model = str(len(self.models) + 1), dict(body["model"])
        name = body.get("parentModel") or f"{parent}/models/{body['modelId']}"
        assert bool(self.models) == ("parentModel" in body)
        aliases = ["default"] if version == "1" else []
        self.models.append({**model, "name": name, "versionId": version, "versionAliases": aliases})
        return done("UploadModelResponse", {"model": name, "modelVersionId": version})

    def versions(self, _name: str, _body: Any) -> tuple[int, Any]:
        if not self.models:
            return 404, {"error": {"code": 404, "message": "no such model", "status": "NOT_FOUND"}}
        return 200, {"models": self.models}

    def alias(self, _name: str, version: str, body: Any) -> tuple[int, Any]:
        model = self.models[int(version) - 1]
        for alias in body["versionAliases"]:
            kept = [one for one in model["versionAliases"] if one != alias.removeprefix("-")]
            model["versionAliases"] = kept if alias.startswith("-") else [*kept, alias]
        return 200, model

    def create(self, parent: str, body: Any) -> tuple[int, Any]:
        name = f"{parent}/endpoints/77"
        self.endpoints[name] = {**body, "name": name}
        return done("Endpoint", self.endpoints[name])

    def patch(self, name: str, body: Any) -> tuple[int, Any]:
        self.endpoints[name]["trafficSplit"] = body["trafficSplit"]
        return 200, self.endpoints[name]

    def deploy(self, name: str, body: Any) -> tuple[int, Any]:
        endpoint, number = self.endpoints[name], str(1000 + len(self.asked))
        model, _, version = body["deployedModel"]["model"].partition("@")
        deployed = {**body["deployedModel"], "id": number, "model": model, "modelVersionId": version}
        endpoint.setdefault("deployedModels", []).append(deployed)
        endpoint["trafficSplit"] = {number if one == "0" else one: n for one, n in body["trafficSplit"].items()}
        assert sum(endpoint["trafficSplit"].values()) == 100
        return done("DeployModelResponse", {"deployedModel": deployed})

    def undeploy(self, name: str, body: Any) -> tuple[int, Any]:
        endpoint = self.endpoints[name]
        kept = [one for one in endpoint["deployedModels"] if one["id"] != body["deployedModelId"]]
        endpoint["deployedModels"] = kept
        endpoint["trafficSplit"] = body["trafficSplit"]
        assert set(endpoint["trafficSplit"]) <= {one["id"] for one in kept}
        return done("UndeployModelResponse", {})

    def context(self, store: str, body: Any) -> tuple[int, Any]:
        name = f"{store}/contexts/{self.query['contextId'][0]}"
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,127}", name.rsplit("/", 1)[1])
        if name in self.contexts:
            return 409, {"error": {"code": 409, "message": f"{name} exists", "status": "ALREADY_EXISTS"}}
        self.contexts[name] = {**body, "name": name, "childContexts": []}
        return 200, {**body, "name": name}

    def children(self, name: str, body: Any) -> tuple[int, Any]:
        assert set(body["childContexts"]) <= set(self.contexts)
        self.contexts[name]["childContexts"] += body["childContexts"]
        return 200, {}

    def storage(self, url: str, body: bytes) -> tuple[int, bytes]:
        path, query = unquote(urlsplit(url).path), parse_qs(urlsplit(url).query)
        if path.startswith("/upload/"):
            head, content = body.split(b"\r\n\r\n", 2)[1:]
            name = json.loads(head.rsplit(b"\r\n--", 1)[0])["name"]
            if query.get("ifGenerationMatch") == ["0"] and name in self.objects:
                return 412, b'{"error": {"code": 412, "message": "conditionNotMet"}}'
            self.objects[name] = content.rsplit(b"\r\n--", 1)[0]
            return 200, json.dumps({"name": name, "bucket": "b", "generation": "1"}).encode()
        if path.startswith("/download/"):
            name = path.split("/o/", 1)[1]
            return (200, self.objects[name]) if name in self.objects else (404, b"{}")
        names = [name for name in sorted(self.objects) if name.startswith(query.get("prefix", [""])[0])]
        return 200, json.dumps({"items": [{"name": name, "bucket": "b"} for name in names]}).encode()


def done(kind: str, response: dict[str, Any]) -> tuple[int, Any]:
    typed = {"@type": f"type.googleapis.com/google.cloud.aiplatform.v1.{kind}", **response}
    name = f"projects/1/locations/{REGION}/operations/1"
    return 200, {"name": name, "done": True, "response": typed}


@pytest.fixture
def google() -> Iterator[tuple[GoogleApis, str]]:
    state = GoogleApis()

    class GoogleApisHandler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            if "/storage/v1/" in self.path:
                status, content = state.storage(self.path, body)
            else:
                url = urlsplit(self.path)
                state.query = parse_qs(url.query)
                status, found = state.api(self.command, unquote(url.path), json.loads(body or b"null"))
                content = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = answer  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), GoogleApisHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield state, f"127.0.0.1:{server.server_port}"
    server.shutdown()


def test_versions_aliases_and_deployments(
    project: Path, google: tuple[GoogleApis, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    state, address = google
    generated.cloud(tmp_path_factory, project)
    told = json.loads(use(project, "-c", SCRIPT, address, venv=".venv-cloud").splitlines()[-1])
    assert told["none"] == []
    assert told["placed"] == {"champion": "1", "previous": None, "challenger": "2"}
    assert told["promoted"] == {"champion": "2", "previous": "1", "challenger": None}
    assert told["back"] == {"champion": "1", "previous": "2", "challenger": None}
    assert told["versions"] == [["2", ["previous"], {"roc_auc": 0.9}], ["1", ["champion"], {"roc_auc": 0.9}]]
    assert (told["text"], told["fetched"]) == (["two", None], "one")
    own, other = facts().endpoint, f"projects/{facts().project}/locations/{REGION}/endpoints/77"
    assert [(one["version"], one["endpoint"]) for one in told["deployed"]] == [
        ("1", own),
        ("2", own),
        ("2", own),
        ("1", other),
        ("1", other),
    ]
    assert told["routes"] == {"2": own, "1": other}
    # What has no traffic left is gone, and nothing was deployed twice.
    for endpoint, version in ((own, "2"), (other, "1")):
        standing = state.endpoints[endpoint]
        assert [one["modelVersionId"] for one in standing["deployedModels"]] == [version]
        assert list(standing["trafficSplit"].values()) == [100]
    assert told["dry"] == ["CreateEndpointRequest", "DeployModelRequest"]
    experiment, *runs = state.contexts.values()
    assert (experiment["schemaTitle"], experiment["displayName"]) == ("system.Experiment", "diagnosis")
    # Of two searches, none in the place of the other.
    assert experiment["childContexts"] == [one["name"] for one in runs]
    assert [one["metadata"] for one in runs] == 2 * [
        {
            "_params": {"algorithm": "linear", "strength": 1.0, "knots": 3},
            "_metrics": {"seconds": 1.5, "score": 0.5},
            "_state": "COMPLETE",
        },
        {"_params": {"algorithm": "forest", "kind": "extra"}, "_metrics": {"seconds": 0.5}, "_state": "CANCELLED"},
    ]


def test_every_request_is_bound_to_its_environment(
    project: Path, google: tuple[GoogleApis, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    state, address = google
    generated.cloud(tmp_path_factory, project)
    use(project, "-c", SCRIPT, address, venv=".venv-cloud")
    expected, serving = facts(), facts().service_accounts["serving"]
    key = {"kmsKeyName": expected.keys["models"]}
    uploads = [body for _, path, body in state.asked if path.endswith("models:upload")]
    assert [body["serviceAccount"] for body in uploads] == [serving] * 2
    for body in uploads:
        container = body["model"]["containerSpec"]
        assert body["model"]["encryptionSpec"] == key
        assert container["imageUri"].startswith(f"{expected.registries['containers']}/")
        assert container["command"] == ["python", "-m", "diagnosis"]
        assert (container["predictRoute"], container["healthRoute"]) == ("/predict", "/health")
    created = [body for method, path, body in state.asked if method == "POST" and path.endswith("/endpoints")]
    assert [body["encryptionSpec"] for body in created] == [key]
    deployed = [body["deployedModel"] for _, path, body in state.asked if path.endswith(":deployModel")]
    assert {one["serviceAccount"] for one in deployed} == {serving}
    assert not any(one.get("enableAccessLogging") for one in deployed)
    sizes = [one["dedicatedResources"] for one in deployed]
    assert [(one["minReplicaCount"], one["maxReplicaCount"]) for one in sizes] == [(1, 3), (2, 4), (1, 3)]
    assert {path.split("/locations/")[1].split("/")[0] for _, path, _ in state.asked} == {REGION}
