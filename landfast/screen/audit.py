"""What stands in a scope, judged: the report, what was left out of it, and what Terraform could take in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from landfast.check import print_table
from landfast.screen.consoles import console

if TYPE_CHECKING:
    from landfast.jobs.audit import AuditResult


def show_audit(result: AuditResult) -> None:
    out = console()
    print_table(result.report, out)
    left = f"; part of others, judged there: {_counted(result.left_out)}" if result.left_out else ""
    out.print(f"{result.scope}: {result.assets:,} assets listed{left}", highlight=False)
    if result.imports:
        missed = f"; no import for {_counted(result.not_imported)}" if result.not_imported else ""
        said = f"{result.imports}: import blocks; `terraform plan -generate-config-out` writes the rest{missed}"
        out.print(said, highlight=False)


def _counted(types: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {type_}" for type_, count in types.items())
