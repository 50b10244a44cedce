# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A life from the first fit to the takeover by a better model, on streets that were made up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.forecast import synthetic
from baken.forecast.lifecycle.card import Evidence, model_card
from baken.forecast.lifecycle.fielded import fitted, loaded, tried
from baken.forecast.lifecycle.promotion import decided
from baken.forecast.lifecycle.store import ModelStore
from baken.forecast.model import ForecastError
from baken.forecast.registry import REFERENCE, forecaster

if TYPE_CHECKING:
    from pathlib import Path

NOW_US = 1_782_869_400_000_000
LEADS = np.arange(1, 25)


def test_a_model_is_fitted_kept_and_issues_after_a_restart(tmp_path: Path) -> None:
    known = synthetic.known(synthetic.street(40))
    record, content, seconds = fitted("climatology-conformal", known, city="resort", now_us=NOW_US)
    assert record.method.startswith("climatology-conformal/")
    assert seconds > 0
    ModelStore(tmp_path).add(record, content)
    again = loaded(ModelStore(tmp_path), "resort", record.id)
    direct = forecaster("climatology-conformal")
    direct.fit(known)
    assert np.array_equal(again.forecast(known, LEADS).values, direct.forecast(known, LEADS).values)
    with pytest.raises(ForecastError, match="no model"):
        loaded(ModelStore(tmp_path), "resort", "another")


def test_the_fingerprint_tells_of_data_and_seed() -> None:
    known = synthetic.known(synthetic.street(20))
    values = known.panel.values.copy()
    values[5, 0] += 1
    other = replace(known, panel=replace(known.panel, values=values))
    prints = [
        fitted(REFERENCE, one, city="resort", now_us=NOW_US, seed=seed)[0].fingerprint
        for one, seed in ((known, 0), (known, 0), (other, 0), (known, 1))
    ]
    assert prints[0] == prints[1]
    assert len(set(prints)) == 3


def test_a_model_that_is_better_beyond_chance_takes_over_and_its_card_says_so(tmp_path: Path) -> None:
    panel = synthetic.street(110, seed=4)
    history = synthetic.history(panel)
    origins = [panel.start_min + 720 * half for half in range(2 * 70, 2 * 108)]
    scores = tried(["seasonal-naive", REFERENCE], history, origins, LEADS)
    decision = decided(scores["seasonal-naive"], scores[REFERENCE])
    assert decision.promoted, decision.reasons
    assert not decided(scores[REFERENCE], scores["seasonal-naive"]).promoted
    store = ModelStore(tmp_path)
    known = history.known_at(origins[0])
    record, content, seconds = fitted(REFERENCE, known, city="resort", now_us=NOW_US)
    evidence = Evidence(own=scores[REFERENCE], reference=scores["seasonal-naive"], panel=known.panel, fit_s=seconds)
    whole = store.add(record, content, model_card(record, forecaster(REFERENCE).definition, evidence))
    store.promote("resort", whole.id, since_us=NOW_US, why=decision.reasons[0])
    champion = store.champion("resort")
    assert champion is not None
    assert champion.why.startswith("climatology/1 has")
    assert "| all |" in (store.card_markdown("resort", whole.id) or "")
