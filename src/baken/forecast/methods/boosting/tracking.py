# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""What the model has missed of late: a street that has come to life since the fit is followed before the next one.

The last fortnight is foreseen again from origins of then, two to three days ahead, and of the sums

    r = sum y / sum y_foreseen,   forecast *= r^p,   p = 0.35 n / (n + 32)

over the n values of a series that have come. About a third of what was missed is taken over: some of it passes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.boosting.drawing import FIRST_WEEKS
from baken.forecast.methods.boosting.features import Cases
from baken.forecast.methods.boosting.learned import kept_middle
from baken.forecast.methods.boosting.scene import BACK_DAYS

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
_RANGE: Final = (0.5, 2.0)


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
    known = np.bincount(series[given], minlength=count)
    total = np.bincount(series[given], came[given], minlength=count)
    expected = np.bincount(series[given], due[given], minlength=count)
    ratio = np.clip((total + 1.0) / (expected + 1.0), *_RANGE)
    return np.asarray(ratio ** (_SHARE * known / (known + _PRIOR)))
