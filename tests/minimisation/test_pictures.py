# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures, histories and time lines of a node with k = 10 are made of what may leave, and tell nothing more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pytest

from baken.governance.lists import Action, Layer
from baken.governance.model import ANYBODY
from baken.observation.columns import ObservationColumns
from baken.observation.protocol import ObservationQuery
from baken.service.http.picture_body import picture_body
from baken.service.live import Live
from baken.service.past import Span
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import FixedClock, to_us
from keeping import NOW, opened

if TYPE_CHECKING:
    from pathlib import Path

    from baken.service.opened import Opened

MINUTE = timedelta(minutes=1)


@pytest.fixture
def city(squares: Path) -> Path:
    """The squares, where nothing of fewer than ten persons leaves the node."""
    file = squares / "activities" / "square-counting.toml"
    file.write_text(file.read_text().replace("k = 1\n", "k = 10\n"))
    return squares


def live_of(found: Opened, clock: FixedClock) -> Live:
    store = found.governed(found.store, clock)
    return Live(found.city, found.datastream_ids, store, clock, found.governance, found.releases)


def told(city: Path, data: Path, counts: np.ndarray) -> list[Any]:
    """Return everything that is told of counts per minute and stream, shape (minutes, streams)."""
    clock = FixedClock(NOW)
    answers: list[Any] = []
    with opened(city, data) as found:
        live = live_of(found, clock)
        live.epoch = "the same"
        ids = list(found.datastream_ids.values())[: counts.shape[1]]
        for i, row in enumerate(counts):
            clock.set(NOW + i * MINUTE)
            us = to_us(clock.now() - MINUTE)
            rows = ObservationColumns.of(ids, [us] * len(ids), row, available_at_us=us + 1)
            live.committed(rows, found.store.append(rows))
            answers.append(picture_body(live.picture(), epoch="", now=NOW))
            answers += [live.picture().inputs(area) for area in live.picture().area_ids]
        for bucket in (1, 2, 5):
            past = live.history(Span(NOW - 10 * MINUTE, NOW + 10 * MINUTE, bucket * MINUTE))
            answers += [past.persons.tolist(), past.level.tolist(), past.quality.tolist(), past.density_per_m2.tolist()]
            answers += [past.timeline().persons.tolist(), past.flow_per_m_min.tolist()]
        answers.append(picture_body(live.past(NOW + MINUTE), epoch="", now=NOW, at=NOW))
        permit = found.governance.permit(ANYBODY, Action.READ, Layer.OBSERVATIONS)
        answers.append(found.governed(found.store, clock).read(ObservationQuery(), activity=permit).to_pylist())
    return [str(msgspec.to_builtins(a, str_keys=True)) if isinstance(a, msgspec.Struct) else repr(a) for a in answers]


@pytest.mark.parametrize("seed", range(4))
def test_no_picture_history_or_time_line_tells_two_worlds_apart(city: Path, tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    one = rng.integers(0, 60, (6, 3)).astype(float)
    shown = np.floor(one / 10 + 0.5) * 10
    twin = np.where(one < 10, rng.integers(0, 10, one.shape), np.maximum(10, shown + rng.integers(-5, 5, one.shape)))
    assert (one != twin).any()
    assert told(city, tmp_path / "one", one) == told(city, tmp_path / "other", twin)


def test_a_square_with_few_people_is_withheld_at_its_lowest_level(city: Path, tmp_path: Path) -> None:
    clock = FixedClock(NOW)
    with opened(city, tmp_path / "data") as found:
        live = live_of(found, clock)
        stream = next(iter(found.datastream_ids.values()))
        us = to_us(NOW - MINUTE)
        rows = ObservationColumns.of(stream, [us], [3.0], available_at_us=us + 1)
        live.committed(rows, found.store.append(rows))
        picture = live.picture()
        (area,) = np.flatnonzero(picture.quality == QualityFlag.WITHHELD)
        assert np.isnan(picture.persons[area])
        assert picture.level[area] == 1
        body = picture_body(picture, epoch="", now=NOW)
        assert body.quality[area] == "withheld"
        assert body.persons[area] is None
        assert [k for k in body.below_k if k] == [10]


def test_a_correction_of_one_person_changes_no_picture(city: Path, tmp_path: Path) -> None:
    clock = FixedClock(NOW)
    with opened(city, tmp_path / "data") as found:
        live = live_of(found, clock)
        stream = next(iter(found.datastream_ids.values()))
        us = to_us(NOW - MINUTE)
        for value in (14.0, 15.0):
            rows = ObservationColumns.of(stream, [us], [value], available_at_us=us + int(value))
            live.committed(rows, found.store.append(rows))
            assert np.nansum(live.picture().persons) == 10.0


def test_a_quarter_of_an_hour_enters_the_picture_when_it_is_over(city: Path, tmp_path: Path) -> None:
    file = city / "activities" / "square-counting.toml"
    file.write_text(file.read_text().replace("k = 10\n", "k = 10\nsmallest_cell_s = 900\n"))
    clock = FixedClock(NOW)
    with opened(city, tmp_path / "data") as found:
        live = live_of(found, clock)
        stream = next(iter(found.datastream_ids.values()))
        seen = []
        for i in range(18):
            us = to_us(NOW + i * MINUTE)
            rows = ObservationColumns.of(stream, [us], [30.0], available_at_us=us + 60_000_000)
            clock.set(NOW + (i + 1) * MINUTE)
            live.committed(rows, found.store.append(rows))
            live.advance()
            seen.append(float(np.nansum(live.picture().persons)))
        assert seen[:14] == [0.0] * 14
        assert seen[-1] == 30.0
