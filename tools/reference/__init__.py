"""Writes the reference page of each stack from the code: what it makes, how, for whom, and what changes it."""

from tools.cached import SYNTHESIS, cached


def stack_pages() -> dict[str, str]:
    """Stack -> its page, whole; made once for each state of the code, as it takes a dozen synthesized environments."""
    from tools.reference.page import made_pages

    return cached("reference", (*SYNTHESIS, "tools/reference"), made_pages)
