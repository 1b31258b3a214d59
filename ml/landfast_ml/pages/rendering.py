"""Fills a template in: every page extends `base.html.j2`, and draws with the components of `parts.html.j2`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_CODE = re.compile(r"`([^`]+)`")
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a page. `id` is its place in the page's address; `numbers` are the columns that are set to the right.

    Without rows it is left out.
    """

    title: str
    id: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()


def minute() -> str:
    """Now, as a page says when it was made: `2026-11-27 08:45 UTC`."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


def rendered(template: str, folder: Path, **values: Any) -> str:
    """The page of a template in `folder`. Values are text: what of them looks like markup is escaped."""
    return _environment(folder).get_template(template).render(**values)


@cache
def _environment(folder: Path) -> Environment:
    """Jinja is loaded when the first page is made: most commands make none."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["coded"] = _coded
    return made


def _coded(text: Any) -> Markup:
    """What stands between backticks as code, all else as it is; what is markup already stays so."""
    from markupsafe import Markup, escape

    if not isinstance(text, str) or isinstance(text, Markup):
        return escape(text)
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if at % 2 else escape(part) for at, part in enumerate(_CODE.split(text)))
