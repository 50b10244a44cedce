# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the forecasting of a node stands, and when it issues."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from baken.forecast.lifecycle.schedule import Schedule

if TYPE_CHECKING:
    from baken.city.model import City


class State(StrEnum):
    """How forecasting stands."""

    UNDECLARED = "undeclared"
    """No processing activity covers forecasts, or the one that does is stopped: none are made."""
    WAITING = "waiting"
    """None was issued since the start."""
    ISSUED = "issued"
    DRIFTED = "drifted"
    """They are issued, and an alarm stands: the model is not what its trial said."""
    FAILED = "failed"
    """The last try failed; the log says why, and it is tried again."""


def schedule_of(city: City) -> Schedule:
    """Return when a city's forecasts are issued: each hour, as soon as what usually comes late has come."""
    from baken.service.forecasting.panels import counted, step_of

    late = max((s.delay_s for s in counted(city.streams, step_of(city.streams))), default=0.0)
    delay = min(timedelta(seconds=late) // timedelta(minutes=1) + 1, 59)
    return Schedule(issue_every_min=60, delay_min=delay)
