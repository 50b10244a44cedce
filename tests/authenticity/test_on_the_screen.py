# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Doubt over HTTP: a high number that nobody can confirm says so, in the picture and with words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from baken.vocabulary.time import format_instant

if TYPE_CHECKING:
    import httpx


def observe(client: httpx.Client, number: int, result: float) -> None:
    at = format_instant(datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=5))
    body = {"phenomenonTime": at, "result": result, "Datastream": {"@iot.id": number}}
    assert client.post("/sta/v1.1/Observations", json=body).status_code == 201


def test_a_high_level_that_rests_on_one_sensor_says_that_it_is_not_confirmed(live_client: httpx.Client) -> None:
    areas: Any = live_client.get("/api/v1/areas").json()["features"]
    area = next(a for a in areas if a["properties"]["datastreams"] and a["properties"]["kind"] == "square")
    [stream, *_] = area["properties"]["datastreams"]
    observe(live_client, stream["id"], 1.2 * area["properties"]["usableAreaM2"])
    picture = live_client.get("/api/v1/picture").json()
    i = picture["areaIds"].index(area["id"])
    assert picture["level"][i] == 5
    assert picture["doubt"][i] == "not-corroborated"
    assert {word for j, word in enumerate(picture["doubt"]) if j != i} == {"none"}
    assert picture["summary"]["areasInDoubt"] == 1
    detail = live_client.get(f"/api/v1/areas/{area['id']}").json()
    assert detail["doubt"] == "not-corroborated"
    [reason] = detail["doubts"]
    assert reason["test"] == "not-corroborated"
    assert "neighbouring sensor" in reason["text"]
    assert "in de buurt" in reason["textNl"]
    assert all(found["doubts"] == [] for found in detail["inputs"])
