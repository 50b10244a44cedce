# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is held against the laws of forecasters: how to make one, what it learns of, and what any forecast must be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.model import Panel, QuantileForecast, Series, SeriesKind, Status
from baken.forecast.notes import is_note
from baken.forecast.synthetic import history, known, street

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.forecast.model import Int64, Known
    from baken.forecast.protocol import Forecaster

WEEK: Final = np.arange(1, 169)
DAYS: Final = 42
"""So long the ordinary streets are."""


class LawBrokenError(AssertionError):
    """A forecaster does not keep a law; the message says which promise is broken."""


def hold(kept: bool | np.bool_, sentence: str) -> None:
    """Raise :class:`LawBrokenError` unless a law is kept."""
    if not kept:
        raise LawBrokenError(sentence)


@dataclass(frozen=True)
class Subject:
    """A forecaster that is held against the laws.

    Attributes
    ----------
    name
        For messages.
    make
        Gives a new forecaster.
    """

    name: str
    make: Callable[[], Forecaster]

    @cached_property
    def ordinary(self) -> Known:
        """Six weeks of three streets, in hours; not to be written in."""
        now = known(street(DAYS, seed=5))
        now.panel.values.flags.writeable = False
        return now

    @cached_property
    def learned(self) -> bytes:
        """What it learned of the ordinary streets."""
        one = self.make()
        one.fit(self.ordinary, seed=1)
        return one.save()

    def fitted(self) -> Forecaster:
        """Return a forecaster that learned from the ordinary streets."""
        one = self.make()
        one.load(self.learned)
        return one

    def foreseen(self, now: Known, leads: Int64 = WEEK) -> QuantileForecast:
        """Return a forecast of a fitted one, after a check that it is lawful."""
        found = self.fitted().forecast(now, leads)
        require_lawful(found, now, leads, self)
        return found


def require_lawful(found: QuantileForecast, now: Known, leads: Int64, subject: Subject) -> None:
    """Assert what is asked of any forecast: shape, order, sign, and words where something is lacking."""
    count = len(now.panel.series)
    hold(found.series_ids == tuple(s.id for s in now.panel.series), "it is of other series")
    hold(found.values.shape == (count, len(leads), len(found.quantiles)), f"its shape is {found.values.shape}")
    hold(np.array_equal(found.lead_steps, leads), "it is of other leads")
    hold(found.origin_min == now.origin_min, "it is of another origin")
    hold(found.step_min == now.panel.step_min, "it is of other steps")
    hold(found.method == subject.make().definition.method, f"it says that {found.method} made it")
    hold(len(found.status) == len(found.notes) == count, "status or notes are lacking")
    hold(not np.isinf(found.values).any(), "infinitely many persons are foreseen")
    given = ~np.isnan(found.values)
    hold((given.all(axis=2) | ~given.any(axis=2)).all(), "of a lead some quantiles are given and some are not")
    hold((found.values[given] >= 0.0).all(), "fewer than no persons are foreseen")
    steps = np.diff(found.values, axis=2)
    hold((steps[~np.isnan(steps)] >= 0.0).all(), "quantiles cross")
    for status, note, one in zip(found.status.tolist(), found.notes, given, strict=True):
        hold((status == Status.NONE) == (not one.any()), "status and values disagree on whether there is a forecast")
        hold(status == Status.OWN or note != "", "what is not its own has no word of why")
        hold(is_note(note), f"what it says is in no table of words: {note!r}")


def odd_panel(columns: list[list[float]], step_min: int) -> Known:
    """Return what is known of a panel of any values, for tests that make them up."""
    values = np.array(columns, dtype=np.float64).T.reshape(-1, len(columns))
    series = tuple(Series(id=f"stream:{i}", kind=SeriesKind.COUNT, place_id=str(i)) for i in range(len(columns)))
    return history(Panel(series, 0, step_min, values)).known_at(len(values) * step_min)
