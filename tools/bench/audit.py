"""`landfast audit` of 50,000 assets, listed page by page over HTTP as Cloud Asset Inventory does."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tools.bench.measure import BIN, Figure, run

ASSETS, PAGE = 50_000, 1000
PROJECT, NUMBER, REGION = "bench-project", "123456789012", "europe-west4"
PLACE = f"projects/{PROJECT}/locations/{REGION}"
KEY = f"{PLACE}/keyRings/ring/cryptoKeys/key"
LABELS = {"controller": "acme", "purpose": "bench", "legal-basis": "contract", "data-category": "none"}


def _bucket(number: int) -> tuple[str, str, Mapping[str, Any]]:
    """Every hundredth in the United States."""
    name = f"bucket-{number}"
    data = {
        "name": name,
        "location": REGION.upper() if number % 100 else "US",
        "labels": LABELS,
        "encryption": {"defaultKmsKeyName": KEY},
        "iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}, "publicAccessPrevention": "enforced"},
        "lifecycle": {"rule": [{"action": {"type": "Delete"}, "condition": {"age": 30}}]},
    }
    return "storage.googleapis.com/Bucket", name, data


def _topic(number: int) -> tuple[str, str, Mapping[str, Any]]:
    path = f"projects/{PROJECT}/topics/topic-{number}"
    policy = {"allowedPersistenceRegions": [REGION], "enforceInTransit": True}
    data = {"name": path, "labels": LABELS, "kmsKeyName": KEY, "messageStoragePolicy": policy}
    return "pubsub.googleapis.com/Topic", path, data


def _dataset(number: int) -> tuple[str, str, Mapping[str, Any]]:
    path = f"projects/{PROJECT}/datasets/dataset_{number}"
    data = {
        "datasetReference": {"projectId": PROJECT, "datasetId": f"dataset_{number}"},
        "location": REGION,
        "labels": LABELS,
        "defaultEncryptionConfiguration": {"kmsKeyName": KEY},
        "access": [{"role": "READER", "specialGroup": "projectReaders"}],
    }
    return "bigquery.googleapis.com/Dataset", path, data


def _account(number: int) -> tuple[str, str, Mapping[str, Any]]:
    email = f"robot-{number}@{PROJECT}.iam.gserviceaccount.com"
    data = {"name": f"projects/{PROJECT}/serviceAccounts/{email}", "email": email, "projectId": PROJECT}
    return "iam.googleapis.com/ServiceAccount", f"projects/{PROJECT}/serviceAccounts/{10**20 + number}", data


MAKERS = (_bucket, _topic, _dataset, _account)


def _asset(number: int, content: str) -> dict[str, Any]:
    type_, path, data = MAKERS[number % len(MAKERS)](number)
    asset: dict[str, Any] = {"name": f"//{type_.partition('/')[0]}/{path}", "assetType": type_}
    if content == "IAM_POLICY":
        members = [f"serviceAccount:robot-{number}@{PROJECT}.iam.gserviceaccount.com"]
        return asset | {"iamPolicy": {"bindings": [{"role": "roles/storage.objectViewer", "members": members}]}}
    return asset | {"resource": {"version": "v1", "data": data, "location": str(data.get("location", REGION)).lower()}}


def _page(query: Mapping[str, list[str]]) -> dict[str, Any]:
    if "assetTypes" in query:
        data = {"projectId": PROJECT, "projectNumber": NUMBER}
        name = f"//cloudresourcemanager.googleapis.com/projects/{NUMBER}"
        return {"assets": [{"name": name, "assetType": query["assetTypes"][0], "resource": {"data": data}}]}
    begin = int(query.get("pageToken", ["0"])[0])
    content, last = query.get("contentType", [""])[0], begin + PAGE >= ASSETS
    assets = [_asset(number, content) for number in range(begin, min(begin + PAGE, ASSETS))]
    return {"assets": assets, **({} if last else {"nextPageToken": str(begin + PAGE)})}


class _Inventory(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # as http.server calls it
        address = urlsplit(self.path)
        body = json.dumps(_page(parse_qs(address.query)) if address.path.endswith("/assets") else {}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Nobody reads it."""


def audit_figures() -> Iterator[Figure]:
    """Seconds and megabytes of the whole command, its output with it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Inventory) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        command = (BIN / "landfast", "audit", PROJECT, "--target", "google", "--endpoint", url, "--json")
        measured = run(command, {"GOOGLE_OAUTH_ACCESS_TOKEN": "ya29.bench"}, fine=(1,))
        server.shutdown()
    found = json.loads(measured.out)["result"]
    judged = found["coverage"]["resources"]
    name = f"audit, {found['assets']:,} assets, {judged:,} judged, {len(found['findings']):,} findings"
    yield Figure(name, measured.seconds, measured.megabytes, "60 s, 500 MB")
