# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The made-up city Squares with a limit on its north square, and what the sensor there says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

_LIMIT: Final = """
[[limit]]
id = "busy"
areas = ["north"]
kind = "persons"
value = 100
unit = "{person}"
source = "Permit of the made-up square, condition 3"
severity = "Severe"
lead_time_min = 30
raise_at = 0.5
"""

RETENTION: Final = """
[[retention]]
layer = "warnings"
period = "P400D"
trigger = "issued-at"
reason = "A year and a month."

[covers]
"""
"""In place of ``[covers]`` in an activity: warnings are kept, and for how long."""


def limit_persons(city: Path, *, calm_min: int | None = None) -> None:
    """Declare that a hundred persons are enough on the north square; a warning of it may be over after a while."""
    calm = "" if calm_min is None else f"calm_min = {calm_min}\n"
    (city / "limits.toml").write_text(_LIMIT + calm, encoding="utf-8")


def count(client: httpx.Client, persons: int) -> None:
    """Let the sensor of the north square say how many people are there now."""
    row = {"phenomenonTime": datetime.now(UTC).isoformat().replace("+00:00", "Z"), "result": persons}
    query = "/sta/v1.1/Datastreams?$filter=properties/streamId eq 'north-persons'"
    name = client.get(query).raise_for_status().json()["value"][0]["@iot.id"]
    client.post(f"/sta/v1.1/Datastreams({name})/Observations", json=row).raise_for_status()
