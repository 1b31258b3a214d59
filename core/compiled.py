"""Compiled modules of our own children are kept, whatever the shell says: each of many processes would compile anew."""

from __future__ import annotations

import os


def compiling_environ() -> dict[str, str]:
    """This process's environment, without the word that forbids Python to keep what it compiled."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
