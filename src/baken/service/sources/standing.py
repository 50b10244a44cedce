# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a source stands for the city: its own state, that of its streams, and which areas miss it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.service.sources import words
from baken.service.sources.report import (
    EndpointReport,
    RefusalReport,
    SourceDetails,
    SourceReport,
    SourceStreamReport,
    skipped_of,
    unknown_of,
)
from baken.service.sources.said import Said
from baken.service.sources.states import SourceState
from baken.vocabulary.quality import QualityFlag
from baken.vocabulary.time import NO_TIME_US, from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

    from baken.errors import BakenError
    from baken.governance.coverage import Coverage
    from baken.governance.governing import Governance
    from baken.governance.model import Standing
    from baken.observation.stream import Stream
    from baken.plugin.manifest import Manifest
    from baken.service.sources.source import Source
    from baken.service.sources.watch import Watch

    Flags = NDArray[np.uint8]
    Times = NDArray[np.int64]

_WORD: Final = {QualityFlag.GOOD: "fresh", QualityFlag.STALE: "stale"}
_SILENT_FOR: Final = 2
"""So many times the age at which its most patient stream is stale, and a source that brings nothing is lost."""


@dataclass(slots=True)
class Member:
    """One connector of a city, whether or not it delivers by itself.

    Attributes
    ----------
    streams
        With their place in the declared order.
    gates
        Gate id → the areas that it touches.
    source
        What is at work for it; None when nothing is fetched.
    cannot
        Why it could not be opened; None when it could.
    """

    name: str
    manifest: Manifest | None
    streams: tuple[tuple[int, Stream], ...]
    gates: Mapping[str, tuple[str, ...]]
    ids: Mapping[str, int]
    since: datetime
    source: Source | None = None
    cannot: BakenError | None = None
    before: SourceState = SourceState.WAITING
    places: NDArray[np.intp] = field(init=False)
    datastream_ids: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.places = np.array([place for place, _ in self.streams], np.intp)
        self.datastream_ids = tuple(self.ids[stream.id] for _, stream in self.streams)

    @property
    def title(self) -> str:
        """Return what people call it."""
        return self.name if self.manifest is None else self.manifest.title

    def areas(self, stream: Stream) -> tuple[str, ...]:
        """Return the areas that a stream informs."""
        if stream.area_id is not None:
            return (stream.area_id,)
        return stream.catchment or self.gates.get(stream.gate_id or "", ())


class Telling:
    """Says how sources stand."""

    def __init__(self, governance: Governance, coverage: Coverage, zone: ZoneInfo) -> None:
        self._governance = governance
        self._coverage = coverage
        self._zone = zone

    def standings(self, member: Member) -> tuple[Standing, ...]:
        """Return how the activities of a source's streams stand."""
        names = {self._coverage.of_stream(stream.id, member.name) for _, stream in member.streams}
        return tuple(self._governance.standing(name) for name in sorted(filter(None, names)))

    def fingerprint(self, member: Member, flags: Flags, newest_us: Times, now: datetime) -> Hashable:
        """Return what changes when a screen would show something else."""
        state, said = self._state(member, flags, newest_us, now)
        return state, said, flags[member.places].tobytes()

    def report(
        self, member: Member, flags: Flags, newest_us: Times, now: datetime, *, details: bool, examples: bool
    ) -> SourceReport:
        """Return what is told of a source; examples of what was skipped may hold values of few people."""
        state, said = self._state(member, flags, newest_us, now)
        own, source = flags[member.places], member.source
        missing = {a for f, (_, s) in zip(own, member.streams, strict=True) if f for a in member.areas(s)}
        newest = int(newest_us[member.places].max(initial=NO_TIME_US))
        watches = [] if source is None else source.watches
        provider = None if member.manifest is None else member.manifest.provider
        return SourceReport(
            connector=member.name,
            title=member.title,
            provider="" if provider is None else provider.name,
            provider_url="" if provider is None else provider.url,
            licence="" if provider is None else provider.licence,
            delivers="pushed" if source is None else source.delivers,
            state=state.value,
            since=member.since,
            sentence=said.en,
            sentence_nl=said.nl,
            last_success_at=_latest([w.last_success for w in watches]),
            last_news_at=_latest([w.last_news for w in watches]),
            next_attempt_at=None if state is SourceState.STOPPED else _earliest([w.next_attempt for w in watches]),
            newest_phenomenon_time=None if newest == NO_TIME_US else from_us(newest),
            rows_taken=0 if source is None else source.tally.taken,
            streams=[
                SourceStreamReport(
                    stream_id=stream.id,
                    datastream_id=number,
                    name=stream.name,
                    state=_WORD.get(QualityFlag(flag), "missing"),
                )
                for flag, number, (_, stream) in zip(own.tolist(), member.datastream_ids, member.streams, strict=True)
            ],
            area_ids=sorted({area for _, stream in member.streams for area in member.areas(stream)}),
            missing_area_ids=sorted(missing),
            details=_details(source, now, examples=examples) if details and source is not None else None,
        )

    def _state(self, member: Member, flags: Flags, newest_us: Times, now: datetime) -> tuple[SourceState, Said]:
        """Return in which state a source is for the city, and what is to be said about it."""
        state, because, since = self._judged(member, flags[member.places], newest_us[member.places], now)
        if state is not member.before:
            member.before, member.since = state, now
        at = words.clock_time(since or member.since, now, self._zone)
        return state, words.sentence(state, member.title, at, because)

    def _judged(
        self, member: Member, own: Flags, newest_us: Times, now: datetime
    ) -> tuple[SourceState, Said | None, datetime | None]:
        standings = self.standings(member)
        if standings and not any(standing.is_active for standing in standings):
            return SourceState.STOPPED, Said(standings[0].reason, standings[0].reason_nl), None
        if member.cannot is not None:
            return SourceState.MISCONFIGURED, Said(member.cannot.message, member.cannot.message), None
        source = member.source
        if source is None:
            return _of_streams(own, newest_us)
        state, watch = source.state, source.worst_watch
        if watch is not None and state in (SourceState.LATE, SourceState.LOST, SourceState.MISCONFIGURED):
            return state, _why(watch, several=len(source.watches) > 1), watch.last_success or watch.failing_since
        newest = int(newest_us.max(initial=NO_TIME_US))
        patience_us = max(s.interval_s + s.stale_after_s for _, s in member.streams) * 1e6
        brought_us = source.tally.newest_end_us  # of what the picture may not use, too
        has_new = brought_us is not None and to_us(now) - brought_us <= patience_us
        if state is SourceState.FRESH and (own != QualityFlag.GOOD).all() and not has_new:
            is_lost = newest != NO_TIME_US and to_us(now) - newest > patience_us * _SILENT_FOR
            because = words.nothing_new(source.tally.unknown[0])
            since = None if newest == NO_TIME_US else from_us(newest)
            return SourceState.LOST if is_lost else SourceState.LATE, because, since
        return state, None, None


def _of_streams(own: Flags, newest_us: Times) -> tuple[SourceState, Said | None, datetime | None]:
    """Return the state of a source for which nothing is fetched: its values come over SensorThings, or are replayed."""
    newest = int(newest_us.max(initial=NO_TIME_US))
    if newest == NO_TIME_US:
        return SourceState.WAITING, None, None
    fresh = int(np.count_nonzero(own == QualityFlag.GOOD))
    if fresh:
        return SourceState.FRESH, None, None
    because = Said("None of its streams has a fresh value.", "Geen van zijn reeksen heeft een verse waarde.")
    return SourceState.LOST, because, from_us(newest)


def _why(watch: Watch, *, several: bool) -> Said | None:
    if watch.latest_refusal is None:
        return None
    said = watch.latest_refusal[1]
    if not several:
        return said
    return Said(f"{said.en.removesuffix('.')} ({watch.endpoint}).", f"{said.nl.removesuffix('.')} ({watch.endpoint}).")


def _latest(moments: list[datetime | None]) -> datetime | None:
    return max((m for m in moments if m is not None), default=None)


def _earliest(moments: list[datetime | None]) -> datetime | None:
    return min((m for m in moments if m is not None), default=None)


def _details(source: Source, now: datetime, *, examples: bool) -> SourceDetails:
    refusals = [(w.latest_refusal, w) for w in source.watches if w.latest_refusal is not None]
    latest = max(refusals, key=lambda found: found[0][0], default=None)
    return SourceDetails(
        endpoints=[
            EndpointReport(
                name=watch.endpoint,
                kind=watch.kind,
                where=watch.where,
                state=watch.state.value,
                breaker=watch.breaker.state(now.timestamp()).value,
                last_success_at=watch.last_success,
                next_attempt_at=watch.next_attempt,
                failures_in_a_row=watch.breaker.failures,
            )
            for watch in source.watches
        ],
        deliveries=sum(w.deliveries for w in source.watches),
        unchanged=sum(w.unchanged for w in source.watches),
        failures=sum(w.failures for w in source.watches),
        rows_repeated=source.tally.repeated,
        rows_not_admitted=source.tally.not_admitted,
        skipped=skipped_of(source.tally, examples=examples),
        unknown_series=unknown_of(source.tally),
        latest_refusal=None
        if latest is None
        else RefusalReport(
            at=latest[0][0], endpoint=latest[1].endpoint, sentence=latest[0][1].en, sentence_nl=latest[0][1].nl
        ),
    )
