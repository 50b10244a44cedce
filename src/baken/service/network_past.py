# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The past of a city whose areas are estimated together: made anew from all that was observed, also later."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.situation.estimators import knows_network
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from baken.service.past import Span
    from baken.situation.history import History
    from baken.situation.model import Changes
    from baken.situation.protocol import Estimator

_KEPT: Final = 8
"""So many answers are kept: the time bar and the chosen area of a few people ask the same again and again."""


class NetworkPast:
    """Smooths what was observed, and keeps the last answers until the picture changes.

    Parameters
    ----------
    make
        Returns an estimator that has seen nothing.
    between
        Returns the rows whose phenomenon time lies in [start, end), in µs; None when there are none.
    known
        Returns something that is another when other things are known.
    """

    def __init__(
        self,
        make: Callable[[], Estimator],
        between: Callable[[int, int], Changes | None],
        known: Callable[[], Hashable],
    ) -> None:
        self._make = make
        self._between = between
        self._known = known
        self._lock = threading.Lock()
        self._answers: dict[Hashable, History] = {}
        self._as_of: Hashable = None

    def history(self, span: Span, *, area_id: str | None = None) -> History:
        """Return the estimates per bucket, labelled with the start of the bucket, of one area or of all."""
        with self._lock:  # one at a time: who asks the same waits for the answer instead of making it too
            known = self._known()
            if known != self._as_of:
                self._answers, self._as_of = {}, known
            key = (to_us(span.start), to_us(span.end), span.bucket)
            found = self._answers.get(key)
            if found is None:
                found = self._answers[key] = self._smoothed(span)
                while len(self._answers) > _KEPT:
                    self._answers.pop(next(iter(self._answers)))
        return found if area_id is None else _of_area(found, area_id)

    def _smoothed(self, span: Span) -> History:
        estimator = self._make()
        assert knows_network(estimator)  # noqa: S101 - whoever makes this chose it for that
        bucket_us = span.bucket // timedelta(microseconds=1)
        starts = np.arange(to_us(span.start) // bucket_us * bucket_us, to_us(span.end), bucket_us, dtype=np.int64)
        rows = self._between(int(starts[0]) - estimator.memory_us, int(starts[-1]) + bucket_us)
        moments = starts + bucket_us
        found = estimator.smoothed(_nothing() if rows is None else _placed(rows, estimator), moments)
        return replace(found, time_us=starts)


def _placed(rows: Changes, estimator: Estimator) -> Changes:
    """Return the rows with their streams in the order of the estimator, which is how it is fed."""
    return replace(rows, stream_index=estimator.topology.place_of[rows.stream_index])


def _of_area(found: History, area_id: str) -> History:
    column = found.area_ids.index(area_id)
    one = slice(column, column + 1)
    return replace(
        found,
        area_ids=(area_id,),
        persons=found.persons[:, one],
        persons_standard_error=found.persons_standard_error[:, one],
        density_per_m2=found.density_per_m2[:, one],
        flow_per_m_min=found.flow_per_m_min[:, one],
        flow_standard_error=found.flow_standard_error[:, one],
        level=found.level[:, one],
        quality=found.quality[:, one],
        end_us=found.end_us[:, one],
    )


def _nothing() -> Changes:
    from baken.situation.model import Changes

    none = np.zeros(0, np.int64)
    return Changes(none.astype(np.intp), none, none, none.astype(np.float64), none.astype(np.uint8), none)
