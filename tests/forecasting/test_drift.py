# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A node whose model has drifted says so, and shows the reference in its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from baken.forecast.lifecycle.fielded import fitted
from baken.forecast.lifecycle.trust import Mistrust
from baken.forecast.model import History, Status
from baken.forecast.registry import REFERENCE, forecaster
from baken.forecast.wall_clock import from_wall_min
from baken.observation.columns import ObservationColumns
from baken.service.forecasting.issued import Foreseen, Issue
from baken.service.forecasting.models import candidate
from baken.service.forecasting.standalone import standalone
from baken.vocabulary.time import to_us
from keeping import opened
from servers import FIXTURES, serving
from waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from baken.service.forecasting.forecasting import Forecasting

CITY = FIXTURES / "cities" / "squares"
DAYS = 40
LEADS = np.arange(1, 97)


def fill(data: Path, now: datetime) -> None:
    """Let the promenade be counted every minute for weeks, until now."""
    with opened(CITY, data) as found:
        last_us = to_us(now) // 60_000_000 * 60_000_000
        times = last_us - np.arange(DAYS * 1440, 0, -1) * 60_000_000
        counts = 10.0 + 5.0 * np.sin(np.arange(len(times)) / 1440 * 2 * np.pi)
        stream = found.datastream_ids["promenade-count"]
        found.store.append(ObservationColumns.of(stream, times, counts, available_at_us=times + 60_000_001))


def let_a_model_issue_thrice_too_many(forecasting: Forecasting, origin_min: int) -> str:
    """Fit a model, let it issue since three weeks ago, and keep a fortnight of forecasts that were far too high."""
    known = forecasting.known(origin_min)
    past = History(panel=known.panel, calendar=known.calendar)
    first = origin_min // 1440 * 1440 - 15 * 1440 + 360
    learned = past.known_at(first)
    record, content, _ = fitted(
        "climatology-conformal", learned, city="squares", now_us=from_wall_min(first, forecasting.zone)
    )
    forecasting.models.store.add(record, content)
    forecasting.models.store.promote("squares", record.id, since_us=record.fitted_at_us, why="For the test.")
    for day in range(15):
        origin = first + day * 1440
        said = forecaster(REFERENCE).forecast(past.known_at(origin), LEADS)
        at_us = from_wall_min(origin, forecasting.zone)
        forecasting.store.append(
            Issue(
                issued_at_us=at_us,
                made_at_us=at_us,
                origin_min=origin,
                origin_us=at_us,
                step_min=known.panel.step_min,
                lead_steps=LEADS,
                method=record.method,
                reference=said.method,
                activity="square-counting",
                series=len(known.panel.series),
                seconds=0.1,
                model=record.id,
            ),
            [
                Foreseen(series=one, status=Status.OWN, note="", values=3.0 * said.values[i], reference=said.values[i])
                for i, one in enumerate(known.panel.series)
            ],
        )
    return record.id


def test_a_node_whose_model_has_drifted_says_so_and_shows_the_reference(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    data = tmp_path / "data" / "squares"
    fill(data, now)
    with standalone(CITY, data, now) as (forecasting, origin_min):
        model = let_a_model_issue_thrice_too_many(forecasting, origin_min - 60)
    with standalone(CITY, data, now - timedelta(hours=1)) as (forecasting, _):
        assert forecasting.issue() is not None
        assert forecasting.watch.is_for_the_reference
        forecasting.fits = True
        assert forecasting.is_fit_due() == bool(candidate()), (
            "an alarm stands, and nothing is fitted before the month ends"
        )
    with serving("serve", CITY, home=tmp_path) as server, server.client(60) as client:
        until(lambda: client.get("/api/v1/forecasts").json()["alarms"], 60.0, "no alarm was raised")
        found = client.get("/api/v1/forecasts").json()
        assert (found["state"], found["mistrust"]) == ("drifted", Mistrust.DRIFTED), found
        assert {"worse-than-reference", "bands"} >= {one["kind"] for one in found["alarms"]}
        assert "more loss than the reference" in found["sentence"]
        assert "meer verlies dan de referentie" in found["sentenceNl"]
        assert found["champion"]["id"] == model
        counted = client.get("/api/v1/forecasts/streams/promenade-count?hours=24").json()
        assert counted["status"] == "reference"
        assert counted["median"] == counted["reference"]["median"]
        assert "not as good as it was" in counted["note"]
        assert server.said().count("is not as it was") == 1
