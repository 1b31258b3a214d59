"""A person's word stands above every guess."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from landfast_ml.privacy.personal.columns import Guess


@dataclass(frozen=True, slots=True)
class Said:
    """Headers that somebody called personal, of a special category, or neither."""

    personal: Collection[str] = field(default_factory=frozenset)
    special: Collection[str] = field(default_factory=frozenset)
    not_personal: Collection[str] = field(default_factory=frozenset)

    @property
    def contradictions(self) -> list[str]:
        """Headers named twice, sorted."""
        named = [*self.personal, *self.special, *self.not_personal]
        return sorted({name for name in named if named.count(name) > 1})


def overridden(guesses: Sequence[Guess], said: Said) -> tuple[Guess, ...]:
    """The guesses, in their order, each replaced by what was said of its column."""
    return tuple(_overridden(guess, said) for guess in guesses)


def _overridden(guess: Guess, said: Said) -> Guess:
    if guess.column in said.not_personal:
        return Guess(guess.column, "none", "", _because("not personal", guess), 1.0)
    if guess.column in said.special:
        kept = guess if guess.verdict == "special" else replace(guess, kind="", identifies=False)
        return replace(kept, verdict="special", reason=_because("a special category", guess), confidence=1.0)
    if guess.column in said.personal:
        kept = guess if guess.verdict == "personal" else replace(guess, kind="", identifies=False)
        return replace(kept, verdict="personal", reason=_because("personal", guess), confidence=1.0)
    return guess


def _because(said: str, guess: Guess) -> str:
    return f"declared {said}" + (f" ({guess.reason})" if guess.verdict != "none" else "")
