# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tables of a node, as it is known to it now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from baken.errors import BakenError
from baken.forecast.crowding import levels as levels_of
from baken.service.exporting import rows
from baken.service.exporting.collections import FORECAST, HISTORY, SITUATION
from baken.service.past import Span
from baken.service.threads import Threads
from baken.situation.levels import breaks_in_persons
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from baken.service.exporting.table import Collection, Table
    from baken.service.exporting.wish import Wish
    from baken.service.node import Node

MOST_ROWS: Final = 50_000
"""At once, in one answer."""

IN_THREADS: Final = Threads("export", 2, most_waiting=20, refusal="Too many files are made at this moment.")
"""Where tables are made and written: a year of history takes seconds, and nothing else has to wait for that."""

_MOST_CELLS: Final = 200_000
_DAY_US: Final = 86_400_000_000


class TooMuchError(BakenError):
    """More was asked for than is made at once."""


async def table_of(node: Node, collection: Collection, wish: Wish, bucket_s: int) -> Table:
    """Return the rows of a collection; of history those of the last day, when no time is wished.

    Raises
    ------
    TooMuchError
        When history of so many steps is asked for that it would take too long.
    OverloadedError
        When too many wait for a table already.
    """
    if collection is SITUATION:
        return rows.situation(node.city.areas, node.live.picture())
    if collection is HISTORY:
        return await IN_THREADS.run(_history, node, wish, bucket_s)
    if collection is FORECAST:
        return await IN_THREADS.run(_forecast, node)
    return await IN_THREADS.run(lambda: rows.warnings(node.city.areas, node.warnings.records()))


def _history(node: Node, wish: Wish, bucket_s: int) -> Table:
    bucket_us, now_us = bucket_s * 1_000_000, to_us(node.clock.now())
    last_us = now_us if wish.last_us is None else min(wish.last_us + 1, now_us)
    first_us = last_us - _DAY_US if wish.first_us is None else wish.first_us
    first_us = min(first_us, last_us - 1)
    steps = (last_us - first_us) // bucket_us + 1
    if steps * len(node.city.areas) > _MOST_CELLS:
        raise TooMuchError(
            f"That would be {steps} steps of {len(node.city.areas)} areas.",
            remedy="Ask for a shorter time with datetime=start/end, or for longer steps with bucketS.",
        )
    span = Span(from_us(first_us), from_us(last_us), timedelta(seconds=bucket_s))
    return rows.history(node.city.areas, node.live.history(span), bucket_us)


def _forecast(node: Node) -> Table:
    areas, issue = node.city.areas, node.forecasting.ahead()
    if issue is None:
        return rows.empty(FORECAST, areas)
    from baken.service.http.forecast_body import STATUS, of_areas

    shown, values, raw = of_areas(node, issue)
    levels, _ = levels_of(raw.transpose(1, 0, 2), breaks_in_persons(areas), issue.quantiles)
    statuses = ["none" if one is None else STATUS[one.raw.status] for one in shown]
    return rows.forecast(areas, issue, issue.target_us(node.forecasting.zone), values, levels.T, statuses)
