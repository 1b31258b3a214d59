"""Titles of columns as they stand in a table, and the plain names that code gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

LONGEST = 100
_INVISIBLE = re.compile("[\ufeff\u200b-\u200f\u202a-\u202e\u2060\u0000-\u0008\u000e-\u001f\u007f]")

# N with a raised o: numero. Keyboards have the sign of degrees for it; some write a full stop between or behind.
_NUMERO = re.compile(r"(?<!\w)(n)\.? ?[\u00b0\u00ba\u02da\u1d52]\.?", re.IGNORECASE)


def one_line(title: str) -> str:
    """A title without blanks around it, line breaks, tabs, or characters that can't be seen."""
    return " ".join(_INVISIBLE.sub("", title).split())


def column_name(title: str) -> str:
    """`Customer ID`, `customerId` and `CUSTOMER-ID` give `customer_id`; `πελάτης` gives `pelatis`, `N° client`
    `no_client`."""
    from anyascii import anyascii

    plain = anyascii(_NUMERO.sub(r"\1o ", one_line(title).replace("\N{NUMERO SIGN}", " No ")))
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", plain)
    name = re.sub(r"[^a-z0-9]+", "_", apart.lower()).strip("_")[:LONGEST].rstrip("_")
    return name if name and name[0].isalpha() else f"column_{name}".rstrip("_")


def titles_and_names(header: Sequence[str]) -> list[tuple[str, str]]:
    """(title, name) of each column; a name that comes again, or an empty one, gets the column's number."""
    titles = [one_line(title) for title in header]
    return list(zip(titles, _apart(titles), strict=True))


def _apart(titles: Sequence[str]) -> Iterator[str]:
    taken: set[str] = set()
    # The plain names come first, so that `a_2` keeps its own when `a` stands twice before it.
    wanted = [column_name(title) if title else f"column_{at}" for at, title in enumerate(titles, 1)]
    for name in wanted:
        given, count = name, 2
        while given in taken or (given != name and given in wanted):
            given, count = f"{name}_{count}", count + 1
        taken.add(given)
        yield given
