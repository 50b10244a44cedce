# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Weather kept: the weather forecasts that sources delivered in the last two days, for the forecasters of this node.

They are no observations and are not stored as such; who listens keeps them as forecasts. Only places of which the city
declares a stream count, so that each belongs to a processing activity: a source whose activities all stand still is not
asked at all.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from baken.forecast.rain import LEARNED_DAYS
from baken.forecast.wall_clock import DAY_MIN
from baken.forecast.weather import STALE_AFTER_MIN
from baken.plugin.foretold import places_of, rain_of, weather_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from zoneinfo import ZoneInfo

    from baken.forecast.rain import RainForecast
    from baken.forecast.weather import WeatherForecast
    from baken.plugin.foretold import Foretold

MOST_KEPT: Final = 1_000
"""More forecasts than this in two days are not kept: the oldest go."""

MOST_RAIN: Final = 20_000
_DRY_MIN: Final = 60
"""Of so long ago it matters that no rain was foretold; of longer ago only that some was."""


class WeatherKept:
    """Keeps weather forecasts of one city, in order of their issue.

    Parameters
    ----------
    zone
        Of the city, on whose wall clock its forecasts are.

    Attributes
    ----------
    on_kept
        Called with each forecast, from the thread in which it was taken.
    on_rain
        Called with each forecast of a radar, in the same way.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._kept: list[WeatherForecast] = []
        self._lock = threading.Lock()
        self._rain: list[RainForecast] = []
        self.on_kept: Callable[[WeatherForecast], None] = lambda _weather: None
        self.on_rain: Callable[[RainForecast], None] = lambda _rain: None

    @property
    def forecasts(self) -> tuple[WeatherForecast, ...]:
        """Return what was foretold in the last two days, the newest last."""
        return tuple(self._kept)

    @property
    def rain(self) -> tuple[RainForecast, ...]:
        """Return what a radar foretold of rain in the last year, and all that it foretold in the last hour."""
        return tuple(self._rain)

    def take(self, foretold: Foretold, declared: Iterable[str]) -> int:
        """Keep what was foretold for the first place that the city declares; return how many forecasts that is.

        Parameters
        ----------
        declared
            Names at the provider of the streams that the city declares.
        """
        wanted = {name.rpartition("/")[0] for name in declared}
        place = next((place for place in places_of(foretold) if place in wanted), None)
        if place is None:
            return 0
        rain = rain_of(foretold, self._zone, place)
        if rain is not None:
            self.recall_rain([rain])
            self.on_rain(rain)
        weather = weather_of(foretold, self._zone, place)
        if weather is None:
            return 0
        self.recall([weather])
        self.on_kept(weather)
        return 1

    def recall(self, forecasts: Iterable[WeatherForecast]) -> None:
        """Keep forecasts that were taken earlier, as before a restart."""
        with self._lock:
            kept = sorted([*self._kept, *forecasts], key=lambda w: w.issued_min)
            oldest = kept[-1].issued_min - STALE_AFTER_MIN if kept else 0
            self._kept = [w for w in kept if w.issued_min >= oldest][-MOST_KEPT:]

    def recall_rain(self, issues: Iterable[RainForecast]) -> None:
        """Keep what a radar foretold, as before a restart."""
        with self._lock:
            kept = sorted([*self._rain, *issues], key=lambda one: one.issued_min)
            newest = kept[-1].issued_min if kept else 0
            oldest, dry = newest - LEARNED_DAYS * DAY_MIN, newest - _DRY_MIN
            self._rain = [one for one in kept if one.issued_min >= (oldest if one.is_wet else dry)][-MOST_RAIN:]
