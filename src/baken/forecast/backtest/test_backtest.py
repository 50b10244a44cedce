# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from baken.forecast.backtest.contender import OwnForecaster, Past
from baken.forecast.backtest.engine import Backtest, run
from baken.forecast.backtest.execution import Processes
from baken.forecast.backtest.fingerprint import code_fingerprint, history_fingerprint
from baken.forecast.backtest.plan import Plan, WorkItem, daily_origins, first_of_month_min, refit_month
from baken.forecast.backtest.rows import Delivered, from_table, read_rows, to_table, write_rows
from baken.forecast.calendar import Calendar
from baken.forecast.model import ForecastError, History, Int64, Known, Panel, QuantileForecast, Series, SeriesKind

if TYPE_CHECKING:
    from collections.abc import Iterator

LEADS = (1, 2, 3)
START = first_of_month_min("2025-01")


def made_up(city: str, *, last: float | None = None) -> History:
    """Return three months of hours that count up; the last twenty may be another."""
    values = np.arange(90 * 24.0)[:, None] + np.array([0.0, 5000.0])
    if last is not None:
        values[-20:] = last
    series = tuple(Series(id=f"stream:{city}-{k}", kind=SeriesKind.COUNT, place_id=f"{k}") for k in range(2))
    return History(Panel(series, START, 60, values), Calendar())


@dataclass(frozen=True)
class Witness:
    """Says what it knows: what it learned last, and the last value before the origin. Writes down when it learns."""

    book: Path
    id: str = "witness"
    refit_months: int = 1
    broken_on: int = -1

    def fingerprint(self) -> str:
        return "witness 1"

    def fit(self, known: Known, *, seed: int) -> bytes:
        self.book.parent.mkdir(exist_ok=True)
        with self.book.open("a") as book:
            book.write(f"{known.origin_min} ")
        return b"%d" % len(known.panel)

    def issue(
        self, fitted: bytes, past: Past, origins_min: tuple[int, ...], wanted: frozenset[int], lead_steps: Int64
    ) -> Iterator[QuantileForecast]:
        for origin in origins_min:
            if origin == self.broken_on:
                raise KeyboardInterrupt
            if origin in wanted:
                known = past.known_at(origin)
                values = np.zeros((2, len(lead_steps), 11)) + known.panel.values[-1][:, None, None]
                values[:, :, 0] = float(fitted)
                yield QuantileForecast.of(known, lead_steps, values, method="witness/1")


def plan(**changes: object) -> Plan:
    origins = daily_origins(date(2025, 2, 1), date(2025, 3, 2), (6, 14))
    return replace(Plan(origins_min=origins, lead_steps=LEADS), **changes)  # type: ignore[arg-type]


def backtest(folder: Path, **changes: object) -> Backtest:
    made = Backtest(folder=folder, load=made_up, contenders=(Witness(folder / "book"),), plan=plan())
    return replace(made, **changes)  # type: ignore[arg-type]


def test_what_is_learned_and_foreseen_follows_from_what_was_known_then(tmp_path: Path) -> None:
    test = backtest(tmp_path)
    february, march = run(test, test.items(["a"]))
    said = test.read(february)
    assert said.origins_min.tolist() == [o for o in plan().origins_min if o < first_of_month_min("2025-03")]
    hours_known = (said.origins_min - START) // 60
    assert said.values[:, 0, 0, -1].tolist() == (hours_known - 1).tolist()  # the newest value it had
    assert np.unique(said.values[:, 0, :, 0]).tolist() == [31 * 24]  # learned from January alone
    assert np.unique(test.read(march).values[:, 0, :, 0]).tolist() == [59 * 24]


def test_nothing_after_the_last_origin_can_be_asked_for() -> None:
    past = Past(made_up("a"), START + 6000)
    assert past.known_at(START + 6000).panel.end_min == START + 6000
    with pytest.raises(ForecastError, match="after the last origin"):
        past.known_at(START + 6060)


def test_a_finished_month_is_taken_from_its_file(tmp_path: Path) -> None:
    test = backtest(tmp_path)
    first = run(test, test.items(["a"]))
    again = run(test, test.items(["a"]))
    assert [done.was_there for done in first] == [False, False]
    assert [done.was_there for done in again] == [True, True]
    assert [done.path for done in first] == [done.path for done in again]
    assert again[0].issue == first[0].issue


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path) -> None:
    broken = Witness(tmp_path / "book", broken_on=first_of_month_min("2025-03") + 14 * 60)
    test = backtest(tmp_path, contenders=(broken,))
    with pytest.raises(KeyboardInterrupt):
        run(test, test.items(["a"]))
    whole = backtest(tmp_path)
    assert [done.was_there for done in run(whole, whole.items(["a"]))] == [True, False]
    learned = (tmp_path / "book").read_text().split()
    assert learned == [
        str(first_of_month_min(month)) for month in ("2025-02", "2025-03")
    ]  # March was not learned twice
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("left", [0, 100])
def test_a_month_that_a_fault_of_the_disk_cut_short_is_made_again(tmp_path: Path, left: int) -> None:
    test = backtest(tmp_path)
    first = run(test, test.items(["a"]))
    whole = test.read(first[0]).values
    path = Path(first[0].path)
    path.write_bytes(path.read_bytes()[:left])
    again = run(test, test.items(["a"]))
    assert [done.was_there for done in again] == [False, True]
    assert np.array_equal(test.read(again[0]).values, whole, equal_nan=True)


def test_another_value_makes_only_the_months_anew_that_could_know_it(tmp_path: Path) -> None:
    everything = plan(origins_min=daily_origins(date(2025, 2, 1), date(2025, 3, 31), (6,)))
    test = backtest(tmp_path, plan=everything)
    run(test, test.items(["a"]))
    changed = backtest(tmp_path, plan=everything, load=partial(made_up, last=7.0))
    assert [done.was_there for done in run(changed, changed.items(["a"]))] == [True, False]


def test_some_origins_are_foreseen_the_same_as_among_all(tmp_path: Path) -> None:
    few = frozenset(plan().origins_min[::7])
    whole, part = backtest(tmp_path / "whole"), backtest(tmp_path / "part", plan=plan(only_min=few))
    for month, some in zip(run(whole, whole.items(["a"])), run(part, part.items(["a"])), strict=True):
        expected = whole.read(month).at(sorted(few))
        assert np.array_equal(part.read(some).values, expected.values)
        assert part.read(some).origins_min.tolist() == expected.origins_min.tolist()
    # and where all are finished, some are taken from them
    taken = replace(part, folder=tmp_path / "whole")
    assert all(done.was_there for done in run(taken, taken.items(["a"])))


def test_several_processes_give_the_same_files_as_one(tmp_path: Path) -> None:
    one = backtest(tmp_path / "one", contenders=(OwnForecaster("climatology"),))
    two = replace(one, folder=tmp_path / "two")
    items = one.items(["a", "b"])
    alone, together = run(one, items), run(two, items, executor=Processes(2))
    for a, b in zip(alone, together, strict=True):
        assert np.array_equal(one.read(a).values, two.read(b).values, equal_nan=True)


def test_a_model_that_is_not_installed_says_so_and_the_others_go_on(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Absent(Witness):
        id: str = "absent"

        def fit(self, known: Known, *, seed: int) -> bytes:
            raise ForecastError("It needs a library.", remedy="Install it.")

    test = backtest(tmp_path, contenders=(Absent(tmp_path / "book"), Witness(tmp_path / "book")))
    told = {done.item[1]: done.why_not for done in run(test, test.items(["a"]))}
    assert "needs a library" in told["absent"]
    assert told["witness"] == ""


def test_progress_is_told_after_every_item(tmp_path: Path) -> None:
    test, told = backtest(tmp_path), []
    run(test, test.items(["a", "b"]), progress=lambda _done, number, everything: told.append((number, everything)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_items_that_learn_come_first(tmp_path: Path) -> None:
    quarterly = Witness(tmp_path / "book", refit_months=3)
    origins = daily_origins(date(2025, 1, 20), date(2025, 4, 10), (6,))
    test = backtest(tmp_path, contenders=(quarterly,), plan=plan(origins_min=origins))
    assert [item.month for item in test.items(["a"])] == ["2025-01", "2025-04", "2025-02", "2025-03"]
    run(test, test.items(["a"])[1:])
    assert (tmp_path / "book").read_text().split() == [str(first_of_month_min(m)) for m in ("2025-04", "2025-01")]


@pytest.mark.parametrize(("month", "every", "learned"), [("2025-12", 12, "2025-01"), ("2025-12", 3, "2025-10")])
def test_refits_are_counted_from_january(month: str, every: int, learned: str) -> None:
    assert refit_month(month, every) == learned


@pytest.mark.parametrize("wrong", [{"origins_min": ()}, {"origins_min": (60, 60)}, {"lead_steps": (0, 1)}])
def test_a_plan_that_cannot_be_carried_out_is_refused(wrong: dict[str, tuple[int, ...]]) -> None:
    with pytest.raises(ForecastError):
        plan(**wrong)


def delivered() -> Delivered:
    values = np.arange(2 * 3 * 4 * 11, dtype=np.float32).reshape(2, 3, 4, 11)
    values[1, 2] = np.nan
    status = np.array([[0, 0, 1], [0, 0, 2]], dtype=np.uint8)
    return Delivered(("a", "b", "c"), np.array([360, 840]), 60, np.array([1, 2, 3, 168]), values, status)


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    write_rows(tmp_path / "x" / "rows.parquet", delivered(), {"made": "by hand"})
    back = read_rows(tmp_path / "x" / "rows.parquet", 60)
    assert back.series_ids == ("a", "b", "c")
    for name in ("origins_min", "lead_steps", "values", "status"):
        assert np.array_equal(getattr(back, name), getattr(delivered(), name), equal_nan=True), name


def test_some_origins_are_read_without_the_others(tmp_path: Path) -> None:
    write_rows(tmp_path / "rows.parquet", delivered(), {})
    some = read_rows(tmp_path / "rows.parquet", 60, [840, 9999])
    assert some.origins_min.tolist() == [840]
    assert np.array_equal(some.values, delivered().values[1:], equal_nan=True)
    assert read_rows(tmp_path / "rows.parquet", 60, []).values.shape[0] == 0


def test_rows_of_others_may_come_in_any_order_and_without_status() -> None:
    table = to_table(delivered()).drop_columns(["status"])
    mixed = table.take(np.random.default_rng(2).permutation(len(table)))
    assert np.array_equal(from_table(mixed, 60).values, delivered().values, equal_nan=True)


def test_rows_that_come_twice_or_lie_between_steps_are_refused() -> None:
    table = to_table(delivered())
    with pytest.raises(ForecastError, match="twice"):
        from_table(table.take([0, 0, 1]), 60)
    with pytest.raises(ForecastError, match="on a step"):
        from_table(table, 45)
    with pytest.raises(ForecastError, match="target_time"):
        from_table(table.drop_columns(["target_time"]), 60)


def test_the_fingerprint_of_data_tells_of_what_was_known_and_of_nothing_later() -> None:
    end = made_up("a").panel.end_min
    a, b = made_up("a"), made_up("a", last=1.0)
    assert history_fingerprint(a, end) != history_fingerprint(b, end)
    assert history_fingerprint(a, end - 1200) == history_fingerprint(b, end - 1200)
    assert history_fingerprint(a, end) != history_fingerprint(replace(a, calendar=Calendar("NZ")), end)


def test_the_fingerprint_of_code_tells_of_constants_and_not_of_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(name: str, text: str) -> str:
        (tmp_path / f"{name}.py").write_text(text)
        return code_fingerprint([name])

    monkeypatch.syspath_prepend(str(tmp_path))
    first = told("code_a", '"""Words."""\nX = 1\n')
    assert first != told("code_b", "X = 1\n")  # the name of the module is part of it
    from baken.forecast.backtest.fingerprint import _read

    texts = {"plain": "X = 1\n", "worded": '"""Word."""\n# more\nX = (\n    1\n)\n', "other": "X = 2\n"}
    for name, text in texts.items():
        (tmp_path / f"code_{name}.py").write_text(text)
    plain, worded, other = (_read(f"code_{name}")[0] for name in texts)
    assert plain == worded != other


def test_work_items_name_city_model_and_month() -> None:
    assert WorkItem("a", "b", "2025-01")._asdict() == {"city": "a", "model": "b", "month": "2025-01"}
