# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A city that was just begun foresees at once, or says why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from baken.forecast.model import Status
from baken.plugin.scaffold import new_city
from baken.service.forecasting.standalone import standalone
from baken.service.forecasting.standing import State

if TYPE_CHECKING:
    from pathlib import Path


def done(city: Path) -> Path:
    """Take the marks of what is left to do away, as somebody who agrees with every example would."""
    for path in city.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8").replace("TODO ", "").replace("TODO", "done")
            path.write_text(text, encoding="utf-8")
    return city


def test_a_new_city_issues_at_once_and_says_of_each_series_what_it_lacks(tmp_path: Path) -> None:
    city = done(new_city(tmp_path, "almere"))
    with standalone(city, tmp_path / "data", None) as (forecasting, _):
        kept = forecasting.issue()
        assert kept is not None
        assert forecasting.state is State.ISSUED
        shown = forecasting.foreseen(kept)
        assert {one.raw.series.id for one in shown} == {"stream:main-street-count", "area:main-street"}
        for one in shown:
            assert one.raw.status is not Status.OWN, "eight hours of history, and it speaks for itself"
            assert one.raw.note
            assert np.isfinite(one.raw.values).all() or one.raw.status is Status.NONE
