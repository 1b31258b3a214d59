"""Cloud SQL: its machine sizes and its database flags (`data/sql_flags.json`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from landfast.gcp.tables import table

CUSTOM = re.compile(r"db-custom-(\d+)-(\d+)")
PLUS = re.compile(r"db-perf-optimized-N-(\d+)")
POSTGRES = re.compile(r"POSTGRES_(\d+)(?:_\d+)?")
AXION = re.compile(r"db-c4a-(highmem|standard)-(\d+)(?:-lssd)?")
# https://cloud.google.com/sql/docs/postgres/instance-settings, https://cloud.google.com/sql/docs/mysql/instance-settings
PLUS_CPUS = (2, 4, 8, 16, 32, 48, 64, 80, 96, 128)
AXION_CPUS = (1, 2, 4, 8, 16, 32, 48, 64, 72)
SHARED = ("db-f1-micro", "db-g1-small")
OLD_CPUS = {"standard": (1, 2, 4, 8, 16, 32, 64, 96), "highmem": (2, 4, 8, 16, 32, 64, 96)}
OLD = frozenset(f"db-n1-{kind}-{cpus}" for kind, sizes in OLD_CPUS.items() for cpus in sizes)
MOST_CPUS, LEAST_MEMORY = 96, 3840


def engine_of(version: str) -> str:
    """POSTGRES, MYSQL or SQLSERVER of a version such as POSTGRES_16."""
    return version.partition("_")[0]


def default_edition(version: str, tier: str = "") -> str:
    """The edition of an instance for which none is asked: that of its machines, else of its version.

    https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/sql_database_instance (2026-08-21);
    MySQL 8.4 is made with machines of either edition in the provider's own acceptance tests, none of which names it.
    """
    major = POSTGRES.fullmatch(version)
    large = PLUS.fullmatch(tier) or (major and int(major[1]) >= 16)
    return "ENTERPRISE_PLUS" if large else "ENTERPRISE"


def tier_problem(tier: str, engine: str, edition: str) -> str | None:
    """Why an instance can't be of a size, None if it can."""
    plus = edition == "ENTERPRISE_PLUS"
    enlarged = PLUS.fullmatch(tier) or AXION.fullmatch(tier)
    if enlarged is not None:
        known = PLUS_CPUS if tier.startswith("db-perf") else AXION_CPUS
        exists = int(enlarged[enlarged.lastindex or 1]) in known
        return (
            None if exists and (plus or tier.startswith("db-c4a")) else f"Invalid Tier ({tier}) for ({edition}) Edition"
        )
    if plus:
        words = "Use a predefined Tier like db-perf-optimized-N-* instead"
        return f"Invalid Tier ({tier}) for (ENTERPRISE_PLUS) Edition. {words}"
    if tier in SHARED or tier in OLD:
        fits = engine == "MYSQL" or (engine == "POSTGRES" and tier in SHARED)
        return None if fits else f"Invalid Tier ({tier}) for {engine}: only custom or shared-core instances are allowed"
    return _custom_problem(tier)


def _custom_problem(tier: str) -> str | None:
    found = CUSTOM.fullmatch(tier)
    if found is None:
        return f"Invalid Tier ({tier}) for (ENTERPRISE) Edition"
    cpus, memory = int(found[1]), int(found[2])
    if not 1 <= cpus <= MOST_CPUS or (cpus % 2 and cpus != 1):
        return f"Invalid Tier ({tier}): vCPUs must be 1, or an even number up to {MOST_CPUS}"
    if memory % 256 or memory < LEAST_MEMORY or not 0.9 * 1024 * cpus <= memory <= 6.5 * 1024 * cpus:
        limits = "a multiple of 256 MB, at least 3.75 GB, and 0.9 to 6.5 GB for a vCPU"
        return f"Invalid Tier ({tier}): memory must be {limits}"
    return None


@cache
def _flags(engine: str) -> dict[str, Any]:
    known = table("sql_flags")[engine]
    between = ";" if engine == "SQLSERVER" else " "
    return {
        **dict.fromkeys(filter(None, known["on"].split(between)), ("on", "off")),
        **dict.fromkeys(known["texts"].split()),
        **{name: tuple(choices.lower().split(";")) for name, choices in known["choices"].items()},
        **known["numbers"],
    }


def flag_problem(version: str, name: str, value: str) -> str | None:
    """Why an instance of a version (`POSTGRES_16`) can't have a flag, None if it can."""
    engine = engine_of(version)
    known = _flags(engine)
    if name not in known:
        return f"invalidFlagName: the flag '{name}' is not one of {engine}"
    first, last = (_bounds(engine, side).get(name) for side in ("since", "until"))
    own = _release(version.removeprefix(f"{engine}_").replace("_", "."))
    if own and ((first and own < first) or (last and own > last)):
        return f"invalidFlagName: the flag '{name}' is not one of {version}"
    wanted = known[name]
    if isinstance(wanted, tuple) and value.lower() not in wanted:
        return f"invalidFlagValue: '{value}' of '{name}' must be one of {', '.join(wanted)}"
    if isinstance(wanted, list) and not _is_between(value, *wanted):
        return f"invalidFlagValue: '{value}' of '{name}' must be between {wanted[0]} and {wanted[1]}"
    return None


@cache
def _bounds(engine: str, side: str) -> Mapping[str, tuple[int, ...]]:
    """The first version that has a flag (`since`), or the last (`until`)."""
    known = table("sql_flags")[engine].get(side, {})
    return {name: _release(version) for version, names in known.items() for name in names.split()}


def _release(version: str) -> tuple[int, ...]:
    """(8, 0) of 8.0.31; (16,) of 16; empty of anything else."""
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())


def _is_between(value: str, least: float, most: float) -> bool:
    try:
        return least <= float(value) <= most
    except ValueError:
        return False
