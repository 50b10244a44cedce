# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What NDW writes in DATEX II: from elements to plain columns; knows nothing of Baken.

Elements are those of :mod:`lxml.etree`. Tags are compared without namespace, so versions 2 (``measuredValue``) and 3
(``physicalQuantity``) are read by the same code. Sources: https://docs.ndw.nu/dataformaten/datex2-v2.3/ and
https://docs.ndw.nu/dataformaten/datex2-v3/.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    Element = Any

FLOW, SPEED, TRAVEL_TIME = range(3)
"""Kinds of values: vehicles per hour, km/h, seconds."""

ROOTS: Final = (
    "Envelope",
    "d2LogicalModel",
    "messageContainer",
    "payload",
    "payloadPublication",
    "container",
    "d2Payload",
)
MEASUREMENTS: Final = "siteMeasurements"
PUBLISHED: Final = "publicationTime"
SITES: Final = ("measurementSiteRecord", "measurementSite")
"""Version 2, version 3."""

NO_DATA: Final = -1.0
"""Stands where a detector has no value."""

KIND_OF_TYPE: Final = {"trafficFlow": FLOW, "trafficSpeed": SPEED, "travelTimeInformation": TRAVEL_TIME}

_KINDS: Final = (
    (FLOW, "{*}vehicleFlow", "vehicleFlowRate"),
    (SPEED, "{*}averageVehicleSpeed", "speed"),
    (TRAVEL_TIME, "{*}travelTime", "duration"),
)
"""Per kind the element of a value, and the one in it that holds the number."""

_TIME: Final = "{*}measurementTimeDefault"
_REFERENCE: Final = "{*}measurementSiteReference"


@dataclass(slots=True)
class Values:
    """Values of many sites, in columns of one length.

    Attributes
    ----------
    site, index, kind
        Of which site, which of its characteristics, and which of FLOW, SPEED and TRAVEL_TIME.
    time, is_end
        As it is written, and whether it is the end of the period and not its beginning.
    number
        Vehicles per hour, km/h or seconds; NaN where NDW says that it has no value.
    problems
        What could not be understood: reason, and where it stands.
    """

    site: list[str] = field(default_factory=list)
    index: list[str] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    time: list[str] = field(default_factory=list)
    is_end: list[bool] = field(default_factory=list)
    number: list[float] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self.number)


@dataclass(frozen=True, slots=True)
class Characteristic:
    """What one index of a site stands for; empty or None where the table does not say."""

    kind: int | None
    lane: str
    vehicles: str
    period_s: float | None


@dataclass(frozen=True, slots=True)
class Site:
    """One site of the measurement site table."""

    id: str
    name: str
    position: tuple[float, float] | None
    """Longitude and latitude."""
    characteristics: dict[str, Characteristic]


def site_of(element: Element) -> str:
    """Return the id of the site that measurements are of; empty when it is not there."""
    reference = next(element.iterchildren(_REFERENCE), None)
    return "" if reference is None else (reference.get("id") or "").strip()


def decode(element: Element, site: str, values: Values, lowest_quality: float) -> None:
    """Add the values of one ``siteMeasurements``.

    Parameters
    ----------
    lowest_quality
        Percent; a value of which the supplier says that its quality is lower, or zero, is missing.
    """
    time, is_end = _time(element)
    if not time:
        values.problems.append(("the measurement has no time", site))
        return
    for kind, tag, leaf in _KINDS:
        for part in element.iter(tag):
            _add(part, kind, leaf, values, site, lowest_quality)
    added = len(values.number) - len(values.time)
    values.time.extend([time] * added)
    values.is_end.extend([is_end] * added)


def _add(part: Element, kind: int, leaf: str, values: Values, site: str, lowest_quality: float) -> None:
    basic = part.getparent()
    # Of the two elements of the same name around it the outer one bears the index.
    outer = basic.getparent().getparent()
    index = None if outer is None else outer.get("index")
    if not index:
        if basic.tag.endswith("basicData"):
            values.problems.append(("the value has no index", site))
        return  # else a reference value, with which measured ones are to be compared
    number = math.nan
    is_wrong = is_there = False
    for item in part:
        name = item.tag
        if name.endswith(leaf):
            is_there = True
            try:
                number = float(item.text)
            except (TypeError, ValueError):
                values.problems.append(("not a number", f"{site}/{index}: {str(item.text)[:40]!r}"))
                return
        elif name.endswith("dataError"):
            is_wrong = (item.text or "").strip() in ("true", "1")
    if is_wrong or number == NO_DATA or _is_empty(part.items(), kind, lowest_quality):
        number = math.nan
    elif not is_there:
        values.problems.append(("the value has no number", f"{site}/{index}"))
        return
    elif not 0 <= number < math.inf:
        values.problems.append(("a value that is not possible", f"{site}/{index}: {number}"))
        return
    values.site.append(site)
    values.index.append(index)
    values.kind.append(kind)
    values.number.append(number)


def _is_empty(attributes: list[tuple[str, str]], kind: int, lowest_quality: float) -> bool:
    """Tell whether the attributes of a value say that there is none.

    A mean over no vehicle is no mean (also where NDW writes 0); a count over no vehicle is zero, unless inputs were
    incomplete. With as many incomplete inputs as complete ones, or more, a value says nothing.
    """
    used = incomplete = quality = math.nan
    for name, text in attributes:
        if name == "numberOfInputValuesUsed":
            used = _number(text)
        elif name == "numberOfIncompleteInputs":
            incomplete = _number(text)
        elif name == "supplierCalculatedDataQuality":
            quality = _number(text)
    if incomplete > 0 and not used > incomplete:
        return True
    if kind != FLOW and used == 0:
        return True
    return quality == 0 or quality < lowest_quality


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _time(element: Element) -> tuple[str, bool]:
    """Return the time as it is written, and whether it is the end of the period.

    NDW gives the beginning; version 3 can say otherwise.
    """
    found = next(element.iterchildren(_TIME), None)
    if found is None:
        return "", False
    if len(found) == 0:
        return (found.text or "").strip(), False
    texts = {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in found}
    return texts.get("timeValue", ""), texts.get("timeMeaning", "") == "endTime"


def decode_site(element: Element) -> Site:
    """Return one record of the measurement site table."""
    characteristics: dict[str, Characteristic] = {}
    for outer in element.iterchildren("{*}measurementSpecificCharacteristics"):
        index = outer.get("index")
        if index:
            characteristics[index] = _characteristic(outer)
    name = next((e.text for e in element.iterchildren("{*}measurementSiteName") for e in e.iter("{*}value")), None)
    return Site(
        id=(element.get("id") or "").strip(),
        name=(name or "").strip(),
        position=_position(element),
        characteristics=characteristics,
    )


def _characteristic(outer: Element) -> Characteristic:
    texts: dict[str, str] = {}
    for part in outer.iter():
        texts.setdefault(part.tag.rpartition("}")[2], (part.text or "").strip())
    try:
        period = float(texts.get("period", ""))
    except ValueError:
        period = math.nan
    return Characteristic(
        kind=KIND_OF_TYPE.get(texts.get("specificMeasurementValueType", "")),
        lane=texts.get("specificLane", ""),
        vehicles=texts.get("vehicleType", ""),
        period_s=period if 0 < period < math.inf else None,
    )


def _position(element: Element) -> tuple[float, float] | None:
    """Return the first position inside the record that can be one."""
    found: dict[str, float] = {}
    for part in element.iter("{*}latitude", "{*}longitude"):
        name = part.tag.rpartition("}")[2]
        try:
            found.setdefault(name, float(part.text or ""))
        except ValueError:
            continue
    longitude, latitude = found.get("longitude", math.nan), found.get("latitude", math.nan)
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None
