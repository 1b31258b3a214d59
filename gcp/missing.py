"""What an API says of something that does not stand: `data/missing.json`."""

from __future__ import annotations

from landfast.gcp.tables import table


def words_of_missing(api: str, path: str) -> tuple[str, str]:
    """(what is said, its reason) of `projects/p/topics/t` of `pubsub.googleapis.com`."""
    known = table("missing")
    parts = path.split("/")
    collection = parts[-2] if len(parts) > 1 else ""
    rows = known["words"]
    found = rows.get(f"{api}/{collection}") or rows.get(f"{api}/*") or known["else"]
    words, reason = (found, "notFound") if isinstance(found, str) else found
    named = {**dict(zip(parts[::2], parts[1::2], strict=False)), "path": path, "last": parts[-1]}
    try:
        return words.format_map(named), reason
    except KeyError:
        # A path in another form than the API's: a name alone.
        return known["else"].format_map(named), reason
