"""Terraform's functions, and what each takes. One that is not here makes the value unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from landfast.check.evaluate import function_dates as dates
from landfast.check.evaluate import function_encoding as codes
from landfast.check.evaluate import function_files as files
from landfast.check.evaluate import function_format as formats
from landfast.check.evaluate import function_lists as lists
from landfast.check.evaluate import function_maps as maps
from landfast.check.evaluate import function_network as network
from landfast.check.evaluate import function_numbers as numbers
from landfast.check.evaluate import function_patterns as patterns
from landfast.check.evaluate import function_text as texts
from landfast.check.evaluate import function_yaml as yaml
from landfast.check.evaluate.convert import convert
from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.local_files import LocalFiles
from landfast.check.evaluate.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    TypedNull,
    ValueType,
    list_type,
    map_type,
    set_type,
    untyped,
)
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.policies.values import Unknown


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a function takes at one place: the type, whether null and what is not known are let in, and whether the
    types of nulls count."""

    type: ValueType
    null: bool = False
    unknown: bool = False
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """`takes` are its parameters; `rest` is taken any number of times behind them. `local`: it reads files."""

    run: Callable[..., Any]
    takes: tuple[Parameter, ...] = ()
    rest: Parameter | None = None
    local: bool = False


_TEXT = Parameter(STRING)
_NUMBER = Parameter(NUMBER)
_VALUE = Parameter(ANY)
_MAYBE = Parameter(ANY, null=True)
_OPEN = Parameter(ANY, null=True, unknown=True)
_CHOICE = Parameter(ANY, null=True, unknown=True, typed=True)
_TEXTS = Parameter(list_type(STRING))
_TRUTHS = Parameter(list_type(BOOL))
_LIST = Parameter(list_type(ANY))
_SET = Parameter(set_type(ANY))


def _of(run: Callable[..., Any], *takes: Parameter, rest: Parameter | None = None) -> Function:
    return Function(run, takes, rest)


def _local(run: Callable[..., Any], *takes: Parameter) -> Function:
    return Function(run, takes, local=True)


def _to(type_: ValueType) -> Function:
    def run(value: Any) -> Any:
        found = convert(value, type_)
        return TypedNull(type_) if found is None else found

    return Function(run, (Parameter(ANY, null=True, typed=True),))


def _same(value: Any) -> Any:
    return value


_DIGESTS = {
    **{name: codes.hexadecimal(digest) for name, digest in codes.DIGESTS.items()},
    **{f"base64{name}": codes.in_base64(codes.DIGESTS[name]) for name in ("sha256", "sha512")},
}
FUNCTIONS: Mapping[str, Function] = {
    "abs": _of(numbers.absolute, _NUMBER),
    "abspath": _local(files.abspath, _TEXT),
    "alltrue": _of(lists.alltrue, _TRUTHS),
    "anytrue": _of(lists.anytrue, _TRUTHS),
    "base64decode": _of(codes.base64decode, _TEXT),
    "base64encode": _of(codes.base64encode, _TEXT),
    "basename": _of(files.basename, _TEXT),
    "ceil": _of(numbers.ceil, _NUMBER),
    "chomp": _of(texts.chomp, _TEXT),
    "chunklist": _of(lists.chunklist, _LIST, _NUMBER),
    "cidrhost": _of(network.cidrhost, _TEXT, _NUMBER),
    "cidrnetmask": _of(network.cidrnetmask, _TEXT),
    "cidrsubnet": _of(network.cidrsubnet, _TEXT, _NUMBER, _NUMBER),
    "cidrsubnets": _of(network.cidrsubnets, _TEXT, rest=_NUMBER),
    "coalesce": _of(lists.coalesce, rest=_CHOICE),
    "coalescelist": _of(lists.coalescelist, rest=_CHOICE),
    "compact": _of(lists.compact, _TEXTS),
    "concat": _of(lists.concat, rest=_VALUE),
    "contains": _of(lists.contains, _VALUE, _OPEN),
    "csvdecode": _of(codes.csvdecode, _TEXT),
    "dirname": _of(files.dirname, _TEXT),
    "distinct": _of(lists.distinct, _LIST),
    "element": _of(lists.element, _VALUE, _NUMBER),
    "endswith": _of(texts.endswith, _TEXT, _TEXT),
    "file": _local(files.file, _TEXT),
    "filebase64": _local(files.filebase64, _TEXT),
    "fileexists": _local(files.fileexists, _TEXT),
    "fileset": _local(files.fileset, _TEXT, _TEXT),
    "flatten": _of(lists.flatten, _VALUE),
    "floor": _of(numbers.floor, _NUMBER),
    "format": _of(formats.format_text, _TEXT, rest=_OPEN),
    "formatdate": _of(dates.formatdate, _TEXT, _TEXT),
    "formatlist": _of(formats.format_list, _TEXT, rest=_OPEN),
    "indent": _of(texts.indent, _NUMBER, _TEXT),
    "index": _of(lists.index, _VALUE, _VALUE),
    "join": _of(texts.join, _TEXT, rest=_TEXTS),
    "jsondecode": _of(codes.jsondecode, _TEXT),
    "jsonencode": _of(codes.jsonencode, _MAYBE),
    "keys": _of(maps.keys, _VALUE),
    "length": _of(maps.length, _VALUE),
    "log": _of(numbers.logarithm, _NUMBER, _NUMBER),
    "lookup": _of(maps.lookup, _VALUE, _TEXT, rest=_OPEN),
    "lower": _of(texts.lower, _TEXT),
    "matchkeys": _of(lists.matchkeys, _LIST, _LIST, _LIST),
    "max": _of(numbers.largest, rest=_NUMBER),
    "merge": _of(maps.merge, rest=Parameter(ANY, null=True, typed=True)),
    "min": _of(numbers.smallest, rest=_NUMBER),
    "nonsensitive": _of(_same, _MAYBE),
    "one": _of(lists.one, _VALUE),
    "parseint": _of(numbers.parseint, _VALUE, _NUMBER),
    "pathexpand": _of(files.pathexpand, _TEXT),
    "pow": _of(numbers.power, _NUMBER, _NUMBER),
    "range": _of(lists.number_range, rest=_NUMBER),
    "regex": _of(patterns.regex, _TEXT, _TEXT),
    "regexall": _of(patterns.regexall, _TEXT, _TEXT),
    "replace": _of(patterns.replace, _TEXT, _TEXT, _TEXT),
    "reverse": _of(lists.reverse, _VALUE),
    "sensitive": _of(_same, _MAYBE),
    "setintersection": _of(maps.setintersection, _SET, rest=_SET),
    "setproduct": _of(maps.setproduct, rest=_VALUE),
    "setsubtract": _of(maps.setsubtract, _SET, _SET),
    "setunion": _of(maps.setunion, _SET, rest=_SET),
    "signum": _of(numbers.signum, _NUMBER),
    "slice": _of(lists.slice_of, _VALUE, _NUMBER, _NUMBER),
    "sort": _of(lists.sort, _TEXTS),
    "split": _of(texts.split, _TEXT, _TEXT),
    "startswith": _of(texts.startswith, Parameter(STRING, unknown=True), _TEXT),
    "strcontains": _of(texts.strcontains, _TEXT, _TEXT),
    "strrev": _of(texts.strrev, _TEXT),
    "substr": _of(texts.substr, _TEXT, _NUMBER, _NUMBER),
    "sum": _of(numbers.total, _VALUE),
    "textdecodebase64": _of(codes.textdecodebase64, _TEXT, _TEXT),
    "textencodebase64": _of(codes.textencodebase64, _TEXT, _TEXT),
    "timeadd": _of(dates.timeadd, _TEXT, _TEXT),
    "timecmp": _of(dates.timecmp, _TEXT, _TEXT),
    "title": _of(texts.title, _TEXT),
    "tobool": _to(BOOL),
    "tolist": _to(list_type(ANY)),
    "tomap": _to(map_type(ANY)),
    "tonumber": _to(NUMBER),
    "toset": _to(set_type(ANY)),
    "tostring": _to(STRING),
    "transpose": _of(lists.transpose, Parameter(map_type(list_type(STRING)))),
    "trim": _of(texts.trim, _TEXT, _TEXT),
    "trimprefix": _of(texts.trimprefix, _TEXT, _TEXT),
    "trimspace": _of(texts.trimspace, _TEXT),
    "trimsuffix": _of(texts.trimsuffix, _TEXT, _TEXT),
    "upper": _of(texts.upper, _TEXT),
    "urlencode": _of(codes.urlencode, _TEXT),
    "uuidv5": _of(codes.uuidv5, _TEXT, _TEXT),
    "values": _of(maps.values, _VALUE),
    "yamldecode": _of(yaml.yamldecode, _TEXT),
    "yamlencode": _of(yaml.yamlencode, _MAYBE),
    "zipmap": _of(maps.zipmap, _TEXTS, _VALUE),
    **{name: _of(run, _TEXT) for name, run in _DIGESTS.items()},
    **{f"file{name}": _local(files.digested(run), _TEXT) for name, run in _DIGESTS.items()},
}
# Evaluated where expressions are compiled: they decide themselves what of their arguments is evaluated, and how.
SPECIAL = frozenset({"can", "convert", "templatefile", "templatestring", "try"})
# What Terraform's other functions give hangs on something that no configuration says.
NOT_EVALUATED: Mapping[str, str] = {
    "base64gzip": "the bytes hang on who compresses",
    "bcrypt": "chance",
    "ephemeralasnull": "what is ephemeral is known when Terraform runs",
    "issensitive": "what is sensitive is known when Terraform runs",
    "plantimestamp": "the clock",
    "rsadecrypt": "it reads a private key",
    "timestamp": "the clock",
    "uuid": "chance",
}


def called(function: Function, values: Sequence[Any], place: LocalFiles | None) -> Any:
    """What a function gives for arguments. Raises: EvaluationError, UnresolvedError."""
    count = len(function.takes)
    if len(values) < count or (len(values) > count and function.rest is None):
        raise EvaluationError(f"takes {count} arguments")
    parameters = [*function.takes, *([function.rest] * (len(values) - count) if function.rest else ())]
    ready, unknown = [], None
    for value, parameter in zip(values, parameters, strict=True):
        if isinstance(value, Unknown) and (value.failed or not parameter.unknown):
            unknown = unknown if unknown is not None and not value.failed else value
        elif not parameter.null and (value is None or type(value) is TypedNull):
            raise EvaluationError("an argument is null")
        elif parameter.type is ANY:
            ready.append(value if parameter.typed else untyped(value))
        else:
            ready.append(convert(value, parameter.type))
    if unknown is not None:
        raise UnresolvedError(unknown)
    if not function.local:
        return function.run(*ready)
    if place is None:
        raise UnresolvedError(left_to_plan("no folder is known in which files are looked for"))
    return function.run(place, *ready)
