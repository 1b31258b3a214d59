"""Where things are in this repository."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests/golden"
FIXTURES = ROOT / "tests/policies/fixtures"
LOCKS = ROOT / "tests/locks"
# Folders at the top that are rooms of the package landfast.
ROOMS = ("blueprints", "core", "gcp", "modules", "policies", "stacks")
