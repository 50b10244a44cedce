# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a city says about GTFS-realtime in ``connectors/gtfs_realtime.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from baken.plugin.endpoint_settings import read_poll, read_settings
from baken.plugin.live import Content, Poll

if TYPE_CHECKING:
    from baken.declaration.reader import TableReader
    from baken.plugin.protocol import Settings

TRIP_UPDATES: Final = "trip-updates"
LOOK_BACK_S: Final = 3600.0

_FEEDS: Final = {
    "trip_updates": TRIP_UPDATES,
    "vehicle_positions": "vehicle-positions",
    "alerts": "alerts",
}


class RealtimeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a city says about GTFS-realtime.

    Attributes
    ----------
    stops, routes
        Only these are taken; both empty for all.
    look_back_s
        What happened longer before the message was made is not told again.
    """

    endpoints: tuple[Poll, ...] = ()
    stops: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    look_back_s: float = LOOK_BACK_S


def read_realtime_settings(settings: Settings) -> RealtimeSettings:
    """Return what the city declared.

    Raises
    ------
    SettingsError
        With every fault and its line.
    """
    return read_settings(settings, "gtfs_realtime", _read)


def _read(top: TableReader) -> RealtimeSettings:
    stops = frozenset(top.texts("stops", required=False) or ())
    routes = frozenset(top.texts("routes", required=False) or ())
    look_back = top.number("look_back_s", required=False, low=60, high=86_400)
    endpoints = [poll for key, name in _FEEDS.items() if (poll := _endpoint(top, key, name)) is not None]
    if not any(top.has(key) for key in _FEEDS):
        top.fault(None, "Nothing is to be fetched.", f"Add one or more of {', '.join(f'[{k}]' for k in _FEEDS)}.")
    if not stops and not routes:
        top.fault(None, "No stop and no route is named.", 'Add stops = ["..."] or routes = ["..."].')
    return RealtimeSettings(
        endpoints=tuple(endpoints),
        stops=stops,
        routes=routes,
        look_back_s=LOOK_BACK_S if look_back is None else look_back,
    )


def _endpoint(top: TableReader, key: str, name: str) -> Poll | None:
    table = top.table(key, required=False)
    if table is None:
        return None
    poll = read_poll(table, name=name, content=Content.PROTOBUF, interval_s=30.0)
    table.close()
    return poll
