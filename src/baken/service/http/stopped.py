# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which activities are stopped, why, and which areas lack their observations: on every picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.service.http.bodies import StoppedActivityBody

if TYPE_CHECKING:
    from baken.city.model import City
    from baken.governance.governing import Governance


def stopped_bodies(governance: Governance, city: City) -> list[StoppedActivityBody]:
    """Return one body for each activity whose data may not pass now."""
    bodies = []
    for standing in governance.stopped():
        activity = governance.activity(standing.activity)
        bodies.append(
            StoppedActivityBody(
                id=standing.activity,
                name=standing.activity if activity is None else activity.name,
                name_nl=standing.activity if activity is None else activity.name_nl,
                state=standing.state.value,
                reason=standing.reason,
                reason_nl=standing.reason_nl,
                remedy=standing.remedy,
                remedy_nl=standing.remedy_nl,
                since=standing.since,
                area_ids=sorted(_areas_of(city, standing.activity)),
            )
        )
    return bodies


def _areas_of(city: City, activity: str) -> set[str]:
    areas_of_gate = {gate.id: gate.inside for gate in city.gates}
    found: set[str] = set()
    for stream in city.streams:
        if city.coverage.of_stream(stream.id, stream.connector) == activity:
            found |= {stream.area_id} if stream.area_id else set(areas_of_gate.get(stream.gate_id or "", ()))
    return found
