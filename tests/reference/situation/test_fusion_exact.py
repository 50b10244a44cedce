# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The fusion against a small linear case whose posterior is known exactly: batch least squares by hand."""

from __future__ import annotations

import numpy as np

from baken.observation.stream import Stream
from baken.situation.methods.fusion import Assumptions, FusionEstimator
from baken.situation.model import Changes
from baken.situation.picture import LivePicture
from baken.vocabulary.place import Area, AreaKind
from baken.vocabulary.quantity import Quantity

MINUTE_US = 60_000_000
LINEAR = Assumptions(unseen_per_min=0.0, student_freedom=1e15)
"""Nobody comes or goes, and every value counts in full."""

SQUARE = Area(id="square", name="", kind=AreaKind.SQUARE, usable_area_m2=1000.0, polygon=())
BEACH = Area(id="beach", name="", kind=AreaKind.BEACH, usable_area_m2=2000.0, polygon=())
PRIOR = np.array([100.0, 100.0])  # 0.1 and 0.05 persons per m2
PRIOR_COVARIANCE = np.diag([200.0**2, 200.0**2])
"""Standard deviation twice the mean."""


def camera(name: str, **where: object) -> Stream:
    return Stream(
        id=name,
        name="",
        connector="x",
        provider_id=name,
        quantity=Quantity.PERSONS_PRESENT,
        interval_s=0.0,
        stale_after_s=3600.0,
        **where,  # type: ignore[arg-type]
    )


STREAMS = (camera("a", area_id="square"), camera("b", area_id="beach"), camera("ab", catchment=("square", "beach")))
SEES = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
TOLD = [(2, 1, 251.0), (2, 2, 250.0), (0, 3, 120.0), (2, 4, 250.5), (1, 5, 130.2), (0, 6, 120.3)]
"""Stream, minute, persons."""


def test_the_filter_is_the_exact_posterior() -> None:
    live = LivePicture(FusionEstimator.of([SQUARE, BEACH], [], STREAMS, assumptions=LINEAR))
    for stream, minute, value in TOLD:
        picture = live.apply([stream], [minute * MINUTE_US], [value], now_us=minute * MINUTE_US + 1)
    mean, covariance = posterior()
    np.testing.assert_allclose(picture.persons, mean, rtol=1e-8)
    np.testing.assert_allclose(picture.persons_standard_error, np.sqrt(np.diag(covariance)), rtol=1e-8)


def test_the_smoother_says_at_the_begin_what_is_known_at_the_end() -> None:
    estimator = FusionEstimator.of([SQUARE, BEACH], [], STREAMS, assumptions=LINEAR)
    place = estimator.topology.place_of[[row[0] for row in TOLD]]
    start = np.array([row[1] * MINUTE_US for row in TOLD], dtype=np.int64)
    rows = Changes(place, start, start, np.array([row[2] for row in TOLD]), np.zeros(len(TOLD), dtype=np.uint8), start)
    told = estimator.smoothed(rows, np.arange(1, 7, dtype=np.int64) * MINUTE_US)
    mean, _ = posterior()
    np.testing.assert_allclose(told.persons, np.tile(mean, (6, 1)), rtol=1e-6)


def posterior() -> tuple[np.ndarray, np.ndarray]:
    """Batch least squares: persons given all values at once, in the form of information."""
    h = np.array([SEES[row[0]] for row in TOLD])
    y = np.array([row[2] for row in TOLD])
    precision = np.linalg.inv(PRIOR_COVARIANCE)
    covariance = np.linalg.inv(precision + h.T @ h)  # rounding to whole persons: variance 1
    return covariance @ (precision @ PRIOR + h.T @ y), covariance
