"""What only the provider has is told apart from what the API has."""

from __future__ import annotations

import pytest

from landfast.provider.facts import known_types
from landfast.provider.virtual import OF_THE_API, api_block, virtual_attributes

APART = [
    ("google_storage_bucket", "force_destroy", True),
    ("google_sql_database_instance", "deletion_protection", True),
    ("google_container_cluster", "deletion_protection", True),
    ("google_compute_instance", "deletion_protection", False),
    ("google_workbench_instance", "enable_deletion_protection", False),
    ("google_project_service", "disable_on_destroy", True),
    ("google_pubsub_topic", "effective_labels", True),
    ("google_pubsub_topic", "labels", False),
]


@pytest.mark.parametrize(("type_name", "attribute", "virtual"), APART)
def test_the_api_never_sees_what_is_the_providers(type_name: str, attribute: str, virtual: bool) -> None:
    assert (attribute in virtual_attributes(type_name)) is virtual
    assert (attribute in api_block(type_name).attributes) is not virtual


def test_types_of_the_exceptions_exist() -> None:
    assert {type_name for types in OF_THE_API.values() for type_name in types} <= set(known_types())
