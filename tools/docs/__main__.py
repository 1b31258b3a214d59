"""What `scripts/docs` runs: pages and tables that are generated from the code, so that they can't disagree with it."""

from __future__ import annotations

import argparse
import sys

from tools import ROOT
from tools.docs.pages import kept, pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a page is stale")
    check = parser.parse_args().check
    wanted = pages() if check else pages() | kept()
    stale = [
        (path, text) for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path, text in stale:
        print(f"{'stale' if check else 'written'}: {path.relative_to(ROOT)}")
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale and check:
        sys.exit("docs: run ./scripts/docs and commit what it writes")


if __name__ == "__main__":
    main()
