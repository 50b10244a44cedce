# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""On a cluster of Spark the same forecasts come as on one machine, bit for bit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

import find_or_install_java
from baken.forecast.backtest.contender import OwnForecaster
from baken.forecast.backtest.counts import CountsFolder
from baken.forecast.backtest.engine import Backtest, run
from baken.forecast.backtest.plan import Plan, daily_origins
from baken.forecast.backtest.spark import OnSpark
from baken.forecast.calendar import Calendar
from baken.forecast.model import History
from baken.forecast.synthetic import street
from baken.forecast.wall_clock import wall_time
from servers import run_baken

if TYPE_CHECKING:
    from pathlib import Path

CITIES = ("a", "b")
TWO_MACHINES = "local-cluster[2,1,1024]"
QUICKLY = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"
"""Four Java processes live for seconds: what they would compile and collect for hours is not worth its start."""
SMALL = {
    "spark.executor.memory": "512m",
    "spark.driver.memory": "512m",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": QUICKLY,
    "spark.executor.extraJavaOptions": QUICKLY,
    "spark.ui.enabled": "false",
}


def a_backtest(folder: Path) -> Backtest:
    """Two cities of three streets, the climatology, eight days around the end of a month."""
    counts = CountsFolder(folder / "counts")
    for number, city in enumerate(CITIES):
        counts.write(city, History(street(75, count=3, seed=number), Calendar("NL")))
    end = wall_time(counts("a").panel.end_min).date()
    middle = date(end.year, end.month, 1)
    origins = daily_origins(middle.replace(day=1), middle.replace(day=4), (6, 14))
    origins = tuple(o - 6 * 1440 for o in origins[:4]) + origins[4:]
    return Backtest(
        folder=folder / "here",
        load=counts,
        contenders=(OwnForecaster("climatology"),),
        plan=Plan(origins_min=origins, lead_steps=tuple(range(1, 25))),
    )


@pytest.fixture
def java(monkeypatch: pytest.MonkeyPatch) -> None:
    home = find_or_install_java.find()
    if home is None:
        pytest.skip(find_or_install_java.HOW_TO_GET_IT)
    monkeypatch.setenv("JAVA_HOME", str(home))
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")


@pytest.mark.slow
@pytest.mark.usefixtures("java")
def test_a_cluster_gives_the_same_rows_as_one_process(tmp_path: Path) -> None:
    here = a_backtest(tmp_path)
    there = replace(here, folder=tmp_path / "there")
    items = here.items(CITIES)
    assert len({item.month for item in items}) == 2
    alone = run(here, items)
    together = run(there, items, executor=OnSpark(TWO_MACHINES, SMALL))
    assert [done.item for done in together] == list(items)
    for a, b in zip(alone, together, strict=True):
        assert not b.was_there
        assert a.path.removeprefix(str(here.folder)) == b.path.removeprefix(str(there.folder))
        mine, theirs = here.read(a), there.read(b)
        assert mine.values.tobytes() == theirs.values.tobytes()
        assert np.array_equal(mine.origins_min, theirs.origins_min)
        assert mine.series_ids == theirs.series_ids


def test_without_java_a_sentence_says_what_to_do(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nothing"))
    days = ("--from", "2025-03-25", "--to", "2025-03-26", "--models", "climatology")
    done = run_baken("backtest", tiny, *days, "--spark", "local[1]", "--json", home=tmp_path)
    assert done.returncode == 3
    assert "could not run the backtest" in done.stderr
    assert "Java runtime of version 17" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_work_no_cluster_is_asked(tmp_path: Path) -> None:
    assert run(a_backtest(tmp_path), [], executor=OnSpark("spark://nowhere.invalid:1")) == ()
