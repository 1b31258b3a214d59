"""A configuration read as `check` reads it, made resource by resource in the rehearsal's cloud, in process."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from provider_examples import FILLED
from rehearsal_client import Client, RefusedError

from landfast.check.evaluate.configuration import resources_of
from landfast.check.evaluate.document import Document
from landfast.check.read.hcl import read_hcl
from landfast.policies.model import Resource
from landfast.policies.values import Unknown
from landfast.provider.schema import UnknownTypeError
from landfast.provider.tree import Block, data_source, resource_type
from landfast.provider.values import to_json
from landfast.rehearsal.cloud.refusal import Refusal

META = ("connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner", "timeouts")
# What a resource of another provider is told to be once it stands: random, tls, time, archive, null.
OTHERS: Mapping[str, str] = {
    "id": "x", "hex": "0a1b2c3d", "result": "a0123456789abcdef", "b64_url": "a0123456", "dec": "123",
    "private_key_pem": "-----BEGIN RSA PRIVATE KEY-----", "cert_pem": "-----BEGIN CERTIFICATE-----",
}  # fmt: skip
_REFERENCE = re.compile(r"(data\.)?\b([a-z]+_[a-z0-9_]+)\.([\w-]+)")
# Not one that is only not there: what it names may stand beside the text.
_FILLED = re.compile(
    rf"(?i)(?:invalid|expected|must|match|does not exist|not a|has issue).*{FILLED[:-1]}[-_]", re.DOTALL
)
_NAMES = (
    (re.compile(r"^Error (?:creating|reading) \w+: (?:googleapi: )?"), ""),
    (re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`"), "…"),
    (re.compile(r"\S*[/@]\S*"), "…"),
    (re.compile(r"google_\w+|(?<=resource project )[\w-]+|(?<==)\w[\w-]*"), "…"),
    (re.compile(r"(?<!Error )\b[\w-]*\d[\w.-]*(?<!\.)"), "N"),
)
_WORDS = 12


class NotFitError(Exception):
    """What is written is no configuration of the provider's type: its words."""


@dataclass
class RehearsedExample:
    """`refused` is the kind of the first refusal, empty if every resource was made."""

    refused: str = ""
    words: str = ""
    made: list[str] = field(default_factory=list)


def rehearse(client: Client, text: str) -> RehearsedExample:
    example = RehearsedExample()
    file = read_hcl(text, "main.tf")
    if file.problems:
        example.refused = "not read"
        return example
    try:
        _make_all(client, file.body, example)
    except UnknownTypeError:
        example.refused = "of another provider"
    except NotFitError as error:
        example.refused, example.words = "not of the type", str(error)
    except (RefusedError, Refusal) as error:
        example.refused, example.words = kind_of(str(error)), str(error)
    return example


def kind_of(words: str) -> str:
    """A refusal by what it says, without what it is said of."""
    if _FILLED.search(words):
        return "of a value that was filled in"
    for pattern, instead in _NAMES:
        words = pattern.sub(instead, words)
    return " ".join(words.split()[:_WORDS])


def _make_all(client: Client, body: dict[str, Any], example: RehearsedExample) -> None:
    done: set[str] = set()
    while True:
        document = Document("example", body)
        waiting = [each for each in resources_of(document) if each.mode in ("managed", "data")]
        # What is ephemeral is read in a run of Terraform alone.
        waiting = [each for each in waiting if each.address not in done and not each.address.startswith("ephemeral.")]
        if not waiting:
            return
        bases = {_base(each.address) for each in waiting}
        ready = [each for each in waiting if not (_references(body, each) & bases - {_base(each.address)})]
        values = {each.address: _values(each) for each in ready}
        ready = [each for each in ready if not _has_unknown(values[each.address])]
        if not ready:
            example.refused = "a fragment: something in it is not told"
            return
        for each in ready:
            state = _made(client, each, values[each.address])
            example.made.append(each.type)
            done.add(each.address)
            if not each.address.endswith("]"):
                # From now on it is read as what it became.
                _blocks(body, each)[_base(each.address).rsplit(".", 1)[1]] = _literal(state)


def _made(client: Client, resource: Resource, values: dict[str, Any]) -> Any:
    if not resource.type.startswith("google_"):
        return {**OTHERS, **values}
    if resource.mode == "data":
        fit = _shaped(data_source(resource.type).block, values)
        return json.loads(to_json(client.data(resource.type, **fit)))
    fit = _shaped(resource_type(resource.type).block, values)
    problems = client.validate(resource.type, **fit)
    if problems:
        raise RefusedError(problems[0])
    return json.loads(to_json(client.create(resource.type, **fit)))


def _values(resource: Resource) -> dict[str, Any]:
    return {name: resource.values.get(name) for name in resource.values if name not in META}


def _base(address: str) -> str:
    return address.split("[", 1)[0]


def _blocks(body: dict[str, Any], resource: Resource) -> dict[str, Any]:
    blocks: dict[str, Any] = body["resource" if resource.mode == "managed" else "data"][resource.type]
    return blocks


def _references(body: dict[str, Any], resource: Resource) -> set[str]:
    block = _blocks(body, resource)[_base(resource.address).rsplit(".", 1)[1]]
    found = _REFERENCE.findall(json.dumps(block, default=str))
    return {f"{'data.' if data else ''}{type_}.{name}" for data, type_, name in found}


def _has_unknown(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_unknown, value.values()))
    return isinstance(value, Unknown) or (isinstance(value, list | tuple) and any(map(_has_unknown, value)))


def _literal(value: Any) -> Any:
    """As Terraform JSON writes what is no template."""
    if isinstance(value, str):
        return value.replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, dict):
        return {name: _literal(each) for name, each in value.items() if each is not None}
    return [_literal(each) for each in value] if isinstance(value, list) else value


def _shaped(block: Block, values: Mapping[str, Any]) -> dict[str, Any]:
    """As the type has it: one block is a list of one, a number that was written as a text is a number."""
    shaped: dict[str, Any] = {}
    for name, value in values.items():
        if value is None:
            continue
        if name in block.blocks:
            nested = block.blocks[name]
            several = [_shaped(nested.block, each) for each in (value if isinstance(value, list | tuple) else [value])]
            shaped[name] = several[0] if nested.nesting in ("single", "group") and several else several
        elif name in block.attributes:
            shaped[name] = _of_type(block.attributes[name].type, value)
        else:
            raise NotFitError(f"no argument {name}")
    return shaped


def _of_type(type_: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(type_, list | tuple):
        kind, inner = type_[0], type_[1]
        if kind in ("list", "set"):
            return [_of_type(inner, each) for each in (value if isinstance(value, list | tuple) else [value])]
        if isinstance(value, Mapping):
            fields = inner if kind == "object" else dict.fromkeys(value, inner)
            return {name: _of_type(each, value.get(name)) for name, each in fields.items()}
    if type_ == "number" and isinstance(value, str):
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
            raise NotFitError("a number is required")
        return float(value) if "." in value else int(value)
    return value
