# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Foresight: there is always a forecast, it says whose it is, and below k nothing is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from baken.forecast.lifecycle.trust import Mistrust
from baken.forecast.model import ForecastError, Series, SeriesKind, Status
from baken.forecast.notes import is_note, told
from baken.forecast.places import Places
from baken.forecast.registry import forecaster
from baken.forecast.synthetic import known, street
from baken.service.forecasting.foresight import MISTRUSTED, Foreseer, Foresight, Model, Shown, leads_of
from baken.service.forecasting.issued import Foreseen

if TYPE_CHECKING:
    from baken.forecast.model import Int64, Known, QuantileForecast
    from baken.forecast.protocol import Forecaster

LEADS = leads_of(60, 48)
HISTORY = known(street(60, step_min=60, count=2, seed=1))


class Doubled:
    """A method that foresees twice the reference, or fails."""

    definition = forecaster("climatology").definition
    fails = False

    def update(self, _known: Known) -> None:
        if self.fails:
            raise ForecastError("It broke.")

    def forecast(self, told: Known, leads: Int64) -> QuantileForecast:
        found = forecaster("climatology").forecast(told, leads)
        return replace(found, values=2.0 * found.values, method="doubled/1")


def model_of(method: Doubled, data_until_min: int = 0) -> Model:
    return Model("doubled", cast("Forecaster", method), data_until_min)


def foresee(foreseer: Foreseer, now_us: int = 0) -> Foresight:
    return foreseer.foresee(HISTORY, LEADS, Places(), now_us)


def test_without_a_model_the_reference_is_shown_and_says_so() -> None:
    found = foresee(Foreseer())
    assert found.mistrust is Mistrust.ABSENT
    assert set(found.shown.status) == {Status.REFERENCE}
    assert all(note.startswith(MISTRUSTED[Mistrust.ABSENT]) for note in found.shown.notes)
    assert np.array_equal(found.shown.values, found.reference.values)


def test_a_model_is_shown_beside_the_reference() -> None:
    foreseer = Foreseer()
    foreseer.use(model_of(Doubled()))
    found = foresee(foreseer)
    assert (found.mistrust, found.model, found.shown.method) == (Mistrust.NONE, "doubled", "doubled/1")
    assert found.shown.values == pytest.approx(2.0 * found.reference.values)


def test_a_model_that_fails_is_replaced_at_once_and_rests_after_three_times() -> None:
    foreseer, model = Foreseer(), Doubled()
    model.fails = True
    foreseer.use(model_of(model))
    for _ in range(3):
        found = foresee(foreseer)
        assert found.mistrust is Mistrust.FAILED
        assert np.array_equal(found.shown.values, found.reference.values)
    model.fails = False
    assert foresee(foreseer).mistrust is Mistrust.FAILED
    assert foresee(foreseer, now_us=7 * 3_600_000_000).mistrust is Mistrust.NONE


def test_a_model_that_learned_from_what_came_later_is_not_asked() -> None:
    foreseer = Foreseer()
    foreseer.use(model_of(Doubled(), HISTORY.origin_min + 60))
    assert foresee(foreseer).mistrust is Mistrust.ABSENT


def shown(level: float, k: int) -> Shown:
    values = np.array([[level - 2.0, level, level + 3.0]])
    series = Series(id="area:a", kind=SeriesKind.PERSONS, place_id="a")
    return Shown.of(Foreseen(series=series, status=Status.OWN, note="", values=values, reference=values), k)


def test_below_k_nothing_is_told_and_other_numbers_are_multiples_of_it() -> None:
    assert np.isnan(shown(4.0, 5).values).all()
    assert shown(4.0, 5).few.tolist() == [True]
    assert shown(12.0, 5).values.tolist() == [[10.0, 10.0, 15.0]]
    assert shown(12.0, 5).few.tolist() == [False]
    assert shown(4.0, 1).values.tolist() == [[2.0, 4.0, 7.0]]


@pytest.mark.parametrize("words", [words for words in MISTRUSTED.values() if words])
def test_what_is_told_of_a_mistrusted_model_is_a_note_that_has_words_in_each_language(words: str) -> None:
    assert is_note(words)
    assert told(words, "nl") != words
