# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The files of a city, opened for a test, with a retention whose clocks stand where the test wants them."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from baken.observation.model import Datastream
from baken.plugin.registry import ConnectorRegistry
from baken.service.forecasting.issued import Issue
from baken.service.opened import Opened, opened_city
from baken.service.retention import Retention
from baken.vocabulary.time import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from baken.observation.catalogue import Catalogue

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@contextlib.contextmanager
def opened(city: Path, data: Path) -> Iterator[Opened]:
    with opened_city(city, data, NOW, ConnectorRegistry()) as found:
        yield found


def retention_of(found: Opened, now: datetime = NOW) -> Retention:
    return Retention(found, FixedClock(now), FixedClock(now))


def datastream_of_another_activity(catalogue: Catalogue, like: int, activity: str) -> int:
    """Make a datastream that belongs to another activity, and return its id."""
    with catalogue.change() as change:
        model = catalogue.datastream(like)
        assert model is not None
        fields = {name: getattr(model, name) for name in msgspec.structs.asdict(model) if name != "id"}
        fields["properties"] = {**model.properties, "processingActivity": activity}
        return change.add(Datastream, **fields).id


def an_issue(made_at_us: int, *, activity: str) -> Issue:
    """Return an issue of forecasts that was made at a moment."""
    return Issue(
        issued_at_us=made_at_us,
        made_at_us=made_at_us,
        origin_min=0,
        origin_us=made_at_us,
        step_min=60,
        lead_steps=np.arange(1, 3),
        method=f"climatology/1 for {activity}",
        reference="climatology/1",
        activity=activity,
        series=0,
        seconds=0.1,
    )
