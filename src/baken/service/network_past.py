# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The past of a city whose areas are estimated together: as it was estimated, or made anew from what was observed."""

from __future__ import annotations

import threading
from dataclasses import fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from baken.situation.history import History
from baken.situation.model import Changes
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from baken.service.past import Span
    from baken.situation.model import Int64
    from baken.situation.protocol import NetworkEstimator

_KEPT: Final = 8
"""So many answers are kept: the time bar and the chosen area of a few people ask the same again and again."""


class NetworkPast:
    """Tells what the filter of the live picture estimated when it passed; what lies before that is smoothed, and kept.

    Parameters
    ----------
    live
        Returns the estimator of the live picture.
    make
        Returns an estimator that has seen nothing.
    between
        Returns the rows whose phenomenon time lies in [start, end), in µs; None when there are none.
    known
        Returns something that is another when what was known of the past may be another.
    """

    def __init__(
        self,
        live: Callable[[], NetworkEstimator],
        make: Callable[[], NetworkEstimator],
        between: Callable[[int, int], Changes | None],
        known: Callable[[], Hashable],
    ) -> None:
        self._live = live
        self._make = make
        self._between = between
        self._known = known
        self._lock = threading.Lock()
        self._answers: dict[Hashable, History] = {}
        self._as_of: Hashable = None

    def history(self, span: Span, *, area_id: str | None = None) -> History:
        """Return the estimates per bucket, labelled with the start of the bucket, of one area or of all."""
        bucket_us = span.bucket // timedelta(microseconds=1)
        starts = np.arange(to_us(span.start) // bucket_us * bucket_us, to_us(span.end), bucket_us, dtype=np.int64)
        live = self._live()
        since_us = live.passed_since_us
        passed = starts + bucket_us >= (starts[-1] + 2 * bucket_us if since_us is None else since_us)
        parts = []
        if not passed.all():
            parts.append(self._before(starts[~passed], bucket_us))
        if passed.any():
            parts.append(self._passed(live, starts[passed], bucket_us))
        found = parts[0] if len(parts) == 1 else _one_after_the_other(*parts)
        return found if area_id is None else _of_area(found, area_id)

    def _passed(self, live: NetworkEstimator, starts: Int64, bucket_us: int) -> History:
        first, last = int(starts[0]), int(starts[-1]) + bucket_us
        rows = self._between(first - _FOR_QUALITY_US, last)
        found = live.passed(_nothing() if rows is None else _placed(rows, live), starts + bucket_us)
        return replace(found, time_us=starts)

    def _before(self, starts: Int64, bucket_us: int) -> History:
        """Return what lies before the live picture began: made once, one at a time, for as long as it is known so."""
        with self._lock:
            known = self._known()
            if known != self._as_of:
                self._answers, self._as_of = {}, known
            key = (int(starts[0]), int(starts[-1]), bucket_us)
            found = self._answers.get(key)
            if found is None:
                found = self._answers[key] = self._smoothed(starts, bucket_us)
                while len(self._answers) > _KEPT:
                    self._answers.pop(next(iter(self._answers)))
        return found

    def _smoothed(self, starts: Int64, bucket_us: int) -> History:
        estimator = self._make()
        rows = self._between(int(starts[0]) - estimator.memory_us, int(starts[-1]) + bucket_us)
        found = estimator.smoothed(_nothing() if rows is None else _placed(rows, estimator), starts + bucket_us)
        return replace(found, time_us=starts)


_FOR_QUALITY_US: Final = 2 * 3_600_000_000
"""So much earlier rows are read to know what was fresh in the first bucket."""


def _placed(rows: Changes, estimator: NetworkEstimator) -> Changes:
    """Return the rows with their streams in the order of the estimator, which is how it is fed."""
    return replace(rows, stream_index=estimator.topology.place_of[rows.stream_index])


def _one_after_the_other(first: History, second: History) -> History:
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in ("time_us", *_PER_AREA)
    }
    return replace(first, **columns)


def _of_area(found: History, area_id: str) -> History:
    column = found.area_ids.index(area_id)
    columns: dict[str, Any] = {name: getattr(found, name)[:, column : column + 1] for name in _PER_AREA}
    return replace(found, area_ids=(area_id,), **columns)


_PER_AREA: Final = tuple(f.name for f in fields(History) if f.name not in ("time_us", "area_ids"))


def _nothing() -> Changes:
    none = np.zeros(0, np.int64)
    return Changes(none.astype(np.intp), none, none, none.astype(np.float64), none.astype(np.uint8), none)
