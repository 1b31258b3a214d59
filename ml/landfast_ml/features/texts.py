"""From hashed texts to a few numbers: how rare each bucket is, and the directions in which training texts differ most.

Latent semantic analysis (Deerwester et al. 1990) over buckets: what is kept beside the model names no word.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from landfast_ml.privacy.hashed_text import BUCKETS, hits

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

DIRECTIONS = 64
# More texts can't turn the directions much, and the matrix is held at once.
MOST_TEXTS = 20_000
# A standard deviation that is none: every text has the length 1.
LEAST = 1e-4
Fitted = dict[str, Any]


def fit_texts(codes: Sequence[object], most: int = DIRECTIONS) -> Fitted:
    """Of the training rows' hashed texts, in an order that is the same in every run."""
    from sklearn.utils.extmath import randomized_svd

    counts = _counts(list(codes)[:MOST_TEXTS])
    rarity = np.log((1 + counts.shape[0]) / (1 + np.bincount(counts.indices, minlength=BUCKETS))) + 1
    weighted = _weighted(counts, rarity)
    size = max(1, min(most, counts.shape[0] // 10))
    _, _, directions = randomized_svd(weighted, size, random_state=0)
    scale = np.asarray(weighted @ directions.T).std(axis=0)
    # Texts of few words differ in fewer directions than were asked for: the rest is rounding.
    told = scale > max(float(scale.max()) / 1_000, LEAST)
    told[0] = True
    directions = directions[told] / np.maximum(scale, LEAST)[told, None]
    return {"size": int(told.sum()), "rarity": _packed(rarity), "directions": _packed(directions)}


def text_numbers(codes: Sequence[object], fitted: Mapping[str, Any]) -> np.ndarray:
    """float32 of shape (rows, size); a missing text is 0 in all directions."""
    rarity = _unpacked(fitted["rarity"]).reshape(BUCKETS)
    directions = _unpacked(fitted["directions"]).reshape(fitted["size"], BUCKETS)
    return np.asarray(_weighted(_counts(codes), rarity) @ directions.T, dtype=np.float32)


def word_counts(codes: Sequence[object]) -> np.ndarray:
    """Words of each text, float64 with NaN for missing."""
    rows, _, counts = hits(codes)
    found = np.bincount(rows, weights=counts, minlength=len(codes)).astype(float)
    found[[not isinstance(code, str) for code in codes]] = np.nan
    return found


def _counts(codes: Sequence[object]) -> csr_matrix:
    # A table without text needs none of it, and every step imports this module.
    from scipy.sparse import csr_matrix

    rows, buckets, counts = hits(codes)
    return csr_matrix((1 + np.log(counts), (rows, buckets)), shape=(len(codes), BUCKETS), dtype=np.float32)


def _weighted(counts: csr_matrix, rarity: np.ndarray) -> csr_matrix:
    """Each text of length 1, however long it is."""
    from scipy.sparse import csr_matrix

    found = counts.multiply(rarity.astype(np.float32)).tocsr()
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    return csr_matrix(found.multiply(1 / np.where(lengths > 0, lengths, 1.0)[:, None]))


def _packed(numbers: np.ndarray) -> str:
    return base64.b64encode(numbers.astype("<f2").tobytes()).decode()


def _unpacked(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), dtype="<f2").astype(np.float32)
