"""Words that Google keeps for itself: every part of a project's id and a bucket's name is held against them."""

from __future__ import annotations

from landfast.stacks.spec.section import SpecProblem

# No project's id may contain them: https://cloud.google.com/resource-manager/docs/creating-managing-projects
RESERVED = ("google", "null", "ssl", "undefined")


def not_googles(name: str) -> str:
    """The name. Raises: SpecProblem."""
    # https://cloud.google.com/storage/docs/buckets#naming: buckets may not begin with "goog".
    found = "goog" if name.startswith("goog") else next((word for word in RESERVED if word in name), "")
    if found:
        limit = f"no project's id may contain {', '.join(RESERVED)}, no bucket's name begin with goog"
        raise SpecProblem("", f"contains '{found}', which Google reserves", repr(name), limit, "name it otherwise")
    return name
