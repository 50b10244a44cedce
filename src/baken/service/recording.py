# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A recording: everything that a city's connectors can tell of the past, in the order in which it became known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baken.city.read_streams import settings_of
from baken.errors import BakenError
from baken.observation.columns import ObservationColumns, concatenate
from baken.plugin.live import has_history
from baken.plugin.protocol import HistoryQuery, Series

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from baken.city.model import City
    from baken.observation.stream import Stream
    from baken.plugin.protocol import Connector
    from baken.plugin.registry import ConnectorRegistry


class NoRecordingError(BakenError):
    """A city whose connectors have no history to replay."""


def record(city: City, registry: ConnectorRegistry, datastream_ids: Mapping[str, int]) -> ObservationColumns:
    """Return all history of all streams, ordered by ``available_at_us``.

    Raises
    ------
    NoRecordingError
        When there is none.
    """
    parts = [
        part
        for name in sorted({s.connector for s in city.streams})
        for part in _history(city, registry, name, datastream_ids)
    ]
    rows = concatenate(parts) if parts else None
    if rows is None or not len(rows):
        raise NoRecordingError(f"{city.name} has no history to replay.", remedy="Run: baken serve, with live data.")
    return rows.take(np.argsort(rows.available_at_us, kind="stable"))


def _history(
    city: City, registry: ConnectorRegistry, connector: str, datastream_ids: Mapping[str, int]
) -> Iterator[ObservationColumns]:
    streams = [s for s in city.streams if s.connector == connector]
    source = registry.connect(connector, settings_of(city.folder, connector))
    if has_history(source):
        yield from told_by(source, streams, datastream_ids)


def told_by(
    source: Connector, streams: Sequence[Stream], datastream_ids: Mapping[str, int]
) -> Iterator[ObservationColumns]:
    """Yield all that a connector can tell of some streams, in parts."""
    ids = {s.provider_id: datastream_ids[s.id] for s in streams}
    for batch in source.history(HistoryQuery(series=tuple(map(series_of, streams)))):
        if len(batch.rows):
            yield batch.rows.to_observations(ids)


def series_of(stream: Stream) -> Series:
    """Return what is asked of a provider for a stream."""
    return Series(provider_id=stream.provider_id, interval_s=stream.interval_s, delay_s=stream.delay_s)
