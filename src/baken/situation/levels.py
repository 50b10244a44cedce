# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Level of crowding, 1 (quiet) to 5 (too full), from published values per kind of area.

A level is a class of density, so that places of different size can be compared. The limits between classes come
from Fruin's levels of service A to F. He has six, a crowd-management room works with fewer, so E and F are one level
here: the flow is greatest inside E (1.75 persons/m2, Weidmann 1993), so that from E on more people no longer means
more flow, a count cannot tell E from F, and whoever is responsible must already have acted in E.

Beaches and buildings have no published level of service. Their level is the share of the capacity that the
responsible authority declared safe (``capacity_persons`` with ``capacity_source`` in the city's areas): level 5 begins
where that decision is exceeded. The steps below it, fifths, are a convention of this project and no finding of
science. Without a declared capacity the level is unknown, which is not level 1.

Which level an area *has* is a decision under uncertainty, because the number of persons is not known exactly. The level
of the estimate itself would be too low in about half of all cases in which the truth lies just above a limit, however
good the estimator. To overlook a full place costs far more than to look at one that is not full; so an area has the
highest level that it reaches with a probability of at least :data:`LIKELY_ENOUGH`, and the level at which it counts as
full already with one of at least :data:`LIMIT_LIKELY_ENOUGH` (docs/decisions/0040, 0070 and 0074): :func:`shown_level`.

Sources
-------
- J. J. Fruin, *Pedestrian Planning and Design*, Metropolitan Association of Urban Designers and Environmental
  Planners, New York 1971: areas per person at the limits of the levels of service on walkways (35, 25, 15, 10, 5
  ft2), stairs (20, 15, 10, 7, 4 ft2) and in queueing areas (13, 10, 7, 3, 2 ft2).
- *Transit Capacity and Quality of Service Manual*, 3rd edition, TCRP Report 165, Transportation Research Board,
  Washington 2013, chapter 10: the same queueing limits for platforms and waiting areas.
- A. H. Murphy, *The value of climatological, categorical and probabilistic forecasts in the cost-loss ratio situation*,
  Monthly Weather Review 105, 1977, 803-816: act when the probability of the loss exceeds cost / loss.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from baken.vocabulary.place import AreaKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.vocabulary.place import Area

Float64 = NDArray[np.float64]
UInt8 = NDArray[np.uint8]
Int32 = NDArray[np.int32]

UNKNOWN_LEVEL: Final = 0
"""The level of an area of which nothing is known, or that has no scale."""

LEVELS: Final = (1, 2, 3, 4, 5)

LIMIT_LEVEL: Final = 4
"""From this level on an area counts as above its limit: on walkways from Fruin's D on, where most people can no longer
choose their speed or overtake, and counter-flows conflict."""

LIKELY_ENOUGH: Final = 0.1
"""An area has the highest level that it reaches with at least this probability: cost / loss, where to overlook a full
place is declared to be ten times as bad as to go and look. A value judgement of this project, the same everywhere so
that levels can be compared; no finding of science."""

LIMIT_LIKELY_ENOUGH: Final = 0.01
"""The same of :data:`LIMIT_LEVEL`: of a hundred full places one may be overlooked."""

DENSITY: Final = "densityPerM2"
SHARE: Final = "shareOfCapacity"


class LevelScale(msgspec.Struct, frozen=True, kw_only=True):
    """Where one level ends and the next begins, for one kind of area.

    Attributes
    ----------
    breaks
        Four limits; level ``k + 1`` begins at ``breaks[k - 1]`` (inclusive).
    quantity
        What the limits are about: ``densityPerM2`` (persons/m2) or ``shareOfCapacity``.
    source
        Where the limits were published.
    decided_by
        Whose decision the limits are.
    """

    kind: AreaKind
    quantity: str
    breaks: tuple[float, float, float, float]
    source: str
    decided_by: str


_WALKWAY: Final = (0.31, 0.43, 0.72, 1.08)
_STAIRS: Final = (0.54, 0.72, 1.08, 1.54)
_QUEUEING: Final = (0.83, 1.08, 1.54, 3.59)
_SHARES: Final = (0.4, 0.6, 0.8, 1.0)
_LITERATURE: Final = "the literature; a city may not change it"
_AUTHORITY: Final = "the authority that declared the safe capacity; the steps below it are a convention of Baken"


def _of_density(kind: AreaKind, breaks: tuple[float, float, float, float], source: str) -> LevelScale:
    return LevelScale(kind=kind, quantity=DENSITY, breaks=breaks, source=source, decided_by=_LITERATURE)


def _of_capacity(kind: AreaKind) -> LevelScale:
    return LevelScale(
        kind=kind,
        quantity=SHARE,
        breaks=_SHARES,
        source="Share of the declared safe capacity of the area",
        decided_by=_AUTHORITY,
    )


SCALES: Final[dict[AreaKind, LevelScale]] = {
    scale.kind: scale
    for scale in (
        _of_density(AreaKind.WALKWAY, _WALKWAY, "Fruin 1971, walkway level of service"),
        _of_density(AreaKind.SQUARE, _WALKWAY, "Fruin 1971, walkway level of service (a crowd that moves)"),
        _of_density(AreaKind.STAIRS, _STAIRS, "Fruin 1971, stairway level of service"),
        _of_density(
            AreaKind.PLATFORM, _QUEUEING, "Fruin 1971, queueing level of service; TCQSM 3rd edition, chapter 10"
        ),
        _of_capacity(AreaKind.BEACH),
        _of_capacity(AreaKind.BUILDING),
    )
}
"""The scale of every kind of area."""


def breaks_in_persons(areas: Sequence[Area]) -> Float64:
    """Return the limits between the levels of each area in persons, shape (areas, 4).

    ``density limit * usable m2``, or ``share * declared capacity``; NaN where no capacity was declared.

    Examples
    --------
    >>> from baken.vocabulary.place import Area
    >>> quay = Area(id="quay", name="Quay", kind=AreaKind.WALKWAY, usable_area_m2=1000.0, polygon=(), length_m=100.0)
    >>> breaks_in_persons([quay]).tolist()
    [[310.0, 430.0, 720.0, 1080.0]]
    """
    scale = np.array([SCALES[area.kind].breaks for area in areas], dtype=np.float64).reshape(len(areas), 4)
    return np.asfortranarray(scale * np.array([_whole(area) for area in areas], dtype=np.float64)[:, None])


def _whole(area: Area) -> float:
    if SCALES[area.kind].quantity == DENSITY:
        return area.usable_area_m2
    return math.nan if area.capacity_persons is None else area.capacity_persons


def level_of(value: Float64, breaks: Float64) -> UInt8:
    """Return the level of each value: one more than the number of limits that it reaches.

    Parameters
    ----------
    value
        Shape (..., n), in the unit of the limits: persons, persons/m2 or a share.
    breaks
        Shape (n, 4) or (4,), rising.

    Returns
    -------
    uint8, shape (..., n), 1 to 5; :data:`UNKNOWN_LEVEL` where the value or a limit is NaN.

    Examples
    --------
    >>> limits = np.array(SCALES[AreaKind.WALKWAY].breaks)
    >>> level_of(np.array([0.0, 0.31, 0.5, 1.0, 1.08, 4.0, float("nan")]), limits).tolist()
    [1, 2, 3, 4, 5, 5, 0]
    """
    first = _limits_first(breaks, value.ndim)
    level: UInt8 = np.add.reduce(value >= first, axis=0, dtype=np.uint8)
    level += 1
    level *= value * first[-1] < np.inf  # NaN fails
    return level


def _limits_first(breaks: Float64, dimensions: int) -> Float64:
    """Return limits of shape (n, 4) or (4,) as (4, 1 …, n): NumPy is quick along the long axis only."""
    columns = breaks.T
    return columns.reshape(4, *(1,) * (dimensions - columns.ndim + 1), *columns.shape[1:])


def level_probabilities(value: Float64, standard_error: Float64, breaks: Float64) -> Float64:
    """Return the probability of each level when the truth is normal around the value, truncated at zero.

    ``P(level <= k) = (F((b_k - x) / s) - F(-x / s)) / (1 - F(-x / s))`` with F the standard normal distribution,
    x the value and s its standard error: of all distributions on the non-negative numbers with the same first two
    moments this one assumes least.

    Returns
    -------
    float64, shape (..., n, 5), adding up to 1 per area; NaN where anything is unknown.

    Examples
    --------
    >>> p = level_probabilities(np.array([0.43]), np.array([0.06]), np.array(SCALES[AreaKind.WALKWAY].breaks))
    >>> p.round(3).tolist()
    [[0.023, 0.477, 0.5, 0.0, 0.0]]
    """
    below = np.empty((6, *value.shape))
    below[0] = 0.0
    below[1:5] = _limits_first(breaks, value.ndim)
    below[:5] -= value
    below[:5] /= np.maximum(standard_error, _SMALLEST_ERROR)
    below[:5] = normal_distribution(below[:5])
    below[5] = 1.0
    share: Float64 = below[1:] - below[:5]
    share /= 1.0 - below[0]
    np.maximum(share, 0.0, out=share)
    return share.transpose(*range(1, share.ndim), 0)


def expected_level(probabilities: Float64) -> tuple[Float64, Float64]:
    """Return the mean level and its standard error from the probabilities of the levels, shape (..., 5).

    Examples
    --------
    >>> mean, error = expected_level(np.array([0.0, 0.5, 0.5, 0.0, 0.0]))
    >>> float(mean), float(error)
    (2.5, 0.5)
    """
    steps = np.array(LEVELS, dtype=np.float64)
    mean = probabilities @ steps
    variance = probabilities @ (steps * steps) - mean * mean
    return mean, np.sqrt(np.maximum(variance, 0.0))


_SMALLEST_ERROR: Final = 1e-12
_REACH: Final = 8.0
_PER_UNIT: Final = 1024
_TABLE: Final = np.array(
    [0.5 * math.erfc(-(i / _PER_UNIT - _REACH) / math.sqrt(2.0)) for i in range(int(2 * _REACH * _PER_UNIT) + 2)]
)
_STEP: Final = np.diff(_TABLE, append=1.0)
_LAST: Final = 2.0 * _REACH * _PER_UNIT


def normal_distribution(z: Float64) -> Float64:
    """Return the standard normal distribution function from a table, to within 3e-8; NaN stays NaN.

    NumPy has no error function; linear interpolation with step h = 1/1024 errs by at most
    ``h**2 / 8 * max|f'| = 2.9e-8``.

    Examples
    --------
    >>> normal_distribution(np.array([-9.0, 0.0, 1.959964])).round(6).tolist()
    [0.0, 0.5, 0.975]
    """
    unknown = np.isnan(z)
    has_unknown = bool(unknown.any())
    place = (np.where(unknown, 0.0, z) if has_unknown else z) * _PER_UNIT
    place += _REACH * _PER_UNIT
    np.minimum(place, _LAST, out=place)
    np.maximum(place, 0.0, out=place)
    index = place.astype(np.int32)
    place -= index
    place *= _STEP.take(index)
    place += _TABLE.take(index)
    if has_unknown:
        place[unknown] = np.nan
    return place


_GRID: Final = np.arange(len(_TABLE)) / _PER_UNIT - _REACH


def normal_quantile(probability: Float64) -> Float64:
    """Return the inverse of the standard normal distribution function, from the same table; NaN stays NaN.

    Between -8 and 8; linear interpolation errs by less than 1e-6 where the probability is between 0.001 and 0.999.

    Examples
    --------
    >>> normal_quantile(np.array([0.0, 0.05, 0.5, 0.975])).round(4).tolist()
    [-8.0, -1.6449, 0.0, 1.96]
    """
    return np.interp(probability, _TABLE, _GRID)


_RATIOS_PER_UNIT: Final = 64
_NO_ERROR: Final = 1e-100


class _Margin:
    """How many standard errors above the estimate a number lies that is reached with one probability, as a table by the
    ratio of estimate and standard error."""

    def __init__(self, likely: float) -> None:
        ratio = np.arange(_REACH * _RATIOS_PER_UNIT + 1) / _RATIOS_PER_UNIT
        self._above = normal_quantile(1.0 - likely * (1.0 - normal_distribution(-ratio)))
        self._step = np.diff(self._above, append=self._above[-1])

    def reached(self, persons: Float64, error: Float64, index: Int32, part: Float64) -> Float64:
        """Return that number of persons.

        Parameters
        ----------
        index, part
            Places in the table, from :func:`_places`.
        """
        found = part * self._step.take(index)
        found += self._above.take(index)
        found *= error
        found += persons
        return found


def _places(persons: Float64, standard_error: Float64) -> tuple[Float64, Int32, Float64]:
    """Return standard errors that are not zero, and where in a table of a margin each ratio lies."""
    error = np.fmax(standard_error, _NO_ERROR)
    part = persons / error
    part *= _RATIOS_PER_UNIT
    np.fmax(part, 0.0, out=part)
    np.minimum(part, _REACH * _RATIOS_PER_UNIT, out=part)
    index = part.astype(np.int32)
    part -= index
    return error, index, part


_MARGIN: Final = _Margin(LIKELY_ENOUGH)
_LIMIT_MARGIN: Final = _Margin(LIMIT_LIKELY_ENOUGH)


def cautious(persons: Float64, standard_error: Float64) -> Float64:
    """Return the number of persons that an area has or exceeds with a probability of 10 %.

    The truth is taken as normal around the estimate x with standard error s, truncated at zero, as for
    :func:`level_probabilities` and :mod:`~baken.situation.band`; its quantile of ``1 - LIKELY_ENOUGH`` is

        x + s * z(1 - 0.1 * (1 - F(-x / s)))

    with F the standard normal distribution and z its inverse: 1.28 standard errors above the estimate where zero is
    far, 1.64 where the estimate is nobody. From a table, to within 1e-5 standard errors.

    Invariants: rises with the estimate and with its standard error, and is never below the estimate, so the level does
    and is too; the estimate itself where the standard error is 0 or not known; NaN where the estimate is.

    Examples
    --------
    >>> cautious(np.array([300.0, 300.0, 0.0, 300.0]), np.array([0.0, 30.0, 30.0, np.nan])).round(1).tolist()
    [300.0, 338.4, 49.3, 300.0]
    """
    return _MARGIN.reached(persons, *_places(persons, standard_error))


def shown_level(persons: Float64, standard_error: Float64, breaks: Float64) -> UInt8:
    """Return the level that areas have.

    That of :func:`cautious`, and at least :data:`LIMIT_LEVEL` where that is reached with a probability of at least
    :data:`LIMIT_LIKELY_ENOUGH`.

    Parameters
    ----------
    persons, standard_error
        Shape (..., n).
    breaks
        In persons, shape (n, 4) or (4,), rising.

    Invariants: rises with the estimate and with its standard error; never below the level of the estimate, and equal to
    it where the standard error is 0 or not known; :data:`UNKNOWN_LEVEL` where the estimate or a limit is NaN.

    Examples
    --------
    >>> limits = np.array([310.0, 430.0, 720.0, 1080.0])
    >>> shown_level(np.array([300.0, 600.0, 600.0, 600.0]), np.array([9.0, 50.0, 70.0, 0.0]), limits).tolist()
    [2, 3, 4, 3]
    """
    places = _places(persons, standard_error)
    level = level_of(_MARGIN.reached(persons, *places), breaks)
    is_at_limit = _LIMIT_MARGIN.reached(persons, *places) >= _limits_first(breaks, persons.ndim)[LIMIT_LEVEL - 2]
    is_at_limit &= level > UNKNOWN_LEVEL
    np.maximum(level, is_at_limit * np.uint8(LIMIT_LEVEL), out=level)
    return level
