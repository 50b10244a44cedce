# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The lists of values that DCAT-AP-NL 3.0 asks for, and how what we know maps onto them.

Source: DCAT-AP-NL 3.0, annex *Waardelijsten* (https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/); EU Vocabularies;
licences of data.overheid.nl; categories of high-value data sets of Regulation (EU) 2023/138.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from baken.governance.lists import PartyKind, Purpose
from baken.governance.model import State
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

_EU: Final = "http://publications.europa.eu/resource/authority/"
_OVERHEID: Final = "http://standaarden.overheid.nl/owms/terms/"
_CC: Final = "http://creativecommons.org/"

PUBLIC: Final = _EU + "access-right/PUBLIC"
RESTRICTED: Final = _EU + "access-right/RESTRICTED"
NON_PUBLIC: Final = _EU + "access-right/NON_PUBLIC"

UNKNOWN_LICENCE: Final = _OVERHEID + "licentieonbekend"
CLOSED_LICENCE: Final = _OVERHEID + "geslotenlicentie"
PUBLIC_DOMAIN: Final = _CC + "publicdomain/mark/1.0/deed.nl"
CC_ZERO: Final = _CC + "publicdomain/zero/1.0/deed.nl"
CC_BY: Final = _CC + "licenses/by/4.0/deed.nl"
OPEN_LICENCES: Final = frozenset({CC_ZERO, CC_BY, PUBLIC_DOMAIN})
"""Licences that Regulation (EU) 2023/138 article 4 (3) allows for high-value data sets."""

_LICENCES: Final = {
    "cc0": CC_ZERO,
    "cc0 1 0": CC_ZERO,
    "cc by": CC_BY,
    "cc by 4 0": CC_BY,
    "cc by sa 4 0": _CC + "licenses/by-sa/4.0/deed.nl",
    "public domain": PUBLIC_DOMAIN,
}

THEMES: Final = {
    Purpose.CROWD_SAFETY: "JUST",
    Purpose.TRAFFIC_MANAGEMENT: "TRAN",
    Purpose.EVENT_PLANNING: "EDUC",
    Purpose.PUBLIC_ORDER: "JUST",
    Purpose.ENVIRONMENT: "ENVI",
    Purpose.HARBOUR_OPERATION: "TRAN",
    Purpose.STREET_CLEANING: "ENVI",
    Purpose.PUBLIC_INFORMATION: "GOVE",
    Purpose.RESEARCH: "TECH",
    Purpose.SERVICE_OPERATION: "GOVE",
}
"""Theme per purpose; JUST is *justice, legal system and public safety*."""

STATUSES: Final = {
    State.ACTIVE: "COMPLETED",
    State.NOT_YET_VALID: "DEVELOP",
    State.REVIEW_OVERDUE: "DISCONT",
    State.ASSESSMENT_MISSING: "DISCONT",
    State.WITHDRAWN: "WITHDRAWN",
}

HIGH_VALUE: Final = {
    Quantity.AIR_TEMPERATURE: "c_3af3368c",
    Quantity.RELATIVE_HUMIDITY: "c_3af3368c",
    Quantity.WIND_SPEED: "c_3af3368c",
    Quantity.WIND_GUST_SPEED: "c_3af3368c",
    Quantity.WIND_DIRECTION: "c_3af3368c",
    Quantity.PRECIPITATION_RATE: "c_3af3368c",
    Quantity.SOUND_PRESSURE_LEVEL: "c_e4358335",
    Quantity.WATER_LEVEL: "c_43f88346",
}
"""Most specific category of high-value data sets per quantity: weather stations, noise, water. Counts of people are in
none of them."""

HVD_REGULATION: Final = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
PUBLIC_BODIES: Final = frozenset({PartyKind.MUNICIPALITY, PartyKind.POLICE, PartyKind.SAFETY_REGION})

_COUNTRIES: Final = {
    "AT": "AUT", "BE": "BEL", "BG": "BGR", "CY": "CYP", "CZ": "CZE", "DE": "DEU", "DK": "DNK", "EE": "EST",
    "ES": "ESP", "FI": "FIN", "FR": "FRA", "GR": "GRC", "HR": "HRV", "HU": "HUN", "IE": "IRL", "IT": "ITA",
    "LT": "LTU", "LU": "LUX", "LV": "LVA", "MT": "MLT", "NL": "NLD", "PL": "POL", "PT": "PRT", "RO": "ROU",
    "SE": "SWE", "SI": "SVN", "SK": "SVK",
}  # fmt: skip
"""Member states of the Union, ISO 3166-1 alpha-2 to alpha-3."""

_OTHERS: Final = {"CH": "CHE", "GB": "GBR", "IS": "ISL", "LI": "LIE", "NO": "NOR", "NZ": "NZL"}


def licence(name: str) -> str | None:
    """Return the address of a licence by the name that people write; None when it is none that we know.

    Examples
    --------
    >>> licence("CC-BY-4.0") == licence("CC BY 4.0") == CC_BY
    True
    >>> licence("proprietary") is None
    True
    """
    return _LICENCES.get(re.sub(r"[^a-z0-9]+", " ", name.casefold()).strip())


def theme(purpose: Purpose) -> str:
    """Return the theme of a purpose."""
    return f"{_EU}data-theme/{THEMES[purpose]}"


def status(state: State) -> str:
    """Return the status of a data set whose activity stands so."""
    return f"{_EU}dataset-status/{STATUSES[state]}"


def language(code: str) -> str:
    """Return the address of a language, ISO 639-3."""
    return f"{_EU}language/{code}"


def file_type(name: str) -> str:
    """Return the address of a file type."""
    return f"{_EU}file-type/{name}"


def media_type(name: str) -> str:
    """Return the address of a media type."""
    return f"https://www.iana.org/assignments/media-types/{name}"


def frequency(intervals_s: Iterable[float | None]) -> str | None:
    """Return how often data come, by the shortest interval; None when it is not known.

    Examples
    --------
    >>> frequency([3600.0, 60.0]).rsplit("/", 1)[1], frequency([3600.0]).rsplit("/", 1)[1]
    ('UPDATE_CONT', 'HOURLY')
    """
    known = [i for i in intervals_s if i is not None]
    if not known:
        return None
    shortest = min(known)
    name = {3_600.0: "HOURLY", 86_400.0: "DAILY"}.get(shortest, "UPDATE_CONT" if shortest < 3_600 else "IRREG")
    return f"{_EU}frequency/{name}"


def country(code: str) -> str | None:
    """Return the address of a country, ISO 3166-1 alpha-2; None when it is not in our table."""
    longer = _COUNTRIES.get(code) or _OTHERS.get(code)
    return None if longer is None else f"{_EU}country/{longer}"


def is_in_the_union(code: str) -> bool:
    """Return whether a country is a member state, where the regulation on high-value data sets holds."""
    return code in _COUNTRIES


def high_value(code: str) -> str:
    """Return the address of a category of high-value data sets."""
    return f"http://data.europa.eu/bna/{code}"
