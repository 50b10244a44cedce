# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the picture's columns to the bodies of the screen's API. Not known becomes null, never a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from baken.service.http.bodies import PictureBody, StoppedActivityBody, SummaryBody
from baken.situation.band import band90
from baken.situation.plausibility.doubt import Doubt
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US, from_us

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from baken.situation.model import Picture, Summary

_LABELS = [flag.label for flag in QualityFlag]
_DOUBTS = [doubt.label for doubt in Doubt]


def numbers(column: NDArray[np.float64], decimals: int = 3) -> list[float | None]:
    """Return a column of numbers with null for NaN, rounded to what a reader can use.

    Examples
    --------
    >>> numbers(np.array([1.23456, np.nan]))
    [1.235, None]
    """
    return [None if x != x else x for x in np.round(column, decimals).tolist()]


def _one(column: NDArray[np.float64], decimals: int) -> float | None:
    return numbers(column, decimals)[0]


def moments(column: NDArray[np.int64]) -> list[datetime | None]:
    """Return a column of times with null for none.

    Examples
    --------
    >>> moments(np.array([0, NO_TIME_US]))
    [datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), None]
    """
    return [None if us == NO_TIME_US else from_us(us) for us in column.tolist()]


def levels(column: NDArray[np.integer]) -> list[int | None]:
    """Return a column of levels, or of other numbers of which 0 says that there is none, with null there."""
    return [x or None for x in column.tolist()]


def labels(column: NDArray[np.uint8]) -> list[str]:
    """Return a column of quality flags as words."""
    return [_LABELS[x] for x in column.tolist()]


def doubts(column: NDArray[np.uint8]) -> list[str]:
    """Return a column of doubts as words."""
    return [_DOUBTS[x] for x in column.tolist()]


def probabilities(rows: NDArray[np.float64]) -> list[list[float] | None]:
    """Return rows of five probabilities with null where the level is not known."""
    return [None if row[0] != row[0] else row for row in np.round(rows, 4).tolist()]


def summary_body(summary: Summary) -> SummaryBody:
    """Return the whole city in a few figures."""
    known = summary.areas_known > 0
    lower, upper = band90(np.array([summary.persons]), np.array([summary.persons_standard_error]))
    return SummaryBody(
        persons=round(summary.persons, 1) if known else None,
        persons_standard_error=round(summary.persons_standard_error, 1) if known else None,
        persons_lower=_one(lower, 1) if known else None,
        persons_upper=_one(upper, 1) if known else None,
        areas=summary.areas,
        areas_known=summary.areas_known,
        areas_above_limit=summary.areas_above_limit,
        highest_level=summary.highest_level or None,
        areas_in_doubt=summary.areas_in_doubt,
        datastreams_fresh=summary.streams_fresh,
        datastreams=summary.streams,
        newest_phenomenon_time=None if summary.newest_us == NO_TIME_US else from_us(summary.newest_us),
    )


def picture_body(
    picture: Picture,
    *,
    epoch: str,
    now: datetime,
    at: datetime | None = None,
    stopped: Sequence[StoppedActivityBody] = (),
) -> PictureBody:
    """Return the body of a picture; one of the past has no sequence number.

    Parameters
    ----------
    stopped
        Activities whose data may not pass now.
    """
    lower, upper = band90(picture.persons, picture.persons_standard_error)
    columns: dict[str, Any] = {
        "persons": numbers(picture.persons, 2),
        "persons_standard_error": numbers(picture.persons_standard_error, 2),
        "persons_lower": numbers(lower, 2),
        "persons_upper": numbers(upper, 2),
        "density_per_m2": numbers(picture.density_per_m2, 5),
        "density_per_m2_standard_error": numbers(picture.density_standard_error, 5),
        "flow_per_m_min": numbers(picture.flow_per_m_min),
        "flow_per_m_min_standard_error": numbers(picture.flow_standard_error),
    }
    return PictureBody(
        sequence=None if at is not None else picture.sequence,
        epoch=epoch,
        now=now,
        issued_at=from_us(picture.issued_at_us),
        at=at,
        summary=summary_body(picture.summary()),
        area_ids=list(picture.area_ids),
        level=levels(picture.level),
        level_likely=levels(picture.level_likely),
        level_probability=probabilities(picture.level_probabilities),
        quality=labels(picture.quality),
        below_k=[None] * len(picture.area_ids) if picture.below_k is None else levels(picture.below_k),
        doubt=doubts(picture.doubt),
        phenomenon_time=moments(picture.start_us),
        phenomenon_time_end=moments(picture.end_us),
        available_at=moments(picture.available_at_us),
        stopped_activities=list(stopped),
        **columns,
    )
