"""A cloud that answers on this machine in Google's place, and who asks it: landfast as a person types it, the platform
team by Google's own clients and by Terraform."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from google.api_core.client_options import ClientOptions
from google.cloud import storage
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from in_process import landfast

from landfast.targets.genuine import REATTACH, genuine_settings, led_to
from landfast.terraform.engine import find_engine

TOKEN = "GOOGLE_OAUTH_ACCESS_TOKEN"  # noqa: S105  # the name of a variable
ORGANIZATION = "organizations/123456789012"
ACCOUNT = "billingAccounts/0A0A0A-0B0B0B-0C0C0C"
SEED = "acme-seed"
CONSTRAINT = "~> 8.7"


@dataclass(frozen=True)
class Asker:
    """Somebody whose token the cloud knows."""

    environ: Mapping[str, str]

    @property
    def url(self) -> str:
        return self.environ["LANDFAST_ENDPOINT"]

    @property
    def credentials(self) -> Credentials:
        return Credentials(self.environ[TOKEN])  # type: ignore[no-untyped-call]

    def client(self, api: str, version: str) -> Any:
        """Google's client for Python, which its discovery document makes."""
        known = json.loads(get_static_doc(api, version))
        place = ClientOptions(api_endpoint=f"{self.url}{api}.googleapis.com/{known['servicePath']}")
        return build_from_document(known, credentials=self.credentials, client_options=place)

    def storage(self, project: str) -> Any:
        place = {"api_endpoint": f"{self.url}storage.googleapis.com"}
        return storage.Client(project, self.credentials, client_options=place)

    def terraform(self, folder: Path, *words: str) -> None:
        command = [*find_engine(os.environ).command, *words, "-input=false", "-no-color"]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
        environ: Mapping[str, str] = {**kept, **self.environ}
        if REATTACH not in self.environ:
            environ = led_to(self.url, self.environ[TOKEN], os.environ, genuine_settings(CONSTRAINT, os.environ))
        done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr

    def apply(self, folder: Path, **variables: str) -> None:
        """What the folder configures."""
        self.terraform(folder, "init")
        self.terraform(folder, "apply", "-auto-approve", *(f"-var={name}={said}" for name, said in variables.items()))


@dataclass
class Lived:
    """A folder with a spec, and the cloud that is served of it. `said`: all that any command has said."""

    folder: Path
    owner: Asker
    member: Asker
    who: str
    environ: Mapping[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def run(self, *words: str, code: int = 0, asker: Asker | None = None) -> dict[str, Any]:
        """Of `landfast WORDS --target google --json`, which ends with this code."""
        environ = {**self.environ, **(asker or self.member).environ}
        done = landfast(self.folder, *words, "--target", "google", "--json", **environ)
        self.said += [done.stdout, done.stderr]
        assert done.returncode == code, (
            f"{words} ended with {done.returncode}: {done.stdout[-9000:]}\n{done.stderr[-3000:]}"
        )
        document: dict[str, Any] = json.loads(done.stdout)
        return document.get("result") or document

    def permit(self, environment: str) -> None:
        """Grants the roles that doctor writes, as whoever may would. Who makes a project owns it."""
        for grant in self.run("doctor", environment, "--roles")["grants"]:
            if not grant["on"].startswith("projects/") or stands(self.owner, grant["on"][9:]) == "ACTIVE":
                _grant(self.owner, grant)


def role_of(grant: Mapping[str, Any]) -> str:
    """Its path: whoever is not shown what is above a project can't write its number."""
    return str(grant["role"]).replace("organizations/ORGANIZATION_NUMBER", ORGANIZATION)


def _grant(owner: Asker, grant: Mapping[str, Any]) -> None:
    wanted = role_of(grant)
    roles = owner.client("iam", "v1").organizations().roles()
    if not any(role["name"] == wanted for role in roles.list(parent=ORGANIZATION).execute().get("roles", ())):
        body = {"roleId": wanted.rsplit("/", 1)[1], "role": {"includedPermissions": grant["permissions"]}}
        roles.create(parent=ORGANIZATION, body=body).execute()
    kind, _slash, name = grant["on"].partition("/")
    if kind == "buckets":
        granted_on_bucket(owner, name, grant["member"], wanted)
    else:
        granted(owner, grant["on"], grant["member"], wanted)


def granted_on_bucket(owner: Asker, name: str, member: str, role: str) -> None:
    bucket = owner.storage(SEED).bucket(name)
    policy = bucket.get_iam_policy(requested_policy_version=3)
    policy.bindings.append({"role": role, "members": {member}})
    bucket.set_iam_policy(policy)


def granted(owner: Asker, node: str, member: str, role: str) -> None:
    """By the policy of a project, a folder, an organization or a billing account."""
    kind, _slash, _name = node.partition("/")
    pays = kind == "billingAccounts"
    collection = getattr(owner.client(*(("cloudbilling", "v1") if pays else ("cloudresourcemanager", "v3"))), kind)()
    held = collection.getIamPolicy(resource=node, **({} if pays else {"body": {}})).execute()
    policy = {**held, "bindings": [*held.get("bindings", ()), {"role": role, "members": [member]}]}
    collection.setIamPolicy(resource=node, body={"policy": policy}).execute()


@contextmanager
def lived(folder: Path, who: str, environ: Mapping[str, str], *, stand_in: bool) -> Iterator[Lived]:
    """With the spec of the folder: the cloud of its rehearsal, served to its owner and to `who`."""
    with ExitStack() as served:
        words = ("--stand-in",) if stand_in else ()
        owner = Asker(served.enter_context(_served(folder, *words)))
        member = Asker(served.enter_context(_served(folder, *words, "--as", who)))
        yield Lived(folder, owner, member, who, environ)


@contextmanager
def _served(folder: Path, *words: str) -> Iterator[Mapping[str, str]]:
    """What `landfast rehearsal serve` tells to set."""
    command = [sys.executable, "-m", "landfast", "rehearsal", "serve", *words, "--json"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        decoder, text = json.JSONDecoder(), ""
        for line in process.stdout:
            text += line
            if line == "}\n":
                break
        document, _end = decoder.raw_decode(text)
        yield document["result"]["environ"]
    finally:
        process.terminate()
        process.wait()


def made_project(owner: Asker, project: str, services: Sequence[str]) -> None:
    """By Google's own client, as the platform team makes one."""
    from google.cloud import resourcemanager_v3

    place = ClientOptions(api_endpoint=f"{owner.url}cloudresourcemanager.googleapis.com")
    client = resourcemanager_v3.ProjectsClient(credentials=owner.credentials, transport="rest", client_options=place)
    wanted = resourcemanager_v3.Project(project_id=project, parent=ORGANIZATION)
    client.create_project(project=wanted).result()
    info = {"billingAccountName": ACCOUNT, "billingEnabled": True}
    owner.client("cloudbilling", "v1").projects().updateBillingInfo(name=f"projects/{project}", body=info).execute()
    names = [f"{service}.googleapis.com" for service in services]
    usage = owner.client("serviceusage", "v1").services()
    usage.batchEnable(parent=f"projects/{project}", body={"serviceIds": names}).execute()


def stands(owner: Asker, project: str) -> str:
    """The state of a project, as Google tells it."""
    url = f"{owner.url}cloudresourcemanager.googleapis.com/v3/projects/{project}"
    found = requests.get(url, headers={"Authorization": f"Bearer {owner.environ[TOKEN]}"}, timeout=20)
    return str(found.json().get("state", found.status_code))
