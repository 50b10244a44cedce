# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a screen does with a replay, and what it may expect of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

EVENING = datetime(2025, 12, 24, 5, 0, tzinfo=UTC)
"""18:00 in Auckland; the newest hour that is known began at 16:00 there."""

COLUMNS = (
    "persons",
    "personsStandardError",
    "densityPerM2",
    "densityPerM2StandardError",
    "flowPerMMin",
    "flowPerMMinStandardError",
    "level",
    "levelLikely",
    "levelProbability",
    "quality",
    "phenomenonTime",
    "phenomenonTimeEnd",
    "availableAt",
)
"""The columns of a picture, one value per area."""


def wire(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


@dataclass
class Replay:
    """What a screen can do with a replay."""

    client: httpx.Client

    def change(self, **wishes: Any) -> dict[str, Any]:
        body = {key: wire(value) if isinstance(value, datetime) else value for key, value in wishes.items()}
        answer = self.client.patch("/api/v1/replay", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def stand_at(self, moment: datetime) -> None:
        """Pause, and go to a moment as if for the first time: from after it, so that everything starts afresh."""
        self.change(paused=True, speed=1, now=moment + timedelta(microseconds=1))
        self.change(now=moment)

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        answer = self.client.get(f"/api/v1/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def picture(self, **query: Any) -> dict[str, Any]:
        return self.get("picture", **query)


def columns(picture: dict[str, Any]) -> dict[str, Any]:
    """Return what a picture says of the city, without when and under which number it was made."""
    return {name: picture[name] for name in ("areaIds", "summary", *COLUMNS)}
