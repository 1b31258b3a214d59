"""Writes the weights that `landfast_ml.privacy.personal.learned` reads, taught by the labelled headers.

Run in ml/: .venv/bin/python -m tools.personal_weights

Besides each labelled column as it is, it learns from one whose header is shortened, and from the words of the lists,
shortened and put together by chance, over values of a labelled column. The sets that judge are not learned from.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from random import Random

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from landfast_ml.privacy.personal import KINDS, ColumnSample
from landfast_ml.privacy.personal.content.view import view
from landfast_ml.privacy.personal.learned import ALWAYS, PERSON
from landfast_ml.privacy.personal.reading import read_header
from landfast_ml.privacy.personal.traits import traits
from landfast_ml.privacy.personal.words import NUMBER, Phrase, header_words, vocabulary

HERE = Path(__file__).parents[1]
OUT = HERE / "landfast_ml/privacy/personal/lists/weights.tsv"
sys.path.append(str(HERE / "tests/support"))

from labelled_headers import JUDGING, SETS, UNWEIGHED, labelled  # noqa: E402

SEED, MADE = 20, 3_000
# What is made counts for less than what somebody labelled; the smaller the strength, the fewer weights remain.
SHORTENED, INVENTED, STRENGTH, KIND_STRENGTH, LEAST = 0.5, 0.5, 5.0, 3.0, 0.1
NUMBERS = ("nr", "no", "num", "id", "cod", "code", "nro", "n", "kod", "numer")
# What tables put before or behind their columns' names.
OWNERS = (
    "cli", "pat", "emp", "per", "pers", "usu", "adh", "mbr", "cust", "kd", "kdn", "ma", "stu", "alu", "dip", "soc",
    "ben", "ass", "ele", "usr", "pac", "prac", "klt", "dos", "tit", "afl", "aseg", "resp", "erz", "own", "prs", "osob",
    "mdw",
)  # fmt: skip
# What offices know of anything.
FACTS = (
    "dat", "dt", "date", "fec", "name", "nom", "bez", "desc", "lib", "art", "typ", "tip", "kat", "cat", "st", "stat",
    "wert", "val", "mnt", "betrag", "imp", "qty", "menge", "nb", "cant", "prix", "preis", "ref", "cod", "kz", "flag",
    "ind", "von", "bis", "deb", "fin", "tot", "sum", "pct", "anz", "nr", "id", "num",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lesson:
    """`kind` is empty where the column is of nobody."""

    column: ColumnSample
    kind: str
    weight: float


def lessons() -> Iterator[Lesson]:
    random = Random(SEED)
    known = [
        Lesson(case.column, case.kind if case.verdict != "none" else "", 1.0)
        for name in SETS
        if name not in JUDGING + UNWEIGHED
        for case in labelled(name)
    ]
    yield from known
    for one in known:
        words = [NUMBERS[0] if word == NUMBER else word for word in header_words(one.column.name)]
        yield _named(one.column, _header(words, random), one.kind, SHORTENED)
    yield from _invented(known, random)
    yield from _measured(random)


def _invented(known: Sequence[Lesson], random: Random) -> Iterator[Lesson]:
    """Headers of the lists' words, over values of columns of the same kind."""
    by_kind: dict[str, list[ColumnSample]] = defaultdict(list)
    for one in known:
        by_kind[one.kind].append(one.column)
    words = vocabulary()
    phrases: list[Phrase] = [*chain.from_iterable(words.phrases.values()), *words.stems]
    phrases = [phrase for phrase in phrases if phrase.kind in KINDS and by_kind[phrase.kind]]
    things, measures = sorted(words.roles["things"]), sorted(words.roles["measures"])
    for _ in range(MADE):
        phrase = random.choice(phrases)
        parts = [random.choice(NUMBERS) if word == NUMBER else word for word in phrase.words]
        if random.random() < 0.35:
            parts.insert(random.choice([0, len(parts)]), random.choice(OWNERS))
        yield _named(random.choice(by_kind[phrase.kind]), _header(parts, random), phrase.kind, INVENTED)
        parts = [random.choice(things if random.random() < 0.8 else measures)]
        if random.random() < 0.8:
            parts.insert(random.choice([0, 1]), random.choice(FACTS))
        if random.random() < 0.1:
            parts.insert(0, random.choice(OWNERS))
        yield _named(random.choice(by_kind[""]), _header(parts, random), "", INVENTED)


def _measured(random: Random) -> Iterator[Lesson]:
    """What is counted or measured, or of a few classes, under any letters: of nobody."""
    things = sorted(vocabulary().roles["things"])
    for _ in range(MADE // 3):
        letters = "".join(random.choice("aeioubcdfghklmnprstvwz") for _ in range(random.randint(1, 7)))
        header = random.choice([letters, letters.upper(), f"{letters}{random.randint(1, 90)}", random.choice(things)])
        decimals, most = random.choice([0, 0, 1, 2, 5]), 10 ** random.randint(0, 5)
        values = [f"{random.uniform(-most if decimals > 2 else 0, most):.{decimals}f}" for _ in range(8)]
        kind, distinct = ("numeric", 400) if decimals or most > 10 else ("category", len(set(values)))
        if random.random() < 0.2:
            kind, values, distinct = "category", list("ABCDEF"[: random.randint(2, 6)]), 4
        yield Lesson(ColumnSample(header, kind, values, distinct, 500), "", INVENTED)


def _named(column: ColumnSample, header: str, kind: str, weight: float) -> Lesson:
    return Lesson(ColumnSample(header, column.kind, column.samples, column.distinct, column.rows), kind, weight)


def _header(words: Iterable[str], random: Random) -> str:
    short = [_shortened(word, random) for word in words]
    if random.random() < 0.15:
        short.reverse()
    if random.random() < 0.2:
        return "".join(word.capitalize() for word in short)
    return random.choice(["_", "_", "_", " ", ""]).join(short)


def _shortened(word: str, random: Random) -> str:
    """As it is, cut, or without its vowels."""
    how = random.random()
    if len(word) < 4 or how < 0.3:
        return word
    if how < 0.8:
        return word[: random.choice([3, 3, 3, 4, 4, 5])]
    return word[0] + "".join(letter for letter in word[1:] if letter not in "aeiouy")[: random.choice([2, 3, 4])]


def weights() -> Iterator[tuple[str, str, float]]:
    """(kind or `PERSON`, trait, weight), those that say something."""
    taught = list(lessons())
    vectors = DictVectorizer()
    rows = vectors.fit_transform(_traits(one.column) for one in taught)
    # The solver takes short indices only.
    rows.indices, rows.indptr = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)
    shares = np.array([one.weight for one in taught])
    names = vectors.get_feature_names_out()
    of_person = np.array([bool(one.kind) for one in taught])
    yield from _learned(PERSON, names, rows, of_person, shares, STRENGTH)
    persons = np.flatnonzero(of_person)
    kinds = np.array([taught[at].kind for at in persons])
    for kind in sorted(set(kinds)):
        yield from _learned(kind, names, rows[persons], kinds == kind, shares[persons], KIND_STRENGTH)


def _traits(column: ColumnSample) -> Mapping[str, float]:
    found = traits(column.name, view(column), read_header(column.name))
    return {trait: share for trait, share in found.items() if trait.isprintable()}


def _learned(
    kind: str, names: np.ndarray, rows: object, told: np.ndarray, shares: np.ndarray, strength: float
) -> Iterator[tuple[str, str, float]]:
    model = LogisticRegression(l1_ratio=1.0, solver="liblinear", C=strength, max_iter=300, random_state=SEED)
    model.fit(rows, told, sample_weight=shares)
    yield kind, ALWAYS, round(float(model.intercept_[0]), 1)
    for at in np.flatnonzero(np.abs(model.coef_[0]) >= LEAST):
        yield kind, str(names[at]), round(float(model.coef_[0][at]), 1)


def main() -> None:
    head = "# What traits of a column say of whom it is of, written by ml/tools/personal_weights.py."
    lines = [f"{kind}\t{trait}\t{weight}" for kind, trait, weight in weights()]
    OUT.write_text("\n".join([head, *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
