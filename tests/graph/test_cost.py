"""Fixed monthly costs: read from the stacks, priced from a dated table, compared with the budget."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner

from landfast.check import Configuration, Document, evaluated
from landfast.cli import landfast
from landfast.core.errors import InputError
from landfast.cost import cost
from landfast.gcp.currencies import Currency, Exchange, exchange
from landfast.gcp.prices import prices
from landfast.gcp.tables import table
from landfast.policies.model import Resource
from landfast.stacks.spec import parse
from landfast.stacks.spec.source import parse_text

HOME = "us-central1"
DOLLARS = exchange("USD")
# A dollar is nine tenths of a euro.
EUROS = Exchange("EUR", 0.9, 1, "2026-11-20", "landfast.yaml")


def of(type_: str, *bodies: dict[str, Any]) -> list[Resource]:
    resources = {type_: {f"n{number}": body for number, body in enumerate(bodies)}}
    return evaluated([Configuration(Document("stack", {"resource": resources}))])


def sql(tier: str, availability: str, **more: Any) -> dict[str, Any]:
    return {"settings": {"tier": tier, "availability_type": availability, **more}}


HSM = {"version_template": {"protection_level": "HSM"}}
POOL = {"autoscaling": {"min_node_count": 1}, "node_config": {"machine_type": "e2-standard-4"}}


@pytest.mark.parametrize(
    ("resources", "monthly"),
    [
        (of("google_container_cluster", {}), 73.0),
        (of("google_kms_crypto_key", {"version_template": {"protection_level": "SOFTWARE"}}, {}), 0.12),
        (of("google_kms_crypto_key", {"version_template": {"protection_level": "HSM"}}), 1.0),
        # After a year of rotations every 90 days: five versions.
        (of("google_kms_crypto_key", {**HSM, "rotation_period": "7776000s"}), 5.0),
        (of("google_compute_router_nat", {}), 3.65),
        # As in infracost's test on Google's billing catalogue: 7.67 + 1.70; 2 x (30.15 + 19.16 + 1.70).
        (of("google_sql_database_instance", sql("db-f1-micro", "ZONAL")), 9.37),
        (of("google_sql_database_instance", sql("db-custom-1-3840", "REGIONAL")), 102.03),
        (of("google_sql_database_instance", {"settings": [sql("db-g1-small", "ZONAL")["settings"]]}), 27.25),
        (of("google_sql_database_instance", sql("db-f1-micro", "ZONAL", disk_size=100)), 24.67),
        (of("google_container_node_pool", {**POOL, "node_locations": ["a"]}), 97.84),
        (of("google_container_node_pool", POOL), 293.51),
        (of("google_container_node_pool", {**POOL, "autoscaling": {"min_node_count": 0}}), 0.0),
        (of("google_container_node_pool", {**POOL, "autoscaling": {"total_min_node_count": 2}}), 195.67),
        (of("google_vertex_ai_feature_online_store", {"bigtable": {"auto_scaling": {"min_node_count": 1}}}), 474.5),
        (of("google_cloud_run_v2_service", {"template": {"scaling": {"min_instance_count": 0}}}), 0.0),
        (of("google_storage_bucket", {}), 0.0),
    ],
)
def test_what_a_resource_costs_a_month(resources: list[Resource], monthly: float) -> None:
    assert cost(resources, None, HOME, DOLLARS).monthly == pytest.approx(monthly, abs=0.011)


@pytest.mark.parametrize(
    "resources",
    [
        of("google_composer_environment", {}),
        of("google_sql_database_instance", sql("db-perf-optimized-N-2", "ZONAL")),
        of("google_container_node_pool", {**POOL, "node_config": {"machine_type": "e2-highmem-4"}}),
        of("google_cloud_run_v2_service", {"template": {"scaling": {"min_instance_count": 1}}}),
    ],
)
def test_what_has_no_verified_price_is_named(resources: list[Resource]) -> None:
    found = cost(resources, 1, HOME, DOLLARS)
    assert found.unpriced
    assert found.drivers[0].monthly is None


def test_a_price_is_of_the_region_or_says_that_it_is_not() -> None:
    resources = of("google_container_node_pool", {**POOL, "node_locations": ["a"]})
    # e2-standard-4, https://cloud.google.com/compute/vm-instance-pricing: 0.134 an hour in Iowa, 0.173 in Frankfurt.
    assert cost(resources, None, "europe-west3", DOLLARS).monthly == pytest.approx(126.05, abs=0.01)
    assert cost(resources, None, "europe-west3", DOLLARS).stand_ins == ()
    database = cost(of("google_sql_database_instance", sql("db-f1-micro", "ZONAL")), None, "europe-west3", DOLLARS)
    assert set(database.stand_ins) == {"Cloud SQL: db-f1-micro", "Cloud SQL: SSD"}
    assert {driver.price.region for driver in database.drivers} == {"us-central1"}


def test_a_budget_that_is_too_small_is_warned_of() -> None:
    resources = [*of("google_container_cluster", {}), *of("google_composer_environment", {})]
    assert cost(resources, None, HOME, DOLLARS).warning == ""
    assert cost(resources, 66, HOME, EUROS).warning == ""
    warning = cost(resources, 65, HOME, EUROS).warning
    assert "73 USD" not in warning
    assert "about 66 EUR a month" in warning
    assert "the budget of 65 EUR" in warning
    assert "Composer environment not counted" in warning


def test_the_table_is_dated_and_every_price_has_a_source() -> None:
    table = prices(HOME, DOLLARS)
    assert dt.date.fromisoformat(table.date) <= dt.datetime.now(dt.UTC).date()
    for name, price in table.items.items():
        assert price.source, name
        assert price.monthly is not None or price.note, name
    assert any("use" in words for words in table.left_out)


def test_plan_shows_the_cost_and_warns(tmp_path: Path) -> None:
    spec = tmp_path / "landfast.yaml"
    spec.write_text(
        "name: churn\nresidency: {region: europe-west4}\nenvironments: {dev: {budget_eur: 100}}\n"
        "platform: {online_store: true}\n"
    )
    shown = CliRunner().invoke(landfast, ["plan", "dev", "--spec", str(spec)])
    assert shown.exit_code == 0, shown.output
    assert "Bigtable node" in shown.output
    assert "exceed the budget of 100 EUR" in " ".join(shown.output.split())
    assert f"rate of {exchange().date} (European Central Bank)" in " ".join(shown.output.split())
    assert "price of another region stands in for that of europe-west4" in " ".join(shown.output.split())
    assert "never scales one to zero" in " ".join(shown.output.split())


def test_costs_are_told_in_the_currency_of_the_budget_by_a_rate_that_has_a_day() -> None:
    cluster, nat = of("google_container_cluster", {}), of("google_compute_router_nat", {})
    francs = exchange("CHF")
    found = cost([*cluster, *nat], 100, HOME, francs)
    assert found.monthly == pytest.approx((73 + 3.65) * francs.dollar)
    assert found.budget == round(100 * francs.euro)
    assert francs.dollar == pytest.approx(francs.euro / exchange("USD").euro)
    document = found.to_json()
    assert (document["currency"], document["budget"], document["budget_eur"]) == ("CHF", found.budget, 100)
    assert document["exchange"]["date"] in found.prices_of
    assert f"1 USD = {francs.dollar:.4g} CHF" in found.facts.exchange
    # What a note says of money is converted too.
    assert f"{0.045 * francs.dollar:.2g} CHF a GiB" in found.drivers[-1].price.note
    assert "{" not in "".join([*document["left_out"], *(driver["note"] for driver in document["drivers"])])
    assert cost(cluster, None, HOME, DOLLARS).prices_of == f"prices of {prices(HOME, DOLLARS).date}"


def test_there_is_a_rate_for_every_currency_that_a_spec_can_name() -> None:
    assert set(get_args(Currency)) == set(table("exchange_rates")["per_euro"])
    assert dt.date.fromisoformat(exchange().date) <= dt.datetime.now(dt.UTC).date()


@pytest.mark.parametrize(
    ("costs", "says"),
    [
        ("{dollar: 0.9}", "costs.rates_of (landfast.yaml:3): is missing: a rate is told with its day"),
        ("{currency: CHF, dollar: 0.8, rates_of: 2026-11-20}", "costs.euro (landfast.yaml:3): is missing"),
        ("{currency: CHF, euro: 0.9, rates_of: 2026-11-20}", "costs.dollar (landfast.yaml:3): is missing"),
        ("{euro: 2, dollar: 0.9, rates_of: 2026-11-20}", "costs.euro (landfast.yaml:3): is not 1, and costs.currency"),
        ("{rates_of: 2026-11-20}", "costs.rates_of (landfast.yaml:3): is the day of no rate"),
        ("{currency: euro}", "did you mean EUR?"),
        ("{dollar: 0.9, rates_of: 2026-11-20}", ""),
        ("{currency: CHF, dollar: 0.8, euro: 0.9, rates_of: 2026-11-20}", ""),
    ],
)
def test_a_rate_of_ones_own_is_whole(costs: str, says: str) -> None:
    text = f"name: churn\nresidency: {{region: europe-west4}}\ncosts: {costs}\n"
    if says:
        with pytest.raises(InputError) as error:
            parse(parse_text(text, "landfast.yaml"))
        assert says in str(error.value)
    else:
        found = parse(parse_text(text, "landfast.yaml")).costs.exchange
        assert (found.date, found.publisher) == ("2026-11-20", "landfast.yaml")
