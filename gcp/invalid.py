"""What an API says of a value that is beyond its limits: `data/invalid.json`."""

from __future__ import annotations

import re

from landfast.gcp.tables import table

INDEX = re.compile(r"\[\d+\]")


def words_of_invalid(api: str, of: tuple[str, str], value: str, problem: str) -> tuple[str, str]:
    """(what is said, its reason). `of`: type and path of the field, with indexes (`conditions[0].duration`)."""
    type_name, path = of
    known = table("invalid")["words"]
    field = f"{type_name}:{INDEX.sub('', path)}"
    found = known.get(field) or known.get(type_name) or known.get(api) or table("invalid")["else"]
    words, reason = (found, "invalid") if isinstance(found, str) else found
    camel = re.sub(r"_([a-z0-9])", lambda letter: letter[1].upper(), path)
    return words.format(path=path, camel=camel, value=value, problem=problem), reason
