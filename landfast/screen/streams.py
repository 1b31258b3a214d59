"""The streams that a command prints to, whatever they are: closed, full, or of a terminal that knows ASCII alone."""

from __future__ import annotations

import codecs
import io
import os
import sys

# What is printed beyond ASCII, as it reads where there is no more.
_PLAIN = {
    "·": "-",
    "…": "...",
    "✔": "+",
    "✘": "x",
    "━": "=",
    "─": "-",
    "│": "|",
    "–": "-",
    "—": "-",
    "→": "->",
    "€": "EUR",
}
_HANDLER = "landfast.plain"


def prepare() -> None:
    """What can't be printed as it is, is printed as near to it as can be; what nobody reads goes nowhere."""
    codecs.register_error(_HANDLER, _plain)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # Closed by whoever started this.
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115  # as long as it runs
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def discard() -> None:
    """Nothing more is written to stdout: Python would try once more at its end, and complain."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(_PLAIN.get(one) or _drawn(one) for one in wrong), error.end


def _drawn(character: str) -> str:
    """A corner or joint of a box is one of ASCII; half a pair of surrogates, or another script, is a question mark."""
    return "+" if "\u2500" <= character <= "\u257f" else "?"
