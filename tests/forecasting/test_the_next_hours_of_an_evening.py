# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The fireworks evening as a node knows it: its flows make the next two hours other, and nearer to the truth."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
import pytest

from baken.forecast.backcast import known_before
from baken.forecast.model import Known, Panel, SeriesKind, Status
from baken.forecast.notes import Code, note
from baken.forecast.registry import forecaster
from baken.forecast.wall_clock import wall_min
from baken.service.forecasting.estimate_store import EstimateStore
from baken.service.forecasting.standalone import standalone
from baken.simulation.city import SimulatedCity
from baken.simulation.making import simulate
from baken.simulation.reading import read_scenario
from baken.vocabulary.time import to_us
from servers import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from baken.forecast.model import Float64
    from baken.service.forecasting.forecasting import Forecasting
    from baken.service.forecasting.foresight import Foresight
    from baken.service.forecasting.issued import Foreseen, Issue
    from baken.service.forecasting.near_issues import NearExplained
    from baken.vocabulary.time import FixedClock

DAYS = 15
"""Simulated days before the evening: the fewest that a nowcast learns from, so that the test is quick."""

SEED = 1
START = wall_min(datetime(2026, 8, 14, 4))  # noqa: DTZ001 - a wall clock has no zone
MIDNIGHT = wall_min(datetime(2026, 8, 14))  # noqa: DTZ001
ORIGINS = tuple(MIDNIGHT + 60 * hour for hour in (19, 20, 21, 22))
LEADS = np.arange(1, 9)
AREA = "area:boulevard-kurhaus"

EDITION = """
[[event]]
id = "fireworks-2025-08-14"
title = "Vuurwerk boven zee"
kind = "fireworks"
edition_of = "fireworks-festival"
start = "2025-08-14T22:15"
end = "2025-08-14T22:45"
area_ids = ["boulevard-kurhaus"]
announced_on = 2025-05-01
source = "A year earlier, made up for this test"
"""


class Evening(NamedTuple):
    """What a node knows at midnight, what it foresees then, and what truly was, shape (steps, areas).

    ``restarted`` is what it knows when its filter has forgotten everything, ``kept`` how many steps it had kept.
    """

    known: Known
    foresight: Foresight
    truth: Float64
    restarted: Panel
    kept: int
    ticks: Ticks


class Ticks(NamedTuple):
    """Issues of the next two hours: one after each tick of five minutes, and what they say of one area.

    ``again`` is what was issued a minute after the first, ``both`` and ``course`` what is foreseen of areas after the
    second, ``longer`` the issue below. The third was issued when an earlier edition was known.
    """

    near: tuple[Issue, Issue, Issue]
    told: tuple[Foreseen, Foreseen, Foreseen]
    again: Issue | None
    longer: Issue
    both: Issue
    course: Foreseen
    explained: NearExplained


def ticks(forecasting: Forecasting, clock: FixedClock, store: EstimateStore) -> Ticks:
    longer, live, issues = forecasting.issue(), forecasting._reader()._live, []
    clock.set(clock.now() + timedelta(minutes=1))  # a minute after the origin
    live.advance()
    issues.append(forecasting.issue_near())
    clock.set(clock.now() + timedelta(minutes=1))
    again = forecasting.issue_near()
    for minutes in (4, 5):
        clock.set(clock.now() + timedelta(minutes=minutes))
        live.advance()
        assert forecasting.is_near_due()
        issues.append(forecasting.issue_near())
        if minutes == 4:
            both = forecasting.ahead()
            keep_an_edition(forecasting, store)
    found = tuple(one for one in issues if one is not None)
    assert len(found) == 3
    assert longer is not None
    assert both is not None
    assert forecasting.near is not None
    assert forecasting.near.newest is not None
    told = tuple(forecasting.foreseen(one, AREA)[0].raw for one in found)
    course = forecasting.foreseen(both, AREA)[0].raw
    return Ticks(found, told, again, longer, both, course, forecasting.near.newest)  # type: ignore[arg-type]


def keep_an_edition(forecasting: Forecasting, store: EstimateStore) -> None:
    """Let a node have kept the evening of a year ago, of which at 00:45 nobody was left."""
    city, near = forecasting.city, forecasting.near
    assert near is not None
    reader = near._panels()
    start = to_us(datetime(2025, 8, 14, 4, tzinfo=forecasting.zone))
    starts = start + 300_000_000 * np.arange(24 * 12)
    ids = tuple(f"{kind}area:{area.id}" for kind in ("", "error:") for area in city.areas)
    values = np.where(np.arange(len(starts)) < 12 * 20 + 9, 4000.0, 0.0)[:, None] * np.ones(len(ids))
    values[:, len(city.areas) :] = 20.0
    store.keep(forecasting.governance.coverage.of_picture or "", ids, starts, 5, values)
    reader._store._store = store
    reader._stretches.clear()


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    city = tmp_path_factory.mktemp("evening") / "scheveningen"
    shutil.copytree(ROOT / "cities" / "scheveningen", city)
    weeks: Path = city / "simulation" / "weeks.toml"
    weeks.write_text(weeks.read_text(encoding="utf-8").replace("days = 56", f"days = {DAYS}"), encoding="utf-8")
    with (city / "calendar.toml").open("a", encoding="utf-8") as calendar:
        calendar.write(EDITION)
    home = tmp_path_factory.mktemp("home")
    at = datetime(2026, 8, 15, 0, 10)  # noqa: DTZ001 - in the city's own time
    with standalone(city, tmp_path_factory.mktemp("nothing"), at) as (forecasting, origin):
        known = forecasting.known(origin)
        foresight = forecasting.foresee(known)
        ticked = ticks(forecasting, cast("FixedClock", forecasting._clock), EstimateStore(home / "edition.sqlite"))
        kept, restarted = restart(
            forecasting, origin, EstimateStore(tmp_path_factory.mktemp("kept") / "estimates.sqlite")
        )
    day = simulate(SimulatedCity.read(city), read_scenario(city, "fireworks-evening"), seed=SEED)
    return Evening(
        known, foresight, day.persons[1:].reshape(-1, 15, day.persons.shape[1]).mean(axis=1), restarted, kept, ticked
    )


def restart(forecasting: Forecasting, origin: int, store: EstimateStore) -> tuple[int, Panel]:
    """Keep the estimates, let the filter forget them, and read again; return how many steps were kept, and the panel.

    Without the simulated weeks, which are never kept.
    """
    reader = forecasting._reader()
    assert reader.keep_estimates(reader.read(origin)) == 0
    reader._kept_estimates._store, reader._weeks = store, lambda: None
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


def test_five_minutes_later_the_next_two_hours_are_issued_again_in_steps_of_five_minutes(evening: Evening) -> None:
    first, second, _ = evening.ticks.near
    assert evening.ticks.again is None, "not before the next five minutes"
    assert second.origin_min == first.origin_min + 5
    assert (second.step_min, second.lead_steps.tolist()) == (5, list(range(1, 25)))
    assert second.issued_at_us - second.origin_us == 60_000_000
    assert second.laid_over == evening.ticks.longer.number
    told = evening.ticks.told[1]
    assert told.status is Status.OWN
    assert "nowcast-conformal-editions" in second.method
    assert len(np.unique(told.values[:3, 5])) == 3, "each five minutes has its own"
    assert np.isfinite(told.reference).all()


def test_what_is_foreseen_of_an_area_goes_on_in_the_longer_issue(evening: Evening) -> None:
    both, longer = evening.ticks.both, evening.ticks.longer
    assert both.number == evening.ticks.near[1].number
    assert both.target_min[:24].tolist() == evening.ticks.near[1].target_min.tolist()
    assert both.target_min[-1] == longer.target_min[-1]
    assert np.isfinite(evening.ticks.course.values).all()
    assert np.array_equal(evening.ticks.course.values[:24], evening.ticks.told[1].values)


def test_an_event_of_which_an_earlier_edition_was_kept_goes_as_that_one_went_and_says_so(evening: Evening) -> None:
    _, before, after = evening.ticks.told
    assert note(Code.NO_EDITION) in before.note
    assert note(Code.EDITIONS, editions=1) in after.note
    assert note(Code.NO_EDITION) not in after.note
    assert after.values[4, 5] > 0.5 * after.values[0, 5]
    assert after.values[5, 5] < 0.1 * after.values[0, 5], "a year ago nobody was left from a quarter to one on"
    assert evening.ticks.explained.known.doubts is not None
    assert evening.ticks.explained.known.doubts.values.shape == evening.ticks.explained.known.panel.values.shape
