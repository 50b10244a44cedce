# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Numbers within bounds, and curves over the hours of a day, of which the files of a simulated place are made.

Hours are hours of the local day on which a scenario begins and may pass 24: 25.5 is half past one in the night after.
A curve is a list of ``[hour, value]``, linear in between and constant before and after.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

Number = Annotated[float, Meta(ge=-1e6, le=1e6)]
NotNegative = Annotated[float, Meta(ge=0, le=1e6)]
Positive = Annotated[float, Meta(gt=0, le=1e6)]
Share = Annotated[float, Meta(ge=0, le=1)]
Hour = Annotated[float, Meta(ge=-48, le=96)]
Spread = Annotated[float, Meta(ge=0, le=3)]
Whole = Annotated[int, Meta(ge=0, le=1_000_000)]
Groups = Annotated[tuple[NotNegative, ...], Meta(min_length=1, max_length=12)]

Curve = Annotated[tuple[tuple[Hour, Number], ...], Meta(min_length=1)]
"""Pairs of hour and value, rising in the hour."""
