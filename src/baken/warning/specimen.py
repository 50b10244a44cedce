# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Made-up limits and outlooks: what laws and tests are held on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.model import QUANTILES, Status
from baken.warning.kinds import LimitKind
from baken.warning.model import Limit
from baken.warning.outlook import Outlook

if TYPE_CHECKING:
    from baken.warning.outlook import Float64

AT_US: Final = 1_786_730_400_000_000
"""2026-08-14 18:00 UTC."""

STEP_S: Final = 900
SPREAD: Final = np.array([-1.96, -1.28, -0.84, -0.52, -0.25, 0.0, 0.25, 0.52, 0.84, 1.28, 1.96])
"""Standard normal quantiles of :data:`~baken.forecast.model.QUANTILES`."""


def limit(name: str = "square-persons", **changes: object) -> Limit:
    """Return a limit on persons of the area that its id begins with, changed where asked."""
    values: dict[str, object] = {
        "id": name,
        "area_id": name.rpartition("-")[0] or name,
        "kind": LimitKind.PERSONS,
        "value": 1000.0,
        "source": "made up",
    }
    return Limit(**(values | changes))  # type: ignore[arg-type]


def outlook(
    value: Float64,
    medians: Float64,
    *,
    limits: Float64 | None = None,
    error: float = 50.0,
    spread: float = 100.0,
    lead_s: int = 1800,
    at_us: int = AT_US,
) -> Outlook:
    """Return an outlook on areas of whom the present and the foreseen medians are given.

    Parameters
    ----------
    value
        Shape (n,).
    medians
        Shape (n, steps); steps of a quarter of an hour from now on.
    spread
        Standard deviation of the forecast.
    """
    count, steps = medians.shape
    foreseen = np.maximum(medians[:, :, None] + spread * SPREAD, 0.0)
    return Outlook(
        at_us=at_us,
        limits=np.full(count, 1000.0) if limits is None else limits,
        is_below=np.zeros(count, np.bool_),
        lead_s=np.full(count, lead_s, np.int64),
        value=value,
        standard_error=np.where(np.isnan(value), np.nan, error),
        precondition=np.ones(count),
        quality=np.where(np.isnan(value), 6, 0).astype(np.uint8),
        doubt=np.zeros(count, np.uint8),
        sources=np.full(count, 3, np.int64),
        foreseen=foreseen,
        quantiles=QUANTILES,
        step_start_us=at_us + 1_000_000 * STEP_S * np.arange(steps, dtype=np.int64),
        step_s=STEP_S,
        forecast_status=np.full(count, Status.OWN, np.uint8),
        forecast_issued_us=at_us,
    )


def without_forecast(one: Outlook) -> Outlook:
    """Return an outlook of which nothing is foreseen."""
    return replace(
        one,
        foreseen=np.full_like(one.foreseen, np.nan),
        forecast_status=np.full(len(one), Status.NONE, np.uint8),
    )


def without_present(one: Outlook) -> Outlook:
    """Return an outlook of which the present is not known."""
    unknown = np.full(len(one), np.nan)
    return replace(one, value=unknown, standard_error=unknown, quality=np.full(len(one), 6, np.uint8))
