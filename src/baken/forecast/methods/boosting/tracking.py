# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""What the model has missed of late: a street that has come to life since the fit is followed before the next one.

The last fortnight is foreseen again from origins of then, two to three days ahead, and of the sums

    r = sum y / sum y_foreseen,   forecast *= r^p,   p = 0.35 n / (n + 32)

over the n values of a series that have come. About a third of what was missed is taken over: some of it passes.

A sensor that was replaced, a square that was closed: when the forecasts of the last four origins (nine days) have all
missed on the same side, by a quarter on average and none by less than 0.4 of the average, the level is another now,
and what each of them has missed at least is taken over whole. Bounds as in :mod:`baken.forecast.shifts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.boosting.drawing import FIRST_WEEKS
from baken.forecast.methods.boosting.features import Cases
from baken.forecast.methods.boosting.learned import kept_middle
from baken.forecast.methods.boosting.scene import BACK_DAYS
from baken.forecast.shifts import LEAST, ONE_SIDED

if TYPE_CHECKING:
    from baken.forecast.methods.boosting.features import Scene
    from baken.forecast.methods.boosting.learned import Learned
    from baken.forecast.methods.boosting.settings import BoostingSettings
    from baken.forecast.model import Float64

_APART: Final = 2
_AHEAD: Final = 3
_LEADS: Final = 24
_SHARE: Final = 0.35
_PRIOR: Final = 32.0
_RANGE: Final = (0.4, 2.5)
_RECENT: Final = 4


def missed(learned: Learned, scene: Scene, values: Float64, settings: BoostingSettings) -> Float64:
    """Return the factor that forecasts are to be multiplied by, per series; one where nothing is known.

    Parameters
    ----------
    values
        Up to the origin, shape (T, S), of the series of the scene.
    """
    clock, count = scene.look.clock, values.shape[1]
    origins = len(values) - clock.day * np.arange(_AHEAD, BACK_DAYS + 1, _APART)
    origins = origins[origins >= (FIRST_WEEKS + 1) * clock.week]
    leads = np.unique(np.linspace(clock.day + 1, _AHEAD * clock.day, _LEADS).astype(np.int64))
    if not len(origins):
        return np.ones(count)
    origin, series, lead = (a.ravel() for a in np.meshgrid(origins, np.arange(count), leads, indexing="ij"))
    cases = Cases(origin, lead, series)
    came, due = values[cases.target, series], kept_middle(learned, scene, cases, settings)
    given = np.isfinite(came)
    place = np.repeat(np.arange(len(origins)), count * len(leads)) * count + series
    known, total, expected = (
        np.bincount(place[given], terms[given], len(origins) * count).reshape(-1, count).astype(np.float64)
        for terms in (np.ones(len(came)), came, due)
    )
    passing = _ratio(total.sum(axis=0), expected.sum(axis=0)) ** (_SHARE * _trust(known.sum(axis=0)))
    level = shifted(np.log(_ratio(total[:_RECENT], expected[:_RECENT])))
    lasting = np.exp(level * _trust(known[:_RECENT].sum(axis=0)))
    return np.asarray(np.where(level != 0.0, lasting, passing))


def shifted(missed: Float64) -> Float64:
    """Return the logarithm of the new level over the old from what origins missed, shape (origins, S); 0 if neither."""
    if len(missed) < _RECENT:
        return np.zeros(missed.shape[1])
    mean = missed.mean(axis=0)
    least = (missed * np.sign(mean)).min(axis=0)
    is_shift = (np.abs(mean) >= LEAST) & (least >= ONE_SIDED * np.abs(mean))
    return np.where(is_shift, np.sign(mean) * least, 0.0)


def _ratio(came: Float64, due: Float64) -> Float64:
    return np.asarray(np.clip((came + 1.0) / (due + 1.0), *_RANGE))


def _trust(known: Float64) -> Float64:
    return np.asarray(known / (known + _PRIOR))
