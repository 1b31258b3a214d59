"""How well personal columns are found: precision and recall on the labelled headers, and what that costs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

from tools import ROOT
from tools.bench.measure import BIN, Figure, run

_SUPPORT = ROOT / "ml/tests/support"
_NAMES = {
    "headers.tsv": "personal columns, tuned by",
    "headers_held_out.tsv": "personal columns, held out",
    "headers_strangers.tsv": "personal columns, of strangers' systems",
    "headers_offices.tsv": "personal columns, as offices shorten them",
    "headers_schemas.tsv": "personal columns, after published schemas and their codes",
    "headers_outsiders.tsv": "personal columns, of outsiders' systems, taught by",
    "headers_applications.tsv": "personal columns, of widely used applications",
    "headers_sectors.tsv": "personal columns, of seventeen sectors' tables",
    "headers_public_code.tsv": "personal columns, of schemas in public code",
    "headers_whole_tables.tsv": "personal columns, of whole tables in public code",
    "headers_sectors_2.tsv": "personal columns, of thirteen sectors, that judge",
    "headers_registers.tsv": "personal columns, of outsiders' systems, that judge",
    "headers_open_schemas.tsv": "personal columns, of public schemas less the plain ones",
    "headers_open_schemas_2.tsv": "personal columns, of public schemas less the plain ones, that judge",
    "headers_public_tables.tsv": "personal columns, of public schemas",
    "headers_public_tables_2.tsv": "personal columns, of public schemas, that judge",
}


def personal_figures() -> Iterator[Figure]:
    """Of all sets, in one process: seconds and megabytes are those of the whole run."""
    path = os.pathsep.join([str(_SUPPORT), str(ROOT / "ml")])
    measured = run((BIN / "python", _SUPPORT / "labelled_headers.py"), {"PYTHONPATH": path})
    for name, found in json.loads(measured.out).items():
        quality = f"precision {found['precision']:.3f}, recall {found['recall']:.3f}"
        bound = f"{quality} of {found['columns']} columns"
        yield Figure(_NAMES[name], measured.seconds, measured.megabytes, bound)
