# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Auckland on Christmas Eve, standing still, with a forecast: for everything that takes rows away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from replaying import EVENING, Replay
from servers import ROOT, BakenServer, serving
from waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

FORECAST = "/api/v1/features/collections/forecast/items"


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    home = tmp_path_factory.mktemp("features")
    city = ROOT / "cities" / "auckland"
    with serving("replay", city, "--speed", "1", "--data", home / "data", home=home) as started:
        with started.client(60) as client:
            Replay(client).stand_at(EVENING + timedelta(minutes=10))
        with started.anonymous() as anybody:
            wait_for_forecast(anybody)
        yield started


def wait_for_forecast(client: httpx.Client) -> None:
    asked = {"limit": 1}
    until(
        lambda: client.get(FORECAST, params=asked).raise_for_status().json()["features"],
        60.0,
        "nothing was issued within a minute",
    )
