"""An area is a name, or a list of names, countries and regions without some; nothing goes by the first letters."""

from __future__ import annotations

import pytest

from landfast.check.judge.engine import area
from landfast.gcp.areas import area_of, denied_of, split_terms, without
from landfast.gcp.regions import of_google, places_in, regions_in, sovereign
from landfast.policies.facts.places import locate


def meant(said: str, deny: str = "") -> str:
    listed, faults = area_of(split_terms(said))
    denied, more = denied_of(split_terms(deny)) if deny else ("", [])
    assert not faults + more
    whole, fault = without(listed, denied)
    assert fault is None
    return whole


@pytest.mark.parametrize(
    ("said", "deny", "area_", "regions"),
    [
        ("europe-west4, Europe-West1", "", "europe-west1,europe-west4", {"europe-west1", "europe-west4"}),
        ("de", "", "DE", {"europe-west3", "europe-west10"}),
        ("nl,BE", "", "BE,NL", {"europe-west4", "europe-west1"}),
        ("DE", "europe-west10", "DE without europe-west10", {"europe-west3"}),
        ("be,nl", "Nl", "BE,NL without NL", {"europe-west1"}),
        # What is denied and lies elsewhere changes nothing.
        ("FR", "US,europe-west4", "FR", {"europe-west9"}),
    ],
)
def test_an_area_means_its_regions(said: str, deny: str, area_: str, regions: set[str]) -> None:
    assert meant(said, deny) == area_
    assert set(regions_in(area_)) == regions


def test_lists_of_areas_are_together() -> None:
    assert set(regions_in(meant("eu,gb"))) == {*regions_in("eu"), *regions_in("GB")}
    assert meant("GB,eu") == "eu,GB"
    assert set(regions_in(meant("eu+adequacy", "eu"))) == set(regions_in("eu+adequacy")) - set(regions_in("eu"))


@pytest.mark.parametrize(
    ("said", "fact", "step"),
    [
        ("us-central1", "is in no residency area", "record a waiver"),
        ("europe-west4-a", "is a zone, not a region", "did you mean europe-west4?"),
        ("europe-wst4", "is no residency area", "did you mean europe-west4?"),
        ("germany", "is no residency area", "did you mean DE?"),
        ("US", "is no residency area", "use one of these"),
        ("", "is no residency area", "use one of these"),
    ],
)
def test_what_is_none_says_what_may_be_meant(said: str, fact: str, step: str) -> None:
    found, [fault] = area_of(["europe-west1", said])
    assert found == "europe-west1"
    assert fact in fault.fact
    assert step in fault.step


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert [fault.said for fault in area_of(["mars", "eu", "us-east1"])[1]] == ["mars", "us-east1"]
    assert [fault.said for fault in denied_of(["US", "mars"])[1]] == ["mars"]


def test_denying_everything_leaves_no_area() -> None:
    _whole, fault = without("DE", "DE")
    assert fault
    assert "leaves no region of DE" in fault.fact


def test_codes_for_several_regions_are_in_a_list_only_if_all_they_span_is() -> None:
    both = area("europe-north1,europe-west4")
    assert locate("EUR4", "storage", both).good
    assert not locate("EU", "storage", both).good
    assert not locate("EU", "storage", area("eu without europe-west3")).good
    assert locate("EU", "storage", area("eu")).good
    assert not locate("EUR4", "storage", area("europe-west4")).good


def test_a_denied_region_is_outside_and_says_why() -> None:
    verdict = locate("europe-west3", "", area("eu without europe-west3"))
    assert (verdict.kind, verdict.clause) == ("outside", "is in DE, which is not in eu without europe-west3")
    assert locate("europe-west3-a", "", area("europe-west4")).kind == "outside"


def test_regions_of_sovereign_clouds_are_places_and_none_of_ours() -> None:
    assert not sovereign().keys() & of_google().keys()
    assert locate("u-germany-northeast1", "", area("eu")).good
    assert locate("u-germany-northeast1-a", "", area("DE")).good
    assert locate("u-france-east1", "", area("DE")).kind == "outside"
    assert locate("u-nowhere-east1", "", area("eu")).kind == "unknown"
    assert meant("U-Germany-Northeast1") == "u-germany-northeast1"
    assert places_in("u-germany-northeast1") == ("u-germany-northeast1",)
    assert "u-germany-northeast1" not in regions_in("eu")
