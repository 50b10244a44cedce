# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bench of fusion can be passed and can be failed, and shows no method the truth."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner

from baken.bench.command import command
from baken.bench.fusion import simple
from baken.bench.fusion.case import Case, CaseId, dead_sensors, make_case
from baken.bench.fusion.judging import judge
from baken.bench.fusion.playing import Answer, Heard, PictureMethod, Said
from baken.bench.fusion.running import ESTIMATOR, Result, run_case, run_cases
from baken.bench.fusion.scores import Score
from baken.bench.fusion.simple import SimpleMethods
from baken.observation.stream import Stream
from baken.simulation.sensors.rows import Rows
from baken.simulation.specimen import areas, gates
from baken.situation.levels import breaks_in_persons, level_of
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from pathlib import Path

    from baken.city.model import City

MINUTES = 240
BREAKS = np.array([[100.0, 200.0, 300.0, 400.0]])


@lru_cache(maxsize=2)
def the_case(dead: bool = False) -> Case:
    return make_case(CaseId("sensor-sabotage", 100, dead))


class Oracle:
    """Knows the truth, as no method may; ``wrong`` is added to it, and the band is as wide as is asked."""

    def __init__(self, case: Case, wrong: float = 0.0, half_width: float = 10.0, right_share: float = 0.9) -> None:
        self._truth = case.day.persons.astype(np.float64)
        self._start = case.day.start_us
        self._breaks = breaks_in_persons(case.city.areas)
        self._wrong, self._half, self._share = wrong, half_width, right_share
        self._rng = np.random.default_rng(1)
        self.latest = 0

    def hear(self, heard: Heard, now_us: int) -> Answer:
        self.latest = max(self.latest, int((heard.rows.available_us - now_us).max(initial=-1)))
        persons = self._truth[(now_us - self._start) // 60_000_000] + self._wrong
        off = np.where(self._rng.random(len(persons)) < self._share, 0.0, 3.0 * self._half)
        level = level_of(persons, self._breaks)
        return Answer(persons, persons + off - self._half, persons + off + self._half, level)


def judged(*results: Result) -> dict[str, bool | None]:
    return {target.name: target.holds for target in judge(results).targets}


def test_a_perfect_method_keeps_every_promise() -> None:
    results = [
        run_case(case, lambda _, case=case: Oracle(case), minutes=MINUTES)  # type: ignore[misc]
        for case in (the_case(), the_case(dead=True))
    ]
    verdicts = judged(*results)
    assert results[0].scores[ESTIMATOR].rmse == 0
    assert verdicts.pop("episodes of level 4-5 missed for longer than 5 min") is None, "this day has no such episode"
    assert all(verdicts.values()), verdicts


@pytest.mark.parametrize(
    ("broken", "promise"),
    [
        ({"wrong": 2000.0, "half_width": 3000.0}, "sensor-sabotage: error to best simple method"),
        ({"wrong": 50.0}, "truth in the 90 % band, sabotage"),
        ({"right_share": 1.0}, "truth in the 90 % band, at most, all days"),
        ({"wrong": 1e5}, "level right or one off"),
        ({"wrong": float("nan")}, "truth in the 90 % band, all days"),
        ({"wrong": float("nan")}, "level right or one off"),
    ],
)
def test_a_broken_method_fails(broken: dict[str, float], promise: str) -> None:
    result = run_case(the_case(), lambda _: Oracle(the_case(), **broken), minutes=MINUTES)
    assert judged(result)[promise] is False


def test_a_method_hears_nothing_before_it_could_be_known_and_every_row_once() -> None:
    heard_rows: list[Rows] = []

    class Listener(Oracle):
        def hear(self, heard: Heard, now_us: int) -> Answer:
            heard_rows.append(heard.rows)
            return super().hear(heard, now_us)

    listener = Listener(the_case())
    run_case(the_case(), lambda _: listener, minutes=MINUTES)
    assert listener.latest <= 0
    expected = the_case().rows.available_us <= the_case().day.minute_us[MINUTES]
    assert sum(map(len, heard_rows)) == expected.sum()


def test_a_method_gets_the_city_and_rows_and_nothing_else() -> None:
    given: list[object] = []

    def make(city: City) -> Oracle:
        given.append(city)
        return Oracle(the_case())

    run_case(the_case(), make, minutes=5)
    assert given == [the_case().city]
    assert set(Heard.__slots__) == {"rows", "quality"}
    assert set(Rows.__slots__) == {"stream", "start_us", "end_us", "available_us", "value"}


def test_dead_sensors_are_three_of_ten_and_say_nothing() -> None:
    streams = the_case().city.streams
    persons = [s for s in streams if s.quantity.value in dead_sensors(streams)[0].of]
    silent = set(range(len(streams))) - set(the_case(dead=True).rows.stream.tolist())
    assert len(silent) == int(np.ceil(0.3 * len(persons)))
    assert len(set(the_case().rows.stream.tolist())) == len(streams)


def score(said: list[float], truth: list[float], half: float = 20.0, shown: list[float] | None = None) -> Score:
    """Return the score of what was said; the level shown is that of ``shown``, or else of the number."""
    persons, true = np.array(said)[:, None], np.array(truth)[:, None]
    level = level_of(persons if shown is None else np.array(shown)[:, None], BREAKS)
    return Score.of(Said(persons, persons - half, persons + half, level), true, BREAKS)


def test_errors_and_coverage_are_what_they_are_called() -> None:
    found = score([10.0, 50.0, 100.0, float("nan")], [10.0, 40.0, 130.0, 60.0])
    assert found.rmse == pytest.approx(np.sqrt((0 + 100 + 900 + 3600) / 4))
    assert found.mae == pytest.approx((0 + 10 + 30 + 60) / 4)
    assert found.coverage == 0.5
    assert found.levels_near == 0.75
    both = found + found
    assert (both.rmse, both.coverage, both.days) == (found.rmse, found.coverage, 2 * found.days)


def test_the_band_is_of_whole_persons() -> None:
    assert score([0.4], [0.0], half=0.2).coverage == 1.0
    assert score([1.4], [0.0], half=0.2).coverage == 0.0


@pytest.mark.parametrize(
    ("unsaid", "missed"), [(0, 0), (5, 0), (6, 1), (30, 1)], ids=["never", "five minutes", "six minutes", "always"]
)
def test_an_episode_is_missed_when_it_is_unsaid_for_longer_than_five_minutes(unsaid: int, missed: int) -> None:
    truth = [50.0] * 10 + [350.0] * 30 + [50.0] * 10
    said = [50.0] * 10 + [50.0] * unsaid + [350.0] * (30 - unsaid) + [50.0] * 10
    found = score(said, truth)
    assert found.episodes.sum() == 1
    assert found.missed.sum() == missed
    assert found.share_missed == missed


def test_the_level_that_is_shown_counts_and_not_that_of_the_number() -> None:
    truth = [50.0] * 10 + [350.0] * 30 + [50.0] * 10
    found = score([250.0] * 50, truth, shown=[350.0] * 50)
    assert (found.episodes.sum(), found.missed.sum()) == (1, 0)
    assert found.levels_near == 0.6


def test_what_is_shown_as_full_and_is_not_is_false_high() -> None:
    found = score([50.0] * 5, [250.0, 250.0, 350.0, 450.0, 50.0], shown=[350.0, 299.0, 450.0, 350.0, 500.0])
    assert found.false_high == pytest.approx(2 / 5)
    assert score([float("nan")] * 2, [50.0, 450.0]).false_high == 0.0, "nothing is shown"


def test_the_picture_is_judged_by_the_level_that_it_shows() -> None:
    case, method = the_case(), PictureMethod.stationary(the_case().city)
    answers: list[Answer] = []

    class Watched:
        def hear(self, heard: Heard, now_us: int) -> Answer:
            answers.append(method.hear(heard, now_us))
            return answers[-1]

    said = run_case(case, lambda _: Watched(), minutes=MINUTES, keep=True).kept
    assert said is not None
    breaks = breaks_in_persons(case.city.areas)
    assert np.array_equal(said.said.level, np.stack([answer.level for answer in answers]))
    assert (said.said.level >= level_of(said.said.persons, breaks)).all()
    assert (said.said.level <= level_of(said.said.upper, breaks)).all(), "10 % lies below the upper end of the band"


def test_an_episode_is_unforeseen_when_not_even_the_band_reaches_it() -> None:
    truth = [50.0] * 10 + [350.0] * 30 + [50.0] * 10
    narrow, wide = score([250.0] * 50, truth, half=20.0), score([250.0] * 50, truth, half=60.0)
    assert (narrow.missed.sum(), narrow.unforeseen.sum()) == (1, 1)
    assert (wide.missed.sum(), wide.unforeseen.sum()) == (1, 0)


def test_a_level_that_is_high_for_five_minutes_only_is_no_episode() -> None:
    assert score([0.0] * 20, [50.0] * 10 + [350.0] * 5 + [50.0] * 5).share_missed is None


def counted(name: str, gate: str, **way: str) -> Stream:
    return Stream(
        id=name,
        name=name,
        connector="x",
        provider_id=name,
        quantity=Quantity.PEDESTRIAN_COUNT,
        gate_id=gate,
        interval_s=60.0,
        stale_after_s=300.0,
        **way,  # type: ignore[arg-type]
    )


def hear(method: SimpleMethods, stream: int, value: float, minute: int = 0, quality: int = 0) -> dict[str, list[float]]:
    one = np.array([minute * 60_000_000])
    rows = Rows(np.array([stream]), one, one, one, np.array([value]))
    told = method.hear(Heard(rows, np.array([quality], dtype=np.uint8)))
    return {name: values.tolist() for name, values in zip(simple.NAMES, told, strict=True)}


def test_the_count_difference_adds_who_comes_and_takes_away_who_goes() -> None:
    streams = [
        counted("in", "stairs", into="beach"),
        counted("out", "stairs", out_of="beach"),
        counted("from-street", "street", into="square"),
        counted("to-promenade", "arcade", out_of="square"),
    ]
    method = SimpleMethods(areas(), gates(), streams)
    hear(method, 2, 100.0)
    hear(method, 3, 60.0)
    assert hear(method, 0, 30.0)[simple.COUNTS] == [30.0, 30.0, 40.0, 0.0]
    assert hear(method, 1, 10.0)[simple.COUNTS] == [20.0, 40.0, 40.0, 0.0]
    assert hear(method, 0, 500.0, quality=6)[simple.COUNTS] == [20.0, 40.0, 40.0, 0.0], "unusable rows do not count"
    assert hear(method, 1, 90.0)[simple.COUNTS][0] == 0.0, "there are never fewer than nobody"


def test_the_panel_is_scaled_and_spread_by_surface() -> None:
    panel = Stream(
        id="p",
        name="p",
        connector="x",
        provider_id="p",
        quantity=Quantity.PANEL_VISITORS,
        interval_s=900.0,
        stale_after_s=3600.0,
        catchment=("beach", "square"),
        per_person=0.05,
    )
    method = SimpleMethods(areas(), gates(), [panel])
    assert hear(method, 0, 50.0, minute=15)[simple.PANEL] == pytest.approx([800.0, 0.0, 200.0, 0.0])
    assert hear(method, 0, 5.0, minute=0)[simple.PANEL] == pytest.approx([800.0, 0.0, 200.0, 0.0]), "older is not newer"
    assert hear(method, 0, 0.0, minute=30)[simple.AVERAGE] == [0.0, 0.0, 0.0, 0.0]


def test_processes_give_the_same_scores_as_one() -> None:
    cases = [CaseId("ordinary-day", 100), CaseId("ordinary-day", 101)]
    alone = {r.case: r for r in run_cases(cases, method=PictureMethod.stationary, minutes=60, processes=1)}
    together = {r.case: r for r in run_cases(cases, method=PictureMethod.stationary, minutes=60, processes=2)}
    assert set(alone) == set(together) == set(cases)
    for case in cases:
        assert alone[case].scores[ESTIMATOR].rmse == together[case].scores[ESTIMATOR].rmse


def test_a_report_has_tables_and_plots(tmp_path: Path) -> None:
    from baken.bench.fusion.report import write_report

    result = run_case(the_case(), lambda _: Oracle(the_case()), minutes=60, keep=True)
    found = judge([result])
    write_report(tmp_path, [result], found.figures, found.targets)
    page = (tmp_path / "fusion-results.md").read_text()
    assert "| sensor-sabotage | 0 (0) |" in page
    assert "Boulevard" in page
    for name in ("fusion-overview.png", "fusion-sensor-sabotage.png"):
        assert name in page
        assert (tmp_path / name).stat().st_size > 10_000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fusion", "--seeds", "x"], "no seed"),
        (["picture", "--seeds", "3"], "Seeds can be chosen only for"),
    ],
)
def test_what_cannot_be_chosen_is_refused(words: list[str], said: str) -> None:
    told = CliRunner().invoke(command, words)
    assert told.exit_code == 2
    assert said in told.output
