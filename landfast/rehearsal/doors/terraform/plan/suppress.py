"""Differences that are none: the provider's DiffSuppressFuncs, by the names that the facts give."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from landfast.provider.tree import SchemaAttribute
from landfast.rehearsal.cloud.iam import normal_member
from landfast.rehearsal.doors.terraform.values import UNKNOWN

Same = Callable[[str, str], bool]

HOST = re.compile(r"^https?://[^/]+/(?:[a-z]+/)?(?:v\d\w*|beta|alpha)/|^//[^/]+/")
IMAGE = re.compile(
    r"composer-(?P<composer>latest|\d+(?:\.\d+\.\d+(?:-preview\.\d+)?)?)-airflow-"
    r"(?P<airflow>\d+(?:\.\d+){0,2}(?:-build\.\d+)?)"
)
DURATION = re.compile(r"(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)")
SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def suppressed(attribute: SchemaAttribute, before: Any, after: Any) -> bool:
    """Whether the provider takes `after` for the same as `before` and keeps `before`."""
    if before is UNKNOWN or after is UNKNOWN or before == after:
        return False
    name = attribute.facts.get("diff_suppress", "")
    old, new = _text(before), _text(after)
    if old is None or new is None:
        return False
    if name.startswith("tpgresource.EmptyOrDefaultStringSuppress("):
        default = name.partition("(")[2].rstrip(")")
        return {old, new} == {"", default}
    rule = RULES.get(name)
    return rule is not None and rule(old, new)


def relative(link: str) -> str:
    """A self link without its host and version."""
    return HOST.sub("", link).strip("/")


def last(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def same_link(old: str, new: str) -> bool:
    return relative(old) == relative(new)


def same_link_or_name(old: str, new: str) -> bool:
    if "/" not in old or "/" not in new:
        return last(old) == last(new)
    return same_link(old, new)


def same_member(old: str, new: str) -> bool:
    return normal_member(old) == normal_member(new)


def same_project_number(old: str, new: str) -> bool:
    return re.sub(r"projects/\d+", "projects/=", old) == re.sub(r"projects/[^/]+", "projects/=", new)


def same_json(old: str, new: str) -> bool:
    try:
        return bool(json.loads(old) == json.loads(new))
    except ValueError:
        return False


def same_duration(old: str, new: str) -> bool:
    seconds = _seconds(old)
    return seconds is not None and seconds == _seconds(new)


def same_time(old: str, new: str) -> bool:
    try:
        return datetime.fromisoformat(old) == datetime.fromisoformat(new)
    except ValueError:
        return False


def same_base64(old: str, new: str) -> bool:
    table = str.maketrans({"\r": "", "\n": "", "+": "-", "/": "_", "=": ""})
    return old.translate(table) == new.translate(table)


def _same_case(old: str, new: str) -> bool:
    return old.upper() == new.upper()


def _same_but_spaces(old: str, new: str) -> bool:
    return old.strip() == new.strip()


def _same_project(old: str, new: str) -> bool:
    return old.removeprefix("projects/") == new.removeprefix("projects/")


def same_image(old: str, new: str) -> bool:
    """Of Composer: an alias is the same as what it leads to, as far as both say."""
    found = [IMAGE.fullmatch(version) for version in (old, new)]
    if None in found:
        return old == new
    composer, airflow = zip(*(match.group("composer", "airflow") for match in found if match), strict=True)
    return ("latest" in composer or _as_far(*composer)) and _as_far(*airflow)


def _as_far(old: str, new: str) -> bool:
    """`3` is as `3.1.7-build.2`, and `3.1` is, but `3.2` is not."""
    parts = [re.split(r"[.-]", version) for version in (old, new)]
    return all(one == other for one, other in zip(*parts, strict=False))


RULES: dict[str, Same] = {
    "tpgresource.CompareSelfLinkOrResourceName": same_link_or_name,
    "tpgresource.CompareSelfLinkRelativePaths": same_link,
    "tpgresource.CompareResourceNames": lambda old, new: last(old) == last(new),
    "tpgresource.ProjectNumberDiffSuppress": same_project_number,
    "tpgresource.CaseDiffSuppress": _same_case,
    "tpgresource.DurationDiffSuppress": same_duration,
    "artifactregistry.durationDiffSuppress": same_duration,
    "tpgresource.TimestampDiffSuppress(time.RFC3339Nano)": same_time,
    "tpgresource.Base64DiffSuppress": same_base64,
    "tpgresource.CompareCryptoKeyVersions": lambda old, new: old.partition("/cryptoKeyVersions")[0] == new,
    "tpgresource.CidrOrSizeDiffSuppress": lambda old, new: new.startswith("/") and old.endswith(new),
    "tpgiamresource.iamMemberCaseDiffSuppress": same_member,
    "tpgiamresource.jsonPolicyDiffSuppress": same_json,
    "bigquery.bigQueryTableSchemaDiffSuppress": same_json,
    "composer.composerImageVersionDiffSuppress": same_image,
    "logging.OptionalSurroundingSpacesSuppress": _same_but_spaces,
    "resourcemanager.CompareProjectName": _same_project,
    "kms.kmsCryptoKeyRingsEquivalent": same_link,
    "storage.StorageBucketDiffSuppress": lambda old, new: last(old) == last(new),
}


def _text(value: Any) -> str | None:
    """A primitive as SDKv2 compares it; None for collections."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None


def _seconds(text: str) -> float | None:
    parts = DURATION.findall(text)
    if "".join(number + unit for number, unit in parts) != text or not parts:
        return None
    return sum(float(number) * SECONDS[unit] for number, unit in parts)
