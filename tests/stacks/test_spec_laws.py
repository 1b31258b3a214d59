"""What of the spec the laws decide: where data may be, and whether the system is a high-risk one."""

from __future__ import annotations

import pytest

from landfast.core.errors import InputError
from landfast.stacks.spec import Spec, parse
from landfast.stacks.spec.source import parse_text

SHORTEST = "name: churn\nresidency: {region: europe-west4}\n"


@pytest.mark.parametrize(
    ("said", "role"), [("provider", ("provider",)), ("[deployer, provider]", ("deployer", "provider"))]
)
def test_a_high_risk_system_says_its_area_and_who_answers(said: str, role: tuple[str, ...]) -> None:
    text = f"{SHORTEST}ai: {{area: employment, role: {said}}}\n"
    found = parse(parse_text(text, "landfast.yaml")).ai
    assert found
    assert (found.area, found.role) == ("employment", role)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{area: hiring, role: provider}", r"ai.area .*employment"),
        ("{area: employment, role: []}", r"ai.role"),
        ("{area: employment, role: user}", r"ai.role"),
        ("{area: employment, role: [provider, provider]}", r"ai.role .*named twice"),
        ("{role: provider}", r"ai.area"),
    ],
)
def test_what_a_high_risk_system_can_not_be(content: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        parse(parse_text(f"{SHORTEST}ai: {content}\n", "landfast.yaml"))


def residency(content: str) -> Spec:
    return parse(parse_text(f"name: churn\nresidency: {content}\n", "landfast.yaml"))


@pytest.mark.parametrize(
    ("content", "within"),
    [
        ("{area: [europe-west4, Europe-west1], region: europe-west4}", "europe-west1,europe-west4"),
        ("{area: 'europe-west4,europe-west1', region: europe-west4}", "europe-west1,europe-west4"),
        ("{area: [de, nl], deny: europe-west10, region: europe-west4}", "DE,NL without europe-west10"),
        ("{deny: [FR, US], region: europe-west4}", "eu without FR"),
    ],
)
def test_an_area_may_be_a_list_and_leave_something_out(content: str, within: str) -> None:
    assert residency(content).residency.within == within


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            "{area: [europe-west4, us-east1], region: europe-west4}",
            r"residency.area .*us-east1 .* is in no residency area",
        ),
        ("{area: NL, deny: NL, region: europe-west4}", r"residency.deny .*leaves no region of NL"),
        (
            "{area: eu, deny: europe-west4, region: europe-west4}",
            r"residency.region .*outside the residency area eu ",
        ),
        ("{deny: mars, region: europe-west4}", r"residency.deny .*is no residency area, got 'mars'"),
        ("{area: 3, region: europe-west4}", r"residency.area"),
        ("{region: u-germany-northeast1}", r"residency.region .*is a region of Google Cloud Dedicated in Germany"),
        ("{area: u-germany-northeast1, region: europe-west4}", r"residency.area .*has no region with Vertex AI"),
    ],
)
def test_an_area_that_can_not_be_says_where(content: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        residency(content)
