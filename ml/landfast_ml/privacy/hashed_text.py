"""Free text as it may leave the raw bucket: how often each of 4,096 buckets is hit by its words, and no word.

Order is lost, digits are all one, and several words of a language share a bucket. It is still personal data: who has a
dictionary can tell much of which words were there.

No key is in it, since a key would hide little from those whom it matters for: what answers a request hashes what it is
asked, so every container that serves would hold the key, and each new key would make every model forget its words.
What protects the words of somebody is that the column stays declared as personal: what it is made of is erased,
exported and ends as the rest.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

BUCKETS = 4_096
# Of the way to hash: another one has another mark, so that what was hashed in two ways is never mixed.
MARK = "h1:"
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_HIT = np.dtype([("bucket", "<u2"), ("count", "u1")])


def hashed_text(text: str) -> str:
    """In letters and digits; "" of a blank text. What is hashed already stays as it is."""
    if not text.strip() or _is_hashed(text):
        return text.strip()
    hits = Counter(_bucket(word) for word in _WORD.findall(_DIGIT.sub("0", text.lower())))
    found = np.array([(bucket, min(count, 255)) for bucket, count in sorted(hits.items())], dtype=_HIT)
    return MARK + base64.b64encode(found.tobytes()).decode()


def hits(codes: Sequence[object]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, buckets and counts (hits,) of hashed texts; a missing one (None, NaN) has none."""
    nothing = np.empty(0, _HIT)
    found = [np.frombuffer(_bytes(code), dtype=_HIT) if isinstance(code, str) else nothing for code in codes]
    rows = np.repeat(np.arange(len(found)), [len(one) for one in found])
    together = np.concatenate(found) if found else np.empty(0, _HIT)
    return rows, together["bucket"].astype(np.int64), together["count"].astype(np.float32)


def _is_hashed(text: str) -> bool:
    if not text.startswith(MARK):
        return False
    try:
        found = np.frombuffer(_bytes(text), dtype=_HIT)
    except (binascii.Error, ValueError):
        return False
    return bool((found["bucket"] < BUCKETS).all())


def _bytes(code: str) -> bytes:
    return base64.b64decode(code.removeprefix(MARK), validate=True)


@lru_cache(maxsize=100_000)
def _bucket(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=4).digest()) % BUCKETS
