"""Places in a piece of text: buckets, resource names, hosts, images, options of a command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from landfast.check.projects.model import NamedPlace, PlaceKind
from landfast.gcp.locations import codes as location_codes
from landfast.gcp.regions import catalogue
from landfast.gcp.run_hosts import region_of_host
from landfast.policies.values import GAP, Unknown

# A setting says where something is by its last word; what may stand before it. Others end so and hold a path
# (temp_location) or something else (time_zone).
_LAST = frozenset({"location", "region", "zone"})
_BEFORE = frozenset(
    ("", "ai", "bigquery", "bq", "cloud", "cloudsdk", "compute", "data", "dataset", "default", "gcp", "google", "io",
     "job", "kubernetes", "ml", "project", "topology", "vertex", "vertexai", "worker")
)  # fmt: skip
_REGION = re.compile(
    r"(?:us|europe|asia|australia|me|africa|northamerica|southamerica)-[a-z]+[0-9]+(?:-(?:[a-z]|ai[0-9][a-z]))?"
)
_BROAD = frozenset({"us", "eu", "europe", "asia", "global"})
_WORD = r"[a-z0-9\0-]+"
_BUCKET = re.compile(r"gs://([^/\s\"'`<>,;(){}\[\]]*)")
# Workload identity pools are in `global` only and hold no content.
# https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools
_PATH = re.compile(
    r"projects/[^/\s\"']+/(?:locations|regions|zones)/(?!global/workloadIdentityPools/)"
    r"([^/\s\"'`,;()\[<]+)(/keyRings|/repositories)?"
)
_PATH_CODES = {"/keyRings": "kms", "/repositories": "artifact_registry"}
# Where the domain comes from a setting, as in a sovereign universe: `f"{region}-aiplatform.{domain}"`.
_ELSEWHERE = r"(?=\.\0|$)"
_HOSTS = (
    re.compile(
        r"(?<![\w.-])([a-z]+-[a-z]+[0-9]+|us|eu|europe|asia|\0)-"
        rf"(?:[a-z][a-z0-9]*\.googleapis\.com|aiplatform{_ELSEWHERE})"
    ),
    re.compile(rf"(?<![\w.-])[a-z0-9-]+\.({_WORD})\.rep(?:\.googleapis\.com|{_ELSEWHERE})"),
    re.compile(rf"(?<![\w.-])[a-z0-9\0-]+\.(?!a\.)({_WORD})\.run\.app"),
    re.compile(r"(?<![\w.-])([a-z]+-[a-z]+[0-9]+|\0)-[a-z0-9\0-]+\.cloudfunctions\.net"),
)
# The other form of Cloud Run's hosts: a code tells the region.
_RUN_HOST = re.compile(r"(?<![\w.-])[a-z0-9\0-]+\.a\.run\.app")
_GLOBAL_HOST = re.compile(
    r"https?://(?:aiplatform|documentai|language|speech|texttospeech|translate|vision|videointelligence|dlp|automl)"
    r"\.googleapis\.com"
)
_IMAGE = re.compile(
    r"(?<![\w./-])((?:[a-z0-9\0-]+-(?:docker|python|npm|maven|apt|yum|go|generic|kfp)\.pkg\.dev|(?:[a-z0-9-]+\.)?gcr\.io|"
    r"docker\.io|ghcr\.io|quay\.io|registry\.k8s\.io|mcr\.microsoft\.com|nvcr\.io|public\.ecr\.aws|registry\.gitlab\.com)"
    r"/[^\s\"'`,;)\]}]+)"
)
_OPTION = re.compile(r"--(?:worker[_-])?(?:region|location|zone)(?:=|\s+)[\"']?([^\s\"',;\\]+)")
# Nothing of the above is in a text without one of these; most texts have none.
_ANY = re.compile(
    r"gs://|projects/|\.googleapis\.com|\.run\.app|\.cloudfunctions\.net|[a-z]\.[a-z]+/|--[wrlz]|[a-z]-[a-z]+[0-9]|\.rep\b|-aiplatform"
)
# BigQuery's own language: CREATE SCHEMA d OPTIONS (location = "EU")
_SQL = re.compile(r"\bOPTIONS\s*\([^)]{0,500}?\blocation\s*=\s*[\"']([^\"'\s]+)[\"']", re.IGNORECASE)
_LITERAL = re.compile(r"[A-Za-z0-9-]+")


def is_key(name: str) -> bool:
    """Whether a setting of this name says where something is."""
    *before, last = re.sub(r"[.\-/ ]", "_", name.lower()).removesuffix("_id").split("_")
    return last in _LAST and _BEFORE.issuperset(before)


def is_place(value: str, *, broad: bool = True) -> bool:
    """Whether a value can be nothing but a place. `broad` takes `US` and `global` for one too."""
    return bool(_REGION.fullmatch(value)) or value in catalogue() or (broad and _is_multi_region(value))


def _is_multi_region(value: str) -> bool:
    return value.lower() in _BROAD or value in _codes()


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for of_product in location_codes().values() for code in of_product)


def known(value: str, whole: str = "") -> str | Unknown:
    """A place as it stands in a text (`whole`); `Unknown` if it is a part that is filled in later."""
    if _LITERAL.fullmatch(value):
        return value
    return Unknown(f"`{(whole or value).replace(GAP, '*')[:80]}` is filled in later", text=value)


_Found = tuple[PlaceKind, str, str | Unknown, str, str]


def places_in(text: str, what: str, line: int, *, commands: bool = False) -> Iterator[NamedPlace]:
    """Every place in a text with gaps (`GAP`) where it isn't known. `commands`: it is a script, options count."""
    for kind, path, value, codes, around in _all(text, commands=commands):
        yield NamedPlace(kind, what, path, value, line, codes, around)


def _all(text: str, *, commands: bool) -> Iterator[_Found]:
    for match in _SQL.finditer(text):
        yield "location", "OPTIONS", known(match[1]), "bigquery", ""
    if _ANY.search(text) is None:
        return
    yield from _buckets(text)
    for match in _PATH.finditer(text):
        yield "location", "projects/", known(match[1], match[0]), _PATH_CODES.get(match[2] or "", ""), match[0]
    yield from _hosts(text)
    for match in _IMAGE.finditer(re.sub(r"https?://", " ", text)):
        yield "image", "image", known_image(match[1]), "", ""
    for match in _OPTION.finditer(text) if commands else ():
        yield "location", "--region", known(match[1], match[0]), "", match[0]
    if is_place(text.strip(), broad=False):
        yield "location", "", text.strip(), "", ""


def _buckets(text: str) -> Iterator[_Found]:
    for match in _BUCKET.finditer(text):
        name = match[1]
        # A name that is made as a whole when the code runs is no place that the code names.
        if name and not name.startswith((GAP, "$", "%")):
            yield "bucket", "gs://", known_name(name), "", ""


def _hosts(text: str) -> Iterator[_Found]:
    for pattern in _HOSTS:
        for match in pattern.finditer(text):
            yield "location", "host", known(match[1], match[0]), "", match[0]
    for match in _RUN_HOST.finditer(text):
        yield "location", "host", _run_region(match[0]), "", match[0]
    for match in _GLOBAL_HOST.finditer(text):
        yield "location", "host", "global", "", match[0]


def _run_region(host: str) -> str | Unknown:
    return region_of_host(host) or Unknown(f"`{host.replace(GAP, '*')}` has no code of a known region", text=host)


def known_name(name: str) -> str | Unknown:
    """A bucket's name, whole or with gaps."""
    if re.fullmatch(r"[a-z0-9][a-z0-9._-]*", name):
        return name
    return Unknown(f"bucket `{name.replace(GAP, '*')[:80]}` is filled in later", text=name)


def known_image(name: str) -> str | Unknown:
    """An image by its host: the rest may be filled in later."""
    host = name.split("/", 1)[0]
    if GAP in host or "$" in host or "{" in host:
        return Unknown(f"the registry of `{name.replace(GAP, '*')[:80]}` is filled in later", text=name)
    return name.replace(GAP, "*")


def setting(key: str, value: str, what: str, line: int, *, strict: bool) -> Iterator[NamedPlace]:
    """The place that a setting names. `strict`: it is Google's own, so that what is no known place is a place too."""
    if not is_key(key):
        return
    inner = re.fullmatch(r"\$\{?\{?.*", value) is not None or GAP in value
    if is_place(value) or (strict and value and not value.startswith("gs://")) or inner:
        place = NamedPlace("location", what, key, known(value), line)
        yield replace(place, value=Unknown(f"`{value[:80]}` is filled in later", text=value)) if inner else place
