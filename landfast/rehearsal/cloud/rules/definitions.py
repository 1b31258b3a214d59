"""What is defined in a text of its own: a workflow's steps, a schema of messages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import Refusal, bad_request
from landfast.rehearsal.cloud.store import Store

# https://cloud.google.com/workflows/docs/reference/syntax
WORDS = frozenset(
    ("args", "assign", "call", "except", "for", "next", "parallel", "raise", "result", "retry", "return", "steps",
     "switch", "try")
)  # fmt: skip
PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
# https://cloud.google.com/bigquery/docs/reference/rest/v2/StandardSqlDataType#TypeKind
KINDS = frozenset(
    ("ARRAY", "BIGNUMERIC", "BOOL", "BYTES", "DATE", "DATETIME", "FLOAT64", "GEOGRAPHY", "INT64", "INTERVAL", "JSON",
     "NUMERIC", "RANGE", "STRING", "STRUCT", "TIME", "TIMESTAMP")
)  # fmt: skip
MESSAGE = re.compile(r"\bmessage\s+[A-Za-z_]\w*\s*\{")


def check(call: Call, _store: Store) -> None:
    judge = JUDGES.get(call.type)
    if judge is not None and call.writes:
        judge(call)


def _workflow(call: Call) -> None:
    text = call.text("source_contents")
    if not text or not call.changed("source_contents"):
        return
    try:
        whole = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError) as error:
        raise _unparsed(str(error).splitlines()[0]) from error
    if isinstance(whole, list):
        _check_steps(whole, "main")
        return
    if not isinstance(whole, dict) or "main" not in whole:
        raise _unparsed("a workflow needs a 'main' block, or a list of steps")
    for name, block in whole.items():
        if not isinstance(block, dict) or set(block) - {"params", "steps"}:
            raise _unparsed(f"the subworkflow '{name}' has params and steps, and nothing else")
        _check_steps(block.get("steps"), str(name))


def _check_steps(steps: Any, place: str) -> None:
    if not isinstance(steps, list) or not steps:
        raise _unparsed(f"'{place}' needs a list of at least one step")
    for step in steps:
        if not isinstance(step, dict) or len(step) != 1:
            raise _unparsed(f"a step of '{place}' is a name with what it does")
        name, body = next(iter(step.items()))
        unknown = sorted(set(map(str, body)) - WORDS) if isinstance(body, dict) else [str(body)]
        if unknown or not body:
            raise _unparsed(f"the step '{name}' of '{place}' has an unknown word: {', '.join(unknown) or 'none'}")
        if "steps" in body:
            _check_steps(body["steps"], f"{place}.{name}")


def _unparsed(problem: str) -> Refusal:
    return bad_request(f"Source code provided could not be parsed: {problem}.", "invalid")


def _schema(call: Call) -> None:
    """https://cloud.google.com/pubsub/docs/schemas#format: one record of Avro, or one message of a protocol buffer."""
    text, kind = call.text("definition"), call.text("type")
    if not text or not call.changed("definition"):
        return
    if kind == "AVRO":
        try:
            problem = _avro_problem(json.loads(text))
        except ValueError:
            problem = "it is not JSON"
    else:
        problem = "" if MESSAGE.search(text) and text.count("{") == text.count("}") else "it has no whole message"
    if problem:
        raise bad_request(f"Invalid schema definition: {problem}.", "invalid")


def _avro_problem(schema: Any) -> str:
    if not isinstance(schema, dict) or schema.get("type") != "record" or not schema.get("name"):
        return "the type of its root is a record with a name"
    for field in schema.get("fields") or [{}]:
        kind = field.get("type") if isinstance(field, dict) else None
        if not isinstance(field, dict) or not field.get("name") or kind is None:
            return "a field has a name and a type"
        if isinstance(kind, str) and kind in ("int64", "str", "text", "number", "bool", "integer", "date", "timestamp"):
            return f"'{kind}' of the field '{field['name']}' is no type: {', '.join(PRIMITIVES)}"
    return ""


def _routine(call: Call) -> None:
    arguments = [block.get("data_type") for block in blocks(call.fields, "arguments")]
    for text in filter(None, [*arguments, call.text("return_type")]):
        try:
            kinds = list(_type_kinds(json.loads(str(text))))
        except ValueError:
            raise bad_request(f"Invalid data type: {text} is not JSON.", "invalid") from None
        for kind in kinds:
            if kind not in KINDS:
                raise bad_request(f"Invalid value at 'routine.arguments.data_type.type_kind': \"{kind}\"", "invalid")


def _type_kinds(value: Any) -> Iterator[str]:
    """Every kind of type in a type, which may be an array's or a record's."""
    if isinstance(value, dict):
        if "typeKind" in value:
            yield str(value["typeKind"])
        for inner in value.values():
            yield from _type_kinds(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _type_kinds(inner)


JUDGES: Mapping[str, Callable[[Call], None]] = {
    "google_bigquery_routine": _routine,
    "google_pubsub_schema": _schema,
    "google_workflows_workflow": _workflow,
}
