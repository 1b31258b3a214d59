"""Rows to learn from, made by chance."""

from __future__ import annotations

import numpy as np

from landfast_ml.models.learning import Learning


def learning(task: str = "binary", rows: int = 160, seed: int = 0, repeat: int = 1) -> Learning:
    """The first two numbers tell the target, the third nothing; `repeat` rows a subject."""
    generator = np.random.default_rng(seed)
    numbers = generator.normal(size=(rows, 3)).astype(np.float32)
    signal = numbers[:, 0] - numbers[:, 1] + generator.normal(scale=0.5, size=rows)
    subjects = np.arange(rows) // repeat
    if task == "regression":
        return Learning("regression", numbers, signal, subjects, times=np.arange(rows, dtype=float))
    if task == "multiclass":
        return Learning("multiclass", numbers, np.digitize(signal, (-0.7, 0.7)), subjects, 3)
    return Learning("binary", numbers, (signal > 0).astype(np.int64), subjects, 2)
