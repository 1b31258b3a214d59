"""Every rule against its fixture, and the rules, their words and their data tables as a whole."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import repository
from check_folders import check_documents
from repository import ROOT

from landfast.check import Document, PolicyContext, check
from landfast.check.projects.folder import load_project
from landfast.gcp.locations import EUROPEAN_UNION, OUTSIDE, codes
from landfast.gcp.regions import catalogue
from landfast.policies import RULES
from landfast.policies.facts.tables import assessed, assessed_data, no_content, table
from landfast.policies.frameworks import frameworks
from landfast.policies.registry import declared, rule_modules
from landfast.provider.facts import facts
from landfast.provider.schema import data_source_schema, data_source_types, resource_schema, resource_types
from tools.docs.examples import drills_in
from tools.docs.policies import policies_page
from tools.drift import attribute_paths, drift

FIXTURES = sorted(repository.FIXTURES.glob("*.tf.json"))
# Files of a project by name; what is judged are the places that they name.
PROJECTS = sorted(repository.FIXTURES.glob("*.project.json"))
TODAY = dt.date(2026, 11, 23)
BY_NAME = {rule.name: rule for rule in RULES}


def context_of(settings: dict[str, Any]) -> PolicyContext:
    waivers = [
        SimpleNamespace(**{**waiver, "expires": dt.date.fromisoformat(waiver["expires"])})
        for waiver in settings.get("waivers", ())
    ]
    return PolicyContext(
        area=settings.get("area", "eu"),
        special_categories=settings.get("special_categories", False),
        protected=settings.get("protected", False),
        ai_roles=tuple(settings.get("ai_roles", ())),
        waivers=waivers,
        processors=settings.get("processors", ()),
        drills=drills_in(settings),
        today=TODAY,
    )


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name.removesuffix(".tf.json"))
def test_rule_fails_exactly_what_its_fixture_says(path: Path) -> None:
    body = json.loads(path.read_text())
    note = body.pop("//")
    rule = BY_NAME[path.name.split(".")[0]]
    document = Document(path.name, body, asked=note.get("asked", False))
    report = check_documents([document], context_of(note.get("context", {})))
    found = {finding.address for finding in (*report.findings, *report.waived) if finding.rule is rule}
    assert found == set(note["fails"])
    assert report.ran[rule.id] >= len(found)
    declared = {
        name
        for section in ("resource", "data")
        for named in body.get(section, {}).values()
        for name in named
        if name.startswith("fail_")
    }
    assert all(any(f".{name}" in address for address in note["fails"]) for name in declared), "a fail_ is not listed"


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.name.removesuffix(".project.json"))
def test_rule_fails_exactly_what_its_project_says(path: Path, tmp_path: Path) -> None:
    body = json.loads(path.read_text())
    for name, text in body["files"].items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(text), encoding="utf-8")
    report = check(load_project(tmp_path), PolicyContext("eu", today=TODAY))
    rule = BY_NAME[path.name.split(".")[0]]
    assert {finding.address for finding in report.findings if finding.rule is rule} == set(body["//"]["fails"])
    assert report.ran[rule.id] > len(body["//"]["fails"]), "nothing passes"


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """(path, value) of each plain value."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    elif value is not None:
        yield path, value


def hidden(path: Path) -> Iterator[str]:
    """What a fixture's failing resources no longer say when one of their values can't be told."""
    text = path.read_text()
    note, rule = json.loads(text)["//"], BY_NAME[path.name.split(".")[0]]
    for address in note["fails"]:
        section = "data" if address.startswith("data.") else "resource"
        type_, _, name = address.removeprefix("data.").partition(".")
        resource = json.loads(text).get(section, {}).get(type_, {}).get(name)
        for where, value in leaves(resource):
            if where[0] in ("provider", "count", "for_each", "lifecycle") or "${" in str(value):
                continue
            body = json.loads(text)
            body.pop("//")
            body.setdefault("variable", {})["elsewhere"] = {}
            container = body[section][type_][name]
            for key in where[:-1]:
                container = container[key]
            container[where[-1]] = "${var.elsewhere}"
            document = Document(path.name, body, asked=note.get("asked", False))
            report = check_documents([document], context_of(note.get("context", {})))
            found = {finding.address for finding in report.findings if finding.rule is rule or finding.unknown}
            if address not in found:
                yield f"{address}.{'.'.join(map(str, where))}"


# Rules on what stands in the files: a value that can't be told stands in none, and is no host's name.
OF_WHAT_STANDS_THERE = ("plaintext_secrets", "processors_recorded")


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name.removesuffix(".tf.json"))
def test_a_value_that_can_not_be_told_never_hides_what_it_could_be(path: Path) -> None:
    if not path.name.startswith(OF_WHAT_STANDS_THERE):
        assert list(hidden(path)) == []


def test_every_rule_has_a_fixture_in_which_it_fails_and_one_in_which_something_passes() -> None:
    fixtures = (*FIXTURES, *PROJECTS)
    failing = {path.name.split(".")[0] for path in fixtures if json.loads(path.read_text())["//"]["fails"]}
    assert failing == set(BY_NAME)


def test_ids_and_names_are_unique_and_well_formed() -> None:
    assert len({rule.id for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"LF-[A-Z]{3}-[0-9]{3}", rule.id)
        assert rule.title.startswith("Ensure ")
        assert rule.why.endswith(".")
        assert rule.mend.landfast
        assert rule.mend.terraform
        assert rule.articles
        assert rule.types


def test_every_article_that_a_rule_serves_has_a_title_and_every_control_rules_that_are() -> None:
    gdpr, *others = frameworks()
    assert {control.id for control in gdpr.controls} == {article for rule in RULES for article in rule.articles}
    assert [framework.id for framework in others] == ["cis", "nis2", "dora", "ai-act", "iso27001", "c5"]
    ids = {rule.id for rule in RULES}
    for framework in others:
        assert all(control.rules and set(control.rules) <= ids for control in framework.controls)
        assert len({control.id for control in framework.controls}) == len(framework.controls)


@pytest.mark.parametrize("framework", ["iso27001", "c5"])
def test_a_catalogue_of_controls_has_a_place_for_every_rule_of_ours(framework: str) -> None:
    (found,) = (one for one in frameworks() if one.id == framework)
    assert {rule.id for rule in RULES} == {rule for control in found.controls for rule in control.rules}


def test_a_file_of_rules_without_a_rule_is_an_error_that_names_it() -> None:
    with pytest.raises(AttributeError, match=r"rules\.access\.later"):
        declared(ModuleType("landfast.policies.rules.access.later"))


def test_tables_fit_the_provider_that_is_installed() -> None:
    found = drift()
    assert not found.wrong
    assert not found.unread
    # Gone from the provider or not in these bindings: judged for those who still use them.
    assert set(found.gone) == {
        "google_notebooks_instance", "google_notebooks_runtime", "google_tpu_node", "google_ml_engine_model",
        "google_iap_brand", "google_iap_client", "google_beyondcorp_app_connection",
        "google_beyondcorp_app_connector", "google_beyondcorp_app_gateway",
    }  # fmt: skip
    assert not found.unknown, "new types: assess them, or list why they hold no content"
    assert not found.graduated, "types that are the provider's own now: move them out of `beta`, with all their places"
    assert not set(assessed()) & set(no_content("resources", "beta"))
    data_sources = set(data_source_types())
    judged = {type_: entry for type_, entry in assessed_data().items() if type_.startswith("google_")}
    assert set(no_content("data_sources")) | set(judged) == data_sources
    assert not set(no_content("beta_data_sources")) & data_sources
    for type_, entry in judged.items():
        attributes = data_source_schema(type_)["block"]["attributes"]
        assert all(attribute.path in attributes for attribute in entry.attributes if attribute.path)


def test_every_attribute_that_the_provider_hides_is_judged_as_a_secret_or_known_to_hold_none() -> None:
    judged = table("secrets")["attributes"]
    harmless = [end for ends in table("secrets")["harmless"].values() for end in ends]
    hidden: set[tuple[str, str]] = set()
    for type_ in resource_types():
        settable = [path for path, can in attribute_paths(resource_schema(type_)["block"]) if can]
        marked = {path for path, fact in facts(type_).attributes.items() if fact.get("sensitive")}
        own = {path for path in settable if path in marked or path.endswith("_wo")}
        hidden |= {(type_, path) for path in own if not any(other.startswith(f"{path}.") for other in settable)}
    known = {(type_, path) for type_, paths in judged.items() for path in paths}
    assert not known - hidden, "no longer in the provider, or marked"
    left = sorted(f"{type_}.{path}" for type_, path in hidden - known)
    assert not [path for path in left if not path.removesuffix("_wo").endswith(tuple(harmless))]
    assert all(any(path.removesuffix("_wo").endswith(end) for path in left) for end in harmless), "not needed any more"


# Whether one is handed on is true or false.
_FLAG = "google_identity_platform_config.blocking_functions.forward_inbound_credentials.access_token"
_SAYS_SECRET = re.compile(r"(?:^|_)(?:password|passphrase|client_secret|private_key|api_key|access_token|auth_token)$")


def test_every_attribute_whose_name_says_secret_is_judged_as_one() -> None:
    marked, named = table("secrets")["attributes"], table("secrets")["named"]
    for type_, paths in table("secrets")["settings"].items():
        there = (
            {path for path, _can in attribute_paths(resource_schema(type_)["block"])}
            if type_ in resource_types()
            else ()
        )
        assert not there or set(paths) <= there, type_
    left = []
    for type_ in resource_types():
        settable = {path for path, can in attribute_paths(resource_schema(type_)["block"]) if can}
        assert set(named.get(type_, ())) <= settable - set(marked.get(type_, ())), "gone, or marked now"
        judged = {*named.get(type_, ()), *marked.get(type_, ())}
        ends = {path for path in settable if not any(other.startswith(f"{path}.") for other in settable)}
        says = {path for path in ends - judged if _SAYS_SECRET.search(path.rpartition(".")[2])}
        left += [f"{type_}.{path}" for path in says if not path.rpartition(".")[2].startswith("secret_")]
    assert left == [_FLAG]


def test_location_codes_span_regions_that_the_catalogue_has() -> None:
    for of_product in codes().values():
        for members in of_product.values():
            assert all(member in {EUROPEAN_UNION, *OUTSIDE} or member in catalogue() for member in members)


def test_page_on_the_policies_is_up_to_date() -> None:
    page = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
    assert page == policies_page(), "run scripts/docs"


def test_settings_that_rules_read_exist_in_the_provider() -> None:
    missing = []
    for module in rule_modules():
        settings = getattr(module, "SETTINGS", {})
        for type_, wanted in settings.items() if isinstance(settings, dict) else ():
            if type_ in resource_types():
                paths = {path for path, _settable in attribute_paths(resource_schema(type_)["block"])}
                missing += [f"{type_}.{s.path}" for s in wanted if s.path.split(".serial-")[0] not in paths]
    assert not missing
    for type_, entries in table("processors")["places"].items():
        paths = {path for path, _settable in attribute_paths(resource_schema(type_)["block"])}
        wanted = [path.split(".labels")[0] if ".labels" in path else path.removesuffix(".url") for path in entries]
        assert set(wanted) <= paths | {"labels"}, type_
