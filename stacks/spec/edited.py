"""One field of an environment written into the text of a spec; nothing else of the text changes."""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode

SECTION = "environments"


def with_field(text: str, environment: str, field: str, value: str) -> str:
    """The text of a spec with `environments.ENVIRONMENT.FIELD: "VALUE"`, whichever way the section is written.

    As it was where that can't be done.
    """
    line = f'{field}: "{value}"'
    tree = YAML(pure=True).compose(text)
    key, section = _under(tree, SECTION)
    if key is None:
        return text if tree.flow_style else f"{text.rstrip()}\n\n{SECTION}: {{{environment}: {{{line}}}}}\n"
    if not section.value:
        return _filled(text, key, section, f"{{{environment}: {{{line}}}}}")
    name, found = _under(section, environment)
    if name is None:
        return text
    if not found.value:
        return _filled(text, name, found, f"{{{line}}}")
    _field, before = _under(found, field)
    if before is not None:
        return f'{text[: before.start_mark.index]}"{value}"{text[before.end_mark.index :]}'
    first = found.start_mark.index
    if found.flow_style:
        return f"{text[: first + 1]}{line}, {text[first + 1 :]}"
    return f"{text[:first]}{line}\n{' ' * found.start_mark.column}{text[first:]}"


def _filled(text: str, key: Any, empty: Any, content: str) -> str:
    """`dev: {}`, or nothing behind the colon: its mark is that of whatever comes next."""
    if isinstance(empty, MappingNode):
        return f"{text[: empty.start_mark.index]}{content}{text[empty.end_mark.index :]}"
    colon = text.index(":", key.end_mark.index) + 1
    return f"{text[:colon]} {content}{text[colon:]}"


def _under(node: Any, name: str) -> tuple[Any, Any]:
    """The key of that name in a mapping, and what stands behind it; nothing if there is none."""
    if not isinstance(node, MappingNode):
        return None, None
    return next(((key, value) for key, value in node.value if key.value == name), (None, None))
