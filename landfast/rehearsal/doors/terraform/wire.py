"""Between protocol messages and Python values: dynamic values, diagnostics, attribute paths."""

from __future__ import annotations

from collections.abc import Iterable

from tf.gen import tfplugin_pb2 as pb

from landfast.provider.tree import Block
from landfast.provider.values import Object, from_json
from landfast.rehearsal.doors.terraform.problems import ConfigurationProblem, Path
from landfast.rehearsal.doors.terraform.values import decode, encode


def read_value(block: Block, value: pb.DynamicValue) -> Object | None:
    """A message's value in its one form, None for null."""
    if value.msgpack:
        raw = decode(value.msgpack)
    elif value.json:
        raw = from_json(value.json)
    else:
        return None
    whole: Object | None = block.conform(raw)
    return whole


def write_value(value: Object | None) -> pb.DynamicValue:
    return pb.DynamicValue(msgpack=encode(value))


def attribute_path(path: Path) -> pb.AttributePath:
    return pb.AttributePath(
        steps=[
            pb.AttributePath.Step(attribute_name=step)
            if isinstance(step, str)
            else pb.AttributePath.Step(element_key_int=step)
            for step in path
        ]
    )


def diagnostics(findings: Iterable[ConfigurationProblem]) -> list[pb.Diagnostic]:
    return [
        pb.Diagnostic(
            severity=pb.Diagnostic.ERROR,
            summary=finding.summary,
            detail=finding.detail,
            attribute=attribute_path(finding.path) if finding.path else None,
        )
        for finding in findings
    ]
