# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the values of NDW to observations: the table from DATEX II kinds to quantities."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.connectors.ndw_traffic import client
from baken.connectors.ndw_traffic.settings import LARGEST_BYTES, SITE_TABLE, SPEEDS, NdwSettings, read_ndw_settings
from baken.connectors.ndw_traffic.totals import ALL_LANES, add_totals
from baken.plugin.gzipped import opened
from baken.plugin.live import Reading
from baken.plugin.protocol import Field, ProviderRows, Settings, SkipLog
from baken.plugin.readings import NO_TIME, NOT_POSSIBLE, instant_us
from baken.plugin.recorded import RecordedConnector, recorded_deliveries
from baken.plugin.xml import elements
from baken.vocabulary.quantity import DEFINITIONS, Quantity
from baken.vocabulary.time import NO_TIME_US

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from numpy.typing import NDArray

    from baken.plugin.live import Delivery, Endpoint

VALUES_PER_PART: Final = 8_000
"""So many values are handed on together; memory depends on it, and not on the size of the document."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value of DATEX II: its quantity, and what one of its unit is per hour of measuring."""

    quantity: Quantity
    is_rate: bool


KINDS: Final = {
    client.FLOW: Kind(Quantity.VEHICLE_COUNT, is_rate=True),  # vehicles per hour, to vehicles in the period
    client.SPEED: Kind(Quantity.VEHICLE_SPEED, is_rate=False),  # km/h
    client.TRAVEL_TIME: Kind(Quantity.TRAVEL_TIME, is_rate=False),  # s
}

_KIND_OF: Final = {kind.quantity.value: number for number, kind in KINDS.items()}
_SUFFIXES: Final = tuple(f"/{KINDS[number].quantity.value}" for number in range(len(KINDS)))
_WORDS: Final = tuple(f": {DEFINITIONS[KINDS[number].quantity].title.lower()}" for number in range(len(KINDS)))
_UNITS: Final = tuple(DEFINITIONS[KINDS[number].quantity].ucum for number in range(len(KINDS)))
_IS_RATE: Final = np.array([KINDS[number].is_rate for number in range(len(KINDS))])
_HIGHEST: Final = np.array([DEFINITIONS[KINDS[number].quantity].possible[1] for number in range(len(KINDS))])
_INDEX: Final = re.compile(rf"[0-9]{{1,6}}|{ALL_LANES}")
_LONGEST_SITE: Final = 200


def connect(settings: Settings) -> NdwTraffic:
    """Open NDW as a city configured it.

    Raises
    ------
    SettingsError
        With every fault and its line.
    """
    return NdwTraffic(read_ndw_settings(settings))


def from_fixture(path: Path) -> RecordedConnector:
    """Open recorded documents of NDW; a folder may hold the settings ``ndw_traffic.toml``."""
    file = "ndw_traffic.toml"
    has_settings = path.is_dir() and (path / file).is_file()
    settings = read_ndw_settings(Settings(folder=path, file=file)) if has_settings else NdwSettings()
    return RecordedConnector(NdwTraffic(settings), recorded_deliveries(path, SPEEDS))


class NdwTraffic:
    """Traffic counts, speeds and travel times of NDW.

    What the site table says is kept for the sites of the settings, and makes names, positions and checks better; every
    value is understood without it.
    """

    def __init__(self, settings: NdwSettings) -> None:
        self._settings = settings
        self._sites: dict[str, client.Site] = {}

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return the documents that the city wants."""
        return self._settings.endpoints

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series that ``<site>/<index>/<quantity>`` stands for."""
        site, _, rest = provider_id.rpartition("/")[0].rpartition("/")
        kind = _KIND_OF.get(provider_id.rpartition("/")[2])
        wanted = self._settings.sites
        if kind is None or not _is_site(site) or not _INDEX.fullmatch(rest) or (wanted and site not in wanted):
            return None
        if rest == ALL_LANES and kind != client.FLOW:
            return None
        return self._field(site, rest, kind)

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what a document says, in parts of :data:`VALUES_PER_PART`.

        Raises
        ------
        ConnectorError
            When it is cut off, no DATEX II, or hostile; parts that were complete before have been yielded.
        """
        with opened(delivery, largest=LARGEST_BYTES) as stream:
            if delivery.endpoint == SITE_TABLE:
                self._learn(stream)
            else:
                yield from self._measurements(stream)

    def _learn(self, stream: BinaryIO) -> None:
        """Keep what the site table says about the sites of the settings."""
        wanted = self._settings.sites
        sites: dict[str, client.Site] = {}
        for element in elements(stream, *client.SITES, roots=client.ROOTS):
            if (element.get("id") or "").strip() in wanted:
                site = client.decode_site(element)
                sites[site.id] = site
        self._sites = sites

    def _measurements(self, stream: BinaryIO) -> Iterator[Reading]:
        wanted, lowest = self._settings.sites, self._settings.lowest_quality
        values = client.Values()
        published: int | None = None
        for element in elements(stream, client.PUBLISHED, client.MEASUREMENTS, roots=client.ROOTS):
            if not element.tag.endswith(client.MEASUREMENTS):
                published = instant_us((element.text or "").strip()) if published is None else published
                continue
            site = client.site_of(element)
            if wanted and site not in wanted:
                continue
            if _is_site(site):
                client.decode(element, site, values, lowest)
            else:
                values.problems.append(("the measurement names no site", site[:40]))
            if len(values) + len(values.problems) >= VALUES_PER_PART:
                yield self._reading(values, published)
                values = client.Values()
        yield self._reading(values, published)

    def _reading(self, values: client.Values, published_us: int | None) -> Reading:
        log = SkipLog()
        for reason, where in values.problems:
            log.add(reason, where)
        add_totals(values, self._sites, self._settings.period_s)
        period_us = round(self._settings.period_s * 1e6)
        start = _starts(values, period_us)
        kind = np.array(values.kind, np.int64)
        result = np.array(values.number, np.float64)
        result = np.where(_IS_RATE[kind], result * (self._settings.period_s / 3600.0), result)
        bad = self._bad(values, start, published_us) | dict.fromkeys(
            np.flatnonzero(result > _HIGHEST[kind]).tolist(), NOT_POSSIBLE
        )
        for i, reason in bad.items():
            log.add(reason, f"{values.site[i]}/{values.index[i]}: {values.time[i][:40]} {values.number[i]:g}")
        kept = np.array([i for i in range(len(values)) if i not in bad], np.intp)
        fields, series = self._fields(values, kept)
        end = start[kept] + period_us
        rows = ProviderRows(
            provider_ids=tuple(f.provider_id for f in fields),
            series=series,
            phenomenon_time_us=start[kept],
            phenomenon_time_end_us=end,
            available_at_us=end if published_us is None else np.maximum(end, published_us),
            result=result[kept],
        )
        return Reading(fields, rows, log.skipped())

    def _bad(self, values: client.Values, start: NDArray[np.int64], published_us: int | None) -> dict[int, str]:
        """Return which values are not understood, and why."""
        bad = dict.fromkeys(np.flatnonzero(start == NO_TIME_US).tolist(), NO_TIME)
        if published_us is not None:
            for i in np.flatnonzero(start > published_us).tolist():
                bad[i] = "the measurement lies after its publication"
        if self._sites:
            for i, (site, index, kind) in enumerate(zip(values.site, values.index, values.kind, strict=True)):
                reason = self._contradiction(site, index, kind)
                if reason:
                    bad[i] = reason
        return bad

    def _contradiction(self, site: str, index: str, kind: int) -> str:
        known = self._sites.get(site)
        characteristic = None if known is None else known.characteristics.get(index)
        if characteristic is None:
            return ""
        if characteristic.kind is not None and characteristic.kind != kind:
            return "of another kind than the site table says"
        if characteristic.period_s not in (None, self._settings.period_s):
            return "measured over another period than period_s"
        return ""

    def _fields(self, values: client.Values, kept: NDArray[np.intp]) -> tuple[tuple[Field, ...], NDArray[np.int32]]:
        """Return the series that occur, and of which of them each kept value is."""
        places: dict[tuple[str, str, int], int] = {}
        keys = list(zip(values.site, values.index, values.kind, strict=True))
        series = np.array([places.setdefault(keys[i], len(places)) for i in kept.tolist()], np.int32)
        return tuple(self._field(*key) for key in places), series

    def _field(self, site: str, index: str, kind: int) -> Field:
        known = self._sites.get(site)
        return Field(
            provider_id=f"{site}/{index}{_SUFFIXES[kind]}",
            name=f"{site} {index}{_WORDS[kind]}" if known is None else f"{_name(known, index)}{_WORDS[kind]}",
            quantity=KINDS[kind].quantity,
            unit=_UNITS[kind],
            interval_s=self._settings.period_s,
            position=None if known is None else known.position,
        )


def _name(site: client.Site, index: str) -> str:
    """Return the name of a series for people: place, lane and vehicles where the table tells them."""
    known = site.characteristics.get(index)
    if index == ALL_LANES:
        return f"{site.name or site.id}, all lanes"
    parts = [site.name or site.id, known.lane if known else "", known.vehicles if known else ""]
    return ", ".join(part for part in parts if part)


def _starts(values: client.Values, period_us: int) -> NDArray[np.int64]:
    """Return when each value's period began; each text is read once."""
    known: dict[tuple[str, bool], int] = {}
    for text, is_end in zip(values.time, values.is_end, strict=True):
        if (text, is_end) not in known:
            moment = instant_us(text)
            known[text, is_end] = NO_TIME_US if moment is None else moment - period_us * is_end
    return np.array([known[key] for key in zip(values.time, values.is_end, strict=True)], np.int64)


def _is_site(site: str) -> bool:
    return 0 < len(site) <= _LONGEST_SITE and site.isprintable() and not site.isspace()
