# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Live: keeps the picture of a city in step with what is committed, and reads pictures of the past."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

from baken.governance.minimisation.release import Release
from baken.observation.columns import columns_of, concatenate
from baken.observation.protocol import ObservationQuery
from baken.observation.releases import leaving_at_once, with_stand_ins
from baken.service.network_past import NetworkPast
from baken.service.past import Past
from baken.situation.estimators import estimator_of, knows_network
from baken.situation.model import Changes
from baken.situation.picture import LivePicture
from baken.situation.plausibility.plausibility import Plausibility
from baken.situation.withholding import Thresholds, withheld, withheld_history
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from baken.city.model import City
    from baken.governance.governing import Governance
    from baken.observation.columns import ObservationColumns
    from baken.observation.governed_store import GovernedStore
    from baken.observation.intake import Intake
    from baken.observation.protocol import Receipt
    from baken.service.past import Span
    from baken.situation.explanation import Explanation
    from baken.situation.history import History
    from baken.situation.model import Picture
    from baken.situation.protocol import MemorylessEstimator, MethodDefinition, NetworkEstimator
    from baken.vocabulary.time import Clock

_PRIMING: Final = timedelta(days=1)
_LEARNING: Final = timedelta(days=14)
"""From how much of the past the usual ratios of neighbours are learned at a start."""
_LEARNING_US: Final = _LEARNING // timedelta(microseconds=1)
_MOST_LEARNED: Final = 150_000
"""Rows; of a city with many quick streams less of the past is read."""
_MOST_MOMENTS: Final = 336
_MOST_REMEMBERED: Final = 2_000_000
"""Rows that an estimator with a memory begins with at most; of a city with many quick streams it begins later."""


class Live:
    """The picture of a city, fed by committed observations.

    Parameters
    ----------
    store
        What is known at the clock's now, behind purpose control.
    governance
        Under which activity the picture is made, and whose observations it may use.
    releases
        Gives what may leave the node now. The picture is made of that: an estimate from anything else would tell more
        of a few persons than the observations do that everybody can read.

    Invariants
    ----------
    An observation of an activity that is stopped, or that the picture's activity may not use, is in no picture.
    """

    def __init__(
        self,
        city: City,
        datastream_ids: Mapping[str, int],
        store: GovernedStore,
        clock: Clock,
        governance: Governance,
        releases: Callable[[], Release] = Release.nothing,
    ) -> None:
        self._store = store
        self._clock = clock
        self._governance = governance
        self._releases = releases
        self._city = city
        self._zone = ZoneInfo(city.time_zone)
        estimator = self._estimator()
        self._topology = estimator.topology
        self._live = LivePicture(estimator)
        self._plausibility = Plausibility(self._topology, city.areas, city.gates, city.streams)
        self._judged: tuple[Picture, Picture] | None = None
        ids = np.array([datastream_ids[s.id] for s in city.streams], np.int64)
        self._datastream_ids = ids
        self.datastream_ids = datastream_ids
        self._past = self._history_of(estimator)
        self._stream_of = np.full(int(ids.max(initial=0)) + 1, -1, np.intp)
        self._settled: tuple[int, ...] = ()
        self._is_held = False
        self._refreshed = 0
        self._shown: tuple[Picture, Release, Picture] | None = None
        self._settle_streams()
        self.epoch = _new_epoch()
        self.first_shown = 0
        """Sequence number of the oldest picture that may still be given; earlier ones rest on what was deleted."""
        self.on_changed: Callable[[], None] = _nothing

    def _estimator(self) -> MemorylessEstimator | NetworkEstimator:
        """Return an estimator that has seen nothing yet."""
        city = self._city
        return estimator_of(city.estimation, city.areas, city.gates, city.streams, zone=self._zone)

    def _history_of(self, estimator: MemorylessEstimator | NetworkEstimator) -> Past | NetworkPast:
        if knows_network(estimator):
            return NetworkPast(self._network, self._new_network, self._between, lambda: (self.epoch, self._refreshed))
        return Past(self._store, self._datastream_ids, estimator, self._governance.for_picture, self._releases)

    def _network(self) -> NetworkEstimator:
        estimator = self._live.estimator
        assert knows_network(estimator)  # noqa: S101 - whoever asks has seen that it does
        return estimator

    def _new_network(self) -> NetworkEstimator:
        estimator = self._estimator()
        assert knows_network(estimator)  # noqa: S101 - as above: it is made like the one of the live picture
        return estimator

    # -- feeding ---------------------------------------------------------------------------------------------

    def committed(self, rows: ObservationColumns, receipt: Receipt) -> None:
        """Take a committed group; called in the event loop by the intake."""
        if self._is_held:
            return  # a jump is under way: what it delivers is looked at once, at its end
        before = self._live.picture.sequence
        leaving = leaving_at_once(rows, receipt, self._releases())
        if leaving is None:
            self.refresh()
            return
        self._feed(self._live, leaving, self._clock.now())
        if self._live.picture.sequence != before:
            self.on_changed()

    def advance(self) -> None:
        """Let time pass, so that what is too old becomes stale."""
        if self._is_held:
            return
        before = self._live.picture.sequence
        now = self._clock.now()
        settled = self._releases().settled(to_us(now))
        if settled != self._settled:
            self._settled = settled
            self._feed(self._live, self._newest(None), now)
        if self._live.at(to_us(now)).sequence != before:
            self.on_changed()

    def restart(self, intake: Intake) -> None:
        """Begin afresh from what the store knew at the clock's now, under a new epoch."""
        intake.control.forget()
        recent = ObservationQuery(datastream_ids=self._ids(), start=self._clock.now() - _PRIMING)
        intake.control.examine(columns_of(self._store.read(recent, activity=self._governance.for_control())))
        self._settle_streams()
        self._learn_afresh()
        self.epoch = _new_epoch()
        self.refresh()

    def hold(self) -> None:
        """Leave the picture as it is while the clock is set forward and what lies between is delivered."""
        self._is_held = True

    def relearn(self) -> None:
        """Look and learn afresh until now, after the clock was set forward."""
        self._is_held = False
        self._learn_afresh()
        self.refresh()

    def _learn_afresh(self) -> None:
        """Learn what is usual between neighbours from what the store knew until now."""
        self._plausibility.forget()
        interval_us = int(self._topology.interval_us[self._topology.interval_us > 0].min(initial=_LEARNING_US))
        streams = max(1, len(self._datastream_ids))
        span_us = min(_LEARNING_US, _MOST_LEARNED // streams * interval_us)
        now_us = to_us(self._clock.now())
        query = ObservationQuery(datastream_ids=self._ids(), start=from_us(now_us - span_us), limit=_MOST_LEARNED)
        changes = self._changes(columns_of(self._store.read(query, activity=self._governance.for_picture())))
        if changes is None:
            return
        step_us = max(interval_us, span_us // _MOST_MOMENTS)
        first_us = -(-(now_us - span_us) // step_us) * step_us
        moments = np.arange(first_us, now_us - interval_us, step_us, dtype=np.int64)
        self._plausibility.prime(changes, moments, utc_offset_us=self._offset_us())

    def _offset_us(self) -> int:
        offset = self._clock.now().astimezone(self._zone).utcoffset() or timedelta()
        return offset // timedelta(microseconds=1)

    def refresh(self) -> None:
        """Look again at what the store knows and may be used: after a deletion, or a change of governance."""
        self._settle_streams()
        now = self._clock.now()
        self._refreshed += 1
        self._live.reset(to_us(now))
        self._feed(self._live, self._remembered(None), now)
        self.on_changed()

    def deleted(self) -> None:
        """Look again after observations were deleted, and give no picture any more that was made from them."""
        self.refresh()
        self.first_shown = self._live.picture.sequence

    def renew(self) -> None:
        """Begin a new epoch: what may be shown has changed, and what was shown before is not to be given again."""
        self.epoch = _new_epoch()
        self.refresh()

    def _newest(self, known_at: datetime | None) -> ObservationColumns:
        permit = self._governance.for_picture()
        return columns_of(self._store.last(self._ids(), known_at=known_at, activity=permit))

    def _remembered(self, known_at: datetime | None) -> ObservationColumns:
        """Return what an estimator wants to begin with: the newest values, and as much of the past as it remembers."""
        memory_us = self._live.estimator.memory_us
        newest = self._newest(known_at)
        if memory_us == 0:
            return newest
        since_us = to_us(known_at or self._clock.now()) - memory_us
        recent = self._observed(from_us(since_us), known_at=known_at)
        return concatenate([newest.take(newest.phenomenon_time_us < since_us), recent])

    def _between(self, start_us: int, end_us: int) -> Changes | None:
        """Return what was observed in a stretch of time, as it is known now, of streams that the picture may use."""
        return self._changes(self._observed(from_us(start_us), from_us(end_us)))

    def _observed(
        self, start: datetime, end: datetime | None = None, *, known_at: datetime | None = None
    ) -> ObservationColumns:
        """Return what was observed from a moment on; of too much the newest."""
        query = ObservationQuery(
            datastream_ids=self._ids(),
            start=start,
            end=end,
            known_at=known_at,
            newest_first=True,
            limit=_MOST_REMEMBERED,
        )
        return columns_of(self._store.read(query, activity=self._governance.for_picture()))

    def _settle_streams(self) -> None:
        """Let the rows of those streams through that the picture may use now."""
        ids, permit = self._datastream_ids, self._governance.for_picture()
        usable = np.array([self._store.covers(int(i), permit) for i in ids], np.bool_)
        self._stream_of[ids] = np.where(usable, np.arange(len(ids)), -1)

    def _ids(self) -> tuple[int, ...]:
        return tuple(self._datastream_ids.tolist())

    def _feed(self, picture: LivePicture, rows: ObservationColumns, now: datetime) -> None:
        changes = self._changes(rows)
        if changes is None:
            return
        if picture is self._live:
            before, offset_us = picture.picture.newest, self._offset_us()
            self._plausibility.take(changes, before, now_us=to_us(now), utc_offset_us=offset_us)
        picture.apply(
            changes.stream_index,
            changes.start_us,
            changes.result,
            now_us=to_us(now),
            quality=changes.quality,
            available_at_us=changes.available_at_us,
            end_us=changes.end_us,
        )

    def _changes(self, rows: ObservationColumns) -> Changes | None:
        """Return the rows of streams that the picture may use, by declared place; None when there are none."""
        rows = with_stand_ins(rows, self._releases())
        streams = self._streams_of(rows.datastream_id)
        ours = streams >= 0
        if not ours.all():
            rows, streams = rows.take(ours), streams[ours]
        if not len(rows):
            return None
        start, declared = rows.phenomenon_time_us, self._topology.declared_interval_us(streams)
        end = np.where(rows.phenomenon_time_end_us > start, rows.phenomenon_time_end_us, start + declared)
        return Changes(streams, start, end, rows.result, rows.quality, rows.available_at_us)

    def _streams_of(self, datastream_ids: NDArray[np.int32]) -> NDArray[np.intp]:
        known = datastream_ids < len(self._stream_of)
        if known.all():
            return self._stream_of[datastream_ids]
        return np.where(known, self._stream_of[np.where(known, datastream_ids, 0)], -1)

    # -- looking ---------------------------------------------------------------------------------------------

    def picture(self) -> Picture:
        """Return the present picture, as it may be shown."""
        picture, release = self._with_doubts(), self._releases()
        if release.is_idle:
            return picture
        shown = self._shown
        if shown is None or shown[0] is not picture or shown[1] is not release:
            shown = self._shown = picture, release, withheld(picture, self._thresholds())
        return shown[2]

    def _with_doubts(self) -> Picture:
        picture = self._live.picture
        if self._judged is None or self._judged[0] is not picture:
            self._judged = (picture, self._plausibility.judge(picture, utc_offset_us=self._offset_us()))
        return self._judged[1]

    def _thresholds(self) -> Thresholds:
        return Thresholds.of(self._topology, self._releases().k_of(self._datastream_ids))

    def method_of(self, area_index: int) -> MethodDefinition:
        """Return by which method an area is estimated."""
        return self._live.estimator.definition_of(area_index)

    def explanation_of(self, area_index: int) -> Explanation:
        """Return where the present estimate of an area comes from."""
        return self._live.estimator.explain(area_index)

    @property
    def network(self) -> NetworkEstimator | None:
        """The estimator of the live picture when it knows how areas are connected; to be asked in the event loop."""
        estimator = self._live.estimator
        return estimator if knows_network(estimator) else None

    @property
    def area_thresholds(self) -> NDArray[np.int64]:
        """Per area below how many persons nothing is told now; 1 where everything may be told."""
        return self._thresholds().areas

    @property
    def stream_thresholds(self) -> dict[str, int]:
        """Below how many persons nothing is told now, by stream of the city; 1 where everything may be told."""
        k = self._releases().k_of(self._datastream_ids).tolist()
        return dict(zip((s.id for s in self._city.streams), k, strict=True))

    def now(self) -> datetime:
        """Return the moment that is present."""
        return self._clock.now()

    def past(self, at: datetime) -> Picture:
        """Return the picture as it was known at a moment, from the store, held against what is usual now."""
        picture = LivePicture(self._estimator())
        picture.reset(to_us(at))
        self._feed(picture, self._remembered(at), at)
        judged = self._plausibility.judge(picture.at(to_us(at)), utc_offset_us=self._offset_us())
        return withheld(judged, self._thresholds())

    def estimated(self, span: Span) -> History:
        """Return the estimates of all areas over a stretch of time, for what is made from them and withheld in turn."""
        return self._past.history(span)

    @property
    def known_as(self) -> tuple[str, int]:
        """Something that is another when what was known of the past may be another: after a deletion, or a jump."""
        return self.epoch, self._refreshed

    def history(self, span: Span, area_id: str | None = None) -> History:
        """Return the estimates over a stretch of time, of one area or of all, as they are known now."""
        found = self._past.history(span, area_id=area_id)
        if self._releases().is_idle:
            return found
        k = self._thresholds().areas
        return withheld_history(found, k[[self._topology.area_index[area] for area in found.area_ids]])


def _new_epoch() -> str:
    return secrets.token_hex(4)


def _nothing() -> None:
    """Tell nobody."""
