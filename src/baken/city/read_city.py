# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``city.toml``: names, zone, map, authority, attribution, replay, planning."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo, available_timezones

from baken.city.model import Attribution, Authority, Basemap, BasemapKind, MapView, Planning, ReplaySettings
from baken.city.read_basemap import read_archive, read_layers
from baken.declaration.reader import TableReader, suggestion
from baken.situation.estimators import EstimationMethod

if TYPE_CHECKING:
    from pathlib import Path

    from baken.declaration.document import Document
    from baken.declaration.fault import Fault

CITY_FILE: Final = "city.toml"

_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read_city_file(document: Document, folder: Path, faults: list[Fault]) -> dict[str, Any]:
    """Return the values of ``city.toml`` under the names of :class:`~baken.city.model.City`; None where at fault."""
    top = TableReader(document, (), document.data, faults)
    time_zone = _time_zone(top)
    values = {
        "name": top.text("name"),
        "country": _country(top),
        "time_zone": time_zone,
        "languages": _languages(top),
        "simulated": top.boolean("simulated"),
        "map": _map(top, folder),
        "authority": _authority(top),
        "attribution": tuple(_attribution(t) for t in top.tables("attribution")),
        "replay": _replay(top, time_zone),
        "estimation": _estimation(top),
        "planning": _planning(top),
    }
    top.close()
    return values


def _country(top: TableReader) -> str | None:
    country = top.text("country")
    if country is not None and not _COUNTRY.fullmatch(country):
        top.fault("country", f"{country!r} is not a country code.", "Write two capitals, for example NL.")
    return country


def _languages(top: TableReader) -> tuple[str, ...] | None:
    languages = top.texts("languages")
    for language in languages or ():
        if not _LANGUAGE.fullmatch(language):
            top.fault("languages", f"{language!r} is not a language tag.", "Write a tag such as nl or en.")
    return languages


def _time_zone(top: TableReader) -> str | None:
    zone = top.text("time_zone")
    if zone is None:
        return None
    if zone not in available_timezones():
        top.fault("time_zone", f"There is no time zone {zone!r}.", suggestion(zone, _common_zones(zone)))
        return None
    return zone


def _common_zones(zone: str) -> list[str]:
    region = zone.split("/", maxsplit=1)[0]
    near = [name for name in available_timezones() if name.startswith(f"{region}/")]
    return near or ["Europe/Amsterdam", "UTC"]


def _map(top: TableReader, folder: Path) -> MapView | None:
    table = top.table("map")
    if table is None:
        return None
    extent = _extent(table)
    centre = table.numbers("centre", 2)
    zoom = table.number("zoom", low=0, high=24)
    pitch = table.number("pitch", required=False, low=0, high=85)
    bearing = table.number("bearing", required=False, low=-360, high=360)
    basemap = _basemap(table, folder)
    table.close()
    if extent is None or centre is None or zoom is None or basemap is None:
        return None
    west, south, east, north = extent
    if not (west <= centre[0] <= east and south <= centre[1] <= north):
        table.fault("centre", "The centre lies outside the extent.", "Write [longitude, latitude] inside it.")
    return MapView(
        extent=extent,
        centre=(centre[0], centre[1]),
        zoom=zoom,
        pitch=pitch or 0.0,
        bearing=bearing or 0.0,
        basemap=basemap,
    )


def _extent(table: TableReader) -> tuple[float, float, float, float] | None:
    numbers = table.numbers("extent", 4)
    if numbers is None:
        return None
    west, south, east, north = numbers
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        message = "The extent is not [west, south, east, north] in degrees."
        table.fault("extent", message, "Write longitudes first and third, latitudes second and fourth.")
        return None
    if east - west > 3 or north - south > 3:
        table.fault("extent", "The extent is larger than a city.", "Keep it below 3 degrees.")
        return None
    return west, south, east, north


def _basemap(table: TableReader, folder: Path) -> Basemap | None:
    basemap = table.table("basemap")
    if basemap is None:
        return None
    kind = basemap.choice("kind", BasemapKind)
    result: Basemap | None = None
    if kind is BasemapKind.SCHEMATIC:
        result = Basemap(kind=kind, layers=read_layers(folder, table.faults))
    elif kind is not None:
        key = "url" if kind is BasemapKind.PMTILES else "style"
        url = basemap.text(key)
        if url is not None:
            read_archive(basemap, key, url, folder, may_be_file=kind is BasemapKind.PMTILES)
            result = Basemap(kind=kind, url=url)
    basemap.close()
    return result


def _authority(top: TableReader) -> Authority | None:
    table = top.table("authority")
    if table is None:
        return None
    name = table.text("name")
    contact = table.text("contact", required=False) or ""
    website = _url(table, "website")
    table.close()
    return Authority(name=name, contact=contact, website=website) if name else None


def _attribution(table: TableReader) -> Attribution:
    text = table.text("text")
    url = _url(table, "url")
    licence = table.text("licence", required=False) or ""
    table.close()
    return Attribution(text=text or "", url=url, licence=licence)


def _url(table: TableReader, key: str) -> str:
    url = table.text(key, required=False) or ""
    if url and not re.fullmatch(r"https?://[^\s\"'<>]+", url):
        table.fault(key, f"{url!r} is not a web address.", "Write it with https:// in front.")
    return url


def _estimation(top: TableReader) -> EstimationMethod:
    table = top.table("estimation", required=False)
    if table is None:
        return EstimationMethod.STATIONARY
    method = table.choice("method", EstimationMethod)
    table.close()
    return method or EstimationMethod.STATIONARY


def _planning(top: TableReader) -> Planning | None:
    table = top.table("planning", required=False)
    if table is None:
        return None
    persons = table.number("persons_per_steward", low=1, high=100_000)
    source = table.text("source")
    if persons is not None and persons != int(persons):
        table.fault("persons_per_steward", f"{persons:g} is not a whole number of persons.", "Write it as 250.")
        persons = None
    table.close()
    return Planning(persons_per_steward=int(persons), source=source) if persons and source else None


def _replay(top: TableReader, zone: str | None) -> ReplaySettings | None:
    table = top.table("replay", required=False)
    if table is None:
        return None
    speed = table.number("speed", above=0, high=86_400)
    start = _local_time(table, "from", zone)
    like_days = table.integer("like_days", required=False, low=0, high=200)
    table.close()
    if speed is None or start is None:
        return None
    return ReplaySettings(start=start, speed=speed, like_days=20 if like_days is None else like_days)


def _local_time(table: TableReader, key: str, zone: str | None) -> datetime | None:
    value = table.any(key)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, datetime):
        table.fault(key, f"{key} must be a local time.", 'Write it as "2025-12-24T06:00".')
        return None
    try:
        local = value if value.tzinfo is not None else value.replace(tzinfo=ZoneInfo(zone or "UTC"))
        return local.astimezone(UTC)
    except OverflowError:
        table.fault(key, f"{key} lies outside the calendar.", 'Write it as "2025-12-24T06:00".')
        return None
