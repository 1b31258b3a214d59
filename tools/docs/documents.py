"""JSON schemas of what the commands print with `--json`, read off the types of the jobs' results.

Fields may be added to a format: so they say which fields there are, and not that there are no others."""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from pydantic import TypeAdapter

from landfast.blueprints.schema import blueprint_schema
from landfast.core.document import format_of, schema_head
from landfast.core.errors import PROBLEMS_FORMAT
from landfast.core.meanings import DescribedSchema
from landfast.evidence.facts import FORMAT as FACTS_FORMAT
from landfast.evidence.facts import EvidenceFacts
from landfast.jobs import (
    agent_document,
    bootstrap_document,
    certificate_document,
    change_document,
    comparison_document,
    doctor_document,
    documents,
    drill_document,
    evidence_document,
    explain_document,
    plugins_document,
    promote_document,
    rules_document,
    subject_document,
)
from landfast.jobs.certificate_document import CertificateDocument
from landfast.jobs.documents import RefusedDocument, WithheldDocument
from landfast.jobs.drill_document import DrillRecordDocument
from landfast.jobs.evidence_document import ManifestDocument, SignatureDocument
from landfast.jobs.report_document import ReportDocument
from landfast.jobs.subject_document import SubjectCertificateDocument
from landfast.policies.written.document import rules_schema
from landfast.stacks.spec import Spec

# Command -> its result. `mcp` alone prints none: it speaks a protocol.
RESULTS = {
    "init": "landfast.jobs.init:InitResult",
    "up": "landfast.jobs.up:UpResult",
    "plan": "landfast.jobs.plan:PlanResult",
    "drift": "landfast.jobs.drift:DriftResult",
    "drill": "landfast.jobs.drill:DrillResult",
    "audit": "landfast.jobs.audit:AuditResult",
    "check": "landfast.jobs.check:CheckResult",
    "doctor": "landfast.jobs.doctor:DoctorResult",
    "status": "landfast.jobs.status:StatusResult",
    "down": "landfast.jobs.down:DownResult",
    "synth": "landfast.jobs.synth:SynthResult",
    "graph": "landfast.jobs.graph:GraphResult",
    "evidence write": "landfast.jobs.evidence:EvidenceResult",
    "evidence verify": "landfast.jobs.evidence_verify:EvidenceVerifyResult",
    "evidence diff": "landfast.jobs.evidence_diff:EvidenceDiffResult",
    "subject erase": "landfast.jobs.subject_erase:SubjectEraseResult",
    "subject export": "landfast.jobs.subject_export:SubjectExportResult",
    "subject requests": "landfast.jobs.subject_requests:SubjectRequestsResult",
    "bootstrap": "landfast.jobs.bootstrap:BootstrapResult",
    "explain": "landfast.jobs.explain:ExplainResult",
    "plugins": "landfast.jobs.plugins:PluginsResult",
    "promote": "landfast.jobs.promote:PromoteResult",
    "rules test": "landfast.jobs.rules_test:RulesTestResult",
    "rehearsal compare": "landfast.jobs.rehearsal_compare:RehearsalCompareResult",
    "rehearsal serve": "landfast.jobs.rehearsal_serve:RehearsalServeResult",
    "agent install": "landfast.jobs.agent_install:AgentInstallResult",
    "agent uninstall": "landfast.jobs.agent_uninstall:AgentUninstallResult",
    "blueprint list": "landfast.jobs.blueprint_list:BlueprintListResult",
    "blueprint new": "landfast.jobs.blueprint_new:BlueprintNewResult",
    "blueprint eject": "landfast.jobs.blueprint_eject:BlueprintEjectResult",
    "blueprint upgrade": "landfast.jobs.blueprint_upgrade:BlueprintUpgradeResult",
}
# Commands whose result is something else than a job's.
OTHERS = {"spec show": Annotated[dict[str, object], Spec], "spec schema": dict[str, object]}
# What is a file by itself, with its own format in it: name of the schema -> what it is, and its type.
FILES = {
    "certificate": ("certificate of a removal", CertificateDocument),
    "erasure": ("certificate of an erasure", SubjectCertificateDocument),
    "drill-record": ("record of a restore drill", DrillRecordDocument),
    "evidence-manifest": ("manifest.json of a bundle of evidence", ManifestDocument),
    "signature": ("signature.json of a bundle of evidence, or of a plan", SignatureDocument),
}
FACTS, PROBLEMS, RULES, BLUEPRINT = "evidence-facts", "problems", "rules", "blueprint"
# Those that the policies may refuse, and that nobody may agree to.
REFUSABLE = {"up": (RefusedDocument, WithheldDocument), "plan": (RefusedDocument,)}
ENDED = {"ok": {"type": "boolean"}, "exit_code": {"enum": [0, 1, 2, 70]}}
HEAD = """\
# Documents

What commands print with `--json`, and the files that they write, each with its JSON schema (2020-12).
The last part of its `$id` is the `format` that stands in the document: a reader of this one may read every document of
the same format. Fields may be added to a format; before one goes, or means something else, it grows.
A command that ends without a result prints `problems` instead, with exit code 1, 2 or 70.

| schema | `$id` | of |
|---|---|---|
"""
PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null", object: "object"}
Schema = dict[str, Any]


def document_schemas() -> dict[str, str]:
    """File name -> schema, for each command that prints a document, and of files that we or people write."""
    found = {
        **{name: _of_a_job(name, place) for name, place in RESULTS.items()},
        **{name: _schema(name, content, placed=False) for name, content in OTHERS.items()},
        **{name: _of_a_file(name, title, kind) for name, (title, kind) in FILES.items()},
        FACTS: _facts_schema(),
        PROBLEMS: _whole(PROBLEMS, "--json of whatever ended without a result", _failed(), {}),
        RULES: rules_schema(),
        BLUEPRINT: blueprint_schema(),
    }
    return {f"{name.replace(' ', '-')}.schema.json": schema for name, schema in found.items()}


def documents_page() -> str:
    """Which schemas there are."""
    rows = [
        f"| [{file}]({file}) | `{schema['$id']}` | {schema['title']} |"
        for file, text in sorted(document_schemas().items())
        for schema in (json.loads(text),)
    ]
    return HEAD + "\n".join(rows) + "\n"


def _of_a_file(name: str, title: str, kind: type) -> str:
    """Of a document that is a file by itself."""
    definitions: Schema = {}
    done = _of(kind, definitions)
    return _whole(name, title, done, definitions)


def _facts_schema() -> str:
    schema = TypeAdapter(EvidenceFacts).json_schema(mode="serialization")
    schema["properties"] = {"format": {"const": FACTS_FORMAT}, **schema["properties"]}
    schema["required"] = list(schema["properties"])
    definitions = schema.pop("$defs")
    schema.pop("title")
    return _whole(FACTS, "facts.json of a bundle of evidence", schema, definitions)


def _of_a_job(command: str, place: str) -> str:
    """Of what its result becomes as JSON, and of where, if it is about an environment."""
    module, _, name = place.partition(":")
    result = getattr(importlib.import_module(module), name)
    modules = (
        agent_document, bootstrap_document, certificate_document, change_document, comparison_document, doctor_document,
        documents, drill_document, evidence_document, explain_document, plugins_document, promote_document,
        rules_document, subject_document,
    )  # fmt: skip
    types = {name: found for module in modules for name, found in vars(module).items()}
    known = {**types, "ReportDocument": ReportDocument, "Mapping": Mapping}
    content = get_type_hints(result.to_json, localns=known, include_extras=True)["return"]
    placed = not isinstance(inspect.getattr_static(result, "workspace", None), NoneType)
    return _schema(command, content, placed=placed)


def _schema(command: str, content: Any, *, placed: bool) -> str:
    definitions: Schema = {}
    done = _of(content, definitions)
    if command in REFUSABLE:
        done = {"anyOf": [done, *(_of(refused, definitions) for refused in REFUSABLE[command])]}
    return _whole(command, f"{command} --json", _document(command, done, placed=placed), definitions)


def _whole(name: str, title: str, content: Schema, definitions: Schema) -> str:
    whole = {
        **schema_head(name),
        "title": f"landfast {title}",
        **content,
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(whole, indent=2) + "\n"


def _document(command: str, result: Schema, *, placed: bool) -> Schema:
    """Around the result: how it ended. An expected error has `problems` in its place."""
    where = {name: {"type": "string"} for name in ("target", "provider", "environment")} if placed else {}
    said = {"command": {"const": command}, "format": {"const": format_of(command)}}
    return {"anyOf": [_object({**ENDED, **said, **where, "result": result}), _failed()]}


def _failed() -> Schema:
    problems = {"type": "array", "items": {"type": "string"}}
    return _object({**ENDED, "format": {"const": PROBLEMS_FORMAT}, "problems": problems})


def _object(properties: Schema, optional: frozenset[str] = frozenset()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _of(kind: Any, definitions: Schema) -> Schema:
    """The schema of a type; records go into the definitions."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _model(arguments[1], definitions)
    if origin in (Union, UnionType):
        return {"anyOf": [_of(each, definitions) for each in arguments]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is Sequence:
        return {"type": "array", "items": _of(arguments[0], definitions)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _of(arguments[1], definitions)}
    if origin is dict:
        return {"type": "object"}
    if is_typeddict(kind):
        return _record(kind, definitions)
    return {"type": PLAIN[kind]}


def _record(kind: Any, definitions: Schema) -> Schema:
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}
        fields = get_type_hints(kind, include_extras=True)
        content = _object({key: _of(value, definitions) for key, value in fields.items()}, kind.__optional_keys__)
        definitions[name] = {"description": inspect.getdoc(kind), **content}
    return {"$ref": f"#/$defs/{name}"}


def _opened(schema: Any) -> Any:
    """What is refused of a file that people write, may come in a document."""
    if isinstance(schema, list):
        return [_opened(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closes = schema.get("additionalProperties") is False
    return {key: _opened(value) for key, value in schema.items() if not (closes and key == "additionalProperties")}


def _model(model: type, definitions: Schema) -> Schema:
    schema = TypeAdapter(model).json_schema(
        mode="serialization", ref_template="#/$defs/{model}", schema_generator=DescribedSchema
    )
    found = {**schema.pop("$defs", {}), model.__name__: schema}
    definitions |= {name: _opened(one) for name, one in found.items()}
    return {"$ref": f"#/$defs/{model.__name__}"}
