# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Recorded deliveries become a history: in order, once each, and only what was asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.plugin.live import Delivery, Inbox, Reading, has_history, is_live
from baken.plugin.protocol import ConnectorError, Field, HistoryQuery, PositionError, ProviderRows, Series, Skipped
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MINUTE_US = 60_000_000


class Counts:
    """Reads a list of [series, minute, value] as JSON; a value that is text is skipped."""

    endpoints = (Inbox(name="counts"),)

    def field_of(self, provider_id: str) -> Field | None:
        return Field(
            provider_id=provider_id,
            name=provider_id,
            quantity=Quantity.PEDESTRIAN_COUNT,
            unit="{person}",
            interval_s=60.0,
        )

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        rows = json.loads(delivery.read_bytes())
        good = [row for row in rows if not isinstance(row[2], str)]
        names = sorted({row[0] for row in good})
        start = np.array([row[1] for row in good], np.int64) * MINUTE_US
        yield Reading(
            tuple(field for name in names if (field := self.field_of(name)) is not None),
            ProviderRows(
                tuple(names),
                np.array([names.index(row[0]) for row in good], np.int32),
                start,
                start + MINUTE_US,
                start + MINUTE_US,
                np.array([np.nan if row[2] is None else row[2] for row in good], np.float64),
            ),
            (Skipped(reason="no number", count=len(rows) - len(good)),) if len(good) < len(rows) else (),
        )


def delivered(*rows: object) -> Delivery:
    return Delivery("counts", 0, json.dumps(rows).encode())


def history(connector: RecordedConnector, **rest: object) -> list[tuple[str, int, float]]:
    series = tuple(Series(provider_id=f.provider_id, interval_s=60.0, delay_s=30.0) for f in connector.fields)
    query = HistoryQuery(series=series, **rest)  # type: ignore[arg-type]
    return [
        (b.rows.provider_ids[s], t // MINUTE_US, v)
        for b in connector.history(query)
        for s, t, v in zip(
            b.rows.series.tolist(), b.rows.phenomenon_time_us.tolist(), b.rows.result.tolist(), strict=True
        )
    ]


def test_a_live_connector_is_told_from_one_with_a_history() -> None:
    live, recorded = Counts(), RecordedConnector(Counts(), [])
    assert (is_live(live), has_history(live)) == (True, False)
    assert (is_live(recorded), has_history(recorded)) == (False, True)


def test_rows_of_several_deliveries_come_in_order_of_time() -> None:
    connector = RecordedConnector(Counts(), [delivered(["a", 5, 1], ["b", 4, 2]), delivered(["a", 3, 3])])
    assert history(connector) == [("a", 3, 3.0), ("b", 4, 2.0), ("a", 5, 1.0)]


def test_of_two_values_for_one_time_the_last_delivered_stays() -> None:
    connector = RecordedConnector(Counts(), [delivered(["a", 5, 1]), delivered(["a", 5, 2])])
    assert history(connector) == [("a", 5, 2.0)]


def test_only_what_was_asked_comes_and_only_between_the_bounds() -> None:
    connector = RecordedConnector(Counts(), [delivered(["a", 1, 1], ["b", 1, 2], ["a", 2, 3], ["a", 3, 4])])
    query = HistoryQuery(
        series=(Series(provider_id="a", interval_s=60.0),), start=from_us(2 * MINUTE_US), end=from_us(3 * MINUTE_US)
    )
    (batch,) = connector.history(query)
    assert batch.rows.result.tolist() == [3.0]


def test_a_value_is_available_after_its_interval_and_the_delay_of_its_series() -> None:
    connector = RecordedConnector(Counts(), [delivered(["a", 1, 1])])
    (batch,) = connector.history(HistoryQuery(series=(Series(provider_id="a", interval_s=60.0, delay_s=30.0),)))
    assert batch.rows.available_at_us.tolist() == [2 * MINUTE_US + 30_000_000]


def test_an_import_goes_on_after_any_batch_and_tells_skipped_values_once() -> None:
    rows = [["a", minute, minute] for minute in range(10)]
    connector = RecordedConnector(Counts(), [delivered(*rows, ["a", 10, "x"])])
    series = (Series(provider_id="a", interval_s=60.0),)
    batches = list(connector.history(HistoryQuery(series=series, batch_rows=4)))
    assert [len(b.rows) for b in batches] == [4, 4, 2]
    assert [sum(s.count for s in b.skipped) for b in batches] == [1, 0, 0]
    rest = list(connector.history(HistoryQuery(series=series, batch_rows=4, after=batches[0].position)))
    assert [len(b.rows) for b in rest] == [4, 2]
    with pytest.raises(PositionError):
        list(connector.history(HistoryQuery(series=series, after="elsewhere-4")))


def test_a_file_is_one_delivery_and_a_folder_one_per_file_in_order(tmp_path: Path) -> None:
    one = tmp_path / "full.json"
    one.write_bytes(b"[]")
    (found,) = recorded_deliveries(one, "first")
    assert (found.endpoint, found.read_bytes()) == ("first", b"[]")
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "2-sites.json").write_bytes(b"[2]")
    (folder / "1-counts.json").write_bytes(b"[1]")
    assert [(d.endpoint, d.read_bytes()) for d in recorded_deliveries(folder, "x")] == [
        ("counts", b"[1]"),
        ("sites", b"[2]"),
    ]


def test_a_file_of_messages_is_one_delivery_per_line_with_its_topic(tmp_path: Path) -> None:
    file = tmp_path / "counts.messages"
    file.write_text('{"topic": "a/b", "body": {"n": 1}}\n\n{"topic": "a/c", "body": 2}\n')
    found = recorded_deliveries(file, "counts")
    assert [(d.topic, d.read_bytes()) for d in found] == [("a/b", b'{"n": 1}'), ("a/c", b"2")]
    file.write_text("{")
    with pytest.raises(ConnectorError, match="cannot be read"):
        recorded_deliveries(file, "counts")
