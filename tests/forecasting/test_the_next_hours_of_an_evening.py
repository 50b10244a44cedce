# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The fireworks evening as a node knows it: its flows make the next two hours other, and nearer to the truth."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest

from baken.forecast.backcast import known_before
from baken.forecast.model import Known, Panel, SeriesKind
from baken.forecast.registry import forecaster
from baken.forecast.wall_clock import wall_min
from baken.service.forecasting.estimate_store import EstimateStore
from baken.service.forecasting.standalone import standalone
from baken.simulation.city import SimulatedCity
from baken.simulation.making import simulate
from baken.simulation.reading import read_scenario
from servers import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from baken.forecast.model import Float64
    from baken.service.forecasting.forecasting import Forecasting
    from baken.service.forecasting.foresight import Foresight

DAYS = 15
"""Simulated days before the evening: the fewest that a nowcast learns from, so that the test is quick."""

SEED = 1
START = wall_min(datetime(2026, 8, 14, 4))  # noqa: DTZ001 - a wall clock has no zone
MIDNIGHT = wall_min(datetime(2026, 8, 14))  # noqa: DTZ001
ORIGINS = tuple(MIDNIGHT + 60 * hour for hour in (19, 20, 21, 22))
LEADS = np.arange(1, 9)


class Evening(NamedTuple):
    """What a node knows at midnight, what it foresees then, and what truly was, shape (steps, areas).

    ``restarted`` is what it knows when its filter has forgotten everything, ``kept`` how many steps it had kept.
    """

    known: Known
    foresight: Foresight
    truth: Float64
    restarted: Panel
    kept: int


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    city = tmp_path_factory.mktemp("evening") / "scheveningen"
    shutil.copytree(ROOT / "cities" / "scheveningen", city)
    weeks: Path = city / "simulation" / "weeks.toml"
    weeks.write_text(weeks.read_text(encoding="utf-8").replace("days = 56", f"days = {DAYS}"), encoding="utf-8")
    at = datetime(2026, 8, 15, 0, 10)  # noqa: DTZ001 - in the city's own time
    with standalone(city, tmp_path_factory.mktemp("nothing"), at) as (forecasting, origin):
        known = forecasting.known(origin)
        foresight = forecasting.foresee(known)
        kept, restarted = restart(
            forecasting, origin, EstimateStore(tmp_path_factory.mktemp("kept") / "estimates.sqlite")
        )
    day = simulate(SimulatedCity.read(city), read_scenario(city, "fireworks-evening"), seed=SEED)
    return Evening(
        known, foresight, day.persons[1:].reshape(-1, 15, day.persons.shape[1]).mean(axis=1), restarted, kept
    )


def restart(forecasting: Forecasting, origin: int, store: EstimateStore) -> tuple[int, Panel]:
    """Keep the estimates, let the filter forget them, and read again; return how many steps were kept, and the panel.

    Without the simulated weeks, which are never kept.
    """
    reader = forecasting._reader()
    assert reader.keep_estimates(reader.read(origin)) == 0
    reader._kept_estimates, reader._weeks = store, lambda: None
    kept = reader.keep_estimates(reader.read(origin))
    network = reader._live.network
    assert network is not None
    network.reset()
    reader._kept = None
    panel = reader.read(origin)
    store.close()
    return kept, panel


def areas(known: Known) -> list[int]:
    return [number for number, one in enumerate(known.panel.series) if one.kind is SeriesKind.PERSONS]


def without_flows(known: Known) -> Known:
    others = [number for number, one in enumerate(known.panel.series) if one.kind is not SeriesKind.FLOW]
    return replace(known, panel=known.panel.take(others), flows=None)


def error(known: Known, truth: Float64, *, blind: bool) -> float:
    """Return the mean absolute error of the nowcasts of an evening, learned from what was known at the first."""
    method, errors = forecaster("nowcast-conformal"), []
    for origin in ORIGINS:
        then = known_before(known, origin)
        then = without_flows(then) if blind else then
        if origin == ORIGINS[0]:
            method.fit(then)
        row = (origin - START) // 15
        made = method.forecast(then, LEADS).median[areas(then)]
        errors.append(np.abs(made - truth[row : row + 8].T).mean())
    return float(np.mean(errors))


def test_with_the_flows_of_the_node_the_evening_is_foreseen_better_than_without(evening: Evening) -> None:
    with_them, without = (error(evening.known, evening.truth, blind=blind) for blind in (False, True))
    assert with_them < 0.95 * without


def test_the_panel_has_the_simulated_days_and_the_estimates_of_the_evening(evening: Evening) -> None:
    panel = evening.known.panel
    assert {one.kind for one in panel.series} == set(SeriesKind)
    assert evening.known.flows is not None
    assert len(evening.known.flows.series) == 120
    day = panel.since(START - 3 * 1440).until(START).values
    assert np.isfinite(day).all()
    assert np.isfinite(panel.values[-8:, areas(evening.known)]).all()
    assert evening.known.doubts is not None
    assert (evening.known.doubts.values > 0.0).all()


def test_what_is_issued_of_areas_is_its_own_and_says_so(evening: Evening) -> None:
    found, chosen = evening.foresight, areas(evening.known)
    assert found.near is not None
    assert found.near.series[chosen].all()
    assert (found.shown.status[chosen] == 0).all()
    assert np.array_equal(found.shown.values[chosen, :8], found.near.said.values[chosen])
    assert np.isfinite(found.shown.values).all()


def test_a_node_that_starts_again_knows_what_it_had_estimated(evening: Evening) -> None:
    chosen = [number for number, one in enumerate(evening.restarted.series) if one.kind is not SeriesKind.COUNT]
    settled = evening.restarted.since(MIDNIGHT + 13 * 60).until(MIDNIGHT + 20 * 60).values[:, chosen]
    before = evening.known.panel.since(MIDNIGHT + 13 * 60).until(MIDNIGHT + 20 * 60).values[:, chosen]
    assert evening.kept >= 28
    assert np.isfinite(before).all()
    assert settled == pytest.approx(before, rel=1e-5, abs=1e-3)
    assert np.isnan(evening.restarted.values[-8:, areas(evening.known)]).all(), "what was not settled is estimated anew"
