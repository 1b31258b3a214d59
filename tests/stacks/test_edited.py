"""A field of an environment is written into a spec's text, and nothing else of it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from landfast.core.errors import InputError
from landfast.jobs.own_id import write_suffix
from landfast.stacks.spec import load

HEAD = "# mine\nname: churn\nresidency: {region: europe-west4}\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        f"{HEAD}environments: {{dev: {{budget_eur: 3}}, prod: {{}}}} # both\n",
        f"{HEAD}environments:\n  dev: {{}}   # x\n  test: {{}}\n",
        f"{HEAD}environments:\n  dev:\n  test: {{}}\n",
        f"{HEAD}environments:\n  dev: # nothing yet\n",
        f"{HEAD}environments:\n    dev:\n        # note\n        budget_eur: 300\n        approval: true\nalerts: []\n",
        f"{HEAD}environments:\n  dev:\n    project_suffix: k7\n    approval: true\n",
    ],
)
def test_it_is_written_whichever_way_the_section_is(text: str, tmp_path: Path) -> None:
    spec = tmp_path / "landfast.yaml"
    spec.write_text(text, encoding="utf-8")
    before = load(spec)
    write_suffix(spec, "dev", "k7-2")
    after = load(spec)
    assert after.names("dev").project_id == "churn-dev-k7-2"
    assert {**after.environments, "dev": None} == {**before.environments, "dev": None}
    own = after.environments["dev"].model_copy(update={"project_suffix": None})
    assert own == before.environments["dev"].model_copy(update={"project_suffix": None})
    comments = [line.partition("#")[2] for line in text.splitlines() if "#" in line]
    assert [line.partition("#")[2] for line in spec.read_text(encoding="utf-8").splitlines() if "#" in line] == comments


@pytest.mark.parametrize(
    "text",
    [
        "{name: churn, residency: {region: europe-west4}}\n",
        f"{HEAD}common: &all {{budget_eur: 3}}\nenvironments: {{dev: *all, test: *all}}\n",
    ],
)
def test_where_that_can_not_be_it_is_asked_for(text: str, tmp_path: Path) -> None:
    spec = tmp_path / "landfast.yaml"
    spec.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        write_suffix(spec, "dev", "2")
    assert spec.read_text(encoding="utf-8") == text


def test_a_suffix_that_is_too_long_is_refused_before_it_is_written(tmp_path: Path) -> None:
    spec = tmp_path / "landfast.yaml"
    text = "name: sixteen-letters-\nresidency: {region: europe-west4}\n".replace("letters-", "lettrs")
    text += "environments: {production: {}}\n"
    spec.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="too long"):
        write_suffix(spec, "production", "k7-12")
    assert spec.read_text(encoding="utf-8") == text
