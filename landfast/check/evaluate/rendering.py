"""`templatefile` and `templatestring`: templates that stand elsewhere, evaluated with the values they are given."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from landfast.check.evaluate.expressions import Node, Scope, WorkLeft, guarded
from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.function_files import file
from landfast.check.evaluate.local_files import LocalFiles
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.check.evaluate.values import text_of
from landfast.policies.values import Unknown

_NAME = re.compile(r"[^\W\d][\w-]*")
# A reference, with steps; no literal, and nothing that is worked out.
REFERENCE = re.compile(r"\s*(?!(?:true|false|null)\b)[^\W\d][\w-]*\s*(?:\.\s*[\w*-]+\s*|\[[^()]*\]\s*)*")
Compile = Callable[[str], tuple[Node, frozenset[str]]]


class RenderScope:
    """Where a template is evaluated: with the values that it is given alone. `files` is None if it reads none."""

    __slots__ = ("_names", "files", "work")

    def __init__(self, names: Mapping[str, Any], files: LocalFiles | None, work: WorkLeft) -> None:
        self._names = names
        self.files = files
        self.work = work

    def resolve(self, root: str, steps: Sequence[Any]) -> tuple[Any, int]:
        if root in self._names:
            return self._names[root], 0
        return Unknown(f"the template is not given {root:.60}", failed=True), len(steps)

    def child(self, names: Mapping[str, Any]) -> Scope:
        return RenderScope({**self._names, **names}, self.files, self.work)


def rendering(name: str, arguments: Sequence[Node], source: str, compiled: Compile) -> Node:
    """The node of a call.

    `source` is the text of the first argument; `compiled` makes of a template a node, and the names that it refers to.
    """

    def rendered(scope: Scope) -> Any:
        if isinstance(scope, RenderScope):
            raise EvaluationError("a template calls another")
        if len(arguments) != 2:
            raise EvaluationError("takes 2 arguments")
        template, names = (argument(scope) for argument in arguments)
        for value in (template, names):
            if isinstance(value, Unknown):
                raise UnresolvedError(value)
        text = _template(name, template, source, scope)
        if not isinstance(names, Mapping):
            raise EvaluationError("the values are no map")
        if not all(_NAME.fullmatch(key) for key in names):
            raise EvaluationError("a value has a name that is none")
        node, wanted = compiled(text)
        missing = sorted(wanted - names.keys())
        if missing:
            raise EvaluationError(f"the template is not given {missing[0]:.60}")
        files = scope.files if name == "templatefile" else None
        value = node(RenderScope(names, files, scope.work))
        if value is None:
            raise EvaluationError("the template is null")
        return text_of(value) if name == "templatestring" and not isinstance(value, Unknown) else value

    return guarded(name, rendered)


def _template(name: str, template: Any, source: str, scope: Scope) -> str:
    if name == "templatestring":
        if not REFERENCE.fullmatch(source) or not isinstance(template, str):
            raise EvaluationError("the template is no reference to text")
        return template
    if scope.files is None:
        raise UnresolvedError(left_to_plan("no folder is known in which files are looked for"))
    return file(scope.files, text_of(template))
