# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Targets are held against scores that are made up, so that every one of them is seen to hold and to break."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.bench.benches.forecast import bench
from baken.bench.context import Choice, Size, opened
from baken.bench.forecast.judging import best_anchor, judge
from baken.bench.forecast.report import PAGE
from baken.bench.forecast.scores import Costs, ModelScores
from baken.bench.forecast.taking_part import CHAMPION
from baken.evaluation.verification.tally import Tally
from baken.forecast.model import QUANTILES

if TYPE_CHECKING:
    from pathlib import Path

    from baken.bench.model import Target

SERIES, ORIGINS, LEADS = 21, 40, 168
SPREAD = np.array([-1.96, -1.2816, -0.8416, -0.5244, -0.2533, 0.0, 0.2533, 0.5244, 0.8416, 1.2816, 1.96])
COSTS = Costs(12, 600.0, 60.0, 300.0, 0.5, 1000.0, 900.0)


def scores(name: str, *, error: float, spread: float = 1.0, lacking: int = 0, costs: Costs = COSTS) -> ModelScores:
    """Return a model whose errors are normal with some standard deviation; its bands are as wide, times a factor."""
    rng = np.random.default_rng(6)
    observed = 1000.0 + rng.normal(0.0, 1.0, (ORIGINS, SERIES, LEADS))
    point = observed + error * rng.standard_normal(observed.shape)
    foreseen = point[..., None] + spread * error * SPREAD
    foreseen[:lacking, 0] = np.nan
    tally = Tally.of(observed, foreseen, QUANTILES)
    return ModelScores(name, tally, tally, costs, ())


def verdicts(*models: ModelScores) -> dict[str, Target]:
    return {target.name: target for target in judge(models, [model.name for model in models]).targets}


ANCHORS = (scores("how_mean4", error=60.0), scores("mlforecast-lightgbm", error=50.0))


def test_a_good_forecast_keeps_all_promises() -> None:
    told = verdicts(scores(CHAMPION, error=40.0), *ANCHORS)
    assert {name: target.value for name, target in told.items() if not target.holds} == {}
    assert told["all horizons: WQL to the best anchor's"].value == pytest.approx(0.8, abs=0.01)


def test_the_best_anchor_is_the_one_with_the_least_loss() -> None:
    best = best_anchor(ANCHORS)
    assert best is not None
    assert best.name == "mlforecast-lightgbm"
    assert best_anchor([scores(CHAMPION, error=1.0)]) is None


@pytest.mark.parametrize(
    ("own", "broken"),
    [
        (scores(CHAMPION, error=47.0), "all horizons: MAE to the best anchor's"),
        (scores(CHAMPION, error=49.5), "25-168 h: WQL to the best anchor's"),
        (scores(CHAMPION, error=49.5), "unusual hours, all: WQL to the best anchor's"),
        (scores(CHAMPION, error=52.0), "worst sensor: WQL to the best anchor's"),
        (scores(CHAMPION, error=40.0, spread=1.2), "80% band, 7-24 h: off by"),
        (scores(CHAMPION, error=40.0, spread=0.8), "95% band, 7-24 h: off by"),
        (scores(CHAMPION, error=40.0, spread=0.5), "80% band: sensors within 5 points"),
        (scores(CHAMPION, error=40.0, lacking=1), "required forecasts that are lacking"),
        (scores(CHAMPION, error=40.0, costs=replace(COSTS, issue_mean_s=2.1)), "all sensors and horizons issued"),
        (scores(CHAMPION, error=40.0, costs=replace(COSTS, fit_longest_s=181.0)), "a monthly refit"),
        (scores(CHAMPION, error=40.0, costs=replace(COSTS, peak_mb=2049.0)), "memory"),
    ],
)
def test_a_promise_that_is_not_kept_shows(own: ModelScores, broken: str) -> None:
    assert verdicts(own, *ANCHORS)[broken].holds is False


def test_without_anchors_nothing_is_said_about_them() -> None:
    told = verdicts(scores(CHAMPION, error=40.0))
    assert told["all horizons: WQL to the best anchor's"].holds is None
    assert told["worst sensor: WQL to the best anchor's"].holds is None
    assert told["a monthly refit"].holds is True


def test_without_a_forecast_of_ours_nothing_holds_and_nothing_breaks() -> None:
    assert [target.holds for target in verdicts(*ANCHORS).values()] == [None]


def test_the_targets_are_about_the_champion_also_when_it_could_not_be_measured() -> None:
    asked = ["climatology", CHAMPION, "how_mean4"]
    judged = judge([scores("climatology", error=40.0), *ANCHORS], asked)
    assert [(target.holds, CHAMPION in target.note) for target in judged.targets] == [(None, True)]


def test_a_chosen_model_is_judged_when_the_champion_takes_no_part() -> None:
    judged = judge([*ANCHORS, scores("climatology", error=55.0)], ["climatology", "how_mean4", "mlforecast-lightgbm"])
    assert judged.own is not None
    assert judged.own.name == "climatology"


def test_memory_that_the_system_does_not_tell_is_not_measured() -> None:
    silent = scores(CHAMPION, error=40.0, costs=replace(COSTS, peak_mb=float("nan")))
    assert verdicts(silent, *ANCHORS)["memory"].holds is None


def test_a_quick_run_without_a_cache_says_what_it_could_not_do(tmp_path: Path) -> None:
    choice = Choice(models=("mlforecast-lightgbm", "how_mean4"))
    with opened(Size.QUICK, cache=tmp_path, choice=choice) as context:
        report = bench.run(context)
    told = {figure.name: figure for figure in report.figures}
    assert "not in the cache" in told["mlforecast-lightgbm: not measured"].note
    assert told["how_mean4: WQL, all"].value == pytest.approx(0.16, abs=0.03)
    assert any("730 origins" in sentence for sentence in report.left_out)


def test_the_report_has_its_tables_and_plots(tmp_path: Path) -> None:
    choice = Choice(models=("climatology", "how_mean4"), report=tmp_path / "report")
    with opened(Size.TINY, cache=tmp_path, choice=choice) as context:
        bench.run(context)
    page = (tmp_path / "report" / PAGE).read_text()
    for name in ("climatology", "how_mean4", "150 K Road", "seed"):
        assert name in page
    for plot in ("forecast-skill.png", "forecast-calibration.png", "forecast-fan.png"):
        assert plot in page
        assert (tmp_path / "report" / plot).stat().st_size > 10_000
