# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken backtest``: a table, a page, months that are kept, and sentences for what cannot be done."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

from servers import BAKEN, ROOT, environment, run_baken

if TYPE_CHECKING:
    from pathlib import Path

FAULTS, WRONG_USE, COULD_NOT = 1, 2, 3
DAYS = ("--from", "2025-03-25", "--to", "2025-04-05", "--leads", "24")
QUICK = ("--models", "seasonal-naive", *DAYS)
PATIENCE_S = 120


def backtest(*words: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    return run_baken("backtest", *words, home=home, patience_s=PATIENCE_S)


def scores(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def months(cache: Path) -> dict[str, int]:
    """Each finished month and when it was written."""
    return {path.name: path.stat().st_mtime_ns for path in (cache / "months").rglob("*.parquet")}


def test_each_model_is_scored_per_horizon_beside_the_reference(tiny: Path, tmp_path: Path) -> None:
    found = scores(backtest(tiny, *QUICK, "--cache", tmp_path / "cache", "--json", home=tmp_path))
    assert [(row["model"], row["bucket"]) for row in found] == [
        (model, bucket) for model in ("seasonal-naive", "climatology") for bucket in ("all", "1 h", "2-6 h", "7-24 h")
    ]
    assert all(row["skill"] == 0 for row in found if row["model"] == "climatology")
    naive = [row for row in found if row["model"] == "seasonal-naive"]
    assert naive[0]["number"] == sum(row["number"] for row in naive[1:]) > 500
    reference = found[len(naive)]
    assert naive[0]["skill"] == pytest.approx(1 - naive[0]["wql"] / reference["wql"])
    text = backtest(tiny, *QUICK, "--cache", tmp_path / "cache", home=tmp_path)
    assert text.returncode == 0
    for word in ("MAE", "WQL", "skill", "in 80 %", "seasonal-naive", "7-24 h", f"{naive[0]['wql']:.4f}"):
        assert word in text.stdout


def test_after_a_kill_it_goes_on_where_it_was(tiny: Path, tmp_path: Path) -> None:
    words = (tiny, "--models", "climatology", "--from", "2025-01-01", "--to", "2025-04-30", "--leads", "24")
    cache = tmp_path / "cache"
    running = subprocess.Popen(
        [BAKEN, "backtest", *map(str, words), "--cache", cache], cwd=tmp_path, env=environment(tmp_path),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + PATIENCE_S
    while not months(cache) and running.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    running.send_signal(signal.SIGKILL)
    running.wait()
    before = months(cache)
    assert 0 < len(before) < 4, "it was killed too early or too late"
    again = scores(backtest(*words, "--cache", cache, "--json", home=tmp_path))
    after = months(cache)
    assert len(after) == 4
    assert {name: after[name] for name in before} == before  # what was finished was not made again
    whole = scores(backtest(*words, "--cache", tmp_path / "other", "--json", "--processes", "2", home=tmp_path))
    assert again == whole


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--models", "crystal-ball"), ("crystal-ball", "Choose one of", "climatology")),
        (("--from", "2031-01-01"), ("2031-01-01 lies outside", "Take days from 2019-01-29 to")),
        (("--report", "nowhere/page.html"), ("no folder", "Make it first")),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_with_a_remedy(
    tiny: Path, tmp_path: Path, words: tuple[str, ...], said: tuple[str, ...]
) -> None:
    done = backtest(tiny, *words, "--json", home=tmp_path)
    assert done.returncode == COULD_NOT
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    for word in said:
        assert word in done.stderr


@pytest.mark.parametrize(
    "words", [("--origins", "25:00"), ("--origins", ""), ("--models", ","), ("--from", "soon"), ("--leads", "0"),
              ("--spark", "local[1]", "--processes", "2")],
)  # fmt: skip
def test_what_is_written_wrongly_is_told_apart(tiny: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = backtest(tiny, *words, home=tmp_path)
    assert done.returncode == WRONG_USE, done.stderr
    assert "Traceback" not in done.stderr


def test_a_city_without_recorded_counts_has_nothing_to_forecast_again(tmp_path: Path) -> None:
    done = backtest(ROOT / "tests" / "fixtures" / "cities" / "squares", "--json", home=tmp_path)
    assert done.returncode == COULD_NOT
    assert "know nothing of the past" in done.stderr


def test_a_day_of_history_is_too_little(tmp_path: Path) -> None:
    city = tmp_path / "new"
    shutil.copytree(ROOT / "cities" / "scheveningen", city)
    (city / "simulation" / "weeks.toml").unlink()
    done = backtest(city, "--json", home=tmp_path)
    assert done.returncode == COULD_NOT
    assert "28 days" in done.stderr


def test_counts_of_which_no_forecasts_may_be_made_are_not_read(tiny: Path, tmp_path: Path) -> None:
    city = tmp_path / "silent"
    shutil.copytree(tiny, city)
    for path in (city / "activities").glob("*.toml"):
        path.write_text(re.sub(r"(?m)^forecasts = .*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    done = backtest(city, *QUICK, "--cache", tmp_path / "cache", "--json", home=tmp_path)
    assert done.returncode == COULD_NOT
    assert "covers forecasts" in done.stderr
    assert not (tmp_path / "cache").exists()
