# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The next two hours of a city whose areas are estimated together: the nowcast, laid over what else is foreseen.

It is learned anew once a day, from what was known until then. Where it cannot tell, what stood there stays. Of counts,
of which it sees the usual course and today, it is shown where else only the reference tells; a model of its own that
learned counts knows their last hours too.

Beyond two hours, where no model but the reference tells of a series, the ratio of the two at the end of these hours is
carried on (:mod:`.carrying`). A model of its own knows the last hours itself, and is left alone.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.model import SeriesKind, Status
from baken.forecast.notes import Code, note
from baken.forecast.registry import forecaster
from baken.forecast.wall_clock import DAY_MIN
from baken.service.forecasting.carrying import LOOKED_AT_MIN, carried, ratio_of
from baken.vocabulary.time import monotonic_s

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.forecast.model import Bool, Float64, Known, QuantileForecast
    from baken.forecast.protocol import Forecaster
    from baken.service.forecasting.foresight import Foresight
    from baken.simulation.weeks.weeks import SimulatedWeeks

METHOD: Final = "nowcast-conformal"
HORIZON_MIN: Final = 120
NEAR: Final = note(Code.NEXT_HOURS)

_KINDS: Final = frozenset({SeriesKind.PERSONS, SeriesKind.FLOW})
"""What it foresees whatever model there is: who comes and who goes is seen by no other."""

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Near:
    """What the nowcast said of an issue.

    Attributes
    ----------
    said
        Of all series, for the leads of the next two hours: the first of the issue.
    series
        Of which it is shown, shape (series,).
    """

    said: QuantileForecast
    series: Bool
    made_by: Forecaster

    def covers(self, column: int, place: int) -> bool:
        """Tell whether what is shown of a series at a place among the leads is the nowcast's."""
        return bool(self.series[column]) and place < len(self.said.lead_steps)


class NextHours:
    """Makes the nowcast of each issue, and learns it anew once a day."""

    def __init__(self, make: Callable[[], Forecaster] = lambda: forecaster(METHOD)) -> None:
        self._make = make
        self._made: Forecaster | None = None
        self._learned: tuple[tuple[str, ...], int, int] | None = None

    def foresee(self, known: Known, shown: QuantileForecast) -> Near | None:
        """Return what the nowcast says of the first leads of a forecast; None where it can say nothing.

        Invariants: never raises because of what the nowcast does.
        """
        first = shown.lead_steps[shown.lead_steps * known.panel.step_min <= HORIZON_MIN]
        if known.flows is None or not len(first) or not np.array_equal(first, np.arange(1, len(first) + 1)):
            return None
        try:
            made = self._fitted(known)
            made.update(known)
            said = made.forecast(known, first)
        except Exception:  # noqa: BLE001 - whatever it does, there is a forecast
            _LOG.exception("The next two hours cannot be told from who comes and who goes")
            return None
        kinds = np.array([one.kind in _KINDS for one in known.panel.series], dtype=np.bool_)
        kinds |= shown.status == Status.REFERENCE
        own = kinds & (said.status == Status.OWN) & np.isfinite(said.values).all(axis=(1, 2))
        return Near(said, own, made) if own.any() else None

    def _fitted(self, known: Known) -> Forecaster:
        """Return the nowcast, learned from what was known at most a day ago of the same series and history."""
        made = self._made
        wanted = (tuple(one.id for one in known.panel.series), known.panel.start_min)
        learned = self._learned
        is_fresh = learned is not None and 0 <= known.origin_min - learned[2] < DAY_MIN and learned[:2] == wanted
        if made is None or not is_fresh:
            made = self._make()
            made.fit(known)
            self._made, self._learned = made, (*wanted, known.origin_min)
        return made


def with_near(shown: QuantileForecast, near: Near | None) -> QuantileForecast:
    """Return a forecast with the nowcast in its first leads, and its level carried on beyond them."""
    if near is None:
        return shown
    values, leads = carried_on(shown, near), len(near.said.lead_steps)
    values[near.series, :leads] = near.said.values[near.series]
    notes = zip(shown.notes, near.said.notes, near.series.tolist(), strict=True)
    return replace(
        shown,
        values=values,
        status=np.where(near.series, np.uint8(Status.OWN), shown.status).astype(np.uint8),
        notes=tuple(_together(NEAR, own, said.removeprefix(NEAR)) if mine else said for said, own, mine in notes),
        method=f"{shown.method} {near.said.method}",
    )


def _together(*notes: str) -> str:
    return " ".join(one.strip() for one in notes if one.strip())


def with_next_hours(found: Foresight, hours: NextHours, weeks: SimulatedWeeks | None) -> Foresight:
    """Return what is foreseen with the nowcast in it, saying of how many simulated days its past is."""
    begun = monotonic_s()
    near = hours.foresee(found.known, found.shown)
    shown = with_near(found.shown, near)
    if weeks is not None:
        said = note(Code.SIMULATED_DAYS, days=weeks.days)
        shown = replace(shown, notes=tuple(f"{one} {said}".strip() for one in shown.notes))
    return replace(found, shown=shown, near=near, seconds=found.seconds + monotonic_s() - begun)


def carried_on(shown: QuantileForecast, near: Near) -> Float64:
    """Return the values of a forecast with the ratio of the nowcast to the reference carried on beyond its leads."""
    values, leads = shown.values.copy(), len(near.said.lead_steps)
    mine = near.series & (shown.status == Status.REFERENCE)
    last = slice(max(0, leads - max(1, LOOKED_AT_MIN // shown.step_min)), leads)
    ratio = ratio_of(near.said.median[mine, last], shown.median[mine, last])
    minutes = (shown.lead_steps[leads:] - shown.lead_steps[leads - 1]) * float(shown.step_min)
    values[mine, leads:] = carried(values[mine, leads:], ratio, minutes)
    return np.asarray(values)
