# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the observations of a SensorThings server to ours, in our units and with their own times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from baken.connectors.sensorthings_source import client
from baken.connectors.sensorthings_source.settings import (
    CONNECTOR,
    OF_COUNTS,
    Named,
    SourceSettings,
    Stamp,
    read_source,
)
from baken.plugin.protocol import ConnectorError, Field, Settings
from baken.plugin.provider_values import AHEAD, is_ahead, number_of, position_of
from baken.plugin.readings import (
    NO_TIME,
    NOT_A_NUMBER,
    ReadingBuilder,
    instant_us,
    interval_of,
    interval_word,
    name_part,
)
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.plugin.units import Conversion, conversion, first_known
from baken.vocabulary.quantity import DEFINITIONS, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.plugin.live import Delivery, Poll, Reading
    from baken.vocabulary.place import Position

NO_ID: Final = "a datastream without an id"
OTHER_PROPERTY: Final = "an observed property that the settings do not name"
OTHER_UNIT: Final = "a unit that cannot be converted"
NO_LENGTH: Final = "a count at a moment, of which nobody says over how long"
TWICE: Final = "the same time twice for one datastream"
MORE_PAGES: Final = "there are more pages than the settings read"
OTHER_HOST: Final = "the next page is on another host, and is not followed"
MISSED: Final = "more observations came since the last time than were asked for"

_LONGEST_S: Final = 31 * 86_400
_REMEMBERED: Final = 100_000
"""Of so many datastreams it is remembered how far they were read."""


def connect(settings: Settings) -> SensorThingsSource:
    """Open the server that a city named.

    Raises
    ------
    SettingsError
        With every fault of the settings and its line.
    """
    return SensorThingsSource(read_source(settings))


def from_fixture(path: Path) -> RecordedConnector:
    """Open a folder with ``sensorthings_source.toml`` and recorded pages in place of a server."""
    connector = connect(Settings(folder=path, file=f"{CONNECTOR}.toml"))
    return RecordedConnector(connector, recorded_deliveries(path, "page-1"))


@dataclass(frozen=True, slots=True)
class _Series:
    """A datastream while its observations are taken."""

    id: str
    quantity: Quantity
    conversion: Conversion
    has_more: bool
    name: str = ""
    position: Position | None = None


class SensorThingsSource:
    """Understands pages of datastreams with their newest observations, and observations of one datastream."""

    def __init__(self, settings: SourceSettings) -> None:
        self._settings = settings
        self._newest: dict[str, int] = {}

    @property
    def endpoints(self) -> tuple[Poll, ...]:
        """Return the pages, and the datastreams that are read by themselves."""
        return self._settings.polls

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series of a name such as ``7/pedestrian_count/300s``."""
        parts = provider_id.split("/")
        if len(parts) != 3 or not parts[0] or not client.identity(parts[0]):
            return None
        interval_s = interval_of(parts[2])
        try:
            quantity = Quantity(parts[1])
        except ValueError:
            return None
        return None if interval_s is None or interval_s > _LONGEST_S else _field(provider_id, quantity, interval_s)

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what a page says, as one reading.

        Raises
        ------
        ConnectorError
            When it is no page of a SensorThings server.
        """
        try:
            page = client.read_page(delivery.read_bytes())
        except client.PageError as error:
            raise ConnectorError(
                f"What {self._settings.root} answered cannot be understood: {error}.",
                remedy="Look whether url is the root of a SensorThings server, ending in /v1.1.",
            ) from error
        builder = ReadingBuilder()
        named = self._settings.named.get(delivery.endpoint)
        if named is not None:
            self._take_named(named, page, delivery.received_at_us, builder)
        else:
            for datastream in page.datastreams:
                self._take_datastream(datastream, delivery.received_at_us, builder)
            self._note_next(page, delivery.endpoint, builder)
        yield builder.reading()

    def _note_next(self, page: client.Page, endpoint: str, builder: ReadingBuilder) -> None:
        """Say what is not read: the service fetches the pages of the settings, and no link."""
        if not page.next_link:
            return
        if not client.is_same_host(page.next_link, self._settings.root):
            builder.skip(OTHER_HOST, page.next_link)
        elif endpoint == f"page-{self._settings.pages}":
            builder.skip(MORE_PAGES, "raise pages in the settings")

    def _take_named(self, named: Named, page: client.Page, received_us: int, builder: ReadingBuilder) -> None:
        found = conversion(named.unit, named.quantity)
        if found is not None:
            series = _Series(named.id, named.quantity, found, has_more=bool(page.next_link))
            self._take_observations(series, page.observations, received_us, builder)

    def _take_datastream(self, datastream: client.Datastream, received_us: int, builder: ReadingBuilder) -> None:
        where, count = f"Datastreams({datastream.id}) {datastream.name}", max(1, len(datastream.observations))
        quantity = self._quantity(datastream.observed)
        if not datastream.id:
            builder.skip(NO_ID, datastream.name, count=count)
        elif quantity is None:
            builder.skip(OTHER_PROPERTY, f"{where}: {', '.join(datastream.observed)}", count=count)
        elif (found := _conversion(datastream.unit, quantity)) is None:
            builder.skip(OTHER_UNIT, f"{where}: {', '.join(datastream.unit)}", count=count)
        else:
            position = position_of(*datastream.place)
            series = _Series(datastream.id, quantity, found, datastream.has_more, datastream.name, position)
            self._take_observations(series, datastream.observations, received_us, builder)

    def _quantity(self, observed: tuple[str, ...]) -> Quantity | None:
        for name in observed:
            if name in self._settings.properties:
                return self._settings.properties[name]
        return next((_BY_DEFINITION[name] for name in observed if name in _BY_DEFINITION), None)

    def _take_observations(
        self, series: _Series, observations: tuple[client.Observation, ...], received_us: int, builder: ReadingBuilder
    ) -> None:
        seen: set[tuple[int, int]] = set()
        for observation in observations:
            where = f"Datastreams({series.id}) at {str(observation.phenomenon_time)[:50]}"
            times = self._times(observation.phenomenon_time, series.quantity)
            value = number_of(observation.result)
            if isinstance(times, str):
                builder.skip(times, where)
            elif is_ahead(times[1], received_us):
                builder.skip(AHEAD, where)
            elif times in seen:
                builder.skip(TWICE, where)
            elif value is None:
                builder.skip(NOT_A_NUMBER, f"{where}: {str(observation.result)[:30]!r}")
            else:
                seen.add(times)
                self._add(series, times, value, instant_us(observation.result_time) or 0, builder)
        self._note_missed(series, seen, builder)

    def _add(
        self, series: _Series, times: tuple[int, int], value: float, available_us: int, builder: ReadingBuilder
    ) -> None:
        start, end = times
        interval_s = (end - start) / 1e6
        name = f"{name_part(series.id)}/{series.quantity.value}/{interval_word(interval_s)}"
        field = msgspec.structs.replace(
            _field(name, series.quantity, interval_s), name=series.name or name, position=series.position
        )
        builder.add(field, start, series.conversion(value), f"Datastreams({series.id})", available_us=available_us)

    def _times(self, phenomenon: object, quantity: Quantity) -> tuple[int, int] | str:
        """Return begin and end of a phenomenon time in µs, or why there are none."""
        first, is_interval, last = phenomenon.partition("/") if isinstance(phenomenon, str) else ("", "", "")
        start, end = instant_us(first), instant_us(last if is_interval else first)
        if start is None or end is None or end < start or end - start > _LONGEST_S * 1e6:
            return NO_TIME
        if start == end and quantity in OF_COUNTS:
            length_s = self._settings.interval_s
            if length_s is None:
                return NO_LENGTH
            length = round(length_s * 1e6)
            return (start, start + length) if self._settings.stamp is Stamp.START else (start - length, start)
        return start, end

    def _note_missed(self, series: _Series, seen: set[tuple[int, int]], builder: ReadingBuilder) -> None:
        if not seen:
            return
        before = self._newest.get(series.id)
        if before is not None and series.has_more and min(seen)[0] > before:
            builder.skip(MISSED, f"Datastreams({series.id}): raise newest in the settings")
        if before is not None or len(self._newest) < _REMEMBERED:
            self._newest[series.id] = max(max(seen)[0], before or 0)


_BY_DEFINITION: Final = {d.definition: q for q, d in DEFINITIONS.items()}


def _conversion(unit: tuple[str, ...], quantity: Quantity) -> Conversion | None:
    """Return how to convert, by what names the unit most exactly and is understood."""
    known = first_known(unit)
    return None if known is None else conversion(known, quantity)


def _field(name: str, quantity: Quantity, interval_s: float) -> Field:
    unit = DEFINITIONS[quantity].ucum
    return Field(provider_id=name, name=name, quantity=quantity, unit=unit, interval_s=interval_s)
