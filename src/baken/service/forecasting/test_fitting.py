# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fitting in a process of its own: what comes back can issue, and a fit that fails or is stopped harms nobody."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.forecast.lifecycle.promotion import Decision
from baken.forecast.model import ForecastError, Status
from baken.forecast.synthetic import history, street
from baken.service.forecasting.fitting import FitJob, Fitter
from baken.service.forecasting.models import Models, candidate
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from pathlib import Path

    from baken.service.forecasting.fitting import Fitted

NOW_US = 1_800_000_000_000_000
HISTORY = history(street(70, step_min=60, count=2, seed=3))
JOB_LEADS = np.arange(1, 25)
JOB = FitJob(
    name="climatology-conformal",
    history=HISTORY,
    origin_min=HISTORY.panel.end_min,
    city="street",
    sources=(("Made up", "https://street.example", "CC0-1.0"),),
    now_us=NOW_US,
    lead_steps=tuple(range(1, 25)),
)


def test_what_was_fitted_apart_is_kept_with_its_card_and_issues_once_it_is_promoted(tmp_path: Path) -> None:
    found = Fitter().fit(JOB)
    assert found is not None
    assert found.card.origins == 28
    models, now = Models(tmp_path, "street"), from_us(NOW_US)
    assert not models.take(replace(found, decision=replace(found.decision, promoted=False)), now)
    assert models.champion(now) is None
    assert models.card(found.record.id) is not None
    assert models.take(replace(found, decision=Decision(True, found.decision.comparison, ("Better.",))), now)
    champion = models.champion(now)
    assert champion is not None
    assert champion.data_until_min == HISTORY.panel.end_min
    known = HISTORY.known_at(JOB.origin_min)
    assert champion.forecaster.forecast(known, JOB_LEADS).values.shape[0] == 2
    assert models.champion(from_us(NOW_US - 1)) is None
    assert models.last_fit_us() == NOW_US


def test_a_fit_that_fails_says_so() -> None:
    with pytest.raises(ForecastError, match="no forecaster"):
        Fitter().fit(replace(JOB, name="nonsense"))


def test_a_fit_that_is_stopped_gives_nothing() -> None:
    fitter = Fitter()
    came: list[Fitted | None] = []
    thread = threading.Thread(target=lambda: came.append(fitter.fit(JOB)))
    thread.start()
    fitter.stop()
    thread.join(60)
    assert came == [None]
    assert fitter.fit(JOB) is None


@pytest.mark.slow
def test_the_boosting_is_fitted_apart_tried_put_on_a_card_and_foresees_a_week(tmp_path: Path) -> None:
    pytest.importorskip("lightgbm", reason="the extra forecast is not installed")
    leads = tuple(range(1, 169, 12))
    found = Fitter().fit(replace(JOB, name=candidate(), lead_steps=leads))
    assert found is not None
    assert found.record.method.startswith("boosting-conformal/")
    assert (found.card.origins, found.card.series) == (28, 2)
    assert found.scores is not None
    models, now = Models(tmp_path, "street"), from_us(NOW_US)
    models.take(replace(found, decision=replace(found.decision, promoted=True)), now)
    assert "## " in (models.card(found.record.id) or "")
    assert models.scores(found.record.id) is not None
    champion = models.champion(now)
    assert champion is not None
    foreseen = champion.forecaster.forecast(HISTORY.known_at(JOB.origin_min), np.array(leads))
    assert np.isfinite(foreseen.values).all()
    assert set(foreseen.status) == {Status.OWN}
