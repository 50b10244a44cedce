# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Panels: what was counted and estimated, on the wall clock of the city, of what forecasts may be made from.

A step has a value when it was fully observed: a count when every one of its intervals is there, the persons of an area
when each of the moments in it that are looked at has an estimate that counts. Below k nothing is left out here: the
forecasts that are made of it are withheld in their turn, as the picture is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.forecast.model import Panel, Series, SeriesKind
from baken.forecast.wall_clock import to_wall_min
from baken.observation.protocol import AggregateQuery
from baken.service.forecasting.estimated import EstimatedSteps
from baken.service.forecasting.issued import NEAR_STEP_MIN
from baken.service.forecasting.kept_estimates import KeptEstimates
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    import pyarrow as pa

    from baken.city.model import City
    from baken.forecast.model import Float64, Int64
    from baken.governance.governing import Governance
    from baken.observation.governed_store import GovernedStore
    from baken.observation.stream import Stream
    from baken.service.forecasting.estimate_store import EstimateStore
    from baken.service.live import Live
    from baken.simulation.weeks.weeks import SimulatedWeeks
    from baken.vocabulary.place import Area

COUNTED: Final = frozenset({Quantity.PEDESTRIAN_COUNT, Quantity.PASSENGERS_ALIGHTED, Quantity.PASSENGERS_BOARDED})
"""Quantities that are persons who pass in an interval."""

MINUTE_US: Final = 60_000_000
HISTORY: Final = timedelta(weeks=110)
"""As far as forecasts look back (:data:`baken.forecast.falling_back.MEMORY_WEEKS`)."""

LEARNED: Final = timedelta(days=7 * 366)
"""As far as a fit looks back."""

MOST_CELLS: Final = 12_000_000
"""Steps times series: 96 MB. Of a city with very many streams less of the past is read."""

_AGAIN: Final = timedelta(days=2)
"""So much is read again at each issue, for values that came late."""
_DOUBTED_MIN: Final = 120
"""Of so many minutes it is told how far estimates may be off."""


def may_use_areas(governance: Governance) -> bool:
    """Tell whether forecasts may be made of what the picture says of areas."""
    return governance.coverage.of_picture in governance.for_forecast_of_areas().activities


def counted(streams: Sequence[Stream], step_min: int) -> tuple[Stream, ...]:
    """Return the streams that count persons in intervals that divide a step."""
    return tuple(
        s for s in streams if s.quantity in COUNTED and s.interval_s > 0 and (step_min * 60) % s.interval_s == 0
    )


def step_of(streams: Sequence[Stream]) -> int:
    """Return the length of a step in minutes: 15 where every stream that counts persons tells it apart, else 60.

    A city without streams that count has steps of 15 minutes.
    """
    return 15 if all(900 % s.interval_s == 0 for s in counted(streams, 60)) else 60


def is_fine(streams: Sequence[Stream]) -> bool:
    """Tell whether anything counts persons in intervals of at most five minutes: else such steps would tell nothing."""
    return any(s.quantity in COUNTED and 0 < s.interval_s <= NEAR_STEP_MIN * 60 for s in streams)


def series_of_streams(streams: Sequence[Stream], like: Mapping[str, str]) -> tuple[Series, ...]:
    """Return the series of streams; ``like`` tells by stream which are alike."""
    return tuple(
        Series(
            id=f"stream:{s.id}",
            kind=SeriesKind.COUNT,
            place_id=s.id,
            longitude=s.position[0] if s.position else float("nan"),
            latitude=s.position[1] if s.position else float("nan"),
            like=like.get(s.id, ""),
        )
        for s in streams
    )


def series_of_areas(areas: Sequence[Area]) -> tuple[Series, ...]:
    """Return the series of areas, at the mean of their corners; areas of one kind are alike."""
    found = []
    for area in areas:
        ring = np.array(area.polygon[0][:-1] if area.polygon else [(np.nan, np.nan)], np.float64)
        longitude, latitude = ring.mean(axis=0).tolist()
        found.append(
            Series(
                id=f"area:{area.id}",
                kind=SeriesKind.PERSONS,
                place_id=area.id,
                longitude=longitude,
                latitude=latitude,
                like=area.kind.value,
            )
        )
    return tuple(found)


def with_weeks(panel: Panel, weeks: SimulatedWeeks) -> Panel:
    """Return a panel of a simulated city with the simulated weeks before its first observation.

    Invariants: only steps that end by the end of the weeks get a value, and only where there is none.
    """
    if panel.step_min != weeks.step_min:
        return panel
    column = {f"stream:{name}": weeks.counts[:, i] for i, name in enumerate(weeks.stream_ids)}
    column |= {f"area:{name}": weeks.persons[:, i] for i, name in enumerate(weeks.area_ids)}
    column |= {f"way:{':'.join(way)}": weeks.flows[:, i] for i, way in enumerate(weeks.ways)}
    first = (weeks.start_min - panel.start_min) // panel.step_min
    into = slice(max(first, 0), max(0, min(first + len(weeks.persons), len(panel))))
    since = slice(into.start - first, into.stop - first)
    values = panel.values.copy()
    for place, series in enumerate(panel.series):
        if series.id in column and into.start < into.stop:
            own = values[into, place]
            values[into, place] = np.where(np.isnan(own), column[series.id][since], own)
    return replace(panel, values=values)


def kinds_of_streams(city: City) -> dict[str, str]:
    """Return in what kind of area each stream observes, and what; streams of one word are alike."""
    kinds = {area.id: area.kind.value for area in city.areas}
    gates = {gate.id: next(iter(gate.inside), "") for gate in city.gates}
    places = {s.id: s.area_id or gates.get(s.gate_id or "", "") for s in city.streams}
    return {s.id: f"{s.quantity.value}:{kinds.get(places[s.id], '')}" for s in city.streams}


class CountRows:
    """Sums and numbers of counts per bucket of UTC, put on the wall clock.

    Parameters
    ----------
    interval_s
        Of each series, shape (series,).
    """

    def __init__(self, start_min: int, steps: int, step_min: int, interval_s: Float64) -> None:
        self._start_min, self._step_min = start_min, step_min
        self._needed = np.round(step_min * 60 / interval_s)
        self._sum = np.zeros((steps, len(interval_s)))
        self._number = np.zeros((steps, len(interval_s)))

    def add(self, column: Int64, start_us: Int64, total: Float64, number: Float64, zone: ZoneInfo) -> None:
        """Take sums of buckets that begin at moments in UTC."""
        step = (to_wall_min(start_us, zone) - self._start_min) // self._step_min
        inside = (step >= 0) & (step < len(self._sum))
        cell = (step[inside], column[inside])
        np.add.at(self._sum, cell, total[inside])
        np.add.at(self._number, cell, number[inside])

    def values(self) -> Float64:
        """Return the totals of steps of which every interval is there, once: an hour that comes twice has none."""
        return np.where(np.round(self._number) == self._needed, self._sum, np.nan)


class PanelReader:
    """Reads the panel of a node behind purpose control, and keeps it for the next time.

    Parameters
    ----------
    store
        What is known at the clock's now.
    live
        The estimates of areas, with what is withheld in them.
    weeks
        Gives the weeks before the first observation of a simulated city, as soon as they are made.
    kept
        What was estimated before the node started, of areas that are estimated together; None where nothing is kept.
    """

    def __init__(
        self, city: City, datastream_ids: Mapping[str, int], store: GovernedStore, governance: Governance, live: Live,
        zone: ZoneInfo, weeks: Callable[[], SimulatedWeeks | None] = lambda: None, kept: EstimateStore | None = None,
    ) -> None:  # fmt: skip
        self._weeks = weeks
        self._city, self._store, self._governance, self._live, self._zone = city, store, governance, live, zone
        self.step_min = step_of(city.streams)
        self._streams = counted(city.streams, self.step_min)
        self._ids = {s.id: datastream_ids[s.id] for s in self._streams}
        self._like = kinds_of_streams(city)
        self._estimated = EstimatedSteps(live, city.areas, zone, self.step_min)
        self._kept_estimates = KeptEstimates(kept, governance, zone, self.step_min)
        self._kept: tuple[Hashable, Panel] | None = None

    def read(self, origin_min: int) -> Panel:
        """Return the panel that ends at an origin; without series where governance leaves nothing.

        Raises
        ------
        PurposeError
            When governance changes meanwhile; to be asked again.
        """
        areas = self._city.areas if may_use_areas(self._governance) else ()
        permit = self._governance.for_forecast()
        streams = tuple(s for s in self._streams if self._store.covers(self._ids[s.id], permit))
        ways = self._estimated.ways() if areas else ()
        series = (*series_of_streams(streams, self._like), *series_of_areas(areas), *ways)
        known = (self._governance.epoch, self._live.known_as, series, self._weeks() is None)
        kept = self._kept[1] if self._kept is not None and self._kept[0] == known else None
        if kept is not None and kept.end_min > origin_min:
            kept = None
        if kept is None:
            panel = self._between(streams, areas, series, self._first_min(origin_min, streams, areas), origin_min)
        else:
            again = max(kept.start_min, kept.end_min - _AGAIN // timedelta(minutes=1))
            newer = self._between(streams, areas, series, again, origin_min)
            before = kept.until(again)
            panel = replace(before, values=np.concatenate([before.values, newer.values]))
            panel = panel.since(self._first_allowed(origin_min, len(series)))
        self._kept = (known, panel)
        return panel

    def long(self, origin_min: int) -> Panel:
        """Return the panel with all the years that a fit learns from; it is not kept.

        Raises
        ------
        PurposeError
            As :meth:`read`.
        """
        recent = self.read(origin_min)
        areas = self._city.areas if may_use_areas(self._governance) else ()
        first = self._first_min(origin_min, self._streams, areas, LEARNED)
        if first >= recent.start_min or not recent.series:
            return recent
        streams = [s for s in self._streams if f"stream:{s.id}" in {one.id for one in recent.series}]
        areas = self._city.areas if any(one.kind is SeriesKind.PERSONS for one in recent.series) else ()
        before = self._between(streams, areas, recent.series, first, recent.start_min)
        return replace(before, values=np.concatenate([before.values, recent.values]))

    def observed(self, quantity: Quantity, panel: Panel) -> Panel | None:
        """Return the mean of a quantity of the weather per step of a panel, from the first stream that observes it.

        None where none does of which forecasts may be made.
        """
        permit = self._governance.for_forecast()
        ids = self._live.datastream_ids
        found = [s for s in self._city.streams if s.quantity is quantity and self._store.covers(ids[s.id], permit)]
        if not found or not len(panel):
            return None
        number = ids[found[0].id]
        query = AggregateQuery(
            groups={number: str(number)},
            start=self._estimated.moment(panel.start_min),
            end=self._estimated.moment(panel.end_min),
            bucket=timedelta(minutes=self._estimated.bucket_min()),
        )
        table = self._store.aggregate(query, activity=permit)
        start_us, total, number_of = _sums(table)
        step = (to_wall_min(start_us, self._zone) - panel.start_min) // panel.step_min
        inside = (step >= 0) & (step < len(panel))
        sums, count = np.zeros(len(panel)), np.zeros(len(panel))
        np.add.at(sums, step[inside], total[inside])
        np.add.at(count, step[inside], number_of[inside])
        values = np.where(count > 0, sums / np.maximum(count, 1.0), np.nan)
        series = Series(id=f"stream:{found[0].id}", kind=SeriesKind.COUNT, place_id=found[0].id)
        return Panel((series,), panel.start_min, panel.step_min, values[:, None])

    def thresholds(self) -> Callable[[Series], int]:
        """Return what tells below how many persons a forecast of a series is withheld; 1 where it is not."""
        areas = dict(zip((a.id for a in self._city.areas), self._live.area_thresholds.tolist(), strict=True))
        streams = self._live.stream_thresholds

        def of(series: Series) -> int:
            if series.kind is SeriesKind.FLOW:  # of a way as of the stricter of the areas that it joins
                return max((int(areas.get(name, 1)) for name in series.id.split(":")[2:]), default=1)
            found = areas if series.kind is SeriesKind.PERSONS else streams
            return int(found.get(series.place_id, 1))

        return of

    def keep_estimates(self, panel: Panel) -> int:
        """Keep the estimates of steps that late rows no longer change; return how many steps.

        Only where areas are estimated together; never what was simulated.
        """
        columns = [n for n, one in enumerate(panel.series) if one.kind is not SeriesKind.COUNT]
        is_network = any(one.kind is SeriesKind.FLOW for one in panel.series)
        if not is_network or self._weeks() is not None:
            return 0
        return self._kept_estimates.keep(panel.take(columns))

    def doubts(self, panel: Panel) -> Panel | None:
        """Return the standard errors of the newest persons of a panel, as they were estimated; None without areas."""
        areas = tuple(one for one in panel.series if one.kind is SeriesKind.PERSONS)
        if not areas or not len(panel):
            return None
        first = max(panel.start_min, panel.end_min - _DOUBTED_MIN // panel.step_min * panel.step_min)
        steps = (panel.end_min - first) // panel.step_min
        return Panel(areas, first, panel.step_min, self._estimated.persons(first, steps)[1])

    # -- inside --------------------------------------------------------------------------------------------------

    def _first_allowed(self, origin_min: int, series: int, history: timedelta = HISTORY) -> int:
        steps = min(history // timedelta(minutes=self.step_min), MOST_CELLS // max(series, 1))
        weeks = max(steps * self.step_min // 10_080, 1)
        return origin_min - weeks * 10_080

    def _first_min(
        self, origin_min: int, streams: Sequence[Stream], areas: Sequence[Area], history: timedelta = HISTORY
    ) -> int:
        """Return when the panel begins: as far back as forecasts look, but not before the first observation."""
        permit = self._governance.for_picture() if areas else self._governance.for_forecast()
        kept = self._kept_estimates.first_us() if areas else None
        names = [s.id for s in self._city.streams] if areas else [s.id for s in streams]
        ids = self._live.datastream_ids
        extents = [e for name in names if (e := self._store.extent(ids[name], activity=permit)) is not None]
        earliest = [*(e.first_us for e in extents), *(() if kept is None else (kept,))]
        if not earliest:
            return origin_min
        first = int(to_wall_min(np.array([min(earliest)]), self._zone)[0])
        allowed = self._first_allowed(origin_min, len(streams) + len(areas), history)
        weeks = self._weeks()
        first = first if weeks is None else min(first, weeks.start_min)
        return min(max(first // 1440 * 1440, allowed // 1440 * 1440), origin_min)

    def _between(
        self, streams: Sequence[Stream], areas: Sequence[Area], series: tuple[Series, ...], first: int, last: int
    ) -> Panel:
        steps = max(0, (last - first) // self.step_min)
        values = np.full((steps, len(series)), np.nan)
        if steps and streams:
            values[:, : len(streams)] = self._counts(streams, first, steps)
        if steps and areas:
            end = len(streams) + len(areas)
            values[:, len(streams) : end] = self._estimated.persons(first, steps)[0]
            values[:, end:] = self._estimated.flows(first, steps, len(series) - end)
            if len(series) > end:
                together = values[:, len(streams) :]
                before = self._kept_estimates.before(series[len(streams) :], first, steps)
                values[:, len(streams) :] = np.where(np.isnan(together), before, together)
        panel = Panel(series, first, self.step_min, values)
        weeks = self._weeks()
        return panel if weeks is None else with_weeks(panel, weeks)

    def _counts(self, streams: Sequence[Stream], first: int, steps: int) -> Float64:
        rows = CountRows(first, steps, self.step_min, np.array([s.interval_s for s in streams]))
        ids = np.array([self._ids[s.id] for s in streams], np.int64)
        order = np.argsort(ids)
        query = AggregateQuery(
            groups={self._ids[s.id]: str(self._ids[s.id]) for s in streams},
            start=self._estimated.moment(first),
            end=self._estimated.moment(first + steps * self.step_min),
            bucket=timedelta(minutes=self._estimated.bucket_min()),
            for_estimates=True,
        )
        table = self._store.aggregate(query, activity=self._governance.for_forecast())
        if len(table):
            column = order[np.searchsorted(ids[order], table["group_name"].cast("int64").to_numpy())]
            rows.add(column, *_sums(table), self._zone)
        return rows.values()


def _sums(table: pa.Table) -> tuple[Int64, Float64, Float64]:
    return (
        table["bucket_start"].cast("int64").to_numpy(),
        table["sum"].to_numpy().astype(np.float64),
        table["count"].to_numpy().astype(np.float64),
    )
