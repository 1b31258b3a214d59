"""Generators of complete ML projects: `generate` renders a blueprint, and never overwrites what a person has."""

from __future__ import annotations

from landfast.blueprints.declaration import REGISTRY, Blueprint, available, find
from landfast.blueprints.ejection import ejects, plan_ejection
from landfast.blueprints.facts import ProjectInputs, Stage, package_name
from landfast.blueprints.generation import Generated, generate, generated, standing, write_environments
from landfast.blueprints.record import Record, read_record
from landfast.blueprints.repository import AtRoot, put_at_root, root_files
from landfast.blueprints.succession import PAGE
from landfast.blueprints.table import DataSource, demo_source
from landfast.blueprints.upgrade import Change, Upgrade, apply_upgrade, finish_upgrade, is_interrupted, plan_upgrade

__all__ = [
    "PAGE",
    "REGISTRY",
    "AtRoot",
    "Blueprint",
    "Change",
    "DataSource",
    "Generated",
    "ProjectInputs",
    "Record",
    "Stage",
    "Upgrade",
    "apply_upgrade",
    "available",
    "demo_source",
    "ejects",
    "find",
    "finish_upgrade",
    "generate",
    "generated",
    "is_interrupted",
    "package_name",
    "plan_ejection",
    "plan_upgrade",
    "put_at_root",
    "read_record",
    "root_files",
    "standing",
    "write_environments",
]
