# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Timing that is fair on a busy machine: what is compared takes turns, and the median speaks."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def percentile_ms(seconds: Sequence[float], share: float) -> float:
    """Return a percentile of durations in milliseconds.

    Examples
    --------
    >>> percentile_ms([0.001, 0.002, 0.003], 50)
    2.0
    """
    return round(float(np.percentile(np.asarray(seconds), share)) * 1000, 6)


def median_ms(seconds: Sequence[float]) -> float:
    """Return the median of durations in milliseconds."""
    return percentile_ms(seconds, 50)


def take_turns(
    contenders: Mapping[str, Callable[[], object]], *, rounds: int, longest_s: float = 60.0
) -> dict[str, list[float]]:
    """Time each contender once per round and return their durations in seconds.

    A first round that is not counted warms caches. Rounds end early, but not before the third, when ``longest_s``
    has passed.

    Examples
    --------
    >>> {name: len(took) for name, took in take_turns({"a": int, "b": dict}, rounds=4).items()}
    {'a': 4, 'b': 4}
    """
    for run in contenders.values():
        run()
    took: dict[str, list[float]] = {name: [] for name in contenders}
    end = time.perf_counter() + longest_s
    for done in range(rounds):
        if done >= _FEWEST_ROUNDS and time.perf_counter() > end:
            break
        for name, run in contenders.items():
            took[name].append(duration_s(run))
    return took


def duration_s(run: Callable[[], object]) -> float:
    """Return how long one call takes, with the garbage collector held back."""
    gc.disable()
    try:
        start = time.perf_counter()
        run()
        return time.perf_counter() - start
    finally:
        gc.enable()


_FEWEST_ROUNDS = 3
