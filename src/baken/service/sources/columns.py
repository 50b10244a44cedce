# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From what a connector read to observations of the streams that the city declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.observation.columns import ObservationColumns
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import EARLIEST, format_us, to_us

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from baken.observation.stream import Stream
    from baken.plugin.live import Reading
    from baken.service.sources.tally import Tally

AHEAD_US: Final = 5 * 60 * 1_000_000
"""So far a provider's clock may be ahead of ours."""
_FORETOLD_US: Final = 3 * 366 * 86_400 * 1_000_000
_EARLIEST_US: Final = to_us(EARLIEST)
_FORETOLD: Final = frozenset(q for q in Quantity if q.value in ("expected_visitors", "planned_departures"))
"""Quantities that are about the future."""


class Declared:
    """The streams of one connector, by their name at the provider."""

    def __init__(self, streams: Mapping[str, tuple[Stream, int]]) -> None:
        self._streams = dict(streams)

    @property
    def names(self) -> frozenset[str]:
        """Names at the provider of all streams."""
        return frozenset(self._streams)

    def observations(self, reading: Reading, received_at_us: int, tally: Tally) -> ObservationColumns | None:
        """Return the rows of declared streams; None when there are none. What is left out is tallied.

        ``available_at`` is when the provider published, or when we received it, whichever is later: before that nobody
        here could know.
        """
        rows = reading.rows
        for entry in reading.skipped:
            tally.skip(entry.reason, *entry.examples, count=entry.count)
        ids, interval_us, latest_us = self._of_series(reading, received_at_us, tally)
        if not len(rows):
            return None
        number = ids[rows.series]
        start, end = rows.phenomenon_time_us, rows.phenomenon_time_end_us
        checks = (
            ("the value is infinite", np.isinf(rows.result)),
            ("the interval is not as long as streams.toml says", end - start != interval_us[rows.series]),
            ("the time lies in the future", (end > latest_us[rows.series]) | (start > latest_us[rows.series])),
            ("the time lies before 1900", start < _EARLIEST_US),
        )
        good = number >= 0
        for reason, wrong in checks:
            good = _without(rows.provider_ids, rows.series, start, good, wrong, reason, tally)
        if not good.any():
            return None
        available = np.maximum(rows.available_at_us[good], received_at_us)
        # A provider cannot have published in our future; its clock is ahead.
        available = np.minimum(available, received_at_us + AHEAD_US)
        tally.newest_end_us = max(int(end[good].max()), tally.newest_end_us or int(end[good].max()))
        return ObservationColumns.of(
            number[good],
            start[good],
            rows.result[good],
            phenomenon_time_end_us=end[good],
            available_at_us=available,
        )

    def _of_series(
        self, reading: Reading, received_at_us: int, tally: Tally
    ) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
        """Return per series of a reading its datastream (-1 for none), its interval and the latest time it may have."""
        fields = {field.provider_id: field for field in reading.fields}
        names = reading.rows.provider_ids
        ids = np.full(len(names), -1, np.int32)
        interval_us = np.zeros(len(names), np.int64)
        latest_us = np.full(len(names), received_at_us + AHEAD_US, np.int64)
        for name in fields.keys() - set(names):
            if name not in self._streams:
                tally.name_unknown(name)
        for i, name in enumerate(names):
            found = self._streams.get(name)
            if found is None:
                tally.name_unknown(name)
                continue
            stream, number = found
            field = fields.get(name)
            if field is not None and field.quantity is not stream.quantity:
                tally.skip(f"it delivers {field.quantity.value} where streams.toml says another quantity", name)
                continue
            ids[i], interval_us[i] = number, round(stream.interval_s * 1e6)
            if stream.quantity in _FORETOLD:
                latest_us[i] = received_at_us + _FORETOLD_US
        return ids, interval_us, latest_us


def _without(
    names: tuple[str, ...],
    series: NDArray[np.int32],
    start: NDArray[np.int64],
    good: NDArray[np.bool_],
    wrong: NDArray[np.bool_],
    reason: str,
    tally: Tally,
) -> NDArray[np.bool_]:
    bad = np.flatnonzero(good & wrong)
    if not len(bad):
        return good
    examples = [f"{names[series[i]]} at {_moment(int(start[i]))}" for i in bad[:3]]
    tally.skip(reason, *examples, count=len(bad))
    return good & ~wrong


def _moment(us: int) -> str:
    try:
        return format_us(us)
    except OverflowError:
        return f"{us} µs"
