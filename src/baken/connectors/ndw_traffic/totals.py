# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
r"""Totals: how many vehicles pass a site on all its lanes together, where the site table says which values those are.

.. math:: n_{site} = \sum_{lane} n_{lane}

over the counts of all vehicles (``anyVehicle``, or no class at all) of one minute. A lane that is missing makes the
total missing: the sum of the others would be too low.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from baken.connectors.ndw_traffic import client

if TYPE_CHECKING:
    from collections.abc import Mapping

ALL_LANES: Final = "all"
"""Stands in place of an index."""

_ALL_VEHICLES: Final = ("", "anyVehicle")


def lanes_of(site: client.Site, period_s: float) -> frozenset[str]:
    """Return the indexes whose counts together are the total; none when one is counted over another period.

    Examples
    --------
    >>> lane = client.Characteristic(client.FLOW, "lane1", "anyVehicle", 60.0)
    >>> lorries = client.Characteristic(client.FLOW, "lane1", "lorry", 60.0)
    >>> sorted(lanes_of(client.Site("a", "", None, {"1": lane, "2": lorries}), 60.0))
    ['1']
    """
    counted = {
        index: one
        for index, one in site.characteristics.items()
        if one.kind == client.FLOW and one.vehicles in _ALL_VEHICLES
    }
    if any(one.period_s not in (None, period_s) for one in counted.values()):
        return frozenset()
    return frozenset(counted)


def add_totals(values: client.Values, sites: Mapping[str, client.Site], period_s: float) -> None:
    """Add to values of many sites the totals of those of which the table is known."""
    found: dict[tuple[str, str, bool], dict[str, float]] = {}
    rows = zip(values.site, values.index, values.kind, values.time, values.is_end, values.number, strict=True)
    for site, index, kind, time, is_end, number in rows:
        if kind == client.FLOW and site in sites:
            found.setdefault((site, time, is_end), {})[index] = number
    for (site, time, is_end), numbers in found.items():
        lanes = lanes_of(sites[site], period_s)
        if lanes:
            values.site.append(site)
            values.index.append(ALL_LANES)
            values.kind.append(client.FLOW)
            values.time.append(time)
            values.is_end.append(is_end)
            values.number.append(sum(numbers.get(lane, math.nan) for lane in lanes))
