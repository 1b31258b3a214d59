"""Our own stacks have no finding; and moved or weakened in any one place, they have the right one."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from landfast.check import Context, Document, Report, check, load_documents
from landfast.synth import synthesize
from modules.names import Names
from policies.keys import key_attributes
from policies.tables import Attribute, assessed
from stacks.spec import Google, Spec, load

ROOT = Path(__file__).parent.parent
ELSEWHERE = "${var.elsewhere}"
# Trap -> the rules of which at least one must see it.
TRAPS: dict[Any, set[str]] = {
    "europe-west2": {"LF-RES-001", "LF-RES-005"},
    "europe-west6": {"LF-RES-001", "LF-RES-005"},
    "us-central1": {"LF-RES-001", "LF-RES-005"},
    "us-central1-a": {"LF-RES-001", "LF-RES-005"},
    "EUR5": {"LF-RES-001", "LF-RES-004", "LF-RES-005"},
    "EUR7": {"LF-RES-001", "LF-RES-004", "LF-RES-005"},
    "EUR8": {"LF-RES-001", "LF-RES-004", "LF-RES-005"},
    "US": {"LF-RES-001", "LF-RES-004", "LF-RES-005"},
    # A code of another product (Firestore).
    "nam5": {"LF-RES-004", "LF-RES-005"},
    "global": {"LF-RES-002", "LF-RES-005"},
    ELSEWHERE: {"LF-RES-004", "LF-RES-005"},
    None: {"LF-RES-002", "LF-RES-003"},
}
Bodies = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Own:
    """The synthesized stacks of the demo (health data) in `prod`, and what the policies need to know of it."""

    documents: tuple[Document, ...]
    context: Context

    def check(self, bodies: Bodies | None = None) -> Report:
        changed = [
            Document(d.name, bodies[d.name] if bodies else d.body, d.sources, d.rehearsal) for d in self.documents
        ]
        return check(changed, self.context)

    def resources(self) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
        for document in self.documents:
            for type_, named in document.body.get("resource", {}).items():
                for name, body in named.items():
                    yield document.name, type_, name, body

    def mutated(self, stack: str, change: Callable[[dict[str, Any]], Any]) -> Report:
        """Verdict after a change to a copy of one stack's JSON."""
        bodies = {d.name: dict(d.body) for d in self.documents}
        bodies[stack] = copy.deepcopy(bodies[stack])
        bodies[stack].setdefault("variable", {})["elsewhere"] = {"type": "string"}
        change(bodies[stack])
        return self.check(bodies)


def context_of(spec: Spec) -> Context:
    buckets = {Names(spec.name, "prod").state_bucket: spec.residency.region}
    return Context("eu", spec.residency.region, True, True, (), dt.date(2026, 11, 23), buckets)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Own:
    spec = load(ROOT / "examples" / "diagnosis" / "landfast.yaml")
    out = tmp_path_factory.mktemp("own")
    synthesize(spec, "prod", "rehearsal", out)
    return Own(tuple(load_documents(out)), context_of(spec))


@pytest.fixture(scope="module")
def own_on_google(tmp_path_factory: pytest.TempPathFactory) -> Own:
    spec = load(ROOT / "examples" / "diagnosis" / "landfast.yaml")
    google = Google(organization="123456789012", billing_account="000000-000000-000000")
    out = tmp_path_factory.mktemp("google")
    synthesize(spec.model_copy(update={"google": google}), "prod", "google", out)
    return Own(tuple(load_documents(out)), context_of(spec))


def found(report: Report, address: str) -> set[str]:
    return {finding.rule.id for finding in report.findings if finding.address == address}


@pytest.mark.parametrize("target", ["own", "own_on_google"])
def test_own_stacks_have_no_finding_and_every_rule_is_there(target: str, request: pytest.FixtureRequest) -> None:
    report = request.getfixturevalue(target).check()
    assert not report.findings
    assert report.exit_code() == 0
    assert report.coverage.resources > 100
    assert report.coverage.not_assessed == 0


def places(body: Any, names: tuple[str, ...]) -> Iterator[tuple[Any, Any]]:
    """(container, key) of each value that the names lead to."""
    if isinstance(body, list):
        for item in body:
            yield from places(item, names)
    elif isinstance(body, dict) and names[0] in body:
        if len(names) > 1:
            yield from places(body[names[0]], names[1:])
        elif isinstance(body[names[0]], list):
            yield from ((body[names[0]], index) for index in range(len(body[names[0]])))
        else:
            yield body, names[0]


def moved(attribute: Attribute, old: Any, trap: Any) -> Any:
    """The value of an attribute after it was moved to a trap."""
    if trap == ELSEWHERE or attribute.kind in ("place", "config"):
        return trap
    if attribute.kind in ("parent", "in"):
        return f"projects/p/locations/{trap}/x/y"
    return {
        "destination": f"logging.googleapis.com/projects/p/locations/{trap}/buckets/b",
        "bucket": f"gs://{trap}",
        "dataset": f"bq://p.{trap}.t",
    }.get(attribute.kind, old)


def mutate(body: dict[str, Any], path: tuple[str, str], attribute: Attribute, trap: Any) -> None:
    for container, key in places(body["resource"][path[0]][path[1]], attribute.names):
        if trap is None:
            del container[key]
        elif attribute.kind == "true":
            container[key] = False
        else:
            container[key] = moved(attribute, container[key], trap)
        break
    if trap is None:
        # What the provider would fill in is taken away too: nobody then says where.
        for providers in body["provider"].values():
            for provider in providers if isinstance(providers, list) else [providers]:
                provider.pop("region", None)
                provider.pop("zone", None)


def test_every_location_moved_to_every_trap_is_seen(own: Own) -> None:
    survivors, kills, types = [], 0, set()
    for stack, type_, name, body in own.resources():
        for attribute in assessed()[type_].attributes if type_ in assessed() else ():
            if not any(places(body, attribute.names)) or attribute.kind in ("block", "false", "global"):
                continue
            types.add(type_)
            for trap, usual in TRAPS.items():
                rules = {"LF-RES-002"} if attribute.kind == "true" else usual
                if trap is None and attribute.absent.startswith("ok"):
                    continue
                report = own.mutated(stack, lambda b, a=attribute, t=trap, p=(type_, name): mutate(b, p, a, t))
                if found(report, f"{type_}.{name}") & rules and report.exit_code() == 1:
                    kills += 1
                else:
                    survivors.append((f"{type_}.{name}.{attribute.path}", trap))
    assert not survivors
    assert kills > 300
    assert {"google_storage_bucket", "google_bigquery_dataset", "google_pubsub_topic", "google_kms_key_ring"} <= types


def test_every_key_taken_away_or_moved_is_seen(own: Own) -> None:
    survivors = []
    for stack, type_, name, body in own.resources():
        for names in key_attributes().get(type_, ()):
            if not any(places(body, names)):
                continue
            for key, rule in (
                (None, "LF-ENC-001"),
                (ELSEWHERE, "LF-ENC-001"),
                ("projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k", "LF-ENC-002"),
                ("projects/p/locations/global/keyRings/r/cryptoKeys/k", "LF-ENC-002"),
                ("projects/p/locations/europe-west2/keyRings/r/cryptoKeys/k", "LF-ENC-002"),
            ):

                def change(b: dict[str, Any], n: Any = names, k: Any = key, p: Any = (type_, name)) -> None:
                    container, last = next(places(b["resource"][p[0]][p[1]], n))
                    container[last] = k

                report = own.mutated(stack, change)
                if rule not in found(report, f"{type_}.{name}"):
                    survivors.append((f"{type_}.{name}", key))
    # A topic is global: any key in the area will do.
    assert {(address.split(".")[0], key) for address, key in survivors} == {
        ("google_pubsub_topic", "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k")
    }


WEAKENED: list[tuple[str, str, Any, str]] = [
    ("google_storage_bucket", "uniform_bucket_level_access", False, "LF-ACC-002"),
    ("google_storage_bucket", "uniform_bucket_level_access", None, "LF-ACC-002"),
    ("google_storage_bucket", "public_access_prevention", "inherited", "LF-ACC-003"),
    ("google_storage_bucket", "public_access_prevention", None, "LF-ACC-003"),
    ("google_storage_bucket", "lifecycle_rule", None, "LF-RET-001"),
    ("google_storage_bucket", "retention_policy", {"is_locked": True}, "LF-RET-005"),
    ("google_storage_bucket", "force_destroy", True, "LF-AVA-001"),
    ("google_storage_bucket", "labels", None, "LF-REC-001"),
    ("google_storage_bucket", "logging", {"log_bucket": "somewhere"}, "LF-RES-005"),
    ("google_bigquery_dataset", "delete_contents_on_destroy", True, "LF-AVA-001"),
    ("google_bigquery_dataset", "access", [{"special_group": "allAuthenticatedUsers"}], "LF-ACC-001"),
    ("google_bigquery_dataset", "labels", None, "LF-REC-001"),
    ("google_bigquery_table", "deletion_protection", False, "LF-AVA-001"),
    ("google_pubsub_topic", "message_storage_policy", None, "LF-RES-003"),
    ("google_pubsub_topic", "message_retention_duration", None, "LF-RET-003"),
    ("google_pubsub_subscription", "push_config", {"push_endpoint": "https://x.example"}, "LF-RES-005"),
    ("google_kms_crypto_key", "rotation_period", None, "LF-ENC-003"),
    ("google_kms_crypto_key", "rotation_period", "31536000s", "LF-ENC-003"),
    ("google_kms_crypto_key", "version_template", {"protection_level": "SOFTWARE"}, "LF-ENC-004"),
    ("google_logging_project_bucket_config", "retention_days", None, "LF-RET-004"),
    ("google_logging_project_bucket_config", "locked", True, "LF-RET-005"),
    ("google_project_iam_member", "member", "allUsers", "LF-ACC-001"),
    ("google_project_iam_member", "member", ELSEWHERE, "LF-ACC-001"),
    ("google_project_iam_member", "role", "roles/editor", "LF-ACC-004"),
    ("google_project_iam_member", "role", "roles/iam.serviceAccountTokenCreator", "LF-ACC-007"),
    ("google_storage_bucket_iam_member", "member", "allAuthenticatedUsers", "LF-ACC-001"),
    ("google_project", "deletion_policy", "DELETE", "LF-AVA-001"),
    ("google_project_iam_audit_config", "audit_log_config", [
        {"log_type": "DATA_READ", "exempted_members": ["user:a@b.example"]}], "LF-LOG-001"),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "attribute", "value", "rule"), WEAKENED)
def test_every_weakened_setting_is_seen(own: Own, type_: str, attribute: str, value: Any, rule: str) -> None:
    targets = [(stack, name) for stack, kind, name, _body in own.resources() if kind == type_]
    assert targets
    for stack, name in targets:
        report = own.mutated(stack, lambda b, n=name: b["resource"][type_][n].update({attribute: value}))
        assert rule in found(report, f"{type_}.{name}"), name


def without_expiration(body: dict[str, Any]) -> None:
    for dataset in body["resource"]["google_bigquery_dataset"].values():
        del dataset["default_table_expiration_ms"], dataset["default_partition_expiration_ms"]


def without_location_policy(body: dict[str, Any]) -> None:
    policies = body["resource"]["google_org_policy_policy"]
    for name in [name for name, policy in policies.items() if "resourceLocations" in policy["name"]]:
        del policies[name]


def wider_location_policy(body: dict[str, Any]) -> None:
    for policy in body["resource"]["google_org_policy_policy"].values():
        if "resourceLocations" in policy["name"]:
            next(places(policy, ("spec", "rules", "values")))[0]["values"]["allowed_values"].append("in:us-locations")


def logs_in_global(body: dict[str, Any]) -> None:
    del body["resource"]["google_logging_folder_settings"], body["resource"]["google_logging_project_sink"]


STRUCTURE: list[tuple[str, Callable[[dict[str, Any]], Any], str]] = [
    ("data", without_expiration, "LF-RET-002"),
    ("foundation", without_location_policy, "LF-RES-010"),
    ("foundation", wider_location_policy, "LF-RES-008"),
    ("foundation", logs_in_global, "LF-LOG-002"),
    ("foundation", lambda b: b["resource"].pop("google_project_iam_audit_config"), "LF-LOG-001"),
    ("ml", lambda b: b["resource"].update(google_service_account_key={"k": {}}), "LF-ACC-005"),
    ("ml", lambda b: b["resource"].update(google_new_thing={"t": {"location": "EU"}}), "LF-COV-001"),
    ("ml", lambda b: b.update(module={"m": {"source": "./m"}}), "LF-COV-002"),
    ("ml", lambda b: b["provider"]["google"][0].update(region="europe-west2"), "LF-RES-006"),
    ("ml", lambda b: b["terraform"].update(backend={"gcs": {"bucket": "elsewhere"}}), "LF-RES-007"),
    ("ml", lambda b: b["terraform"].update(backend={"s3": {"region": "us-east-1"}}), "LF-RES-007"),
    ("ml", lambda b: b["terraform"].pop("backend"), "LF-RES-009"),
]


@pytest.mark.parametrize(("stack", "change", "rule"), STRUCTURE, ids=[rule for _stack, _change, rule in STRUCTURE])
def test_every_guard_taken_away_is_seen(own_on_google: Own, stack: str, change: Any, rule: str) -> None:
    report = own_on_google.mutated(stack, change)
    assert rule in {finding.rule.id for finding in report.findings}
    assert report.exit_code() == 1
