"""Generators of complete ML projects: `generate` renders a blueprint, and never overwrites what a person has."""

from __future__ import annotations

from blueprints._blueprint import Blueprint, available
from blueprints._generate import Generated, generate, generated, write_environments
from blueprints.facts import EnvironmentFacts, ProjectInputs, package_name
from blueprints.table import Column, DataSource, demo_source

__all__ = [
    "Blueprint",
    "Column",
    "DataSource",
    "EnvironmentFacts",
    "Generated",
    "ProjectInputs",
    "available",
    "demo_source",
    "generate",
    "generated",
    "package_name",
    "write_environments",
]
