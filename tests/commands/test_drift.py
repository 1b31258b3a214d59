"""How drift is said: on a terminal, as Markdown and as a document, by the same words."""

from __future__ import annotations

from pathlib import Path

import pytest
from document_schemas import validated

from landfast.jobs.drift import DriftRequest, DriftResult, drift
from landfast.jobs.result import document
from landfast.screen.drift import show_drift
from landfast.screen.drift_markdown import drift_markdown
from landfast.terraform import Attribute, Drifted, PlannedChange

SPEC = "name: churn\nresidency: {region: europe-west4}\n"
NAMED = {"stack": "data", "type": "google_storage_bucket"}
ATTRIBUTES = (
    Attribute("public_access_prevention", "enforced", "inherited"),
    Attribute("root_password", None, None, sensitive=True),
)
CHANGED = PlannedChange(
    address="google_storage_bucket.raw", name="churn-dev-raw", action="update", attributes=ATTRIBUTES, **NAMED
)
GONE = PlannedChange(address="google_storage_bucket.models", name="churn-dev-models", action="delete", **NAMED)
LOST = PlannedChange("data", "google_pubsub_subscription.s", "google_pubsub_subscription", "events", "replace")


@pytest.fixture
def nothing(tmp_path: Path) -> DriftResult:
    (tmp_path / "landfast.yaml").write_text(SPEC)
    return drift(DriftRequest(spec=tmp_path / "landfast.yaml"))


def shown(result: DriftResult, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    show_drift(result)
    return " ".join(capsys.readouterr().out.split()), drift_markdown(result)


def test_what_was_never_brought_up_has_none(nothing: DriftResult, capsys: pytest.CaptureFixture[str]) -> None:
    assert (nothing.exit_code, nothing.resources, nothing.drifted) == (0, {}, [])
    assert validated("drift", document(nothing))["ok"]
    for said in shown(nothing, capsys):
        assert "Nothing stands." in said
        assert "up dev" in said


def test_every_format_says_what_differs_and_what_mends_it(
    nothing: DriftResult, capsys: pytest.CaptureFixture[str]
) -> None:
    drifted = [Drifted(GONE, "create"), Drifted(CHANGED, "update")]
    result = DriftResult(nothing.workspace, {"data": 7}, drifted, by_cloud=2, losses=[LOST])
    assert result.exit_code == 1
    found = validated("drift", document(result))["result"]
    assert [one["gone"] for one in found["drifted"]] == [True, False]
    assert found["drifted"][0]["loses"] == "its objects"
    table, markdown = shown(result, capsys)
    for said in (table, markdown.replace("&#95;", "_").replace("&gt;", ">")):
        assert "2 of 7 resources have drifted: 1 gone, 1 changed. 2 more differ in what Google changes" in said
        assert "bucket churn-dev-models is gone" in said
        assert "its objects" in said
        assert "google_storage_bucket.raw" in said
        assert "public_access_prevention: enforced -> inherited" in said
        assert "root_password: (sensitive)" in said
        assert "`up` puts it back" in said
        assert "up dev" in said
        assert "It asks before this is lost: subscription events." in said


def test_what_up_leaves_as_it_stands_is_said(nothing: DriftResult, capsys: pytest.CaptureFixture[str]) -> None:
    result = DriftResult(nothing.workspace, {"data": 7}, [Drifted(CHANGED, None), Drifted(GONE, None)], by_cloud=0)
    for said in shown(result, capsys):
        assert "the spec leaves it open: `up` keeps it as it stands" in said
        assert "the spec asks for it no longer" in said
    settled = DriftResult(nothing.workspace, {"data": 7}, [], by_cloud=0)
    assert settled.exit_code == 0
    for said in shown(settled, capsys):
        assert "No drift: 7 resources stand as landfast left them." in said
