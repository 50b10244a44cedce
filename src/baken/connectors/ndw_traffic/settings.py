# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a city says about NDW in ``connectors/ndw_traffic.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from baken.plugin.endpoint_settings import read_poll, read_settings
from baken.plugin.live import Content, Poll

if TYPE_CHECKING:
    from baken.declaration.reader import TableReader
    from baken.plugin.protocol import Settings

SPEEDS: Final = "speeds"
TRAVEL_TIMES: Final = "travel-times"
SITE_TABLE: Final = "site-table"

LARGEST_BYTES: Final = 512 * 1024 * 1024
"""Of one document of NDW, unzipped; the whole country with its site table is about 300 MB."""

PERIOD_S: Final = 60.0
"""NDW measures per minute."""


class NdwSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a city says about NDW.

    Attributes
    ----------
    sites
        Only these are decoded; empty for all of the country.
    period_s
        Over which NDW counts and averages.
    lowest_quality
        Percent; a value of lower quality, or of quality 0, counts as missing.
    """

    endpoints: tuple[Poll, ...] = ()
    sites: frozenset[str] = frozenset()
    period_s: float = PERIOD_S
    lowest_quality: float = 0.0


def read_ndw_settings(settings: Settings) -> NdwSettings:
    """Return what the city declared.

    Raises
    ------
    SettingsError
        With every fault and its line.
    """
    return read_settings(settings, "ndw_traffic", _read)


def _read(top: TableReader) -> NdwSettings:
    sites = frozenset(top.texts("sites", required=False) or ())
    period = top.number("period_s", required=False, low=1, high=3600)
    quality = top.number("lowest_quality", required=False, low=0, high=100)
    endpoints = [
        poll
        for key, name, file, interval_s in (
            ("speeds", SPEEDS, "trafficspeed.xml.gz", 60.0),
            ("travel_times", TRAVEL_TIMES, "traveltime.xml.gz", 60.0),
            ("site_table", SITE_TABLE, "measurement_current.xml.gz", 86_400.0),
        )
        if (poll := _endpoint(top, key, name, file, interval_s)) is not None
    ]
    if not top.has("speeds") and not top.has("travel_times"):
        top.fault(None, "Nothing is to be fetched.", "Add [speeds] or [travel_times]; they may be empty.")
    if top.has("site_table") and not sites:
        top.fault("site_table", "The site table is only kept of sites that are named.", 'Add sites = ["..."].')
    return NdwSettings(
        endpoints=tuple(endpoints),
        sites=sites,
        period_s=PERIOD_S if period is None else period,
        lowest_quality=quality or 0.0,
    )


def _endpoint(top: TableReader, key: str, name: str, file: str, interval_s: float) -> Poll | None:
    table = top.table(key, required=False)
    if table is None:
        return None
    poll = read_poll(
        table,
        name=name,
        content=Content.XML,
        interval_s=interval_s,
        lowest_interval_s=30.0,
        url=f"https://opendata.ndw.nu/{file}",
        largest_bytes=LARGEST_BYTES,
    )
    table.close()
    return poll
