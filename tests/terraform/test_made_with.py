"""What an environment was last made with is kept with its states, and nobody works on it with less."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from terraform_stacks import document, driver, foundation, let_through, lose_all, write_environment

from landfast import __version__
from landfast.core.errors import UserError
from landfast.jobs.made_before import refuse_older
from landfast.terraform.made_with import MADE_WITH, MadeWith

STANDS = {"project_id": "clinic-dev"}


def test_it_is_kept_when_it_is_applied_and_an_older_one_is_refused(tmp_path: Path) -> None:
    synthesis = write_environment(tmp_path / "dev", {"foundation": ((), document(foundation()))})
    place = tmp_path / "dev/foundation" / MADE_WITH
    with driver(synthesis, tmp_path / "cloud") as (run, _cloud):
        assert run.made_with() is None
        run.up(let_through, lose_all)
        found = run.made_with()
        assert found is not None
        assert (found.landfast, found.provider) == (__version__, "")
        refuse_older(run, STANDS)
        place.write_text(json.dumps({**found.to_json(), "landfast": "99.0.0", "provider": "9.1.0"}))
        # Where nothing stands, it does not matter what did.
        refuse_older(run, {})
        with pytest.raises(UserError) as caught:
            refuse_older(run, STANDS)
        assert str(caught.value).splitlines() == [
            (
                f"landfast: the environment was last brought up by landfast 99.0.0, got {__version__}; "
                "an older one would undo what has changed since; upgrade landfast to 99.0.0 or newer"
            ),
            (
                "provider: its states were written by hashicorp/google 9.1.0; this landfast takes ~> 8.7; "
                "upgrade landfast to one that takes hashicorp/google 9"
            ),
        ]
        place.write_text(json.dumps({"format": 2, "who": "knows"}))
        with pytest.raises(UserError, match="is no record that landfast"):
            refuse_older(run, STANDS)
        # Whoever applies has what stands, and says so anew.
        run.up(let_through, lose_all)
        assert run.made_with() == found


@pytest.mark.parametrize(
    ("provider", "taken"), [("8.7.0", True), ("8.12.3", True), ("7.50.0", True), ("9.0.0", False), ("", True)]
)
def test_any_provider_of_the_major_version_is_taken(provider: str, taken: bool) -> None:
    made = MadeWith(__version__, "Terraform 1.11.4", provider)
    assert (list(made.newer_than(__version__, "~> 8.7")) == []) is taken
