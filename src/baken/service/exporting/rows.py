# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From what a node holds to the rows of each collection, with everything withheld that may not be told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from baken.service.exporting.collections import FORECAST, HISTORY, SITUATION, WARNINGS
from baken.service.exporting.table import Table
from baken.situation.band import band90
from baken.situation.plausibility.doubt import Doubt
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import EARLIEST, LATEST, NO_TIME_US, TimeError, format_instant, from_us, parse_instant, to_us
from baken.warning.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from baken.forecast.model import Float64
    from baken.service.exporting.table import Collection
    from baken.service.forecasting.issued import Issue
    from baken.situation.history import History
    from baken.situation.model import Picture
    from baken.vocabulary.place import Area
    from baken.warning.model import WarningRecord

_MOMENT: Final = re.compile(r"\.(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)(\d\d)Z$")
_QUALITY = [flag.label for flag in QualityFlag]
_DOUBT = [doubt.label for doubt in Doubt]


def situation(areas: tuple[Area, ...], picture: Picture) -> Table:
    """Return the present picture, one row for each area."""
    of = _numbers(areas)
    place = np.array([of[name] for name in picture.area_ids], np.intp)
    kept = [areas[k] for k in place.tolist()]
    lower, upper = band90(picture.persons, picture.persons_standard_error)
    capacity = [np.nan if one.capacity_persons is None else one.capacity_persons for one in kept]
    return Table(
        SITUATION,
        areas,
        place,
        {
            "id": list(picture.area_ids),
            **_of_areas(areas, place),
            "kind": [one.kind.value for one in kept],
            "usableAreaM2": np.array([one.usable_area_m2 for one in kept], np.float64),
            "capacityPersons": np.array(capacity, np.float64),
            "start": picture.start_us,
            "end": picture.end_us,
            "availableAt": picture.available_at_us,
            **_estimates(picture, lower, upper),
            "levelLikely": _levels(picture.level_likely),
            "doubt": [_DOUBT[x] for x in picture.doubt.tolist()],
        },
    )


def history(areas: tuple[Area, ...], found: History, bucket_us: int) -> Table:
    """Return estimates over time, one row for each moment and area; what is not known has no row."""
    of = _numbers(areas)
    column = np.array([of[name] for name in found.area_ids], np.intp)
    step, area = np.nonzero(found.quality != QualityFlag.MISSING)
    lower, upper = band90(found.persons, found.persons_standard_error)
    begun = found.time_us[step]
    place = column[area]
    return Table(
        HISTORY,
        areas,
        place,
        {
            "id": _row_ids(areas, place, begun),
            **_of_areas(areas, place),
            "start": begun,
            "end": begun + bucket_us,
            **_estimates(found, lower, upper, (step, area)),
        },
    )


def forecast(
    areas: tuple[Area, ...],
    issue: Issue,
    times_us: NDArray[np.int64],
    values: Float64,
    levels: NDArray[np.integer[Any]],
    statuses: Sequence[str],
) -> Table:
    """Return what an issue says of areas, one row for each area and step; what is not told has no row.

    Parameters
    ----------
    times_us
        When each step begins, shape (leads,).
    values
        What may be told, shape (areas, leads, quantiles); NaN is not told.
    levels
        Shape (areas, leads); 0 is not known.
    statuses
        Of each area whose forecast it is.
    """
    told = (np.isfinite(values[:, :, 0]) | (levels > 0)) & (times_us != NO_TIME_US)[None, :]
    place, lead = np.nonzero(told)
    begun, shown = times_us[lead], values[place, lead]
    share = {q: shown[:, issue.quantiles.index(q)].round(1) for q in (0.025, 0.1, 0.5, 0.9, 0.975)}
    return Table(
        FORECAST,
        areas,
        place,
        {
            "id": _row_ids(areas, place, begun),
            **_of_areas(areas, place),
            "start": begun,
            "end": begun + np.array([issue.length_min(k) for k in lead.tolist()], np.int64) * 60_000_000,
            "issuedAt": np.array([issue.issue_of(k).issued_at_us for k in lead.tolist()], np.int64),
            "leadMin": [issue.lead_min(k) for k in lead.tolist()],
            "method": [issue.issue_of(k).method for k in lead.tolist()],
            "status": [statuses[k] for k in place.tolist()],
            "persons": share[0.5],
            "personsLower80": share[0.1],
            "personsUpper80": share[0.9],
            "personsLower95": share[0.025],
            "personsUpper95": share[0.975],
            "level": _levels(levels[place, lead]),
        },
    )


def warnings(areas: tuple[Area, ...], records: Iterable[WarningRecord]) -> Table:
    """Return the limits of warnings, newest warning first; nothing of who did what about them."""
    of = _numbers(areas)
    rows = [
        (record, member)
        for record in sorted(records, key=lambda one: (-one.raised_at_us, one.id))
        for member in record.members
        if member.limit.area_id in of
    ]
    place = np.array([of[member.limit.area_id] for _, member in rows], np.intp)
    return Table(
        WARNINGS,
        areas,
        place,
        {
            "id": [f"{record.id}.{member.limit.id}" for record, member in rows],
            "warningId": [record.id for record, _ in rows],
            "state": [record.state.value for record, _ in rows],
            "isOpen": [record.is_open for record, _ in rows],
            "cause": [record.cause.value for record, _ in rows],
            **_of_areas(areas, place),
            "kind": [member.limit.kind.value for _, member in rows],
            "limitValue": np.array([member.limit.value for _, member in rows], np.float64),
            "limitUnit": [KINDS[member.limit.kind].ucum for _, member in rows],
            "start": [member.since_us for _, member in rows],
            "end": [member.ended_us for _, member in rows],
            "severity": [member.limit.severity.value for _, member in rows],
            "probabilityAtFirst": np.array([member.first.probability for _, member in rows], np.float64).round(4),
            "probability": np.array([member.newest.probability for _, member in rows], np.float64).round(4),
            "leadTimeS": [member.limit.lead_time_s for _, member in rows],
        },
    )


def _numbers(areas: tuple[Area, ...]) -> dict[str, int]:
    return {area.id: number for number, area in enumerate(areas)}


def _of_areas(areas: tuple[Area, ...], place: NDArray[np.intp]) -> dict[str, list[str]]:
    kept = [areas[k] for k in place.tolist()]
    return {"areaId": [one.id for one in kept], "areaName": [one.name for one in kept]}


def _row_ids(areas: tuple[Area, ...], place: NDArray[np.intp], begun: NDArray[np.int64]) -> list[str]:
    """Return names of rows that are the same however often it is asked."""
    moments = {us: format_instant(from_us(us)).replace(":", "") for us in set(begun.tolist())}
    return [f"{areas[k].id}.{moments[us]}" for k, us in zip(place.tolist(), begun.tolist(), strict=True)]


def moment_in(row_id: str) -> int | None:
    """Return the moment (µs) that the name of a row holds; None where it holds none.

    Examples
    --------
    >>> moment_in("quay-street-107.1970-01-01T000001Z")
    1000000
    """
    found = _MOMENT.search(row_id)
    if found is None:
        return None
    try:
        moment = parse_instant(f"{found[1]}T{found[2]}:{found[3]}:{found[4]}Z")
    except TimeError:
        return None
    return to_us(moment) if EARLIEST <= moment <= LATEST else None


def _estimates(found: Picture | History, lower: Float64, upper: Float64, where: Any = slice(None)) -> dict[str, Any]:
    return {
        "persons": found.persons[where].round(2),
        "personsLower": lower[where].round(2),
        "personsUpper": upper[where].round(2),
        "densityPerM2": found.density_per_m2[where].round(5),
        "flowPerMMin": found.flow_per_m_min[where].round(3),
        "level": _levels(found.level[where]),
        "quality": [_QUALITY[x] for x in found.quality[where].tolist()],
    }


def _levels(column: NDArray[np.integer[Any]]) -> list[int | None]:
    return [level or None for level in column.tolist()]


def empty(collection: Collection, areas: tuple[Area, ...]) -> Table:
    """Return a table without rows."""
    return Table(collection, areas, np.array([], np.intp), {column.name: [] for column in collection.columns})
