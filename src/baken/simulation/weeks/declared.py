# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``simulation/weeks.toml``: how the weeks before a simulated day were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from msgspec import Meta

from baken.simulation.model import SimulationError
from baken.simulation.reading import FOLDER, read_toml

if TYPE_CHECKING:
    from pathlib import Path

    from baken.simulation.model import Scenario

FILE: Final = "weeks.toml"

Degrees = Annotated[float, Meta(ge=-60.0, le=60.0)]
Share = Annotated[float, Meta(ge=0.0, le=1.0)]
NotNegative = Annotated[float, Meta(ge=0.0, le=1e6)]
ByMonth = Annotated[tuple[Degrees, ...], Meta(min_length=12, max_length=12)]
SharesByMonth = Annotated[tuple[Share, ...], Meta(min_length=12, max_length=12)]


class Climate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The weather that is usual, and how far days are from it.

    Attributes
    ----------
    warmest_c
        Mean temperature of the warmest hour per month, January first.
    night_below_c
        The coldest hour is so much colder.
    spread_c
        Standard deviation of the warmest hour of a day from that of its month.
    persistence
        Correlation of one day with the next.
    sun
        Mean share of sunshine per month.
    rain_days
        Share of days with a shower per month.
    rain_mm_h, rain_h
        Mean strength and length of a shower.
    wind_m_s
        Median wind in the afternoon.
    """

    warmest_c: ByMonth
    sun: SharesByMonth
    rain_days: SharesByMonth
    night_below_c: NotNegative = 7.0
    spread_c: NotNegative = 3.0
    persistence: Share = 0.65
    rain_mm_h: NotNegative = 1.5
    rain_h: NotNegative = 1.5
    wind_m_s: NotNegative = 4.5


class Weeks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the weeks are made of.

    Attributes
    ----------
    days
        So many days before the simulated one.
    reference
        Scenario whose visitors' ways are taken: a day without events or failures, to which all kinds of visitors come.
    seed
        Of the reference day, the weather and who comes; the same for every scenario, so that a date is one day.
    """

    days: Annotated[int, Meta(ge=1, le=400)]
    reference: str
    climate: Climate
    seed: Annotated[int, Meta(ge=0)] = 0


def is_plain(scenario: Scenario) -> bool:
    """Tell whether a scenario is a day on which nothing happens, as the reference of weeks must be."""
    return not (scenario.event or scenario.line_failure or scenario.sensor_fault)


def read_weeks(folder: Path) -> Weeks | None:
    """Return ``simulation/weeks.toml`` of a city folder; None where there is none.

    Raises
    ------
    SimulationError
        When it cannot be understood.
    """
    path = folder / FOLDER / FILE
    if not path.is_file():
        return None
    try:
        return msgspec.convert(read_toml(path), Weeks)
    except msgspec.ValidationError as error:
        raise SimulationError(
            f"{FOLDER}/{FILE} cannot be used: {error}.", remedy="Mend the file; its form is in simulation/README.md."
        ) from error
