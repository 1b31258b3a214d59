"""Which columns of a table are about persons: what the library guesses, and what was said instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from landfast_ml.privacy.personal import ColumnSample, Guess, Said, guess, overridden

from landfast.core.errors import Problem
from landfast.projects.table.profile import Profile


def guesses(profiles: Sequence[Profile], said: Said) -> Mapping[str, Guess]:
    """Header -> what its column says of a person."""
    found = overridden(guess([_sample(profile) for profile in profiles]), said)
    return {one.column: one for one in found}


def _sample(profile: Profile) -> ColumnSample:
    # A value that comes once in each of two chunks counts twice: more than a thousand is many.
    distinct = profile.given - profile.repeats if profile.many else len(profile.distinct)
    samples = tuple(profile.distinct) if profile.values_known else ()
    return ColumnSample(profile.title, profile.type, samples, distinct, profile.given)


def contradictions(said: Said) -> Iterator[Problem]:
    """Columns that were called two things."""
    options = "--personal, --special, --not-personal"
    for title in said.contradictions:
        yield Problem(options, f"name column {title} twice", next_step="say one of them")
