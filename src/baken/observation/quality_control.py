# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Quality control: the checks that set a flag on each value, many values at once.

The checks are those of the IOOS QARTOD manuals for real-time data (gross range, rate of change, flat line), with the
limits that each stream declares. A flag never removes a value and never changes it: the row is stored with its flag,
and estimation decides what it may use.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.quantity import DEFINITIONS
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from baken.observation.columns import Float64, Int64, ObservationColumns
    from baken.observation.stream import Stream

_NEVER: Final = 2**31 - 1


class QualityControl:
    """Flags values against the limits of their stream and the value before.

    Flags, in order of severity (the worst one is kept, and a worse flag from the source is never taken away):

    - ``missing``: the result is NaN.
    - ``out-of-range``: outside [valid_min, valid_max] of the stream, or of the quantity where it declares none.
    - ``frozen``: the value ends a run of at least ``frozen_after`` equal values above ``frozen_above``.
    - ``spike``: differs more than ``max_step`` from the value before.
    - ``stale`` is not a property of a value but of a moment; the picture tells it.

    Only values in order of phenomenon time are compared with the one before; late ones get the range check alone.

    Parameters
    ----------
    streams
        What is declared of each datastream id. Datastreams that are not declared get only the missing check.

    Examples
    --------
    >>> from baken.observation.columns import ObservationColumns
    >>> from baken.observation.stream import Stream
    >>> from baken.vocabulary.quantity import Quantity
    >>> stream = Stream(id="a", name="A", connector="c", provider_id="p", quantity=Quantity.PEDESTRIAN_COUNT,
    ...                 interval_s=3600, stale_after_s=7200, valid_max=100.0)
    >>> rows = ObservationColumns.of(1, [0, 1, 2], [5.0, 500.0, float("nan")], available_at_us=0)
    >>> [QualityFlag(q).label for q in QualityControl({1: stream}).examine(rows).quality]
    ['good', 'out-of-range', 'missing']

    References
    ----------
    U.S. Integrated Ocean Observing System, Manual for Real-Time Quality Control (QARTOD), tests 4-8.
    """

    def __init__(self, streams: Mapping[int, Stream]) -> None:
        size = max(streams, default=0) + 1
        self._lowest = np.full(size, -np.inf)
        self._highest = np.full(size, np.inf)
        self._max_step = np.full(size, np.inf)
        self._frozen_after = np.full(size, _NEVER, np.int32)
        self._frozen_above = np.zeros(size)
        for i, stream in streams.items():
            self._declare(i, stream)
        self._compares = bool(np.isfinite(self._max_step).any() or (self._frozen_after < _NEVER).any())
        self._size = size
        self.forget()

    def forget(self) -> None:
        """Forget every value, as after a jump of the replay clock; examining recent rows again restores it."""
        self._time_us = np.full(self._size, NO_TIME_US, np.int64)
        self._value = np.full(self._size, np.nan)
        self._run = np.zeros(self._size, np.int64)

    def _declare(self, i: int, stream: Stream) -> None:
        lowest, highest = DEFINITIONS[stream.quantity].possible
        self._lowest[i] = lowest if stream.valid_min is None else max(lowest, stream.valid_min)
        self._highest[i] = highest if stream.valid_max is None else min(highest, stream.valid_max)
        self._max_step[i] = np.inf if stream.max_step is None else stream.max_step
        self._frozen_after[i] = _NEVER if stream.frozen_after is None else stream.frozen_after
        self._frozen_above[i] = stream.frozen_above

    def examine(self, rows: ObservationColumns) -> ObservationColumns:
        """Return the rows with the worst flag that applies to each, and remember their newest values.

        Raises
        ------
        Nothing: a value that cannot be judged keeps the flag it came with.
        """
        flags = np.where(np.isnan(rows.result), np.uint8(QualityFlag.MISSING), rows.quality)
        declared = rows.datastream_id < len(self._lowest)
        if declared.all():
            self._flag(rows.datastream_id, rows.phenomenon_time_us, rows.result, flags)
        elif declared.any():
            part = flags[declared]
            self._flag(rows.datastream_id[declared], rows.phenomenon_time_us[declared], rows.result[declared], part)
            flags[declared] = part
        return replace(rows, quality=flags)

    def _flag(self, ids: NDArray[np.int32], times: Int64, values: Float64, flags: NDArray[np.uint8]) -> None:
        outside = (values < self._lowest[ids]) | (values > self._highest[ids])
        _raise_to(flags, outside, QualityFlag.OUT_OF_RANGE)
        if self._compares:
            self._compare_with_before(ids, times, values, flags)

    def _compare_with_before(
        self, ids: NDArray[np.int32], times: Int64, values: Float64, flags: NDArray[np.uint8]
    ) -> None:
        order = np.lexsort((times, ids))
        order = order[(times[order] > self._time_us[ids[order]]) & ~np.isnan(values[order])]
        if not len(order):
            return
        i, x = ids[order], values[order]
        first = np.concatenate([[True], i[1:] != i[:-1]])
        before = np.concatenate([[np.nan], x[:-1]])
        before[first] = self._value[i[first]]
        stepped = np.abs(x - before) > self._max_step[i]
        run = _run_lengths(x == before, first, self._run[i])
        frozen = (run >= self._frozen_after[i]) & (x > self._frozen_above[i])
        found = flags[order]
        _raise_to(found, stepped, QualityFlag.SPIKE)
        _raise_to(found, frozen, QualityFlag.FROZEN)
        flags[order] = found
        last = np.concatenate([first[1:], [True]])
        self._time_us[i[last]] = times[order][last]
        self._value[i[last]] = x[last]
        self._run[i[last]] = run[last]


def _run_lengths(equal: NDArray[np.bool_], first: NDArray[np.bool_], run_before: Int64) -> Int64:
    """Return how many equal values in a row end at each position.

    ``first`` marks where a datastream begins; a run that goes on from there adds ``run_before``.

    >>> flags = lambda text: np.array([c == "1" for c in text])
    >>> _run_lengths(flags("10110"), flags("10001"), np.array([4, 4, 4, 4, 2])).tolist()
    [5, 1, 2, 3, 1]
    """
    position = np.arange(len(equal))
    start = np.maximum.accumulate(np.where(first, position, 0))
    broken = np.maximum.accumulate(np.where(equal, -1, position))
    inside = broken >= start
    run: Int64 = np.where(inside, position - broken + 1, position - start + 1 + run_before)
    return run


def _raise_to(flags: NDArray[np.uint8], where: NDArray[np.bool_], flag: QualityFlag) -> None:
    np.maximum(flags, np.uint8(flag), out=flags, where=where)
