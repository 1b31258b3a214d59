"""The spec: what is accepted, and that every problem of a bad one is said at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repository import ROOT

from landfast.core.errors import InputError
from landfast.gcp.regions import areas, catalogue, regions_in
from landfast.stacks.spec import Spec, load, parse
from landfast.stacks.spec.source import parse_text

SHORTEST = "name: churn\nresidency: {region: europe-west4}\n"
LONGEST = SHORTEST.replace("churn", "churn-of-telecom") + "environments: {production: {}}\n"
STANDING_NETWORK = "network: {vpc: shared, subnetwork: ml}\n"
GOOGLE = "google: {organization: '123456789012', billing_account: 012345-6789AB-CDEF01, %s}\n"


def spec_of(text: str) -> Spec:
    return parse(parse_text(text, "landfast.yaml"))


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        spec_of(text)
    assert caught.value.exit_code == 2
    return [str(problem) for problem in caught.value.problems]


def test_the_shortest_spec_is_a_name_and_a_region() -> None:
    spec = spec_of(SHORTEST)
    assert (spec.residency.area, list(spec.environments), spec.retention.raw_days) == ("eu", ["dev"], 365)
    assert spec.platform.orchestrators == ("vertex",)


def test_the_demo_is_health_data_under_the_strict_rules() -> None:
    spec = load(ROOT / "examples/diagnosis/landfast.yaml")
    assert spec.special_categories
    assert spec.environments["prod"].protected
    assert not spec.environments["dev"].protected


def test_what_is_said_over_several_lines_is_one() -> None:
    said = "  organisation: Acme GmbH\n  dpo: dpo@acme.example\n  legal_basis: contract\n"
    purpose = '  purpose: |\n    churn prediction\n    and   its reasons\n  data_subjects: ["our\\tcustomers\\n"]\n'
    controller = spec_of(f"{SHORTEST}controller:\n{said}{purpose}").controller
    assert controller
    assert (controller.purpose, controller.data_subjects) == ("churn prediction and its reasons", ("our customers",))
    found = problems(f'{SHORTEST}controller:\n{said}  purpose: "churn \\x1b prediction"\n')
    assert any("controller.purpose" in problem for problem in found)


def test_every_problem_is_reported_at_once_with_its_line() -> None:
    found = problems(
        "name: a-name-that-is-much-too-long\n"
        "residency: {area: eu, region: europe-west2}\n"
        "regoin: x\n"
        "environments:\n"
        "  dev: {buget_eur: 3}\n"
    )
    assert [line.split(":")[0] + ":" + line.split(":")[1].split(")")[0] for line in found] == [
        "name (landfast.yaml:1",
        "residency.region (landfast.yaml:2",
        "regoin (landfast.yaml:3",
        "environments.dev.buget_eur (landfast.yaml:5",
    ]
    assert "outside the residency area eu; use a near one: europe-west1" in found[1]
    assert "did you mean budget_eur?" in found[3]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SHORTEST.replace("europe-west4", "europe-west44"), "did you mean europe-west4 (Eemshaven, NL)?"),
        (SHORTEST.replace("europe-west4", "europe-west10"), "has no Vertex AI"),
        (SHORTEST.replace("europe-west4", "europe-west15"), "city unknown"),
        (SHORTEST.replace("{region", "{area: DE, region"), "use a near one: europe-west3 (Frankfurt, DE), or set"),
        (SHORTEST.replace("{region", "{area: US, region"), "is no residency area, got 'US'"),
        (SHORTEST.replace("churn", "googler"), "which Google reserves"),
        (SHORTEST.replace("churn", "Churn"), "such as churn"),
        (SHORTEST + "google: {billing_account: 0X0X0X-0X0X0X-0X0X0X}\n", "form that is not allowed"),
        (SHORTEST + "google: {billing_account: 012345-6789AB-CDEF01}\n", "exactly one parent"),
        (
            SHORTEST + "google: {organization: '123456789012'}\n",
            "billing_account (landfast.yaml:3): is missing",
        ),
        (SHORTEST + GOOGLE % "manages: [services]", "google.projects names none"),
        (
            SHORTEST + GOOGLE % "projects: {prd: acme-ml-dev}",
            "google.projects.prd (landfast.yaml:3): is no",
        ),
        (SHORTEST + GOOGLE % "projects: {dev: Acme}", "has a form that is not allowed, got 'Acme'"),
        (SHORTEST + "google: {projects: {dev: acme-ml-dev}, manages: [apis]}\n", "allowed: services, policies"),
        (
            SHORTEST + "environments: {dev: {}, test: {}}\ngoogle: {projects: {dev: acme-ml, test: acme-ml}}\n",
            "is the project of two environments, got 'acme-ml'",
        ),
        (
            SHORTEST + "environments: {dev: {}, test: {}}\ngoogle: {projects: {dev: acme-ml-dev}}\n",
            "has no parent for the project of environment test",
        ),
        (
            SHORTEST + "environments: {dev: {}, test: {}}\n" + GOOGLE % "projects: {dev: churn-test}",
            "is another environment's, and what landfast would make for test, got 'churn-test'",
        ),
        (SHORTEST + "network: {vpc: shared}\n", "network.subnetwork (landfast.yaml:3): is missing"),
        (SHORTEST + "network: {host_project: acme-network}\n", "network.vpc (landfast.yaml:3): is missing"),
        (SHORTEST + STANDING_NETWORK, "stands already, and the project of environment dev doesn't"),
        (
            SHORTEST + STANDING_NETWORK + "google: {projects: {dev: acme-ml}}\nplatform: {tracking: mlflow}\n",
            "take ranges of their own in a network; remove them, or have landfast make the network",
        ),
        (SHORTEST + GOOGLE % "project_suffix: null-1", "which Google reserves"),
        (SHORTEST + GOOGLE % "project_suffix: K7", "project_suffix"),
        (
            SHORTEST.replace("churn", "churn-of-telecom")
            + "environments: {production: {}}\n"
            + GOOGLE % "project_suffix: k7k7",
            "of environment production is too long, got 'churn-of-telecom-production-k7k7'; 30 characters",
        ),
        (SHORTEST + GOOGLE % "quota_project: Platform", "quota_project"),
        (SHORTEST + GOOGLE % "impersonate: ana@acme.example", "impersonate"),
        (
            SHORTEST + "controller: {organisation: Acme, dpo: d@acme.example, purpose: churn, legal_basis: contract, "
            "data_categories: [health]}\n",
            "Art. 9(2)",
        ),
        (SHORTEST + "environments: {}\n", "at least one is needed"),
        (SHORTEST + "retention: {logs_days: 7}\n", "is out of range, got 7; at least 30"),
    ],
)
def test_a_problem_says_the_limit(text: str, says: str) -> None:
    assert says in "\n".join(problems(text))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name: [a\n", "landfast.yaml:2:1"),
        ("name: a\nname: b\n", "landfast.yaml:2:1"),
        ("", "landfast.yaml"),
        ("- churn\n", "landfast.yaml"),
        ("name: *nothing\n", "landfast.yaml:1:7"),
        ('name: "\x00"\n', "landfast.yaml"),
    ],
)
def test_a_broken_file_says_the_place(text: str, place: str) -> None:
    assert problems(text)[0].startswith(f"{place}: ")


def test_a_missing_an_unreadable_and_a_binary_file(tmp_path: Path) -> None:
    (tmp_path / "binary.yaml").write_bytes(b"name: \xff\xfe")
    (tmp_path / "large.yaml").write_bytes(b"#" * (1 << 21))
    for name, says in [
        ("none.yaml", "no such file"),
        (".", "is a folder"),
        ("binary.yaml", "not UTF-8"),
        ("large.yaml", "too large"),
    ]:
        with pytest.raises(InputError, match=says):
            load(tmp_path / name)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["name", "residency", "area", "region", "environments", "dev", "waivers", "retention"])
                | st.text(max_size=5),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_document_is_a_spec_or_a_list_of_problems(content: object) -> None:
    try:
        spec_of(json.dumps(content))
    except InputError as error:
        said = error.problems
    else:
        said = ("a spec",)
    assert said


def test_residency_areas_never_go_by_prefix() -> None:
    eu = regions_in("eu")
    assert "europe-west4" in eu
    assert not {"europe-west2", "europe-west6", "europe-west15"}.intersection(eu)
    assert set(regions_in("eu+adequacy")) > set(eu)
    assert all(regions_in(area) for area in areas())
    assert regions_in("US") == ()
    assert catalogue()["europe-west1"].zones == ("europe-west1-b", "europe-west1-c", "europe-west1-d")


def test_a_spec_is_frozen() -> None:
    spec = spec_of(SHORTEST)
    with pytest.raises(Exception, match="frozen"):
        spec.name = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        spec.environments["prod"] = spec.environments["dev"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (
            "platform: {cluster: none, orchestrators: [kubeflow, vertex]}",
            "platform.cluster is none and platform.orchestrators has kubeflow",
        ),
        (
            "platform: {orchestrators: [airflow, vertex, airflow]}",
            "orchestrators .*named twice, got 'airflow'",
        ),
        ("platform: {orchestrators: []}", "platform.orchestrators .*is empty; at least one"),
    ],
)
def test_a_platform_that_cannot_be_names_what_disagrees(line: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        parse(parse_text(f"name: churn\nresidency: {{region: europe-west4}}\n{line}\n", "landfast.yaml"))


@pytest.mark.parametrize(
    ("zone", "says"),
    [
        ("europe-west1-a", "no such zone: europe-west1 has europe-west1-b, europe-west1-c, europe-west1-d"),
        ("europe-west1-b", "is a zone, not a region: europe-west1 has europe-west1-b"),
    ],
)
def test_a_zone_is_no_home_region(zone: str, says: str) -> None:
    with pytest.raises(InputError, match=f"{says}.*did you mean europe-west1"):
        parse(parse_text(f"name: churn\nresidency: {{region: {zone}}}\n", "landfast.yaml"))


def test_everything_that_disagrees_is_said_at_once() -> None:
    text = (
        "name: churn\nresidency: {region: europe-west3}\n"
        "platform: {gpu: a100, tracking_image: 'mlflow:3', cluster: none, orchestrators: [kubeflow]}\n"
    )
    with pytest.raises(InputError) as caught:
        parse(parse_text(text, "landfast.yaml"))
    assert [problem.path.split()[0] for problem in caught.value.problems] == [
        "platform.gpu",
        "platform.cluster",
        "platform.tracking_image",
    ]
