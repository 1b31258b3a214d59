"""Resources of a plan (`terraform show -json`): what will stand, with what is only known after apply as `Unknown`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from landfast.check.evaluate.document import Document, DocumentSubject
from landfast.check.subject import Evaluated
from landfast.core.errors import Problem
from landfast.policies.causes import SAY_OR_AUDIT, SET_PROVIDER, Cause
from landfast.policies.model import Mode, Resource
from landfast.policies.values import GAP, Unknown

_INDEX = re.compile(r"\[[^\]]*\]")
_GONE = (["delete"], ["forget"])
# What has no parts: most of a plan.
_SINGLE = frozenset({str, int, float, bool, type(None)})
_DEPTH = 60


@dataclass(frozen=True, slots=True)
class Declared:
    """What the configuration inside the plan says of a resource. `prefix` is its module's, as in `module.a.`."""

    expressions: Mapping[str, Any]
    provider: str
    prefix: str


@dataclass(frozen=True, slots=True)
class PlanFile(DocumentSubject):
    """A plan as JSON (`terraform show -json`): all of what will stand, or what one of several stacks will change.

    `may_be_part`: what the plan leaves out (`-target`) is judged before or after it, by who made the plan.
    """

    may_be_part: bool = False
    is_partial: ClassVar[bool] = True

    @property
    def is_rightly_empty(self) -> bool:
        changes = _list(self.document.body.get("resource_changes"))
        return bool(changes) and all(_actions(change) in _GONE for change in changes)

    def evaluate(self) -> Evaluated:
        broken = list(problems_of(self.document))
        parts = [] if self.may_be_part else list(left_out(self.document))
        return Evaluated(() if broken else list(resources_of(self.document)), [*broken, *parts])


# Terraform says so of what can be read alike: minor versions add fields.
# https://developer.hashicorp.com/terraform/internals/json-format#format-version
_FORMATS = ("0", "1")


def problems_of(document: Document) -> Iterator[Problem]:
    """What keeps a plan from being judged."""
    body = document.body
    version = body.get("format_version")
    if isinstance(version, str) and version.partition(".")[0] not in _FORMATS:
        fact = "is of a format that is not known, so that it may be misread"
        yield Problem(document.name, fact, version[:20], f"{' and '.join(_FORMATS)} are", "use a newer landfast")
    if body.get("errored"):
        yield Problem(document.name, "the plan ended with errors", next_step="mend them and plan again")
    changes = body.get("resource_changes", [])
    if not isinstance(changes, list) or not all(isinstance(change, Mapping) for change in changes):
        yield Problem(
            document.name, "resource_changes is no list of objects", next_step="use terraform show -json PLAN"
        )
        return
    addresses = {change.get("address") for change in changes}
    missing = [name for name in _planned(body.get("planned_values")) if name not in addresses]
    if missing:
        fact = f"{len(missing)} planned resources are not in resource_changes"
        yield Problem(document.name, fact, missing[0][:200], next_step="use terraform show -json PLAN, unabridged")


def left_out(document: Document) -> Iterator[Problem]:
    """Whether a plan says that it is a part: of a run with `-target`, or with changes that are put off."""
    if document.body.get("complete") is False or document.body.get("deferred_changes"):
        fact = "the plan is a part: what it leaves out was not judged"
        yield Problem(document.name, fact, next_step="plan all of it, without -target, until nothing is deferred")


def _planned(values: Any) -> Iterator[str]:
    stack = [values.get("root_module")] if isinstance(values, Mapping) else []
    while stack:
        module = stack.pop()
        if isinstance(module, Mapping):
            stack.extend(_list(module.get("child_modules")))
            for resource in _list(module.get("resources")):
                if isinstance(resource, Mapping) and resource.get("mode") == "managed":
                    yield str(resource.get("address"))


def resources_of(document: Document) -> Iterator[Resource]:
    """Every instance that stands after the plan, and the providers. Call `problems_of` first."""
    configuration = document.body.get("configuration")
    root = configuration.get("root_module") if isinstance(configuration, Mapping) else None
    declared: dict[str, Declared] = {}
    _collect(root, "", declared, 0)
    providers = _providers(configuration)
    for change in _list(document.body.get("resource_changes")):
        resource = _resource(change, document, declared, providers)
        if resource is not None:
            yield resource
    yield from _read_already(document)
    for name, values in providers.items():
        yield Resource(f"provider.{name}", name.rsplit(":", 1)[-1].split(".", 1)[0], values, "provider", document.name)


def _actions(change: Mapping[str, Any]) -> Any:
    inner = change.get("change")
    return inner.get("actions") if isinstance(inner, Mapping) else None


def _resource(
    change: Mapping[str, Any],
    document: Document,
    declared: Mapping[str, Declared],
    providers: Mapping[str, Mapping[str, Any]],
) -> Resource | None:
    if _actions(change) in _GONE:
        return None
    address, type_ = str(change.get("address")), str(change.get("type"))
    mode: Mode = "data" if change.get("mode") == "data" else "managed"
    body = change.get("change")
    body = body if isinstance(body, Mapping) else {}
    known = declared.get(_INDEX.sub("", address))
    after, unknown = body.get("after"), body.get("after_unknown")
    values = _merged(after, unknown, known.expressions if known else None, known.prefix if known else "", 0)
    if not isinstance(values, dict):
        values = {}
    provider = providers.get(known.provider, {}) if known else {}
    return Resource(address, type_, values, mode, document.name, provider, document.rehearsal)


def _read_already(document: Document) -> Iterator[Resource]:
    """Data sources that Terraform read while it planned."""
    state = document.body.get("prior_state")
    values = state.get("values") if isinstance(state, Mapping) else None
    stack = [values.get("root_module")] if isinstance(values, Mapping) else []
    while stack:
        module = stack.pop()
        if not isinstance(module, Mapping):
            continue
        stack.extend(_list(module.get("child_modules")))
        for raw in _list(module.get("resources")):
            if isinstance(raw, Mapping) and raw.get("mode") == "data":
                found = raw.get("values")
                values_read = dict(found) if isinstance(found, Mapping) else {}
                yield Resource(str(raw.get("address")), str(raw.get("type")), values_read, "data", document.name)


def _collect(module: Any, prefix: str, found: dict[str, Declared], depth: int) -> None:
    if not isinstance(module, Mapping) or depth > _DEPTH:
        return
    for raw in _list(module.get("resources")):
        if isinstance(raw, Mapping):
            expressions = raw.get("expressions")
            key = str(raw.get("provider_config_key"))
            known = Declared(expressions if isinstance(expressions, Mapping) else {}, key, prefix)
            found[f"{prefix}{raw.get('address')}"] = known
    calls = module.get("module_calls")
    for name, call in calls.items() if isinstance(calls, Mapping) else ():
        inner = call.get("module") if isinstance(call, Mapping) else None
        _collect(inner, f"{prefix}module.{name}.", found, depth + 1)


def _providers(configuration: Any) -> dict[str, Mapping[str, Any]]:
    raw = configuration.get("provider_config") if isinstance(configuration, Mapping) else None
    found: dict[str, Mapping[str, Any]] = {}
    for name, config in raw.items() if isinstance(raw, Mapping) else ():
        expressions = config.get("expressions") if isinstance(config, Mapping) else None
        settings = expressions if isinstance(expressions, Mapping) else {}
        found[str(name)] = {key: _constant(key, expression) for key, expression in settings.items()}
    return found


def _constant(name: str, expression: Any) -> Any:
    if isinstance(expression, Mapping) and "constant_value" in expression:
        return expression["constant_value"]
    return _not_shown(name)


def _not_shown(name: str) -> Unknown:
    reason = f"the provider's {name:.40} is an expression that a plan does not show the value of"
    return Unknown(reason, cause=Cause(reason, SET_PROVIDER))


def _after_apply(references: tuple[str, ...]) -> Unknown:
    cause = Cause(
        f"{references[0] if references else 'what the cloud answers':.120} is known after apply", SAY_OR_AUDIT
    )
    return Unknown("is known after apply", text=GAP, references=references, cause=cause)


def _merged(after: Any, unknown: Any, expression: Any, prefix: str, depth: int) -> Any:
    """A planned value in which what is not known is Unknown, and what the provider computes by itself is left out."""
    if unknown is True:
        return _after_apply(_references(expression, prefix))
    if depth > _DEPTH:
        return Unknown("the value is nested too deeply")
    if isinstance(after, Mapping) and isinstance(unknown, Mapping):
        return _merged_object(after, unknown, expression, prefix, depth)
    if isinstance(after, Mapping) or isinstance(unknown, Mapping):
        other = after if isinstance(after, Mapping) else {}
        return _merged_object(other, unknown if isinstance(unknown, Mapping) else {}, expression, prefix, depth)
    if isinstance(after, list):
        marks = unknown if isinstance(unknown, list) else []
        parts = expression if isinstance(expression, list) else None
        return [
            _merged(
                item,
                marks[index] if index < len(marks) else None,
                parts[index] if parts is not None and index < len(parts) else expression if parts is None else None,
                prefix,
                depth + 1,
            )
            for index, item in enumerate(after)
        ]
    return after


def _merged_object(
    after: Mapping[str, Any], unknown: Mapping[str, Any], expression: Any, prefix: str, depth: int
) -> dict[str, Any]:
    written = _written(expression)
    result: dict[str, Any] = {}
    for name in dict.fromkeys([*after, *unknown]):
        if unknown.get(name) is True and written is not None and name not in written:
            continue
        value, mark = after.get(name), unknown.get(name)
        if not mark and type(value) in _SINGLE:
            result[name] = value
            continue
        inner = expression if written is None else written.get(name)
        result[name] = _merged(value, mark, inner, prefix, depth + 1)
    return result


def _written(expression: Any) -> Mapping[str, Any] | None:
    """The attributes that a block's configuration names; None if it is one expression, or not there at all."""
    if isinstance(expression, list) and len(expression) == 1:
        expression = expression[0]
    if not isinstance(expression, Mapping) or "references" in expression or "constant_value" in expression:
        return None
    return expression


def _references(expression: Any, prefix: str) -> tuple[str, ...]:
    found = expression.get("references") if isinstance(expression, Mapping) else None
    names = [name for name in _list(found) if isinstance(name, str)]
    return tuple(
        f"{prefix}{name}" if not name.startswith(("var.", "local.", "each.", "count.")) else name for name in names
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
