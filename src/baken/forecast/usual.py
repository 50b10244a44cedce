# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Usual: what is normally so at a step of the week, taken from the weeks around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.wall_clock import WEEK_MIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.forecast.model import Float64, Int64, Panel

WEEKS: Final = 6
FEWEST: Final = 2
"""Fewer weeks than this say nothing of what is usual."""

_AT_ONCE: Final = 256
_MAD_TO_SD: Final = 1.4826


def usual(
    panel: Panel,
    at_min: Int64,
    busy: Sequence[tuple[int, int]] = (),
    *,
    weeks: int = WEEKS,
    behind_only: bool = False,
) -> tuple[Float64, Float64]:
    """Return the median of the same step of the week in the weeks around, and the standard error of one value.

    Parameters
    ----------
    at_min
        Wall-clock minutes, shape (times,); the week of a time itself is left out.
    busy
        Periods that are not usual (from, until), such as those of events.
    behind_only
        Take weeks before only, for times in the future: then the last weeks that the panel has.

    Returns
    -------
    Persons, shape (series, times) each; NaN where fewer than two weeks have a value. The error is the median absolute
    deviation times 1.4826, at least the root of the median (a count scatters by that much at least).

    Examples
    --------
    >>> from baken.forecast.model import Panel, Series, SeriesKind
    >>> one = (Series(id="s", kind=SeriesKind.COUNT, place_id="s"),)
    >>> panel = Panel(one, 0, 1440, np.arange(70.0)[:, None] // 7)
    >>> level, error = usual(panel, np.array([35 * 1440]))
    >>> float(level[0, 0])  # weeks 0 to 4 and 6 to 9
    4.0
    """
    at = np.asarray(at_min, np.int64)
    count = len(panel.series)
    if count > _AT_ONCE:
        parts = [panel.take(list(range(n, min(n + _AT_ONCE, count)))) for n in range(0, count, _AT_ONCE)]
        found = [usual(part, at, busy, weeks=weeks, behind_only=behind_only) for part in parts]
        return np.vstack([level for level, _ in found]), np.vstack([error for _, error in found])
    values = _gathered(panel, at, busy, weeks, behind_only=behind_only)
    level = _median(values)
    spread = _median(np.abs(values - level)) * _MAD_TO_SD
    return level.T, np.maximum(spread, np.sqrt(np.maximum(level, 1.0))).T


def _gathered(panel: Panel, at: Int64, busy: Sequence[tuple[int, int]], weeks: int, *, behind_only: bool) -> Float64:
    """Return the values of the weeks around, shape (weeks, times, series)."""
    if behind_only:
        behind = np.maximum(1, -(-(at + panel.step_min - panel.end_min) // WEEK_MIN))
        moments = at[None, :] - (behind[None, :] + np.arange(weeks)[:, None]) * WEEK_MIN
    else:
        offsets = np.array([n for n in range(-weeks, weeks + 1) if n])
        moments = at[None, :] + offsets[:, None] * WEEK_MIN
    rows = (moments - panel.start_min) // panel.step_min
    is_usable = (rows >= 0) & (rows < len(panel))
    for first, last in busy:
        is_usable &= ~((moments + panel.step_min > first) & (moments < last))
    if not len(panel):
        return np.full((*rows.shape, len(panel.series)), np.nan)
    found = panel.values[np.clip(rows, 0, len(panel) - 1)]
    return np.where(is_usable[:, :, None], found, np.nan)


def _median(values: Float64) -> Float64:
    """Return the median over the first axis without a warning where there is none."""
    enough = np.isfinite(values).sum(axis=0) >= FEWEST
    filled = np.where(enough[None], values, 0.0)
    return np.where(enough, np.nanmedian(filled, axis=0), np.nan)
