"""`python -m tools.reads FOLDER`: FOLDER is a checkout of hashicorp/terraform-provider-google. Writes reads.json.

By type, what differs from a Read that sets all there is: `unread` (neither Read nor Create sets it), `sometimes` (only
where the API says something), `unset` (what the provider's own attribute has that nobody has set).
"""

from __future__ import annotations

import sys
from pathlib import Path

from landfast.core.files import write
from tools.reads.effects import GoSource
from tools.reads.go import functions
from tools.reads.types import TARGET, commit, document, facts_of, registered


def main(folder: Path) -> None:
    source = GoSource(functions(folder / "google"))
    found = {
        ("data." if one.is_data else "") + one.name: said
        for one in registered(folder / "google/services")
        if (said := facts_of(source, one)) is not None
    }
    write(TARGET, document(found, commit(folder)).encode())
    print(f"{TARGET.name}: {len(found)} types, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
