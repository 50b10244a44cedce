# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sensors of who is there: cameras over an area, a phone panel, and receivers of radio devices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.simulation.sensors.told import areas_of, thinned

if TYPE_CHECKING:
    from baken.simulation.sensors.told import Look

Float64 = NDArray[np.float64]

_COMMON: Final = 0.8
"""Share of the variance of the panel's share that all catchments have in common."""

_PANEL_OF_ALL: Final = 0.8
"""The panel's declared share is of all persons; so many of them are of the country whose phones it sees."""


def camera(look: Look) -> Float64:
    """Return what a camera over an area counts: some are hidden, the more the denser it is; errors last minutes."""
    areas, flaws = areas_of(look), look.flaws
    persons = look.day.persons[:, areas].astype(np.float64)
    surface = np.array([look.day.city.areas[i].usable_area_m2 for i in areas])
    q = persons / surface / flaws.occlusion_per_m2
    seen = (persons * (1.0 - flaws.occlusion * q**2 / (1.0 + q**2))).sum(axis=1)
    # The declared error is half of the moment and half of light and weather, which last.
    lasting = look.wander(look.stream.relative_error * 0.7, 0.3)
    exact = look.averaged(seen * look.bias() * look.wander(flaws.bias_drift, 6.0) * lasting)
    return np.asarray(np.rint(np.maximum(exact * (1.0 + 0.7 * (look.noise(len(exact)) - 1.0)), 0.0)))


def panel(look: Look) -> Float64:
    """Return how many of a phone panel are there: a share that nobody knows and that wanders over the day.

    It is one panel: most of what is not known about the share is the same in all its catchments.
    """
    areas, flaws = areas_of(look), look.flaws
    eligible = look.day.in_panel[:, areas].sum(axis=1).astype(np.float64)
    drift = look.wander(flaws.panel_drift, 3.0, common=_COMMON, among=look.supplier)
    share = look.bias(common=_COMMON, among=look.supplier) / _PANEL_OF_ALL * drift
    known = thinned(look.averaged(eligible), look.averaged(np.minimum(share, 1.0)), look.rng)
    rounded = np.rint(known * look.noise(len(known)) / flaws.panel_rounding) * flaws.panel_rounding
    return np.asarray(np.where(known < flaws.smallest_cell, np.nan, rounded))


def devices(look: Look) -> Float64:
    """Return how many devices are heard: of persons here, of some next door, and of nobody."""
    areas, flaws, rng = areas_of(look), look.flaws, look.rng
    city = look.day.city
    beside = {int(i) for pair in city.gate_areas for i in pair if set(pair.tolist()) & set(areas)}
    beside -= {*areas, len(city.areas)}
    heard = look.day.persons[:, areas].sum(axis=1) + flaws.spill * look.day.persons[:, sorted(beside)].sum(axis=1)
    share = look.bias(most=20.0) * look.wander(0.5 * look.stream.per_person_error, 4.0)
    mean = look.averaged(heard * share) + rng.integers(0, flaws.fixed_devices + 1)
    told = np.rint(np.maximum(rng.poisson(mean) * look.noise(len(mean)), 0.0))
    return np.asarray(np.where(told < flaws.smallest_cell, np.nan, told))
