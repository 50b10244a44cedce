# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads answers of Rijkswaterstaat's water web services (DDL), of now and of before 2026; knows nothing of Baken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SERIES: Final = 20_000

FILLER: Final = 9e8
"""``999999999`` and ``-999999999`` stand where there is no value."""

_LONGEST_TEXT: Final = 80


class DocumentError(ValueError):
    """What was delivered is no answer of the water web services."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One value, as it stands there.

    Attributes
    ----------
    quality
        ``00`` is an ordinary value, ``99`` a gap; empty where the answer says nothing.
    """

    time: object
    value: object
    quality: str


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one quantity at one station, with the Aquo codes of what they are.

    Attributes
    ----------
    reference
        ``NAP``, ``MSL``, ``TAW``, …
    process
        ``meting``, ``verwachting`` or ``astronomisch``; empty where the answer says nothing.
    method
        How a value was determined, such as ``F007``.
    """

    station: str
    name: str
    longitude: object
    latitude: object
    quantity: str
    unit: str
    reference: str
    process: str
    method: str
    measurements: tuple[Measurement, ...]


def question(station: str) -> str:
    """Return what is posted to ask for the water level above NAP at a station, between ``{start}`` and ``{end}``."""
    codes = {"Compartiment": "OW", "Grootheid": "WATHTE", "Hoedanigheid": "NAP"}
    metadata: dict[str, object] = {key: {"Code": code} for key, code in codes.items()}
    return msgspec.json.encode(
        {
            "Locatie": {"Code": station},
            "AquoPlusWaarnemingMetadata": {"AquoMetadata": {**metadata, "ProcesType": "meting"}},
            "Periode": {"Begindatumtijd": "{start}", "Einddatumtijd": "{end}"},
        }
    ).decode()


def read_series(raw: bytes) -> Iterator[Series | int]:
    """Yield every series of an answer; of what is none its place.

    Raises
    ------
    DocumentError
        When it is no answer, or says that something was asked wrongly.
    msgspec.DecodeError
        When it is no JSON.
    """
    document = msgspec.json.decode(raw)
    if not isinstance(document, dict):
        raise DocumentError("it is no answer of the water web services")
    if document.get("Succesvol") is False:
        raise DocumentError(f"the provider says: {_text(document.get('Foutmelding')) or 'not successful'}")
    found = document.get("WaarnemingenLijst")
    if not isinstance(found, list) or len(found) > MOST_SERIES:
        raise DocumentError("it has no list of observations")
    for i, part in enumerate(found):
        metadata, station, values = (
            (part.get(key) for key in ("AquoMetadata", "Locatie", "MetingenLijst"))
            if isinstance(part, dict)
            else (None, None, None)
        )
        if isinstance(metadata, dict) and isinstance(station, dict) and isinstance(values, list):
            yield _series(metadata, station, values)
        else:
            yield i


def _series(metadata: dict[str, Any], station: dict[str, Any], values: list[Any]) -> Series:
    return Series(
        station=_text(station.get("Code")),
        name=_text(station.get("Naam")),
        longitude=station.get("Lon"),
        latitude=station.get("Lat"),
        quantity=_code(metadata.get("Grootheid")),
        unit=_code(metadata.get("Eenheid")),
        reference=_code(metadata.get("Hoedanigheid")),
        process=_text(metadata.get("ProcesType")),
        method=_code(metadata.get("WaardeBepalingsMethode")).rpartition(":")[2],
        measurements=tuple(_measurement(value) for value in values),
    )


def _measurement(value: object) -> Measurement:
    if not isinstance(value, dict):
        return Measurement(None, None, "")
    metadata, measured = value.get("WaarnemingMetadata"), value.get("Meetwaarde")
    quality: object = ""
    if isinstance(metadata, dict):
        several = metadata.get("KwaliteitswaardecodeLijst")
        quality = several[0] if isinstance(several, list) and several else metadata.get("Kwaliteitswaardecode")
    number = measured.get("Waarde_Numeriek") if isinstance(measured, dict) else None
    return Measurement(value.get("Tijdstip"), number, _text(quality))


def _code(value: object) -> str:
    return _text(value.get("Code")) if isinstance(value, dict) else ""


def _text(value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    return text if text.isprintable() and len(text) <= _LONGEST_TEXT else ""
