# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``streams.toml`` and holds each stream against its gate or area, its quantity and its connector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from baken.city.read_places import PERMANENT_ID, Extent
from baken.declaration.fault import Fault, FaultyFileError
from baken.declaration.reader import TableReader, suggestion
from baken.errors import BakenError
from baken.observation.stream import Stream
from baken.plugin.live import has_history, is_live
from baken.plugin.protocol import Settings
from baken.vocabulary.quantity import DEFINITIONS, Quantity, UnitError, require_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from baken.declaration.document import Document
    from baken.plugin.live import LiveConnector
    from baken.plugin.protocol import Connector, Field
    from baken.plugin.registry import ConnectorRegistry
    from baken.vocabulary.place import Area, Position

STREAMS_FILE: Final = "streams.toml"

OVER_AN_INTERVAL: Final = frozenset(
    {
        Quantity.PEDESTRIAN_COUNT,
        Quantity.PASSENGERS_ALIGHTED,
        Quantity.PASSENGERS_BOARDED,
        Quantity.VEHICLE_COUNT,
    }
)
"""Quantities that are counted over an interval and mean nothing at a moment."""

ONE_WAY: Final = frozenset({Quantity.PEDESTRIAN_COUNT, Quantity.PASSENGERS_ALIGHTED, Quantity.PASSENGERS_BOARDED})
"""Quantities of persons who cross a gate, which may be told apart by direction."""

OF_PERSONS: Final = ONE_WAY | {
    Quantity.PERSONS_PRESENT,
    Quantity.PANEL_VISITORS,
    Quantity.DEVICES_PRESENT,
    Quantity.PARKING_SPACES_OCCUPIED,
}
"""Quantities that say something of a number of persons, for which ``per_person`` has a meaning."""

YEAR_S: Final = 366 * 86_400.0


def settings_file(connector: str) -> str:
    """Return where a city keeps the settings of a connector, relative to its folder.

    Examples
    --------
    >>> settings_file("csv_counts")
    'connectors/csv_counts.toml'
    """
    return f"connectors/{connector}.toml"


def settings_of(folder: Path, connector: str) -> Settings:
    """Return the settings with which a city opens a connector."""
    file = settings_file(connector)
    return Settings(folder=folder, file=file if (folder / file).exists() else None)


class StreamReader:
    """Reads streams against the places and connectors that are known.

    Parameters
    ----------
    area_ids, gate_ids
        To which streams may refer, also when these places have faults of their own.
    """

    def __init__(
        self,
        folder: Path,
        area_ids: frozenset[str],
        gate_ids: frozenset[str],
        extent: Extent | None,
        registry: ConnectorRegistry,
        faults: list[Fault],
    ) -> None:
        self._folder = folder
        self._places = {"area": area_ids, "gate": gate_ids}
        self._extent = extent
        self._registry = registry
        self._faults = faults
        self._fields: dict[str, _Series | None] = {}

    def read(self, document: Document) -> tuple[Stream, ...]:
        """Return the streams that can be understood, in the order of the file."""
        top = TableReader(document, (), document.data, self._faults)
        tables = top.tables("stream")
        top.close()
        streams: list[Stream] = []
        seen: dict[str, TableReader] = {}
        sources: dict[tuple[str, str], str] = {}
        for table in tables:
            stream = self._stream(table)
            if stream is None:
                continue
            if stream.id in seen:
                line = document.line_of(seen[stream.id].path)
                message = f"The id {stream.id!r} is used twice, first on line {line}."
                table.fault("id", message, "Give each its own id.")
                continue
            source = (stream.connector, stream.provider_id)
            if source in sources:
                message = f"{stream.provider_id!r} is already the source of {sources[source]!r}."
                table.fault("provider_id", message, "Declare each series of a provider once.")
            seen[stream.id], sources[source] = table, stream.id
            streams.append(stream)
        return tuple(streams)

    def _stream(self, table: TableReader) -> Stream | None:
        required: dict[str, Any] = {
            "id": _stream_id(table),
            "name": table.text("name"),
            "connector": table.text("connector"),
            "provider_id": table.text("provider_id"),
            "quantity": table.choice("observed_property", Quantity),
            "interval_s": table.number("interval_s", low=0, high=YEAR_S),
            "stale_after_s": table.number("stale_after_s", above=0, high=YEAR_S),
        }
        optional: dict[str, Any] = {
            "gate_id": self._place(table, "gate"),
            "area_id": self._place(table, "area"),
            "into": self._place(table, "into", "area"),
            "out_of": self._place(table, "out_of", "area"),
            "catchment": self._catchment(table),
            "per_person": table.number("per_person", required=False, above=0, high=1000),
            "per_person_error": table.number("per_person_error", required=False, low=0, high=2) or 0.0,
            "lag_s": table.number("lag_s", required=False, low=0, high=86_400) or 0.0,
            "position": self._position(table),
            "delay_s": table.number("delay_s", required=False, low=0, high=YEAR_S) or 0.0,
            "valid_min": table.number("valid_min", required=False),
            "valid_max": table.number("valid_max", required=False),
            "max_step": table.number("max_step", required=False, above=0),
            "frozen_after": table.integer("frozen_after", required=False, low=2, high=10_000),
            "frozen_above": table.number("frozen_above", required=False) or 0.0,
            "relative_error": table.number("relative_error", low=0, high=2),
            "error_source": table.text("error_source"),
        }
        unit = table.text("unit")
        places = [key for key in ("gate", "area", "catchment") if table.data.get(key) is not None]
        if len(places) > 1:
            table.fault(places[1], "A stream observes at a gate, in an area or in a catchment.", "Keep one of these.")
        _check_direction(table, required["quantity"], optional)
        table.close()
        self._check_unit(table, required["quantity"], unit)
        if any(value is None for value in required.values()) or optional["relative_error"] is None:
            return None
        _check_per_person(table, required["quantity"])
        stream = Stream(
            **required,
            **{
                **optional,
                "error_source": optional["error_source"] or "",
                "per_person": optional["per_person"] or 1.0,
            },
        )
        _check_times(table, stream)
        _check_range(table, stream)
        self._check_source(table, stream)
        return stream

    def _place(self, table: TableReader, key: str, kind: str = "") -> str | None:
        kind = kind or key
        name = table.text(key, required=False)
        if name is not None and name not in self._places[kind]:
            table.fault(key, f"There is no {kind} {name!r}.", suggestion(name, list(self._places[kind])))
        return name

    def _catchment(self, table: TableReader) -> tuple[str, ...]:
        names = table.texts("catchment", required=False) or ()
        for name in names:
            if name not in self._places["area"]:
                table.fault("catchment", f"There is no area {name!r}.", suggestion(name, list(self._places["area"])))
        if len(set(names)) != len(names) or len(names) == 1:
            table.fault("catchment", "A catchment is two areas or more, each once.", "Write area for one area.")
        return names

    def _position(self, table: TableReader) -> Position | None:
        numbers = table.numbers("position", 2, required=False)
        if numbers is None:
            return None
        position = (numbers[0], numbers[1])
        if self._extent is not None and not self._extent.holds(position):
            table.fault("position", "The position lies outside the extent.", "Write [longitude, latitude] on the map.")
        return position

    def _check_unit(self, table: TableReader, quantity: Quantity | None, unit: str | None) -> None:
        if quantity is None or unit is None:
            return
        try:
            require_unit(quantity, unit)
        except UnitError as error:
            table.fault("unit", error.message, f'Write unit = "{DEFINITIONS[quantity].ucum}".')

    def _check_source(self, table: TableReader, stream: Stream) -> None:
        fields = self._fields_of(table, stream.connector)
        if fields is None:
            return
        field = fields.named(stream.provider_id)
        if field is None:
            message = f"{stream.connector} has no series {stream.provider_id!r}."
            remedy = suggestion(stream.provider_id, fields.names) if fields.names else _TRY.format(stream.connector)
            table.fault("provider_id", message, remedy)
        elif field.quantity is not stream.quantity:
            message = f"{stream.connector} delivers {field.quantity.value} here."
            table.fault("observed_property", message, f'Write observed_property = "{field.quantity.value}".')
        elif field.interval_s != stream.interval_s:
            message = f"{stream.connector} delivers intervals of {field.interval_s:g} s here."
            table.fault("interval_s", message, f"Write interval_s = {field.interval_s:g}.")

    def _fields_of(self, table: TableReader, connector: str) -> _Series | None:
        """Return the series that a connector delivers; None, after noting why, when it cannot be opened."""
        if connector not in self._fields:
            self._fields[connector] = None
            try:
                opened = self._registry.connect(connector, settings_of(self._folder, connector))
                self._fields[connector] = _series_of(opened)
            except FaultyFileError as error:
                self._faults.extend(error.faults)
            except BakenError as error:
                table.fault("connector", error.message, error.remedy)
        return self._fields[connector]


_TRY: Final = "Run: baken source try {0}, which lists what there is."


class _Series(NamedTuple):
    """What a connector calls its series: a list, or a rule where only the provider knows the list."""

    named: Callable[[str], Field | None]
    names: list[str]


def _series_of(connector: Connector | LiveConnector) -> _Series:
    if has_history(connector):
        fields = {f.provider_id: f for f in connector.fields}
        return _Series(fields.get, list(fields))
    return _Series(connector.field_of, []) if is_live(connector) else _Series(lambda _: None, [])


def _stream_id(table: TableReader) -> str | None:
    name = table.text("id")
    if name is not None and not PERMANENT_ID.fullmatch(name):
        table.fault("id", f"{name!r} is not a permanent id.", "Use small letters, digits and hyphens.")
    return name


def check_balances(areas: Sequence[Area], streams: Sequence[Stream], faults: list[Fault]) -> None:
    """Of an area that is counted all around, some stream must count in and some out, all in one interval."""
    for area in areas:
        if not area.counted_all_around:
            continue
        inward = [s.interval_s for s in streams if s.into == area.id]
        outward = [s.interval_s for s in streams if s.out_of == area.id]
        if not inward or not outward:
            message = f"{area.id!r} is counted all around, but no stream goes {'out of' if inward else 'into'} it."
            faults.append(Fault(STREAMS_FILE, 1, message, "Give streams at its gates into and out_of."))
        elif len({*inward, *outward}) > 1:
            message = f"The streams into and out of {area.id!r} have different intervals, so no balance can be kept."
            faults.append(Fault(STREAMS_FILE, 1, message, "Let them count in the same interval."))


def _check_direction(table: TableReader, quantity: Quantity | None, optional: dict[str, Any]) -> None:
    """Only counts at a gate go one way."""
    given = [name for name in ("into", "out_of") if optional[name] is not None]
    if given and quantity is not None and quantity not in ONE_WAY:
        table.fault(given[0], f"A {quantity} has no direction.", "Only counts at a gate go into or out of an area.")
    if len(given) == 2 and optional["into"] == optional["out_of"]:
        table.fault("out_of", "Nobody goes into and out of one area at once.", "Declare one stream per direction.")


def _check_per_person(table: TableReader, quantity: Quantity) -> None:
    """Only what is said of persons has a value per person."""
    given = [name for name in ("per_person", "per_person_error") if table.has(name)]
    if given and quantity not in OF_PERSONS:
        message = f"{quantity.value} is not of persons, so it has no value per person."
        table.fault(given[0], message, "Leave it out.")


def _check_times(table: TableReader, stream: Stream) -> None:
    if stream.quantity in OVER_AN_INTERVAL and not stream.interval_s:
        message = f"A {stream.quantity.value} is over an interval, so interval_s cannot be 0."
        table.fault("interval_s", message, "Write the length of the interval in seconds, for example 3600.")
    shortest = stream.interval_s + stream.delay_s
    if stream.stale_after_s < shortest:
        message = f"A value is stale after {stream.stale_after_s:g} s, but the next one comes after {shortest:g} s."
        table.fault("stale_after_s", message, f"Write at least {shortest:g}; twice that forgives one late value.")


def _check_range(table: TableReader, stream: Stream) -> None:
    low, high = DEFINITIONS[stream.quantity].possible
    if stream.valid_min is not None and not low <= stream.valid_min <= high:
        table.fault("valid_min", f"{stream.valid_min:g} is not possible.", f"Write {low:g} or more.")
    if stream.valid_max is not None and not low <= stream.valid_max <= high:
        table.fault("valid_max", f"{stream.valid_max:g} is not possible.", f"Write {high:g} or less.")
    if stream.valid_min is not None and stream.valid_max is not None and stream.valid_min >= stream.valid_max:
        table.fault("valid_max", "valid_max is not above valid_min.", "Exchange them.")
