"""Specs that somebody broke, by mistake or on purpose: every one ends in problems, soon, and nothing is built of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landfast.core.errors import InputError
from landfast.core.yaml_bounds import UnfitYamlError, check_bounds
from landfast.stacks.spec import load, parse
from landfast.stacks.spec.fitting import fitting_name
from landfast.stacks.spec.source import parse_text

HOME = "name: churn\nresidency: "
REST = HOME + "{region: europe-west4}\n"
# 9 ** 9 values in 388 bytes.
LAUGHS = 'a: &a ["lol"' + 8 * ',"lol"' + "]\n"
LAUGHS += "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
FULL = """name: churn
residency: {area: eu, region: europe-west4}
controller:
  organisation: Acme GmbH
  dpo: dpo@acme.example
  purpose: >
    churn
    prediction
  legal_basis: contract
environments: {dev: &d {budget_eur: 300}, test: *d, prod: {<<: *d, approval: true}}
platform: {orchestrators: [vertex], tracking: mlflow}
retention: {raw_days: 0x16D}
"""


def problems(text: str) -> str:
    with pytest.raises(InputError) as raised:
        parse(parse_text(text, "landfast.yaml"))
    return "\n".join(map(str, raised.value.problems))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LAUGHS + REST, "(landfast.yaml:5:11): holds too many values"),
        ("x: &x [" + "*x]\n" + REST, "x.0 (landfast.yaml:1:8): stands for what it is in itself, got *x"),
        ("x: " + "[" * 5_000 + "\n", "x.0.0 (landfast.yaml:1:35): is nested too deeply; 32 levels"),
        (REST + f"retention: {{raw_days: 0x{'F' * 5_000}}}\n", "retention.raw_days (landfast.yaml:3:23): is too long"),
        ("name: &a churn\nx: &a y\n", "x (landfast.yaml:2:4): is named as another is, got &a"),
        ("name: churn\n? a: {region: x}\n", "name (landfast.yaml:2:3): a key that is itself a mapping or a list"),
        ("? [a]\n: b\n", "landfast.yaml:1:3: a key that is itself a mapping or a list"),
        (HOME + "{region: !!bool maybe}\n", "residency.region (landfast.yaml:2:21): has a tag, which no spec needs"),
        (REST + "x: !!python/object/apply:os.system [ls]\n", "x (landfast.yaml:3:4): has a tag"),
        (REST + "x: !!set {a, b}\n", "x (landfast.yaml:3:4): has a tag"),
        (HOME + '{region: "\\ud800"}\n', "(landfast.yaml:2:21): has characters that are no text, got U+D800"),
        ('name: "a\\x07b"\n', "name (landfast.yaml:1:7): has characters that are no text, got U+0007"),
        ("%YAML 1.11\n---\n" + REST, "landfast.yaml: is not valid YAML: version minor part can only be 2 or 1"),
        (REST + "x: 2026-02-30\n", "x (landfast.yaml:3:4): is a day that no calendar has, got 2026-02-30"),
        (REST + "controller: {purpose: %churn}\n", "landfast.yaml:3:23: is not valid YAML: no value begins with %"),
        (REST + "---\n" + REST, "landfast.yaml:3:1: is not valid YAML: a second document begins"),
        (REST + "1: a\n", "1 (landfast.yaml:3): is no key; keys are text"),
        (REST + "environments: {dev: {budget_eur: .inf}}\n", "is no number that can be counted to, got inf"),
        (
            REST + f"environments: {{{', '.join(f'e{number}: {{}}' for number in range(60))}}}\n",
            "environments (landfast.yaml:3): has too many entries; at most 50, these are 60",
        ),
        (REST + f"controller: {{data_subjects: [{'x' * 41}]}}\n", "is too long, got 'xxx"),
        (REST + "controller: {data_subjects: [x]}\n", "is too short, got 'x'; at least 2 characters"),
        (REST + "alerts: [a@b.example, '${x}@b.example']\n", "alerts.1 (landfast.yaml:3): holds ${, got '${x}@"),
        (REST + "runbooks: 'https://b.example/%{x}'\n", "runbooks (landfast.yaml:3): holds %{, got"),
        (REST + "extensions: {a: {b: [{c: '$${x}'}]}}\n", "extensions.a.b.0.c (landfast.yaml:3): holds ${"),
        (REST + f"network: {{egress_hosts: [{'a' * 64}.eu]}}\n", "egress_hosts.0 (landfast.yaml:3): has a form"),
        (REST + f"network: {{egress_hosts: [{'a.' * 126}eu]}}\n", "egress_hosts.0 (landfast.yaml:3): is too long"),
        (REST + "repository: {host: gitlab, owner: a, name: b, token_version: 9007199254740993}\n", "token_version"),
        (REST + "repository: {host: github, owner: acme, name: ..}\n", "repository.name (landfast.yaml:3): has a form"),
        ("name: \u202ehcruhc\n", "name (landfast.yaml:1:7): has characters that are no text, got U+202E"),
    ],
)  # fmt: skip
def test_what_no_spec_is_made_of_is_refused_at_its_place(text: str, says: str) -> None:
    assert says in problems(text)


def test_a_long_word_of_hexadecimal_letters_is_no_number() -> None:
    assert "is too long a number" not in problems(f"name: {'abcdef' * 50}\n" + REST.partition("\n")[2])


@pytest.mark.parametrize(
    ("said", "offered"),
    [("Kündigung", "kuendigung"), ("Größe 2", "groesse-2"), ("prénom", "prenom"), ("Łódź", "lodz"), ("Öl", "oel")],
)
def test_a_name_is_offered_in_plain_letters(said: str, offered: str) -> None:
    assert fitting_name(said) == offered


def test_all_of_it_is_said_at_once() -> None:
    said = problems('name: "\x85\\x07"\nresidency: {region: !!bool maybe, ? [a] : b}\nx: ' + 50 * "9" + "\n")
    places = [line.split("landfast.yaml:")[1].split(")")[0] for line in said.splitlines()]
    assert places == ["1:7", "2:21", "2:37", "3:4"]


MANY = (
    """name: x
residency: {area: mars, region: !!bool maybe}
environments: {dev: {budget_eur: many}}
? [a]
: 3
? {b: c}
: 3
controller: {purpose: "a\\x07b", organisation: !!set {a, b}}
retention: {raw_days: """
    + "9" * 50
    + """, logs_days: -4}
"""
)


def test_what_is_wrong_with_the_rest_of_it_is_said_too(tmp_path: Path) -> None:
    path = tmp_path / "landfast.yaml"
    path.write_text(MANY)
    with pytest.raises(InputError) as raised:
        load(path)
    places = [problem.path.replace("landfast.yaml:", "") for problem in raised.value.problems]
    assert places == [
        "residency.region (2:33)", "environments (4:3)", "environments (6:3)", "controller.purpose (8:23)",
        "controller.organisation (8:47)", "retention.raw_days (9:23)",
        "name (1)", "residency.area (2)", "environments.dev.budget_eur (3)", "controller.dpo (8)",
        "controller.legal_basis (8)", "retention.logs_days (9)",
    ]  # fmt: skip


def test_aliases_merges_and_several_lines_are_read() -> None:
    spec = parse(parse_text(FULL, "landfast.yaml"))
    assert [one.budget_eur for one in spec.environments.values()] == [300, 300, 300]
    assert (spec.environments["prod"].approval, spec.retention.raw_days) == (True, 365)
    assert spec.controller is not None
    assert spec.controller.purpose == "churn prediction"


@pytest.mark.parametrize("name", ["kessler", "nullable", "undefined-x", "mygoogle", "goog-x"])
def test_a_name_that_no_project_can_have_is_refused(name: str) -> None:
    assert f"which Google reserves, got '{name}'" in problems(f"name: {name}\nresidency: {{region: europe-west4}}\n")


def test_neither_can_an_environment() -> None:
    assert "which Google reserves, got 'nullx'" in problems(REST + "environments: {nullx: {}}\n")


PIECES = st.sampled_from(
    ["&a ", "*a", "!!bool ", "!!int ", "!x ", "? ", ": ", "- ", "[", "]", "{", "}", "|\n", ">-\n", "<<: ", '"', "'",
     "\\ud800", "\x00", "\x85", "\u2028", "\ufeff", "%YAML 1.1\n---\n", "---\n", "...\n", "\t", "#", "0o7", "1e999",
     ".inf", ".nan", "2026-13-45", "12:34:56", "~", "=", "0x" + "F" * 60, "9" * 5_000, "yes", "\n", "  "]
) | st.text(max_size=4)  # fmt: skip


@settings(max_examples=600)
@given(data=st.data())
def test_a_spec_that_was_mangled_is_a_spec_or_a_list_of_problems(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    text = data.draw(st.sampled_from([FULL, REST, ""]))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        end = min(len(text), at + data.draw(st.integers(0, 12)))
        text = text[:at] + data.draw(PIECES) + text[end:]
    path = tmp_path_factory.getbasetemp() / "landfast.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        load(path)
    except InputError as error:
        said = [str(problem) for problem in error.problems]
    else:
        said = ["a spec"]
    assert said
    assert all(line.strip() for line in said)


def test_what_stands_within_something_unfit_is_taken_out_with_it() -> None:
    text = REST + "x: !!map {a: !!set {b}, c: d}\ny: !!set {e}\n"
    with pytest.raises(UnfitYamlError) as raised:
        check_bounds(text, "landfast.yaml")
    assert raised.value.rest == REST + "x: unfit-0\ny: unfit-2\n"
    assert len(raised.value.problems) == 3
