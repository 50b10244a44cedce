# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``limits.toml``: limits per area, quiet hours, what silences what, and barriers of the bowtie.

The file may be left out; then nothing is warned of.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from baken.city.read_places import PERMANENT_ID
from baken.declaration.document import read_document
from baken.declaration.fault import Severity as FaultSeverity
from baken.declaration.reader import TableReader, suggestion
from baken.situation.levels import DENSITY, SCALES
from baken.vocabulary.quantity import Quantity
from baken.warning.kinds import KINDS, LimitKind, Side
from baken.warning.model import Factor, Inhibition, Limit, Limits, QuietRule, Severity
from baken.warning.silence import circles

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from baken.declaration.fault import Fault
    from baken.observation.stream import Stream
    from baken.vocabulary.place import Area, Gate
    from baken.warning.kinds import KindDefinition

LIMITS_FILE: Final = "limits.toml"
MOST: Final = 2_000
"""So many limits a city has at most."""

_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_ORDER: Final = tuple(Severity)
_CROWD: Final = (LimitKind.PERSONS, LimitKind.DENSITY, LimitKind.LEVEL, LimitKind.RISE)
_QUANTITY_OF: Final = {
    LimitKind.SOUND: (Quantity.SOUND_PRESSURE_LEVEL,),
    LimitKind.WIND: (Quantity.WIND_GUST_SPEED, Quantity.WIND_SPEED),
    LimitKind.WATER: (Quantity.WATER_LEVEL,),
}
_WITH_STREAM: Final = frozenset({*_QUANTITY_OF, LimitKind.SOURCE_LOST})
_PRESENCE: Final = frozenset({Quantity.PERSONS_PRESENT, Quantity.DEVICES_PRESENT, Quantity.PANEL_VISITORS})


def read_limits(
    folder: Path, areas: Iterable[Area], gates: Iterable[Gate], streams: Iterable[Stream], faults: list[Fault]
) -> Limits | None:
    """Return what a city warns of; None when there is no file. What is at fault is left out, after noting the fault.

    Invariants: never raises because of what the file contains.
    """
    if not (folder / LIMITS_FILE).exists() and not (folder / LIMITS_FILE).is_symlink():
        return None
    document = read_document(folder, LIMITS_FILE, faults)
    if document is None:
        return None
    top = TableReader(document, (), document.data, faults)
    there = {stream.id: stream for stream in streams}
    reader = _Reader({area.id: area for area in areas}, there, _observed(gates, there.values()))
    found = Limits(
        limits=reader.limits(top),
        inhibitions=reader.inhibitions(top),
        quiet=reader.quiet(top),
        barriers=_barriers(top),
    )
    top.close()
    return found


class _Reader:
    def __init__(self, areas: dict[str, Area], streams: dict[str, Stream], observed: frozenset[str]) -> None:
        self._areas = areas
        self._streams = streams
        self._found: dict[str, Limit] = {}
        self._observed = observed

    def limits(self, top: TableReader) -> tuple[Limit, ...]:
        for table in top.tables("limit", required=False):
            for limit in self._of_areas(table):
                self._take(limit, table)
            table.close()
        if len(self._found) > MOST:
            top.fault("limit", f"There are more than {MOST} limits.", "Leave out what nobody acts upon.")
        return tuple(self._found.values())

    def _of_areas(self, table: TableReader) -> list[Limit]:
        """Return one limit per area that a table names."""
        name, kind, source = table.text("id"), table.choice("kind", LimitKind), table.text("source", required=False)
        areas = self._names(table, "areas", self._areas, "area")
        severity = table.choice("severity", Severity, required=False) or Severity.MODERATE
        lead = table.number("lead_time_min", required=False, low=0.0, high=24 * 60.0)
        lasting = table.number("lasting_min", required=False, low=0.0, high=120.0)
        calm = table.number("calm_min", required=False, low=0.0, high=240.0)
        thresholds = self._thresholds(table)
        if name is not None and not PERMANENT_ID.fullmatch(name):
            table.fault("id", f"{name[:80]!r} is not a permanent id.", "Write small letters, digits and hyphens.")
            name = None
        if kind is None:
            for key in ("value", "unit", "stream", "while_density"):
                table.any(key)
            return []
        value, source = self._value(table, kind, source)
        stream, density = self._stream(table, kind), self._while_density(table, kind)
        if name is None or value is None or source is None or thresholds is None:
            return []
        return [
            Limit(
                id=f"{area}-{name}",
                area_id=area,
                kind=kind,
                value=value,
                source=source,
                severity=severity,
                lead_time_s=round(60 * (30.0 if lead is None else lead)),
                raise_at=thresholds[0],
                clear_below=thresholds[1],
                lasting_s=round(60 * (lasting or 0.0)),
                calm_s=round(60 * (10.0 if calm is None else calm)),
                while_density=density,
                stream_id=stream,
            )
            for area in areas
        ]

    def _value(self, table: TableReader, kind: LimitKind, source: str | None) -> tuple[float | None, str | None]:
        """Return the limit and who says so; of a kind with a published value both may be left out together."""
        meant = KINDS[kind]
        unit = table.text("unit")
        if unit is not None and unit != meant.ucum:
            message = f"A limit of kind {kind.value} is in {meant.ucum!r}, not in {unit!r}."
            table.fault("unit", message, f'Convert the value and write unit = "{meant.ucum}".')
        low, high = meant.possible
        value = table.number("value", required=meant.published is None, low=low, high=high)
        if not table.has("value") and meant.published is not None:
            return meant.published, source or meant.source
        if source is None and not table.has("source"):
            table.fault(None, "source is missing.", f"Say who decided this limit.{_published(meant)}")
        if kind is LimitKind.LEVEL and value is not None and value != int(value):
            table.fault("value", f"There is no level {value:g}.", "Write 2, 3, 4 or 5.")
            return None, source
        return value, source

    def _thresholds(self, table: TableReader) -> tuple[float, float] | None:
        raise_at = table.number("raise_at", required=False, above=0.0, high=1.0)
        clear = table.number("clear_below", required=False, above=0.0, high=1.0)
        upper = 0.5 if raise_at is None else raise_at
        lower = 0.5 * upper if clear is None else clear
        if lower > upper:
            message = f"It would be over below {lower:g}, where it has not even begun: it warns from {upper:g} on."
            table.fault("clear_below", message, "Let clear_below be at most raise_at.")
            return None
        return upper, lower

    def _stream(self, table: TableReader, kind: LimitKind) -> str:
        """Return the stream that a limit is about, where its kind has one."""
        given = table.text("stream", required=kind in _WITH_STREAM)
        if kind not in _WITH_STREAM:
            if given is not None:
                table.fault("stream", f"A limit of kind {kind.value} is about an area.", "Leave stream out.")
            return ""
        if given is None:
            return ""
        stream = self._streams.get(given)
        if stream is None:
            table.fault("stream", f"There is no stream {given[:80]!r}.", suggestion(given, set(self._streams)))
            return ""
        wanted = _QUANTITY_OF.get(kind)
        if wanted is not None and stream.quantity not in wanted:
            message = f"The stream {given!r} observes {stream.quantity.value}."
            table.fault("stream", message, f"Name one that observes {' or '.join(q.value for q in wanted)}.")
        return given

    def _while_density(self, table: TableReader, kind: LimitKind) -> float | None:
        density = table.number("while_density", required=kind is LimitKind.OUTFLOW, above=0.0, high=8.0)
        if kind is not LimitKind.OUTFLOW and density is not None:
            table.fault("while_density", f"A limit of kind {kind.value} has no while_density.", "Leave it out.")
            return None
        return density

    def _take(self, limit: Limit, table: TableReader) -> None:
        if limit.id in self._found:
            table.fault("id", f"There are two limits {limit.id!r}.", "Give each an id of its own per area.")
            return
        for other in self._found.values():
            if (other.area_id, other.kind, other.stream_id) != (limit.area_id, limit.kind, limit.stream_id):
                continue
            if other.value == limit.value:
                table.fault("value", f"It says the same as {other.id!r}.", "Keep one of the two.")
            elif _contradict(limit, other):
                message = f"It contradicts {other.id!r}: the worse of the two is reached first."
                table.fault("value", message, "Let the worse severity have the limit that is reached later.")
        self._found[limit.id] = limit
        self._can_be_known(limit, table)

    def _can_be_known(self, limit: Limit, table: TableReader) -> None:
        """Note limits that no number can ever be held against, and warn of those that nobody observes."""
        area = self._areas[limit.area_id]
        if limit.kind is LimitKind.LEVEL and SCALES[area.kind].quantity != DENSITY and area.capacity_persons is None:
            message = f"{area.id!r} has no level: nobody declared its capacity."
            table.fault("areas", message, "Give it capacity_persons with its source, or a limit of kind persons.")
        if limit.kind is LimitKind.PERSONS and limit.value > 8.0 * area.usable_area_m2:
            message = f"{limit.value:g} persons do not fit into the {area.usable_area_m2:g} m² of {area.id!r}."
            table.fault("value", message, "Correct the limit, or the usable area.")
        if limit.kind in _CROWD and area.id not in self._observed and not area.counted_all_around:
            message = f"No stream observes how many are in {area.id!r}: a warning of it rests on its neighbours."
            remedy = "Place a sensor there, or set the limit where one is."
            table.fault("areas", message, remedy, FaultSeverity.WARNING)

    def inhibitions(self, top: TableReader) -> tuple[Inhibition, ...]:
        found = []
        for table in top.tables("inhibition", required=False):
            cause, reason = table.text("limit"), table.text("reason")
            silences = self._names(table, "silences", self._found, "limit")
            if cause is not None and cause not in self._found:
                table.fault("limit", f"There is no limit {cause[:80]!r}.", suggestion(cause, set(self._found)))
                cause = None
            table.close()
            if cause is not None and reason is not None and silences:
                found.append(Inhibition(limit_id=cause, silences=silences, reason=reason))
        for circle in circles(found):
            message = f"Limits silence each other in a circle: {' > '.join((*circle, circle[0]))}."
            top.fault("inhibition", message, "Decide which of them is the cause.")
        return tuple(found)

    def quiet(self, top: TableReader) -> tuple[QuietRule, ...]:
        found = []
        for table in top.tables("quiet", required=False):
            areas, reason = self._names(table, "areas", self._areas, "area"), table.text("reason")
            kinds = _kinds(table)
            begin, end = (_minute(table, key) for key in ("from", "until"))
            table.close()
            if begin is not None and begin == end:
                table.fault("until", "It ends when it begins.", "Write another time; a whole day is no quiet hour.")
            elif areas and reason is not None and begin is not None and end is not None:
                found.append(QuietRule(area_ids=areas, kinds=kinds, from_min=begin, until_min=end, reason=reason))
        return tuple(found)

    def _names(self, table: TableReader, key: str, known: Iterable[str], what: str) -> tuple[str, ...]:
        """Return names that are known, each once."""
        names, there = table.texts(key) or (), set(known)
        for name in names:
            if name not in there:
                table.fault(key, f"There is no {what} {name[:80]!r}.", suggestion(name, there))
        if len(set(names)) < len(names):
            table.fault(key, f"One {what} is named twice.", "Name each once.")
        return tuple(name for name in dict.fromkeys(names) if name in there)


def _observed(gates: Iterable[Gate], streams: Iterable[Stream]) -> frozenset[str]:
    """Return the areas of which something observes how many are inside.

    By a presence inside, by a count across it, or because all gates around it have counters.
    """
    streams = tuple(streams)
    inside = {s.area_id for s in streams if s.area_id and s.quantity in _PRESENCE}
    counted = {s.gate_id for s in streams if s.gate_id}
    around: dict[str, list[bool]] = {}
    for gate in gates:
        if len(gate.area_ids) == 1 and gate.id in counted:
            inside.add(gate.area_ids[0])
        for area in gate.inside:
            around.setdefault(area, []).append(gate.id in counted)
    return frozenset(inside | {area for area, each in around.items() if all(each)})


def _contradict(one: Limit, other: Limit) -> bool:
    """Return whether the worse of two limits is reached before the other."""
    if one.severity is other.severity:
        return False
    worse, better = (one, other) if _ORDER.index(one.severity) > _ORDER.index(other.severity) else (other, one)
    is_below = KINDS[one.kind].side is Side.BELOW
    return worse.value > better.value if is_below else worse.value < better.value


def _published(meant: KindDefinition) -> str:
    return "" if meant.published is None else f" The literature says {meant.published:g} ({meant.source})."


def _kinds(table: TableReader) -> tuple[LimitKind, ...]:
    found = []
    for word in table.texts("kinds", required=False) or ():
        try:
            found.append(LimitKind(word))
        except ValueError:
            table.fault("kinds", f"{word[:80]!r} is not a kind of limit.", suggestion(word, list(LimitKind)))
    return tuple(found)


def _minute(table: TableReader, key: str) -> int | None:
    text = table.text(key)
    match = None if text is None else _CLOCK.fullmatch(text)
    if text is not None and match is None:
        table.fault(key, f"{text[:80]!r} is not a time of the day.", "Write hours and minutes, such as 23:00.")
    return None if match is None else 60 * int(match.group(1)) + int(match.group(2))


def _barriers(top: TableReader) -> tuple[Factor, ...]:
    found: dict[str, Factor] = {}
    for table in top.tables("barrier", required=False):
        code, text, text_nl, source = (table.text(key) for key in ("code", "text", "text_nl", "source"))
        through = table.number("lets_through", above=0.0, high=1.0)
        table.close()
        if code is None or text is None or text_nl is None or source is None or through is None:
            continue
        if code in found:
            table.fault("code", f"There are two barriers {code!r}.", "Give each a code of its own.")
        found[code] = Factor(code=code, factor=through, applies=None, text=text, text_nl=text_nl, source=source)
    return tuple(found.values())
