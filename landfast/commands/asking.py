"""What `landfast init` asks a person who is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from landfast.core.errors import InputError
from landfast.gcp.areas import area_of, split_terms
from landfast.gcp.regions import catalogue, regions_in
from landfast.jobs.controller import problems_of_answer
from landfast.jobs.init import problems_of_answers, proposed_name, region_called
from landfast.stacks.spec.first import CONTROLLER

Given = dict[str, Any]
Made = TypeVar("Made")
_AGAIN = {
    "target": "Column that is predicted",
    "subject": "Column that says who a row is about",
    "positive": "Class that is looked for",
}


def asked(given: Given, folder: Path) -> Given:
    """With what was missing; an empty answer leaves out what need not be said."""
    said = dict(given)
    if "name" not in said:
        text = "Name, the prefix of projects and buckets"
        checked = _checked(lambda one: problems_of_answers(name=one))
        said["name"] = click.prompt(text, default=proposed_name(folder), value_proc=checked)
    if "region" not in said:
        said["region"] = _region(said["area"])
    ask_controller(said)
    if "data" not in said:
        _optional(said, "data", "Your table, a CSV, Parquet or Excel file (Enter: the demo's)", _file)
    if "data" in said:
        _table(said)
    return said


def until_done(make: Callable[[Given], Made], given: Given) -> Made:
    """What the table has against an answer is said, and asked for again. Raises: InputError on what was never asked."""
    while True:
        try:
            return make(given)
        except InputError as error:
            again = {problem.path.removeprefix("--"): problem for problem in error.problems}
            if not set(again) <= {"target", "subject", "positive"}:
                raise
            for problem in error.problems:
                click.echo(f"Error: {problem}")
            for name in again:
                given = {**given, name: click.prompt(_AGAIN[name])}


def _region(area: str) -> str:
    click.echo(f"Regions with Vertex AI in {area}:")
    names = [name for name in regions_in(area_of(split_terms(area))[0]) if catalogue()[name].vertex_ai]
    for name in sorted(names, key=lambda one: catalogue()[one].city):
        region = catalogue()[name]
        click.echo(f"  {region.city + ', ' + region.country:<24}{name}")
    called = _checked(lambda one: problems_of_answers(region=region_called(one, area), area=area))
    answer = click.prompt("Where everything stands, a city or a region", default="Frankfurt", value_proc=called)
    return region_called(answer, area)


def _checked(problems: Callable[[Any], list[str]], read: Callable[[str], Any] = str) -> Callable[[str], Any]:
    """An answer that the spec would refuse is refused now, and asked for again."""

    def answer(said: str) -> Any:
        value = read(said)
        if found := problems(value):
            raise click.UsageError("; ".join(found))
        return value

    return answer


def _of_controller(name: str, read: Callable[[str], Any] = str.strip) -> Callable[[str], Any]:
    return _checked(partial(problems_of_answer, name), read)


def _file(said: str) -> str:
    if not Path(said).expanduser().is_file():
        raise click.UsageError(f"there is no file {said}")
    return said


def ask_controller(said: Given) -> None:
    """Who answers for the data, and the rest of the section unless that is left for later."""
    if not CONTROLLER.keys() & said.keys():
        text = "Who answers for the data, e.g. Acme GmbH (Enter: later)"
        _optional(said, "organisation", text, _of_controller("organisation"))
    if not CONTROLLER.keys() & said.keys():
        return
    for name, text in {
        "organisation": "Who answers for the data",
        "dpo": "E-mail address of the data protection officer",
        "purpose": "Why the data is processed",
    }.items():
        if name not in said:
            said[name] = click.prompt(text, value_proc=_of_controller(name))
    if "legal_basis" not in said:
        from landfast.stacks.spec.controller import LegalBasis

        said["legal_basis"] = click.prompt("Legal basis (GDPR Art. 6(1))", type=click.Choice(get_args(LegalBasis)))
    if "data_categories" not in said:
        _categories(said)


def _categories(said: Given) -> None:
    from landfast.stacks.spec.controller import SPECIAL_CATEGORIES, DataCategory, SpecialCondition

    click.echo(f"Categories of personal data: {', '.join(get_args(DataCategory))}")
    check = _of_controller("data_categories", lambda one: [word for word in re.split(r"[\s,]+", one) if word])
    _optional(said, "data_categories", "Which are there, e.g. contact, behavioural (Enter: later)", check)
    if SPECIAL_CATEGORIES.intersection(said.get("data_categories", ())) and "special_condition" not in said:
        choice = click.Choice(get_args(SpecialCondition))
        said["special_condition"] = click.prompt("What allows the special ones (GDPR Art. 9(2))", type=choice)


def _table(said: Given) -> None:
    if "target" not in said:
        said["target"] = click.prompt("Column that is predicted")
    if not {"subject", "no_subject", "series"} & said.keys():
        _optional(said, "subject", "Column that says who a row is about (Enter: every row is by itself)")
        said["no_subject"] = "subject" not in said


def _optional(said: Given, name: str, text: str, checked: Callable[[str], Any] = str) -> None:
    def read(one: str) -> Any:
        return checked(one.strip()) if one.strip() else ""

    answer = click.prompt(text, default="", show_default=False, value_proc=read)
    if answer:
        said[name] = answer
