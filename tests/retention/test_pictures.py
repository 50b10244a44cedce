# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Deletion reaches what is in memory: the newest values, the picture, and pictures that were shown before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from baken.observation.columns import ObservationColumns
from baken.service.http.picture_cache import PictureCache
from baken.service.live import Live
from baken.service.retention import Retention
from baken.vocabulary.time import FixedClock, to_us
from keeping import NOW, opened

if TYPE_CHECKING:
    from pathlib import Path


def test_a_value_that_went_is_in_no_picture_any_more(squares: Path, tmp_path: Path) -> None:
    file = squares / "activities" / "square-counting.toml"
    file.write_text(file.read_text().replace('"P36500D"', '"PT1H"'))
    with opened(squares, tmp_path / "data") as found:
        clock = FixedClock(NOW)
        store = found.governed(found.store, clock)
        live = Live(found.city, found.datastream_ids, store, clock, found.governance, found.releases)
        pictures = PictureCache(live, clock, stopped=list)
        retention = Retention(found, clock, clock, on_deleted=live.deleted)
        stream = next(iter(found.datastream_ids.values()))
        for seconds, value in ((3500, 111.0), (60, 222.0)):
            us = to_us(NOW - timedelta(seconds=seconds))
            rows = ObservationColumns.of(stream, [us], [value], available_at_us=us)
            live.committed(rows, found.store.append(rows))
            pictures.present()
        seen = live.picture().sequence
        assert pictures.numbered(seen - 1, live.epoch) is not None
        epoch = live.epoch

        clock.set(NOW + timedelta(seconds=110))
        retention.run()
        pictures.present()
        assert pictures.numbered(seen - 1, live.epoch) is None, "a picture that rests on what went"
        assert np.nansum(live.picture().newest.value) == 222.0
        assert live.epoch == epoch, "screens need not begin anew"

        clock.set(NOW + timedelta(minutes=61))
        retention.run()
        assert np.isnan(live.picture().newest.value).all()
        assert np.isnan(live.picture().persons).all()
        assert len(found.store.last()) == 0
