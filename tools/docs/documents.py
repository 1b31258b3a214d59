"""JSON schemas of what the commands print with `--json`, read off the types of the jobs' results."""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from pydantic import TypeAdapter

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
from landfast.jobs.report_document import ReportDocument
from landfast.jobs.subject_document import SubjectCertificateDocument
from landfast.policies.written.document import rules_schema

# Command -> its result. The others print no such document.
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
# Those that the policies may refuse, and that nobody may agree to.
REFUSABLE = {"up": (RefusedDocument, WithheldDocument), "plan": (RefusedDocument,)}
PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null", object: "object"}
Schema = dict[str, Any]


def document_schemas() -> dict[str, str]:
    """File name -> schema, for each command that prints a document, the certificates that are written, and files of
    rules."""
    found = {f"{name.replace(' ', '-')}.schema.json": _schema(name, place) for name, place in RESULTS.items()}
    return {
        **found,
        "certificate.schema.json": _of_a_file("certificate of a removal", CertificateDocument),
        "erasure.schema.json": _of_a_file("certificate of an erasure", SubjectCertificateDocument),
        "rules.schema.json": rules_schema(),
    }


def _of_a_file(title: str, kind: type) -> str:
    """Of a document that is a file by itself."""
    definitions: Schema = {}
    done = _of(kind, definitions)
    return _whole(title, done, definitions)


def _schema(command: str, place: str) -> str:
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
    definitions: Schema = {}
    done = _of(content, definitions)
    if command in REFUSABLE:
        done = {"anyOf": [done, *(_of(refused, definitions) for refused in REFUSABLE[command])]}
    placed = not isinstance(inspect.getattr_static(result, "workspace", None), NoneType)
    return _whole(f"{command} --json", _document(command, done, placed=placed), definitions)


def _whole(title: str, content: Schema, definitions: Schema) -> str:
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"landfast {title}",
        **content,
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(whole, indent=2) + "\n"


def _document(command: str, result: Schema, *, placed: bool) -> Schema:
    """Around the result: how it ended. An expected error has `problems` in its place."""
    ended = {"ok": {"type": "boolean"}, "exit_code": {"type": "integer"}}
    where = {name: {"type": "string"} for name in ("target", "provider", "environment")} if placed else {}
    done = _object({**ended, "command": {"const": command}, **where, "result": result})
    failed = _object({**ended, "problems": {"type": "array", "items": {"type": "string"}}})
    return {"anyOf": [done, failed]}


def _object(properties: Schema, optional: frozenset[str] = frozenset()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


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


def _model(model: type, definitions: Schema) -> Schema:
    schema = TypeAdapter(model).json_schema(mode="serialization", ref_template="#/$defs/{model}")
    schema["additionalProperties"] = False
    definitions |= schema.pop("$defs", {})
    definitions[model.__name__] = schema
    return {"$ref": f"#/$defs/{model.__name__}"}
