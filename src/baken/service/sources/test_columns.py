# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Only rows of declared streams, with a time that can be, become observations; the rest is counted with its reason."""

from __future__ import annotations

import numpy as np
import pytest

from baken.observation.stream import Stream
from baken.plugin.live import Reading
from baken.plugin.protocol import Field, ProviderRows, Skipped
from baken.service.sources.columns import AHEAD_US, Declared
from baken.service.sources.tally import Tally
from baken.vocabulary.quantity import Quantity

NOW_US = 1_800_000_000_000_000
MINUTE_US = 60_000_000


def stream(name: str, quantity: Quantity = Quantity.PEDESTRIAN_COUNT, interval_s: float = 60.0) -> Stream:
    return Stream(
        id=name,
        name=name,
        connector="c",
        provider_id=name,
        quantity=quantity,
        interval_s=interval_s,
        stale_after_s=600,
    )


def reading(*rows: tuple[str, int, int, int, float], quantity: Quantity = Quantity.PEDESTRIAN_COUNT) -> Reading:
    names = tuple(dict.fromkeys(row[0] for row in rows))
    fields = tuple(Field(provider_id=n, name=n, quantity=quantity, unit="{person}", interval_s=60.0) for n in names)
    start, end, available = (np.array([row[i] for row in rows], np.int64) for i in (1, 2, 3))
    series = np.array([names.index(row[0]) for row in rows], np.int32)
    result = np.array([row[4] for row in rows], np.float64)
    skipped = (Skipped(reason="no number", count=2, examples=("line 1",)),)
    return Reading(fields, ProviderRows(names, series, start, end, available, result), skipped)


DECLARED = Declared({"a": (stream("a"), 7), "b": (stream("b"), 8)})


def test_rows_are_available_when_published_or_received_whichever_is_later() -> None:
    tally = Tally()
    old, new = NOW_US - 10 * MINUTE_US, NOW_US - MINUTE_US
    rows = DECLARED.observations(
        reading(("a", old, old + MINUTE_US, old + 2 * MINUTE_US, 4.0), ("b", new, NOW_US, NOW_US + 5, np.nan)),
        NOW_US,
        tally,
    )
    assert rows is not None
    assert rows.datastream_id.tolist() == [7, 8]
    assert rows.available_at_us.tolist() == [NOW_US, NOW_US + 5]
    assert tally.newest_end_us == NOW_US
    assert [(entry.reason, entry.count) for entry in tally.skipped] == [("no number", 2)]


def test_a_provider_cannot_have_published_in_our_future() -> None:
    rows = DECLARED.observations(
        reading(("a", NOW_US - MINUTE_US, NOW_US, NOW_US + 3600 * MINUTE_US, 4.0)), NOW_US, Tally()
    )
    assert rows is not None
    assert rows.available_at_us.tolist() == [NOW_US + AHEAD_US]


def test_series_that_the_city_does_not_declare_are_counted_and_left_out() -> None:
    tally = Tally()
    start = NOW_US - MINUTE_US
    rows = DECLARED.observations(
        reading(
            ("x", start, NOW_US, NOW_US, 1.0), ("a", start, NOW_US, NOW_US, 2.0), ("y", start, NOW_US, NOW_US, 3.0)
        ),
        NOW_US,
        tally,
    )
    assert rows is not None
    assert rows.result.tolist() == [2.0]
    assert tally.unknown == (2, ("x", "y"))


@pytest.mark.parametrize(
    ("start", "end", "value", "reason"),
    [
        (NOW_US - MINUTE_US, NOW_US, np.inf, "the value is infinite"),
        (NOW_US - 2 * MINUTE_US, NOW_US, 1.0, "the interval is not as long as streams.toml says"),
        (NOW_US + AHEAD_US, NOW_US + AHEAD_US + MINUTE_US, 1.0, "the time lies in the future"),
        (-(2**61), -(2**61) + MINUTE_US, 1.0, "the time lies before 1900"),
    ],
)
def test_what_cannot_be_is_left_out_with_its_reason(start: int, end: int, value: float, reason: str) -> None:
    tally = Tally()
    good = ("a", NOW_US - MINUTE_US, NOW_US, NOW_US, 5.0)
    rows = DECLARED.observations(reading(good, ("b", start, end, NOW_US, value)), NOW_US, tally)
    assert rows is not None
    assert rows.result.tolist() == [5.0]
    assert [entry.reason for entry in tally.skipped if entry.examples != ("line 1",)] == [reason]


def test_another_quantity_than_declared_is_left_out() -> None:
    tally = Tally()
    other = reading(("a", NOW_US - MINUTE_US, NOW_US, NOW_US, 5.0), quantity=Quantity.VEHICLE_COUNT)
    assert DECLARED.observations(other, NOW_US, tally) is None
    assert tally.skipped[1].reason.startswith("it delivers vehicle_count where")


def test_expected_visitors_may_lie_in_the_future() -> None:
    foretold = Declared({"a": (stream("a", Quantity.EXPECTED_VISITORS), 7)})
    tomorrow = NOW_US + 24 * 60 * MINUTE_US
    told = reading(("a", tomorrow, tomorrow + MINUTE_US, 0, 900.0), quantity=Quantity.EXPECTED_VISITORS)
    rows = foretold.observations(told, NOW_US, Tally())
    assert rows is not None
    assert rows.available_at_us.tolist() == [NOW_US]
