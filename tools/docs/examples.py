"""Takes from the fixtures of the rules what each reads, and what it wants changed, for the pages and for `explain`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from landfast.check import Document, PolicyContext, check, subject_of
from landfast.check.judge.engine import area
from landfast.policies import RULES
from landfast.policies.drills import Drills
from landfast.policies.examples import RuleExample
from landfast.policies.model import AnyRule, Resource, World
from landfast.provider.schema import UnknownTypeError, data_source_schema, resource_schema
from tools import ROOT

FIXTURES = ROOT / "tests" / "policies" / "fixtures"
# Lines of a project's file that are shown.
_LINES = 12
_MOST = 40


class _Seen(dict[str, Any]):
    """A block that takes note of what is asked of it by name."""

    def __init__(self, values: Mapping[str, Any], path: str, seen: set[str]) -> None:
        # What is null in a configuration is named, and is not there.
        found = ((name, values.get(name)) for name in values)
        super().__init__({name: _watched(value, f"{path}.{name}", seen) for name, value in found if value is not None})
        self._path, self._seen = path, seen

    def get(self, key: str, default: Any = None) -> Any:
        self._seen.add(f"{self._path}.{key}")
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self._seen.add(f"{self._path}.{key}")
        return super().__getitem__(key)


def _watched(value: Any, path: str, seen: set[str]) -> Any:
    if isinstance(value, Mapping):
        return _Seen(value, path, seen)
    return [_watched(each, path, seen) for each in value] if isinstance(value, list) else value


def examples_text() -> str:
    """The content of `policies/examples.json`."""
    found = {
        id_: {"reads": each.reads, "before": each.before, "after": each.after}
        for id_, each in examples_of_rules().items()
    }
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


@cache
def examples_of_rules() -> Mapping[str, RuleExample]:
    """As the fixtures are now."""
    return {rule.id: _of(rule) for rule in RULES}


def _of(rule: AnyRule) -> RuleExample:
    projects = sorted(FIXTURES.glob(f"{rule.name}.project.json"))
    if projects:
        return RuleExample(before=_of_project(json.loads(projects[0].read_bytes())))
    # That of the usual settings before those of others.
    paths = sorted(FIXTURES.glob(f"{rule.name}*.tf.json"), key=lambda path: (path.name.count("."), path.name))
    bodies = [json.loads(path.read_bytes()) for path in paths if path.name.split(".")[0] == rule.name]
    if rule.modes == {"waiver"}:
        return RuleExample(before=_of_waivers(bodies[0]["//"]["context"]["waivers"]))
    before, after = _pair(rule, bodies)
    return RuleExample(tuple(sorted(_read_by(rule, bodies))[:_MOST]), before, after)


def _read_by(rule: AnyRule, bodies: Sequence[Mapping[str, Any]]) -> set[str]:
    """The longest paths that the rule asked the fixtures' resources for."""
    seen: set[str] = set()
    for body in bodies:
        content = {name: value for name, value in body.items() if name != "//"}
        subject = subject_of(Document("fixture", content, asked=body["//"].get("asked", False)))
        judged = subject.evaluate().judged
        for one in judged:
            if isinstance(one, Resource):
                one.values = _Seen(one.values, one.type, seen)
        world = World(area("eu"), [one for one in judged if isinstance(one, Resource)])
        seen.clear()
        for one in judged:
            if one.mode in rule.modes and ("*" in rule.types or one.type in rule.types):
                list(rule.check(one, world))
    return {path for path in seen if not any(other.startswith(f"{path}.") for other in seen)}


def _pair(rule: AnyRule, bodies: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """A resource that fails by itself, and the one most like it of the same type that doesn't, from one fixture."""
    before = ""
    for body in bodies:
        fails = set(body["//"]["fails"])
        for failing in _resources(body):
            if failing.address not in fails or not _is_found(rule, failing, body):
                continue
            before = before or failing.hcl()
            alike = [
                each
                for each in _resources(body)
                if each.kind == failing.kind and not any(fail.startswith(each.address) for fail in fails)
            ]
            for passing in sorted(alike, key=lambda each: _unlike(rule, each, failing)):
                if not _is_found(rule, passing, body):
                    return failing.hcl(), passing.hcl()
    return before or next((each.hcl() for body in bodies for each in _resources(body)), "") or _whole(bodies[0]), ""


@dataclass(frozen=True, slots=True)
class _Declared:
    """A resource or data source of a fixture."""

    section: str
    type: str
    name: str
    content: Mapping[str, Any]

    @property
    def kind(self) -> tuple[str, str]:
        return self.section, self.type

    @property
    def address(self) -> str:
        return f"{'data.' if self.section == 'data' else ''}{self.type}.{self.name}"

    def hcl(self) -> str:
        return _hcl(self.section, self.type, _plain_name(self.name), self.content)


def _is_found(rule: AnyRule, one: _Declared, body: Mapping[str, Any]) -> bool:
    """Whether the rule says something of it where it stands alone, under the settings of its fixture."""
    given = body["//"].get("context", {})
    context = PolicyContext(
        given.get("area", "eu"),
        special_categories=given.get("special_categories", False),
        protected=given.get("protected", False),
        ai_roles=tuple(given.get("ai_roles", ())),
        drills=drills_in(given),
    )
    alone = {one.section: {one.type: {one.name: one.content}}}
    report = check([subject_of(Document("fixture", alone, asked=body["//"].get("asked", False)))], context)
    return any(finding.rule.id == rule.id and not finding.unknown for finding in report.findings)


def drills_in(settings: Mapping[str, Any]) -> Drills | None:
    """What a fixture says of drills: `{"drills": {"days": 365, "today": DAY, "restored": {NAME: DAY}}}`."""
    said = settings.get("drills")
    if said is None:
        return None
    restored = {name: dt.date.fromisoformat(day) for name, day in said["restored"].items()}
    return Drills(restored, said["days"], dt.date.fromisoformat(said["today"]))


def _unlike(rule: AnyRule, passing: _Declared, failing: _Declared) -> tuple[bool, int]:
    """What sets what the rule wants, and otherwise is the same, comes first."""
    wanted = {fix.path.split(".")[0] for fix in rule.fixes}
    return bool(wanted) and wanted.isdisjoint(passing.content), -_alike(passing.content, failing.content)


def _alike(one: Any, other: Any) -> int:
    """How many names, and values, two blocks have in common."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return sum(1 + _alike(value, other[name]) for name, value in one.items() if name in other)
    if isinstance(one, list) and isinstance(other, list):
        return sum(_alike(*pair) for pair in zip(one, other, strict=False))
    return int(one == other)


def _plain_name(name: str) -> str:
    """A label as Terraform takes it, without what it tells the test."""
    plain = name.removeprefix("fail_").removeprefix("pass_")
    return plain if plain[:1].isalpha() else f"at_{plain}"


def _resources(body: Mapping[str, Any]) -> Iterator[_Declared]:
    for section in ("resource", "data"):
        for type_, named in body.get(section, {}).items():
            for name, content in named.items():
                if isinstance(content, Mapping):
                    yield _Declared(section, type_, name, content)


def _whole(body: Mapping[str, Any]) -> str:
    """A fixture that is about no resource: its blocks, as Terraform JSON."""
    shown = {name: value for name, value in body.items() if name not in ("//", "variable", "resource")}
    return json.dumps(shown, indent=2) + "\n" if shown else ""


def _of_waivers(waivers: Sequence[Mapping[str, Any]]) -> str:
    """As they stand in `landfast.yaml`."""
    lines = []
    for waiver in waivers:
        lines += [f"{'  ' if at else '- '}{name}: {value}" for at, (name, value) in enumerate(waiver.items())]
    return "\n".join(["waivers:", *(f"  {line}" for line in lines), ""])


def _of_project(body: Mapping[str, Any]) -> str:
    failing = body["//"]["fails"][0].partition(":")[0].partition("#")[0]
    lines = body["files"].get(failing, [])[:_LINES]
    return "\n".join([f"# {failing}", *lines, ""])


def _hcl(section: str, type_: str, name: str, content: Mapping[str, Any]) -> str:
    try:
        schema = resource_schema(type_) if section == "resource" else data_source_schema(type_)
        block = schema["block"]
    except UnknownTypeError:
        block = {}
    lines = "\n".join(_body(content, block, "  "))
    return f'{section} "{type_}" "{name}" {{\n{lines}\n}}\n' if lines else f'{section} "{type_}" "{name}" {{}}\n'


def _body(content: Mapping[str, Any], block: Mapping[str, Any], indent: str) -> Iterator[str]:
    blocks = block.get("block_types", {})
    plain = {name: value for name, value in content.items() if name not in blocks and name != "lifecycle"}
    width = max(map(len, plain), default=0)
    for name, value in plain.items():
        yield f"{indent}{name.ljust(width)} = {_expression(value, indent)}"
    for name, value in content.items():
        if name in plain:
            continue
        for each in value if isinstance(value, list) else [value]:
            inner = list(_body(each, blocks.get(name, {}).get("block", {}), indent + "  ")) if each else []
            yield f"{indent}{name} {{" + ("" if inner else "}")
            yield from inner
            if inner:
                yield f"{indent}}}"


def _expression(value: Any, indent: str) -> str:
    if isinstance(value, Mapping):
        members = [f"{indent}  {_key(name)} = {_expression(each, indent + '  ')}" for name, each in value.items()]
        return "\n".join(["{", *members, f"{indent}}}"]) if members else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_expression(each, indent) for each in value)}]"
    if isinstance(value, str) and value.startswith("${") and value.endswith("}") and value.count("${") == 1:
        return value[2:-1]
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if name.replace("_", "a").isalnum() else json.dumps(name)
