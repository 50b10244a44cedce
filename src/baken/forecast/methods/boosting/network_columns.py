# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""What the network is shown: what both kinds of trees are shown, in a form that sums can be made of.

Trees cut a column where they like; a network multiplies it. So ratios and counts in units of the level become their
square roots, hours and dates become sines and cosines of one to four waves, weekdays and the days beside a holiday
columns of zero and one, the lead its logarithm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.methods.boosting.days import NAMES as DAY_NAMES
from baken.forecast.methods.boosting.lags import CALENDAR

if TYPE_CHECKING:
    from baken.forecast.methods.boosting.features import Shown
    from baken.forecast.methods.boosting.profile import Float32

_MOST: Final = 20.0
_WAVES: Final = {"hour": (24.0, 4), "day_of_year": (365.25, 2), "hour_of_origin": (24.0, 2)}
"""Period and number of waves of what comes round."""
_ONE_BY_ONE: Final = {"weekday": tuple(range(7)), "since_holiday": (1, 2, 3), "until_holiday": (1, 2, 3)}
"""Values that each have a column."""
_AS_IT_IS: Final = frozenset({*DAY_NAMES, "weeks", "holiday_before", "holiday_after"})
_OF_BOTH: Final = frozenset({"hour", "weekday", "lead_h", "holiday", "school"})
"""Columns of the first kind that the second has too."""


def network_columns(shown: Shown) -> Float32:
    """Return what the network is shown, shape (n, columns); NaN where not known."""
    counts = shown.lags.shape[1] - len(CALENDAR)
    found = [_root(shown.lags[:, :counts])]
    found += [_as_sums(name, shown.lags[:, counts + i]) for i, name in enumerate(CALENDAR)]
    found += [_as_sums(name, shown.columns[:, i]) for i, name in enumerate(shown.names) if name not in _OF_BOTH]
    return np.concatenate(found, axis=1)


def _as_sums(name: str, column: Float32) -> Float32:
    if name in _WAVES:
        period, waves = _WAVES[name]
        angle = (2.0 * np.pi / period) * column[:, None] * np.arange(1, waves + 1)
        return np.concatenate([np.sin(angle), np.cos(angle)], axis=1).astype(np.float32)
    if name in _ONE_BY_ONE:
        return np.asarray(column[:, None] == np.array(_ONE_BY_ONE[name]), dtype=np.float32)
    if name == "lead_h":
        return np.asarray(np.log(column[:, None]), dtype=np.float32)
    return np.asarray(column[:, None], dtype=np.float32) if name in _AS_IT_IS else _root(column[:, None])


def _root(columns: Float32) -> Float32:
    return np.sqrt(np.clip(columns, 0.0, _MOST)).astype(np.float32)
