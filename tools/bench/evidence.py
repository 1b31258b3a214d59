"""What evidence of a large environment takes: all that the platform can have, and buckets of a package's own stack."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tools.bench.measure import BIN, Figure, Measured, median, run

LANDFAST = BIN / "landfast"
BOUND = "3 s, page 1 MB"
SPEC = """\
name: clinic
residency: {region: europe-west4}
environments: {dev: {budget_eur: 300}}
controller: {organisation: Klinik, dpo: dpo@klinik.example, purpose: triage, legal_basis: contract,
             data_categories: [health], special_condition: explicit-consent}
platform: {orchestrators: [vertex, kubeflow, airflow, pachyderm], tracking: mlflow, tracking_image: "mlflow:3.6.0",
           cluster: standard, gpu: l4, online_store: true}
network: {egress_hosts: [pypi.org]}
repository: {host: github, owner: klinik, name: clinic, installation: 1, token_version: 1, public_egress: true}
extensions: {many: {count: 200}}
"""
# A package whose stack has as many buckets as are asked for.
DECLARED = """\
from landfast.plugin import StackExtension
from pydantic import BaseModel


class Many(BaseModel):
    count: int


MANY = StackExtension("many", "bench_many.stack:build", after=("foundation", "data"), settings=Many)
"""
BUILT = """\
from cdktn_provider_google import storage_bucket as of


def build(stack, context, settings):
    for number in range(settings.count):
        rule = of.StorageBucketLifecycleRule(
            action=of.StorageBucketLifecycleRuleAction(type="Delete"),
            condition=of.StorageBucketLifecycleRuleCondition(age=30),
        )
        of.StorageBucket(
            stack, f"many-{number}", name=f"{context.project}-many-{number}", project=context.project,
            location=context.region, uniform_bucket_level_access=True, public_access_prevention="enforced",
            encryption=of.StorageBucketEncryption(default_kms_key_name=context.key_id("content")),
            lifecycle_rule=[rule], labels=context.labels,
        )
"""


def evidence_figures(times: int, folder: Path) -> Iterator[Figure]:
    """Of an environment that stands, whose project has registered a model."""
    site, home = folder / "site", folder / "home"
    environ = {"PYTHONPATH": str(_planted(site))}
    home.mkdir()
    (home / "landfast.yaml").write_text(SPEC, encoding="utf-8")
    brought = json.loads(run((LANDFAST, "up", "dev", "--json"), environ, home).out)["result"]
    count = brought["policies"]["coverage"]["resources"]
    page = home / "page.html"

    def once() -> Measured:
        return run((LANDFAST, "evidence", "write", "dev", "--out", "a.zip", "--page", page), environ, home)

    figure = median("", times, once)
    name = f"evidence, {count} resources and a model, page of {page.stat().st_size / 1000:.0f} kB"
    yield Figure(name, figure.seconds, figure.megabytes, BOUND)


def _planted(site: Path) -> Path:
    """As pip leaves a package."""
    package, told = site / "bench_many", site / "bench_many-1.0.dist-info"
    for path, text in {
        package / "__init__.py": "",
        package / "declared.py": DECLARED,
        package / "stack.py": BUILT,
        told / "METADATA": "Metadata-Version: 2.1\nName: bench-many\nVersion: 1.0\n",
        told / "entry_points.txt": "[landfast.modules]\nmany = bench_many.declared:MANY\n",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return site
