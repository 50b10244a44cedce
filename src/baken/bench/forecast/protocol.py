# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Protocol 1: which forecasts are made, of whom, and which of them are scored.

Origins at 06:00 and 14:00 of every day of 2025, the next 168 hours, 21 sensors, hour by hour. Known are the counts of
all sensors up to the origin and the calendar; nothing else. Ours learn anew on the first of each month, from what came
before it. No setting is chosen on 2025.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from baken.forecast.backtest.plan import Plan, daily_origins, first_of_month_min
from baken.forecast.backtest.scoring import enough_known, unusual_hours

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from baken.forecast.model import Int64, Panel

YEAR: Final = 2025
ORIGIN_HOURS: Final = (6, 14)
HORIZON_H: Final = 168
EVERY_DAYS: Final = 30
"""A quick run takes every thirtieth day."""
KNOWN_EVER_H: Final = 672
KNOWN_LATELY_H: Final = 84
LATELY_H: Final = 336


def full_plan(seed: int) -> Plan:
    """Return all origins of the year.

    Examples
    --------
    >>> plan = full_plan(0)
    >>> len(plan.origins_min), len(plan.lead_steps), len(plan.months)
    (730, 168, 12)
    """
    origins = daily_origins(date(YEAR, 1, 1), date(YEAR, 12, 31), ORIGIN_HOURS)
    return Plan(origins_min=origins, lead_steps=tuple(range(1, HORIZON_H + 1)), seed=seed)


def quick_plan(seed: int) -> Plan:
    """Return the same with forecasts of every thirtieth day only.

    Examples
    --------
    >>> plan = quick_plan(0)
    >>> len(plan.wanted(plan.origins_min)), len(plan.origins_min)
    (26, 730)
    """
    whole = full_plan(seed)
    days = len(ORIGIN_HOURS)
    some = [origin for k, origin in enumerate(whole.origins_min) if k // days % EVERY_DAYS == 0]
    return Plan(origins_min=whole.origins_min, lead_steps=whole.lead_steps, seed=seed, only_min=frozenset(some))


def required(panel: Panel, origins_min: Int64) -> NDArray[np.bool_]:
    """Return which series must be forecast at which origin, shape (origins, series).

    Those with 672 valid hours before it, and 84 among the last 336.
    """
    return enough_known(panel, origins_min, ever=KNOWN_EVER_H, lately=KNOWN_LATELY_H, lately_steps=LATELY_H)


def unusual(panel: Panel) -> NDArray[np.bool_]:
    """Return the 2 % most unusual hours of the year per series, shape (hours, series)."""
    return unusual_hours(panel, first_of_month_min(f"{YEAR}-01"), panel.end_min)
