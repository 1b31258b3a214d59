"""What makes pages, figures and checks of this repository. Not in the wheel; nothing imports it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
