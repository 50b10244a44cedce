# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be taken away: the situation now and over time, the newest forecast, and warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.governance.lists import Layer
from baken.service.exporting.table import Collection, Column, Form

if TYPE_CHECKING:
    from collections.abc import Mapping

_PERSON: Final = "{person}"
_DENSITY: Final = "{person}/m2"
_FLOW: Final = "{person}/m/min"

_AREA: Final = (
    Column("areaId", Form.TEXT, "Permanent name of the area within the city"),
    Column("areaName", Form.TEXT, "What the area is called"),
)
_INTERVAL: Final = (
    Column("start", Form.TIME, "When the interval begins that the values are of"),
    Column("end", Form.TIME, "When it ends, exclusive"),
)
_LEVEL: Final = Column(
    "level", Form.WHOLE, "Level of crowding, 1 quiet to 5 too busy: the highest at least 10 % likely, and 4 from 1 %"
)
_ESTIMATE: Final = (
    Column("persons", Form.NUMBER, "Estimated persons in the area", _PERSON),
    Column("personsLower", Form.NUMBER, "Lower end of the 90 % band of persons", _PERSON),
    Column("personsUpper", Form.NUMBER, "Upper end of the 90 % band of persons", _PERSON),
    Column("densityPerM2", Form.NUMBER, "Persons per square metre that can be used", _DENSITY),
    Column("flowPerMMin", Form.NUMBER, "Persons passing per metre of width and minute", _FLOW),
    _LEVEL,
    Column("quality", Form.TEXT, "What the values rest on: good, suspect, stale, missing, withheld, …"),
)

SITUATION: Final = Collection(
    id="situation",
    title="Situation",
    description="How many persons are in each area now, how dense, and how sure that is.",
    layer=Layer.ESTIMATES,
    columns=(
        Column("id", Form.TEXT, "Of the row: the area"),
        *_AREA,
        Column("kind", Form.TEXT, "What the area is used for"),
        Column("usableAreaM2", Form.NUMBER, "Surface on which people can stand or walk", "m2"),
        Column("capacityPersons", Form.NUMBER, "How many persons are safe there, where somebody decided it", _PERSON),
        *_INTERVAL,
        Column("availableAt", Form.TIME, "When the newest value behind it could have been known"),
        *_ESTIMATE,
        Column("levelLikely", Form.WHOLE, "Level in which the estimate itself lies"),
        Column("doubt", Form.TEXT, "How far the sensors behind it are to be doubted"),
    ),
)
HISTORY: Final = Collection(
    id="history",
    title="History",
    description="Persons in each area over time, as it is known now.",
    layer=Layer.ESTIMATES,
    columns=(Column("id", Form.TEXT, "Of the row: the area and when it begins"), *_AREA, *_INTERVAL, *_ESTIMATE),
)
FORECAST: Final = Collection(
    id="forecast",
    title="Forecast",
    description="Persons that the newest forecast expects in each area, with bands and levels.",
    layer=Layer.FORECASTS,
    columns=(
        Column("id", Form.TEXT, "Of the row: the area and when it begins"),
        *_AREA,
        *_INTERVAL,
        Column("issuedAt", Form.TIME, "When the forecast was issued"),
        Column("leadMin", Form.WHOLE, "From the origin of the forecast to the end of the interval", "min"),
        Column("method", Form.TEXT, "By which method"),
        Column("status", Form.TEXT, "Whose forecast it is: the method's own, or that of the reference"),
        Column("persons", Form.NUMBER, "Persons in the area, median of the forecast", _PERSON),
        Column("personsLower80", Form.NUMBER, "Lower end of the 80 % band of persons", _PERSON),
        Column("personsUpper80", Form.NUMBER, "Upper end of the 80 % band of persons", _PERSON),
        Column("personsLower95", Form.NUMBER, "Lower end of the 95 % band of persons", _PERSON),
        Column("personsUpper95", Form.NUMBER, "Upper end of the 95 % band of persons", _PERSON),
        _LEVEL,
    ),
)
WARNINGS: Final = Collection(
    id="warnings",
    title="Warnings",
    description="Limits of which it was warned that they would be passed; one row for each limit of a warning.",
    layer=Layer.WARNINGS,
    columns=(
        Column("id", Form.TEXT, "Of the row: the warning and the limit"),
        Column("warningId", Form.TEXT, "The warning; of one cause it may hold several limits"),
        Column("state", Form.TEXT, "How far the warning has come: raised, seen, handled, closed, expired, false"),
        Column("isOpen", Form.YES_OR_NO, "Whether anybody still has to do something about it"),
        Column("cause", Form.TEXT, "What it is about"),
        *_AREA,
        Column("kind", Form.TEXT, "What the limit is of"),
        Column("limitValue", Form.NUMBER, "The value that must not be passed, in limitUnit"),
        Column("limitUnit", Form.TEXT, "The unit of the limit (UCUM)"),
        Column("start", Form.TIME, "Since when this limit is part of the warning"),
        Column("end", Form.TIME, "When it was over; not known while it stands"),
        Column("severity", Form.TEXT, "How bad it is when the limit is passed, in the words of CAP 1.2"),
        Column("probabilityAtFirst", Form.NUMBER, "How probable it was that the limit is passed, at first", "1"),
        Column("probability", Form.NUMBER, "How probable it was thought last", "1"),
        Column("leadTimeS", Form.WHOLE, "How long before somebody must know", "s"),
    ),
)

COLLECTIONS: Final[Mapping[str, Collection]] = {one.id: one for one in (SITUATION, HISTORY, FORECAST, WARNINGS)}
"""By id, in the order in which they are listed."""
