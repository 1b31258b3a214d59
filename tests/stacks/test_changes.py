"""A changed spec on an environment that stands: what is made anew is what the field means, and nothing else.

Fields that are about nothing that is made anew are changed together: a plan takes a second, and what forces another
resource is named with the argument that does. What takes resources away is changed alone: it would hide others.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from built_environment import BuiltEnvironment
from changed_environment import Changes, planned
from everything_on import EVERYTHING, PROJECT, REGION

from landfast.stacks.spec import Spec
from landfast.stacks.spec.schema import fields
from landfast.synth import documents_of_each
from landfast.targets import find

# What its tests share is made by one process.
pytestmark = pytest.mark.xdist_group("stacks-changes")

STANDS: dict[str, Any] = {
    **EVERYTHING,
    "residency": {"area": "eu", "region": REGION},
    "controller": {
        "organisation": "Klinik am Deich",
        "dpo": "dpo@klinik.example",
        "purpose": "tumour classification",
        "legal_basis": "consent",
        "data_subjects": ["patients"],
        "data_categories": ["behavioural"],
    },
    "google": {"organization": "123456789012", "billing_account": "0A0A0A-0B0B0B-0C0C0C"},
    "costs": {"currency": "CHF", "dollar": 0.81, "euro": 0.91, "rates_of": "2026-11-20"},
    "retention": {"raw_days": 300, "predictions_days": 60, "logs_days": 400},
}
# What isn't a value of its own.
SECTIONS = ("residency", "controller", "google", "environments", "costs", "platform", "network", "network.perimeter",
            "repository", "retention", "waivers", "policies", "ai", "environments.NAME.network")  # fmt: skip
# Names of everything, or whose project, network and cloud it is in: another environment.
ANOTHER = ("name", "residency.region", "google.project_suffix", "google.projects", "google.manages",
           "google.universe", "google.offers",
           "environments.NAME.project_suffix", "network.host_project", "network.vpc", "network.subnetwork",
           "network.pod_range", "network.service_range", "environments.NAME.network.host_project",
           "environments.NAME.network.vpc", "environments.NAME.network.subnetwork",
           "environments.NAME.network.pod_range", "environments.NAME.network.service_range")  # fmt: skip
# About what is judged, not about what stands.
JUDGING = ("waivers[].rule", "waivers[].address", "waivers[].reason", "waivers[].owner", "waivers[].expires",
           "policies.fail_on", "policies.packages", "policies.rules", "policies.drill_days",
           "ai.area", "ai.role", "ai.product", "ai.public")  # fmt: skip
# Stacks of packages, in states of their own.
OF_PACKAGES = ("extensions",)
# About what is made before the first stack.
BEFORE = ("google.operators", "google.provisioned_by_ci")
NOTHING: set[str] = set()
ENDPOINT = {"google_vertex_ai_endpoint.models"}
TEMPLATE = {"google_compute_region_instance_template.training"}
SOURCE = {"google_cloudbuildv2_connection.repository", "google_cloudbuildv2_repository.repository",
          "google_service_account_iam_member.github-as-deploy"}  # fmt: skip
# Field -> another value, and what is made anew with it, since that is what the field is about.
CHANGED: dict[str, tuple[Any, set[str]]] = {
    "residency.area": ("NL", NOTHING),
    "residency.deny": (["FR"], NOTHING),
    "controller.organisation": ("Klinik am Meer", NOTHING),
    "controller.dpo": ("data@klinik.example", {"google_essential_contacts_contact"}),
    "controller.dpo_contact": (False, NOTHING),
    "controller.purpose": ("early detection of tumours", NOTHING),
    "controller.legal_basis": ("contract", NOTHING),
    "controller.data_subjects": (["patients", "staff"], NOTHING),
    "controller.data_categories": (["behavioural", "technical"], NOTHING),
    "controller.special_condition": ("explicit-consent", NOTHING),
    "google.organization": ("987654321098", NOTHING),
    "google.folder": ("987654321098", NOTHING),
    "google.quota_project": ("acme-platform", NOTHING),
    "google.impersonate": ("landfast@acme-platform.iam.gserviceaccount.com", NOTHING),
    "google.billing_account": ("1A1A1A-0B0B0B-0C0C0C", {"google_billing_budget.environment"}),
    "environments.NAME.budget_eur": (500, NOTHING),
    "environments.NAME.approval": (True, NOTHING),
    "environments.NAME.protected": (True, NOTHING),
    "costs.currency": ("GBP", NOTHING),
    "costs.dollar": (0.82, NOTHING),
    "costs.euro": (0.92, NOTHING),
    "costs.rates_of": ("2026-11-21", NOTHING),
    "platform.orchestrators": (["vertex"], NOTHING),
    "platform.tracking": ("vertex", NOTHING),
    "platform.tracking_image": ("mlflow:3.7.0", NOTHING),
    "platform.features": ("dataflow", NOTHING),
    "platform.cluster": (
        "autopilot",
        {"google_container_cluster.environment", "google_gke_backup_backup_plan.environment"},
    ),
    "platform.endpoints": ("private", ENDPOINT),
    "platform.online_store": (False, NOTHING),
    "platform.gpu": ("t4", TEMPLATE | {"google_container_node_pool.gpu"}),
    "network.egress_hosts": (["pypi.org", "files.pythonhosted.org"], NOTHING),
    "network.perimeter.access_policy": ("987654321", {"google_access_context_manager_service_perimeter.environment"}),
    "network.perimeter.members": (["user:bo@klinik.example"], NOTHING),
    # The room is closed then: models answer inside of it.
    "network.perimeter.enforce": (True, ENDPOINT),
    "repository.host": ("gitlab", SOURCE | {"google_iam_workload_identity_pool_provider.repository"}),
    "repository.owner": ("praxis", SOURCE),
    "repository.name": ("prognosis", SOURCE),
    "repository.folder": ("services/ml", NOTHING),
    "repository.installation": (2, NOTHING),
    "repository.token_version": (2, NOTHING),
    "repository.public_egress": (False, NOTHING),
    "retention.raw_days": (200, NOTHING),
    "retention.predictions_days": (50, NOTHING),
    "retention.logs_days": (500, NOTHING),
    "alerts": (["night@klinik.example"], NOTHING),
    "runbooks": ("https://wiki.klinik.example/runbooks", NOTHING),
}
# With fewer resources, or without another field.
ALONE = {"platform.orchestrators", "platform.tracking", "platform.online_store", "google.folder",
         "repository.public_egress"}  # fmt: skip
TOGETHER = tuple(field for field, (_value, meant) in CHANGED.items() if not meant and field not in ALONE)


def changed(*changes: str) -> Spec:
    content = copy.deepcopy(STANDS)
    for field in changes:
        change(content, field)
    return Spec.model_validate(content)


def change(content: dict[str, Any], field: str) -> None:
    *path, last = field.replace("NAME", "dev").split(".")
    section = content
    for step in path:
        section = section[step]
    section[last] = CHANGED[field][0]
    if field == "google.folder":
        del section["organization"]
    if field == "platform.tracking":
        del section["tracking_image"]
    if field == "network.perimeter.enforce":
        section["members"].append("serviceAccount:diagnosis-deploy@diagnosis-dev.iam.gserviceaccount.com")
    if field == "repository.public_egress":
        del section["token_version"]
    if field == "repository.host":
        del section["installation"]


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Changes]]:
    alone = [field for field in CHANGED if field not in TOGETHER]
    specs = [Spec.model_validate(STANDS), changed(*TOGETHER), *map(changed, alone)]
    stands, *documents = documents_of_each([(spec, "dev", find("rehearsal")) for spec in specs])
    built = BuiltEnvironment(stands, tmp_path_factory.mktemp("changes"), PROJECT, REGION)
    together, *each = [planned(built, one) for one in documents]
    yield {**dict.fromkeys(TOGETHER, together), **dict(zip(alone, each, strict=True))}
    built.client.store.close()


def test_every_field_of_the_spec_is_tried() -> None:
    # The section `project` is about the ML project: no stack reads it.
    found = {field.path for field in fields() if field.path.partition(".")[0] != "project"}
    assert found == {*SECTIONS, *ANOTHER, *JUDGING, *BEFORE, *OF_PACKAGES, *CHANGED}


@pytest.mark.parametrize("field", CHANGED)
def test_a_change_makes_nothing_anew_that_it_is_not_about(plans: dict[str, Changes], field: str) -> None:
    _value, meant = CHANGED[field]
    made_anew = {place[1]: paths for place, paths in plans[field].replaced.items()}
    assert {a: p for a, p in made_anew.items() if not meant & {a, a.partition(".")[0]}} == {}
