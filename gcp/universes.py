"""Universes: clouds that run Google's software apart from Google Cloud, and what their names and addresses are.

Google Cloud is one of them, of the domain `googleapis.com`. Services keep their names everywhere
(`storage.googleapis.com` is what is enabled, granted on and logged); where they answer differs. Facts and their
sources: `data/universes.json`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from landfast.gcp.regions import Region, catalogue, of_google
from landfast.gcp.tables import table

GOOGLE = "googleapis.com"
DOMAIN_VARIABLE = "GOOGLE_CLOUD_UNIVERSE_DOMAIN"
ACCOUNTS = "iam.gserviceaccount.com"
POOLS = "svc.id.goog"
# https://cloud.google.com/resource-manager/docs/creating-managing-projects
_PROJECT = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")
_MADE = re.compile(r"[a-z0-9-]+@(?P<project>[a-z0-9-]+)(?:\.(?P<prefix>[a-z0-9]+))?\.iam\.gserviceaccount\.com")
PARTS = ("registry", "restricted", "console", "support", "products")
Offer = Literal["offered", "lacking", "unknown"]


@dataclass(frozen=True, slots=True)
class Universe:
    """`domain`: where APIs answer. `prefix`: what the ids of projects begin with, without its colon; empty at Google.
    `regions`: all that it has, empty at Google's, whose catalogue is its own. `registry`: the domain of Artifact
    Registry; `restricted`: the addresses of its APIs that VPC Service Controls guards.
    """

    domain: str
    prefix: str = ""
    title: str = "Google Cloud"
    operator: str = "Google"
    regions: tuple[str, ...] = ()
    registry: str = "pkg.dev"
    # https://cloud.google.com/vpc-service-controls/docs/private-connectivity
    restricted: str = "199.36.153.4/30"
    console: str = "console.cloud.google.com"
    support: str = "https://cloud.google.com/support"
    products: str = "https://cloud.google.com/products"

    @property
    def is_google(self) -> bool:
        return self.domain == GOOGLE

    def project_id(self, name: str) -> str:
        """`s3ns:NAME`: the id of a project of that name."""
        return f"{self.prefix}:{name}" if self.prefix else name

    def host(self, service: str) -> str:
        """Where a service (`europe-west4-aiplatform`) answers."""
        return f"{service}.{self.domain}"

    def url(self, url: str) -> str:
        """A URL of Google Cloud's APIs, here."""
        scheme, separator, rest = url.partition("://")
        host, slash, path = rest.partition("/")
        if self.is_google or not host.endswith(f".{GOOGLE}"):
            return url
        # `www` is shared by older APIs, each of which has a host of its own, too: the first word of their path.
        service = path.partition("/")[0] if host == f"www.{GOOGLE}" else host.removesuffix(f".{GOOGLE}")
        return f"{scheme}{separator}{self.host(service)}{slash}{path}"

    def account_email(self, account: str, project: str) -> str:
        """Of an account that people make: the id of its project stands there without the prefix."""
        name = project.removeprefix(f"{self.prefix}:") if self.prefix else project
        return f"{account}@{'.'.join(filter(None, (name, self.prefix, ACCOUNTS)))}"

    @property
    def agents(self) -> str:
        """The domain of service agents, and of accounts that the cloud makes."""
        return f"{self.prefix}-system.{ACCOUNTS}" if self.prefix else ACCOUNTS

    def images(self, project: str) -> str:
        """The project of images that come with the cloud, by what it is called at Google's (`cos-cloud`)."""
        return f"{self.prefix}-system:{project}" if self.prefix else project

    def pool(self, project: str) -> str:
        """The pool of a project's Kubernetes identities: `churn-dev.s3ns.svc.id.goog`."""
        return ".".join(filter(None, (project.rpartition(":")[2], self.prefix, POOLS)))

    def in_path(self, project: str) -> str:
        """A project's id in the path of an image: no part of that has a colon."""
        return project.replace(":", "/", 1)

    def offer(self, what: str) -> Offer:
        """Whether there is an API (`aiplatform`), or a part of one, as far as is known."""
        if self.is_google:
            return "offered"
        if what in table("universes")["lacks"]:
            return "lacking"
        return "offered" if what in table("universes")["offers"] else "unknown"

    def has_agent(self, service: str) -> bool:
        """Whether a service that is there has an agent."""
        return self.is_google or service not in table("universes")["no_agents"]

    def lacks(self, what: str) -> bool:
        """Whether it is known not to be there. Raises: KeyError for what no universe lacks."""
        return bool(table("universes")["lacks"][what]) and not self.is_google


PUBLIC = Universe(GOOGLE)


@cache
def universes() -> Mapping[str, Universe]:
    """Those that are not Google Cloud, by their domains."""
    return MappingProxyType(
        {
            domain: Universe(
                domain,
                raw["prefix"],
                raw["title"],
                raw["operator"],
                tuple(raw["regions"]),
                **{name: raw[name] for name in PARTS},
            )
            for domain, raw in table("universes")["universes"].items()
        }
    )


@cache
def project_in_path() -> str:
    """A regular expression for what names a project in a path: what stands after its colon is no verb of a method."""
    return rf"(?:(?:{'|'.join(each.prefix for each in universes().values())}):)?[^/:]+"


def is_project_id(name: str) -> bool:
    """Whether a project can have this id, in whichever universe."""
    universe = universe_of(name)
    return _PROJECT.fullmatch(name.removeprefix(f"{universe.prefix}:" if universe.prefix else "")) is not None


def universe_at(domain: str) -> Universe:
    """The universe of a domain. Raises: KeyError for one that isn't known."""
    return PUBLIC if domain == GOOGLE else universes()[domain]


def told_of(universe: Universe) -> Mapping[str, str]:
    """What tells Google's own libraries, by the environment of their process, which universe they are in."""
    return {} if universe.is_google else {DOMAIN_VARIABLE: universe.domain}


def universe_of(project: str) -> Universe:
    """The universe of a project, by its id or by what names it (`projects/s3ns:churn-dev`)."""
    prefix, colon, _name = project.removeprefix("projects/").partition(":")
    found = (each for each in universes().values() if colon and each.prefix == prefix)
    return next(found, PUBLIC)


def project_in(email: str) -> str:
    """The id of the project of an account that people made; empty of any other account."""
    found = _MADE.fullmatch(email)
    if found is None:
        return ""
    prefix = found["prefix"] or ""
    known = not prefix or any(each.prefix == prefix for each in universes().values())
    return f"{prefix}:{found['project']}" if prefix and known else found["project"] if known else ""


def project_of_pool(pool: str) -> str:
    """The id of the project whose Kubernetes identities are in a pool."""
    name, _dot, prefix = pool.removesuffix(f".{POOLS}").rpartition(".")
    found = (each for each in universes().values() if name and each.prefix == prefix)
    universe = next(found, None)
    return universe.project_id(name) if universe else pool.removesuffix(f".{POOLS}")


def regions_of(project: str) -> Mapping[str, Region]:
    """The regions that there are for a project, by its id."""
    universe = universe_of(project)
    return of_google() if universe.is_google else {name: catalogue()[name] for name in universe.regions}


def universe_with(region: str) -> Universe:
    """The universe that has a region; Google Cloud of one that no other has."""
    return next((each for each in universes().values() if region in each.regions), PUBLIC)


def lacking(what: str) -> str:
    """What it is that a universe lacks, in words."""
    said: str = table("universes")["lacks"][what]["what"]
    return said


def served(host: str) -> str:
    """A host as Google Cloud calls it: `storage.s3nsapis.fr` is `storage.googleapis.com`; any other is itself."""
    for domain in universes():
        if host.endswith(f".{domain}"):
            return f"{host.removesuffix(domain)}{GOOGLE}"
    return host
