"""Differences that are none: the provider's DiffSuppressFuncs, by the names that the facts give."""

from __future__ import annotations

import ipaddress
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
# `EmptyOrDefaultStringSuppress(BUILT_IN)`, and the budget's (MONTH,budget_filter.0.custom_period.0.start_date).
DEFAULT = re.compile(
    r"(?:tpgresource\.EmptyOrDefaultStringSuppress|billingbudgets\.checkValAndDefaultStringSuppress)\(([^,)]*)"
)
LINK_OR_NAME = "tpgresource.CompareSelfLinkOrResourceName"
DURATION = re.compile(r"(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)")
SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def suppressed(attribute: SchemaAttribute, before: Any, after: Any, *, unread: bool = False) -> bool:
    """Whether the provider takes `after` for the same as `before` and keeps `before`. `unread`: no Read writes the
    attribute, so that what an import found in an id stays."""
    if before is UNKNOWN or after is UNKNOWN or before == after:
        return False
    if unread and attribute.facts.get("diff_suppress") == LINK_OR_NAME and "/" not in str(before):
        # A name stands for a link where it is configured alone; what Read writes is a link.
        return False
    if isinstance(before, list) and isinstance(after, list):
        return _elements_suppressed(attribute, before, after)
    return _same(attribute.facts.get("diff_suppress", ""), before, after)


def suppressed_when_new(attribute: SchemaAttribute, value: Any) -> bool:
    """Whether the provider takes the value of a new resource for none: it is the default, which it does not send."""
    name = attribute.facts.get("diff_suppress", "")
    return DEFAULT.match(name) is not None and value not in (None, "", UNKNOWN) and _same(name, "", value)


def _elements_suppressed(attribute: SchemaAttribute, before: list[Any], after: list[Any]) -> bool:
    """Each element is the same as the one in its place; in a set, as one of them."""
    name = attribute.facts.get("elem", {}).get("diff_suppress") or attribute.facts.get("diff_suppress", "")
    if len(before) != len(after) or name not in RULES or UNKNOWN in after:
        return False
    if attribute.type[0] != "set":
        return all(_same(name, old, new) for old, new in zip(before, after, strict=True))
    return all(any(_same(name, old, new) for old in before) for new in after)


def _same(name: str, before: Any, after: Any) -> bool:
    old, new = _text(before), _text(after)
    if old is None or new is None:
        return False
    default = DEFAULT.match(name)
    if default is not None:
        return {old, new} == {"", default[1]}
    rule = RULES.get(name)
    return old == new or (rule is not None and rule(old, new))


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


def same_dashboard(old: str, new: str) -> bool:
    """What only the server has said is no difference."""
    try:
        return bool(_as_asked(json.loads(old), json.loads(new)) == json.loads(new))
    except ValueError:
        return False


def _as_asked(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return {name: _as_asked(value, new[name]) for name, value in old.items() if name in new}
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [_as_asked(one, other) for one, other in zip(old, new, strict=True)]
    return old


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


def same_database_user(old: str, new: str) -> bool:
    """MySQL's users of IAM are called by what stands before the @."""
    return old == new.partition("@")[0]


def same_address(old: str, new: str) -> bool:
    """Of a forwarding rule: what is called by its name stands as an address."""
    one, other = (_address(text.partition("/")[0]) for text in (old, new))
    masks = [text.partition("/")[2] for text in (old, new) if _address(text.partition("/")[0]) is not None]
    return one is not None and other in (None, one) and len(set(filter(None, masks))) < 2


def _address(text: str) -> object | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


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
    LINK_OR_NAME: same_link_or_name,
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
    "compute.InternalIpDiffSuppress": same_address,
    "sql.diffSuppressIamUserName": same_database_user,
    "bigquery.bigQueryTableSchemaDiffSuppress": same_json,
    "composer.composerImageVersionDiffSuppress": same_image,
    "logging.OptionalSurroundingSpacesSuppress": _same_but_spaces,
    "resourcemanager.CompareProjectName": _same_project,
    "monitoring.monitoringDashboardDiffSuppress": same_dashboard,
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
