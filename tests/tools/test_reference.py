"""The reference pages: every role has a reason, every field in them is one of the spec."""

from __future__ import annotations

import re

import pytest
from repository import ROOT

from landfast.stacks.node import NODES
from landfast.stacks.spec.schema import fields
from tools.reference.changes import change
from tools.reference.reasons import reason
from tools.reference.variants import FIELDS

PAGES = ROOT / "docs/stacks"


@pytest.mark.parametrize("stack", [node.name for node in NODES])
def test_each_stack_has_a_page_in_which_every_role_has_a_reason(stack: str) -> None:
    text = (PAGES / f"{stack}.md").read_text()
    assert text.startswith(f"# Stack `{stack}`\n")
    roles = re.findall(r"^\| .+ \| `(roles/.+)` \| .+ \|(.*)\|$", text, re.MULTILINE)
    assert all(why.strip() for _, why in roles), [role for role, why in roles if not why.strip()]


def test_the_fields_that_are_tried_are_fields_of_the_spec() -> None:
    known = {field.path for field in fields()}
    assert FIELDS.keys() - known == set()


def test_a_reason_is_the_comment_above_the_role() -> None:
    assert reason("serving", "roles/storage.objectViewer", "models", "ml") == "Loads the model."
    assert reason("pipelines", "roles/storage.objectUser", "models", "ml") == "Promotes and retires models."
    assert (
        reason("audit", "roles/bigquery.dataEditor", "audit", "operations")
        == "The sink makes its tables and appends to them."
    )
    # The same role has another reason for another job; who has it stands in the name of a tuple or of a mapping's key.
    assert reason("deploy", "roles/aiplatform.user", "project", "delivery") == "Starts pipelines, sets their schedules."
    assert reason("mlflow", "roles/logging.logWriter", "project", "orchestration") == "Writes the log of the server."
    # Two modules grant it: what the stack's own says counts.
    acts_as = ("", "roles/iam.workloadIdentityUser", "")
    assert reason(*acts_as, "cluster") == "Pods of the namespace act as the account, without a key."
    assert reason(*acts_as, "delivery") == "The repository's jobs act as the account, for an hour at a time."
    # Of Google's agents the facts say what they do.
    assert reason("agent gcp-sa-pubsub", "roles/pubsub.serviceAgent", "project", "foundation") == "Delivers messages."
    assert reason("nobody", "roles/made.up", "nothing", "ml") == ""


def test_the_page_of_ml_says_what_the_online_store_changes() -> None:
    text = (PAGES / "ml.md").read_text()
    assert re.search(r"\| `platform.online_store` \| adds .*1 `google_vertex_ai_feature_online_store`", text)


def test_changes_are_told_apart() -> None:
    def document(**bodies: object) -> dict[str, object]:
        return {"resource": {"google_x": bodies}}

    before = document(a={"n": 1, "labels": {}}, b={"n": 1})
    assert change(before, before) == ""
    assert change(before, document(a={"n": 1, "labels": {"k": "v"}}, b={"n": 1})) == "labels of 1 resources"
    assert change(before, document(a={"n": 2}, c={})) == "adds 1 `google_x`; removes 1 `google_x`; changes 1 `google_x`"
    assert change({}, before) == "the stack is there, with 2 resources"
