"""Small environments for the driver's tests: real Terraform JSON, the real engine, the real rehearsal cloud.

As a program it is a run of its own that tests can kill: `terraform_stacks.py up|down ENVIRONMENT CLOUD [FAULTS]`.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from landfast.core.files import to_json, write
from landfast.core.progress import Event, Reporter, silent
from landfast.google import resources
from landfast.google.api import GoogleApi
from landfast.google.birth import GoogleBirth
from landfast.google.ending import GoogleEnding
from landfast.google.leftovers import GoogleLeftovers
from landfast.rehearsal import RehearsalCloud
from landfast.synth import StackFolder, Synthesis, load_synthesis
from landfast.synth.model import write_manifest
from landfast.terraform import Driver, PlannedChange, StackResult, find_engine
from landfast.terraform.access import CloudAccess, Patience, Records
from landfast.terraform.engine import engine_environ

PROJECT = "clinic-dev"
REGION = "europe-west4"
TYPES = ("google_project", "google_project_service", "google_storage_bucket", "google_pubsub_topic",
         "google_kms_key_ring", "google_kms_crypto_key", "google_service_account", "google_sql_database_instance",
         "google_sql_database")  # fmt: skip
Documents = Mapping[str, tuple[tuple[str, ...], Mapping[str, Any]]]


def document(resources: Mapping[str, Any], outputs: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One stack's Terraform JSON, with a local backend and the provider that a stack has."""
    body = {
        "terraform": {
            "required_version": ">= 1.5",
            "required_providers": {"google": {"source": "hashicorp/google", "version": "~> 8.7"}},
            "backend": {"local": {"path": "terraform.tfstate"}},
        },
        "provider": {"google": [{"project": PROJECT, "region": REGION}]},
        "resource": dict(resources),
    }
    if outputs:
        body["output"] = {name: {"value": value} for name, value in outputs.items()}
    return body


def buckets(*purposes: str, **more: Any) -> dict[str, Any]:
    labels = {"application": "clinic", "environment": "dev", "managed-by": "landfast"}
    common = {"location": REGION, "uniform_bucket_level_access": True, "force_destroy": True, "labels": labels, **more}
    return {purpose: {"name": f"{PROJECT}-{purpose}", "project": PROJECT, **common} for purpose in purposes}


def foundation() -> dict[str, Any]:
    project = {"name": "clinic", "project_id": PROJECT, "org_id": "123456789012", "deletion_policy": "DELETE"}
    common = {"project": PROJECT, "disable_on_destroy": True, "depends_on": ["google_project.main"]}
    services = {name: {"service": f"{name}.googleapis.com", **common} for name in ("storage", "pubsub")}
    return {"google_project": {"main": project}, "google_project_service": services}


def small() -> dict[str, tuple[tuple[str, ...], dict[str, Any]]]:
    """A foundation, and a stack that depends on it."""
    return {
        "foundation": ((), document(foundation(), {"project_id": "${google_project.main.project_id}"})),
        "data": (("foundation",), document({"google_storage_bucket": buckets("raw", "features", "models")})),
    }


def write_environment(folder: Path, stacks: Documents) -> Synthesis:
    """The stacks on disk, as synthesis writes them."""
    folders = []
    for name, (depends_on, body) in stacks.items():
        sources = {
            f"{kind}.{key}": f"stacks/{name}.py:{line}"
            for kind, keys in body["resource"].items()
            for line, key in enumerate(keys, 1)
        }
        folders.append(StackFolder(name, folder / name, depends_on, sources))
        write(folders[-1].config, to_json(body))
    synthesis = Synthesis("dev", "rehearsal", folder, tuple(folders), simulated=True)
    write_manifest(synthesis)
    return load_synthesis(folder)


def copied(standing: Path, folder: Path) -> Synthesis:
    """An environment `dev` and its `cloud` as another folder has them."""
    shutil.copytree(standing, folder, dirs_exist_ok=True)
    return load_synthesis(folder / "dev")


@contextmanager
def driver(
    synthesis: Synthesis,
    cloud: Path,
    faults: Path | None = None,
    report: Reporter = silent,
    retries: tuple[float, ...] = (),
    types: Sequence[str] = TYPES,
    patience: Patience | None = None,
    *,
    born: bool = False,
    records: Records | None = None,
    caller: str = "",
) -> Iterator[tuple[Driver, RehearsalCloud]]:
    """A driver as a target makes it; `born`: projects have a folder that says what they are born with."""
    with RehearsalCloud(cloud, faults, types, caller=caller) as running:
        environ = {**engine_environ(os.environ, isolated=True), **running.environ}
        api = GoogleApi(running.wire, poll_seconds=0.01)
        birth = GoogleBirth(api) if born else None
        access = CloudAccess(
            environ,
            patience or Patience(retries),
            partial(resources.restore, api),
            running.search,
            GoogleLeftovers(api),
            birth,
            records,
            GoogleEnding(api),
        )
        yield Driver(find_engine(os.environ), synthesis, report, access), running


def let_through(_stack: str, _plan: Mapping[str, Any]) -> None:
    """A gate without rules."""


def lose_all(_changes: Sequence[PlannedChange]) -> None:
    """A person who agrees to everything."""


def up(synthesis: Synthesis, cloud: Path, **more: Any) -> Mapping[str, StackResult]:
    with driver(synthesis, cloud, **more) as (running, _cloud):
        return running.up(let_through, lose_all)


def state_addresses(synthesis: Synthesis) -> set[str]:
    """Addresses in the state files, read without any engine."""
    found = set()
    for stack in synthesis.stacks:
        path = stack.folder / "terraform.tfstate"
        state = json.loads(path.read_bytes()) if path.is_file() else {"resources": []}
        found |= {f"{item['type']}.{item['name']}" for item in state["resources"] if item["instances"]}
    return found


def main(command: str, environment: str, cloud: str, faults: str = "") -> None:
    def report(event: Event) -> None:
        print(json.dumps(dataclasses.asdict(event)), flush=True)

    with driver(load_synthesis(Path(environment)), Path(cloud), Path(faults) if faults else None, report) as (run, rc):
        plugin = next(iter(json.loads(rc.environ["TF_REATTACH_PROVIDERS"]).values()))["Pid"]
        print(json.dumps({"plugin": plugin}), flush=True)
        action: Callable[[], Any] = {"up": lambda: run.up(let_through, lose_all), "down": run.down}[command]
        done = {name: dataclasses.asdict(result) for name, result in action().items()}
    print(json.dumps({"done": done}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
