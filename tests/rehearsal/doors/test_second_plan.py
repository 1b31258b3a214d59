"""The second plan of any configuration is empty: random types, random arguments, the provider's own calls."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from rehearsal_client import Client, RefusedError

from landfast.provider.schema import resource_types
from landfast.provider.tree import Block, resource_type
from landfast.provider.values import Object, Type
from landfast.rehearsal.doors.terraform.values import UNKNOWN, has_unknown

# What its tests share is made by one process.
pytestmark = pytest.mark.xdist_group("rehearsal-doors-second_plan")

TEXTS = ("a", "B-c", "projects/p/x/y", "1", "europe-west4", "x y", '{"a": 1}', "user:A@b.example", "ä€", "")
NUMBERS = (0, 1, 7, 2**40, -3, Decimal("0.1"), Decimal("0.5"))
POLICY = '{"bindings": [{"role": "roles/viewer", "members": ["user:a@b.example"]}]}'

NEEDED: dict[str, Object] = {
    "google_bigtable_instance": {"cluster": [{"cluster_id": "c", "zone": "europe-west4-a"}]},
    "google_compute_firewall": {"source_ranges": ["10.0.0.0/8"]},
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    made = Client(
        tmp_path_factory.mktemp("cloud"), rules=(), zone="europe-west4-a", default_labels={"application": "demo"}
    )
    yield made
    made.store.close()


def a_value(type_: Type, random: Random) -> Any:
    if isinstance(type_, list):
        kind, inner = type_
        if kind == "object":
            return {name: a_value(field, random) for name, field in inner.items()}
        if kind == "map":
            return {random.choice("abc"): a_value(inner, random) for _ in range(random.randint(0, 3))}
        return [a_value(inner, random) for _ in range(random.randint(0, 3))]
    if type_ == "number":
        return random.choice(NUMBERS)
    return random.random() < 0.5 if type_ == "bool" else random.choice(TEXTS)


def a_config(block: Block, random: Random, density: float) -> Object:
    """Arguments of a block: the required ones, and of the others about the share `density`."""
    values: Object = {}
    for name, attribute in block.attributes.items():
        wanted = attribute.required or (attribute.optional and name != "id" and random.random() < density)
        values[name] = POLICY if wanted and name == "policy_data" else None
        if wanted and values[name] is None:
            values[name] = a_value(attribute.type, random)
    for name, nested in block.blocks.items():
        if nested.nesting == "single":
            values[name] = a_config(nested.block, random, density) if random.random() < density / 2 else None
        else:
            most = random.randint(0, min(nested.max_items or 3, 3)) if random.random() < density else 0
            count = max(nested.min_items, most)
            values[name] = [a_config(nested.block, random, density * 0.7) for _ in range(count)]
    conformed: Object = block.conform(values)
    return conformed


def settled(client: Client, name: str, config: Object, prior: Object | None) -> Object:
    """Applies a configuration, goes through the state file and a refresh, and demands that nothing is left to do.

    With what the provider demands beside the schema; skips what it refuses when it plans.
    """
    needed = NEEDED.get(name, {})
    known = resource_type(name).block.conform(needed)
    config = {**config, **{argument: known[argument] for argument in needed}}
    try:
        client.plan(name, config)
    except RefusedError:
        assume(False)
    made = client.create(name, **config) if prior is None else client.change(name, prior, **config)
    state = client.read(name, made)
    # A set stays as it was planned, until what stands is read.
    moved = [key for key in made if made[key] != state[key]]
    assert all(resource_type(name).block.attributes[key].type[0] == "set" for key in moved)
    assert client.read(name, state) == state
    for held in (made, state) if moved else (state,):
        again = client.plan(name, config, held)
        assert (again.state, again.replace) == (held, ())
    return state


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(name=st.sampled_from(resource_types()), seed=st.integers(0, 10**6), density=st.sampled_from([0.0, 0.4, 1.0]))
def test_random_configurations_settle(client: Client, name: str, seed: int, density: float) -> None:
    random, block = Random(seed), resource_type(name).block  # noqa: S311
    state = settled(client, name, a_config(block, random, density), None)
    settled(client, name, a_config(block, random, density), state)


@pytest.mark.parametrize("part", range(4))
def test_smallest_configuration_of_every_type_settles(client: Client, part: int) -> None:
    random = Random(part)  # noqa: S311 - the same configurations on every run
    for name in resource_types()[part::4]:
        settled(client, name, a_config(resource_type(name).block, random, 0.0), None)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(name=st.sampled_from(resource_types()), seed=st.integers(0, 10**6))
def test_unknown_arguments_stay_unknown_in_the_plan(client: Client, name: str, seed: int) -> None:
    random, block = Random(seed), resource_type(name).block  # noqa: S311
    config = a_config(block, random, 0.5)
    hidden = {key: UNKNOWN if value is not None and random.random() < 0.5 else value for key, value in config.items()}
    planned = client.plan(name, hidden).state
    for key, value in hidden.items():
        written = key in block.attributes and not block.attributes[key].write_only
        assert not (value is UNKNOWN and written) or has_unknown(planned[key])


def test_import_gives_what_the_create_gave(client: Client, tmp_path: Path) -> None:
    state = client.create("google_storage_bucket", name="imported-one", location="eu", project="p")
    for id_ in ("imported-one", "p/imported-one"):
        assert client.read("google_storage_bucket", client.imported("google_storage_bucket", id_)) == state
