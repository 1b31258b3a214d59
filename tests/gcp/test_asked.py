"""What is asked of others: the role that is named makes it."""

from __future__ import annotations

import pytest

from landfast.gcp.asked import asked_for
from landfast.gcp.roles import role_permissions
from landfast.gcp.tables import table
from landfast.gcp.type_permissions import needed_permissions


@pytest.mark.parametrize("type_", table("asked_of_others")["types"])
def test_the_role_may_make_and_change_it(type_: str) -> None:
    about, needed = asked_for(type_), needed_permissions(type_)
    assert about is not None
    assert needed is not None
    held = role_permissions(about.role)
    assert held is not None
    # Who applies the ticket sees the project.
    seen = {"resourcemanager.projects.get"}
    missing = {permission for verb in ("create", "read", "update") for permission in needed.get(verb, ())} - held - seen
    assert not missing


def test_of_other_types_nothing_is_asked() -> None:
    assert asked_for("google_storage_bucket") is None
