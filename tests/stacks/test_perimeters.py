"""Perimeters of VPC Service Controls: who is let in, what a promotion takes out, and what is refused before a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rehearsal_client import PROJECT, Client, RefusedError
from shortest_spec import BASE, problem, stacks

from landfast.stacks.spec import parse
from landfast.stacks.spec.source import parse_text
from landfast.synth import documents_of_each
from landfast.targets import find

PERIMETER = "network: {perimeter: {access_policy: '123456789', members: ['user:Ana@acme.example'], enforce: %s}}\n"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    made = Client(tmp_path)
    yield made
    made.store.close()


@pytest.mark.parametrize(("enforce", "half", "other"), [("false", "spec", "status"), ("true", "status", "spec")])
def test_a_perimeter_is_a_dry_run_until_it_is_enforced(tmp_path: Path, enforce: str, half: str, other: str) -> None:
    made = stacks(tmp_path, PERIMETER % enforce)["foundation"]["google_access_context_manager_service_perimeter"]
    body = made["environment"]
    assert other not in body
    assert body.get("use_explicit_dry_run_spec", False) == (half == "spec")
    assert body["name"] == "accessPolicies/123456789/servicePerimeters/churn_dev"
    assert "storage.googleapis.com" in body[half]["restricted_services"]
    assert body[half]["ingress_policies"][0]["ingress_from"]["identities"] == ["user:ana@acme.example"]


DEPLOY = "serviceAccount:churn-deploy@churn-{}.iam.gserviceaccount.com"
CODE = "repository: {host: github, owner: acme, name: churn}\n"
BOTH = "environments: {dev: {}, prod: {}}\n" + CODE


@pytest.mark.parametrize(("enforce", "half"), [("false", "spec"), ("true", "status")])
def test_ci_is_let_in_once_its_account_stands_and_takes_out_what_it_promotes(
    tmp_path: Path, enforce: str, half: str
) -> None:
    text, kind = BOTH + PERIMETER % enforce, "google_access_context_manager_service_perimeter"
    for name in ("dev", "prod"):
        made = stacks(tmp_path / name, text, name)["foundation"]
        (enter,) = made[kind]["environment"][half]["ingress_policies"]
        # By its name, so that a plan tells it; after it stands, since Google lets in nobody who doesn't.
        assert enter["ingress_from"]["identities"] == ["user:ana@acme.example", DEPLOY.format(name)]
        assert "google_service_account.deploy" in made[kind]["environment"]["depends_on"]
        assert made["google_service_account"]["deploy"]["account_id"] == "churn-deploy"
        leaves = made[kind]["environment"][half].get("egress_policies")
        assert (leaves is None) == (name == "dev")
    (leave,) = leaves
    assert leave["egress_from"] == {"identities": [DEPLOY.format("prod")]}
    origin = "projects/${data.google_project.origin.number}"
    read = {"service_name": "artifactregistry.googleapis.com", "method_selectors": [{"method": "*"}]}
    assert leave["egress_to"] == {"resources": [origin], "operations": [read]}


def test_who_promotes_from_the_first_perimeter_is_a_member_once_they_stand(tmp_path: Path) -> None:
    prod, own = DEPLOY.format("prod"), DEPLOY.format("dev")
    spec = parse(parse_text(BASE + BOTH + PERIMETER % "true", "landfast.yaml"))
    assert (spec.kept_out("dev"), spec.kept_out("prod")) == ((prod,), (prod,))
    named = PERIMETER.replace("acme.example'", f"acme.example', '{own}', '{prod}'")
    spec = parse(parse_text(BASE + BOTH + named % "true", "landfast.yaml"))
    assert spec.kept_out("dev") == ()
    made = stacks(tmp_path, BOTH + named % "true")["foundation"]["google_access_context_manager_service_perimeter"]
    (enter,) = made["environment"]["status"]["ingress_policies"]
    # Nobody twice, and from inside of another environment's perimeter, too.
    assert enter["ingress_from"]["identities"] == ["user:ana@acme.example", prod, own]
    assert enter["ingress_from"]["sources"] == [{"access_level": "*"}]
    spec = parse(parse_text(BASE + BOTH + PERIMETER % "false", "landfast.yaml"))
    # A dry run refuses nobody.
    assert spec.kept_out("dev") == ()


def test_without_a_repository_nothing_leaves_a_perimeter(tmp_path: Path) -> None:
    text = "environments: {dev: {}, prod: {}}\n" + PERIMETER % "true"
    documents = stacks(tmp_path, text, "prod")["foundation"]
    assert (
        "egress_policies" not in documents["google_access_context_manager_service_perimeter"]["environment"]["status"]
    )


def test_a_perimeter_that_lets_not_in_as_whom_landfast_works_is_refused() -> None:
    text = "google: {organization: '123456789012', billing_account: 0A0A0A-0A0A0A-0A0A0A, impersonate: %s}\n"
    account = "landfast@acme-tools.iam.gserviceaccount.com"
    found = problem(BASE + text % account + PERIMETER % "true")
    assert f"google.impersonate is no member of it, got serviceAccount:{account}" in found
    both = PERIMETER.replace("['user:Ana@acme.example']", f"['user:ana@acme.example', 'serviceAccount:{account}']")
    assert parse(parse_text(BASE + text % account + both % "true", "landfast.yaml"))


def test_a_perimeter_that_lets_nobody_in_is_refused() -> None:
    found = problem(BASE + "network: {perimeter: {access_policy: '123456789', enforce: true}}\n")
    assert "network.perimeter.enforce is true and network.perimeter.members is empty" in found


def test_a_perimeter_lets_in_only_who_is_there(client: Client) -> None:
    client.project("accesscontextmanager", "iam")
    member = f"serviceAccount:churn-deploy@{PROJECT}.iam.gserviceaccount.com"
    enter = {"ingress_from": [{"identities": [member, "user:Ana@acme.example"]}], "ingress_to": [{"resources": ["*"]}]}
    wanted = {
        "parent": "accessPolicies/1", "name": "accessPolicies/1/servicePerimeters/p", "title": "p",
        "status": [{"ingress_policies": [enter]}],
    }  # fmt: skip
    with pytest.raises(RefusedError, match=r"Error 400: The email address .* is invalid or non-existent"):
        client.create("google_access_context_manager_service_perimeter", **wanted)
    leave = {"egress_from": [{"identities": [member]}], "egress_to": [{"resources": [f"projects/{PROJECT}"]}]}
    out = {**wanted, "status": [{"egress_policies": [leave]}]}
    with pytest.raises(RefusedError, match=r"Error 400: The email address .* is invalid or non-existent"):
        client.create("google_access_context_manager_service_perimeter", **out)
    client.create("google_service_account", account_id="churn-deploy")
    with pytest.raises(RefusedError, match=r"Error 400: Invalid resource 'projects/clinic-dev': .* projects/NUMBER"):
        client.create("google_access_context_manager_service_perimeter", **out)
    made = client.create("google_access_context_manager_service_perimeter", **wanted)
    kept = client.read("google_access_context_manager_service_perimeter", made)
    assert kept
    (identities,) = [one["identities"] for one in kept["status"][0]["ingress_policies"][0]["ingress_from"]]
    assert sorted(identities) == [member, "user:ana@acme.example"]


# Name -> lines of the spec, and whether models answer in the network alone.
ROOMS = {
    "nothing": ("", False),
    "a dry run": (PERIMETER % "false", False),
    "enforced": (PERIMETER % "true", True),
    "public all the same": (f"{PERIMETER % 'true'}platform: {{endpoints: public}}\n", False),
    "as asked for": ("platform: {endpoints: private}\n", True),
}


def test_models_answer_in_the_network_where_the_room_is_closed() -> None:
    specs = [parse(parse_text(BASE + lines, "landfast.yaml")) for lines, _private in ROOMS.values()]
    made = documents_of_each([(spec, "dev", find("rehearsal")) for spec in specs])
    network = "projects/churn-dev/global/networks/churn-dev-network"
    for (name, (_lines, private)), documents in zip(ROOMS.items(), made, strict=True):
        config = documents["ml"]["resource"]["google_vertex_ai_endpoint"]["models"].get(
            "private_service_connect_config"
        )
        # The network lets Vertex AI put its address there, and only then.
        consent = "google_network_connectivity_service_connection_policy" in documents["network"]["resource"]
        assert (config is not None, consent) == (private, private), name
        if config is not None:
            assert config["project_allowlist"] == ["churn-dev"]
            assert config["psc_automation_configs"] == [{"project_id": "churn-dev", "network": network}]
