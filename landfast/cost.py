"""What an environment costs while nobody uses it: read from its evaluated resources, compared with its budget."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from landfast_ml.contract.facts import Costs

from landfast.gcp.currencies import Exchange
from landfast.gcp.prices import Price, PriceList, prices
from landfast.policies.model import Resource

Body = Mapping[str, Any]
# (item of the price list, how many)
Amount = tuple[str, float]

_CUSTOM_TIER = re.compile(r"db-custom-(\d+)-(\d+)")
_SECONDS = re.compile(r"([1-9]\d{0,11})(?:\.\d+)?s")
_YEAR_SECONDS = 365 * 86_400
_E2 = re.compile(r"e2-standard-(\d+)")
# Two vCPUs that share a core: Google charges for so many.
_E2_SHARED: Mapping[str, float] = {"e2-micro": 0.25, "e2-small": 0.5, "e2-medium": 1}
_SMALLEST_DISK_GIB = 10
_SQL_TIERS = {tier: f"sql_{tier}" for tier in ("db-f1-micro", "db-g1-small")}


@dataclass(frozen=True, slots=True)
class TrainingCost:
    """What one training takes at the least: machines of E2 by the second, without what Vertex AI adds."""

    amount: float
    currency: str
    prices_of: str


def training_cost(seconds: float, vcpus: int, region: str, exchange: Exchange) -> TrainingCost | None:
    """None if the price is not known."""
    table = prices(region, exchange)
    hourly = table.hourly("e2_standard")
    return None if hourly is None else TrainingCost(hourly * vcpus * seconds / 3600, exchange.currency, table.date)


@dataclass(frozen=True, slots=True)
class CostDriver:
    """Something that a stack has and that costs money every hour."""

    stack: str
    item: str
    quantity: float
    price: Price

    @property
    def monthly(self) -> float | None:
        """A month, in the price's currency; None if the price is not known."""
        return None if self.price.monthly is None else self.price.monthly * self.quantity


@dataclass(frozen=True, slots=True)
class Cost:
    """The fixed monthly cost of an environment in a region, in the currency of `exchange`, and its budget if any.

    `budget_eur` is in euros, as the spec has it; `budget` in the currency.
    """

    drivers: tuple[CostDriver, ...]
    budget_eur: int | None
    region: str
    exchange: Exchange

    @property
    def currency(self) -> str:
        return self.exchange.currency

    @property
    def budget(self) -> int | None:
        return None if self.budget_eur is None else self.exchange.of_euros(self.budget_eur)

    @property
    def budget_said(self) -> str:
        return "no budget" if self.budget is None else f"budget {self.budget:,} {self.currency}"

    @property
    def table(self) -> PriceList:
        """The prices that it was reckoned with."""
        return prices(self.region, self.exchange)

    @property
    def stand_ins(self) -> tuple[str, ...]:
        """What has no price of the region: that of another stands in."""
        return tuple(driver.price.what for driver in self.drivers if driver.price.region not in ("", self.region))

    @property
    def monthly(self) -> float:
        """A month, for what has a price."""
        return sum(driver.monthly or 0.0 for driver in self.drivers)

    @property
    def unpriced(self) -> tuple[str, ...]:
        return tuple(driver.price.what for driver in self.drivers if driver.price.monthly is None)

    @property
    def warning(self) -> str:
        """That the budget is not enough; empty if it may be."""
        if self.budget is None or self.monthly <= self.budget:
            return ""
        more = f" ({', '.join(self.unpriced)} not counted)" if self.unpriced else ""
        return (
            f"fixed costs of about {self.monthly:,.0f} {self.currency} a month{more} exceed the budget of "
            f"{self.budget:,} {self.currency} ({self.prices_of}): raise budget_eur, or leave out of the platform "
            "what costs most"
        )

    @property
    def prices_of(self) -> str:
        """Of which day the prices are, and the rate that they were converted by."""
        return "; ".join(filter(None, (f"prices of {self.table.date}", self.exchange.sentence)))

    @property
    def facts(self) -> Costs:
        """As an environment's project is told of it."""
        items: dict[str, float] = defaultdict(float)
        for driver in self.drivers:
            if driver.monthly is not None:
                items[driver.price.what] += driver.monthly
        return Costs(
            monthly=round(self.monthly, 2),
            currency=self.currency,
            prices_of=self.table.date,
            exchange=self.exchange.sentence,
            budget=self.budget or 0,
            budget_eur=self.budget_eur or 0,
            items={what: round(monthly, 2) for what, monthly in items.items()},
            unpriced=tuple(dict.fromkeys(self.unpriced)),
        )

    def to_json(self) -> dict[str, Any]:
        drivers = [
            {"stack": d.stack, "quantity": d.quantity, "monthly": d.monthly, **_without_monthly(d.price)}
            for d in self.drivers
        ]
        table = self.table
        return {
            "currency": self.currency,
            "exchange": {
                "dollar": self.exchange.dollar,
                "euro": self.exchange.euro,
                "date": self.exchange.date,
                "publisher": self.exchange.publisher,
            },
            "prices_of": table.date,
            "region": self.region,
            "drivers": drivers,
            "monthly": round(self.monthly, 2),
            "budget": self.budget,
            "budget_eur": self.budget_eur,
            "warning": self.warning,
            "left_out": list(table.left_out),
        }


def _without_monthly(price: Price) -> dict[str, Any]:
    return {name: value for name, value in asdict(price).items() if name != "monthly"}


def cost(resources: Iterable[Resource], budget_eur: int | None, region: str, exchange: Exchange) -> Cost:
    """The fixed cost of evaluated resources, which stand in `region`; the document of each is its stack."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    for resource in resources:
        if resource.mode == "managed":
            for item, quantity in _AMOUNTS.get(resource.type, _nothing)(resource.values):
                found[resource.document, item] += quantity
    items = prices(region, exchange).items
    drivers = (CostDriver(stack, item, quantity, items[item]) for (stack, item), quantity in found.items() if quantity)
    dearest_first = sorted(drivers, key=lambda driver: -(driver.monthly or float("inf")))
    return Cost(tuple(dearest_first), budget_eur, region, exchange)


def _nothing(_body: Body) -> Iterator[Amount]:
    yield from ()


def _key(body: Body) -> Iterator[Amount]:
    """As many versions as a year of rotations leaves: none is destroyed by itself."""
    hardware = _block(body, "version_template").get("protection_level") == "HSM"
    period = _SECONDS.fullmatch(str(body.get("rotation_period") or ""))
    rotations = _YEAR_SECONDS // int(period[1]) if period else 0
    yield "kms_key_hsm" if hardware else "kms_key_software", 1 + rotations


def _database(body: Body) -> Iterator[Amount]:
    settings = _block(body, "settings")
    tier = str(settings.get("tier"))
    copies = 2 if settings.get("availability_type") == "REGIONAL" else 1
    custom = _CUSTOM_TIER.fullmatch(tier)
    if custom:
        yield "sql_vcpu", int(custom[1]) * copies
        yield "sql_memory", int(custom[2]) / 1024 * copies
    else:
        yield _SQL_TIERS.get(tier, "machine"), copies
    yield "sql_ssd", float(settings.get("disk_size") or _SMALLEST_DISK_GIB) * copies


def _online_store(body: Body) -> Iterator[Amount]:
    scaling = _block(_block(body, "bigtable"), "auto_scaling")
    yield "online_store_node", float(scaling.get("min_node_count") or 0)


def _nodes(body: Body) -> Iterator[Amount]:
    """The nodes that a pool never goes below, in each of its zones."""
    scaling = _block(body, "autoscaling")
    each = scaling.get("min_node_count", body.get("node_count", body.get("initial_node_count", 1)))
    zones = len(body.get("node_locations") or ()) or 3
    count = float(scaling.get("total_min_node_count", each * zones))
    yield from _machines(str(_block(body, "node_config").get("machine_type", "e2-medium")), count)


def _machines(type_: str, count: float) -> Iterator[Amount]:
    match = _E2.fullmatch(type_)
    vcpus = float(match[1]) if match else _E2_SHARED.get(type_)
    if vcpus is None:
        yield "machine", count
    else:
        yield "e2_standard", vcpus * count


def _always_on(body: Body) -> Iterator[Amount]:
    yield "instance", float(_block(_block(body, "template"), "scaling").get("min_instance_count") or 0)


def _one(item: str) -> Callable[[Body], Iterable[Amount]]:
    return lambda _body: ((item, 1),)


_AMOUNTS: Mapping[str, Callable[[Body], Iterable[Amount]]] = {
    "google_cloud_run_v2_service": _always_on,
    "google_composer_environment": _one("composer"),
    "google_compute_router_nat": _one("nat_address"),
    "google_container_cluster": _one("gke_cluster"),
    "google_container_node_pool": _nodes,
    "google_dns_managed_zone": _one("dns_zone"),
    "google_kms_crypto_key": _key,
    "google_sql_database_instance": _database,
    "google_vertex_ai_feature_online_store": _online_store,
}


def _block(body: Body, name: str) -> Body:
    """A nested block, which Terraform may hold in a list."""
    found = body.get(name) or {}
    if isinstance(found, list):
        found = found[0] if found else {}
    return found if isinstance(found, Mapping) else {}
