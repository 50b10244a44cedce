# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is told of sources: records that go to the screen and to programs as they are; camelCase on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from baken.service.sources.tally import Tally


class Told(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """The common form."""


class SkippedReport(Told, frozen=True):
    """Rows that were left out for one reason, with the first examples."""

    reason: str
    count: int
    examples: list[str]


class UnknownReport(Told, frozen=True):
    """Series that a provider delivers and the city does not declare."""

    count: int
    examples: list[str]


class RefusalReport(Told, frozen=True):
    """When and why something was not taken."""

    at: datetime
    endpoint: str
    sentence: str
    sentence_nl: str


class EndpointReport(Told, frozen=True):
    """One endpoint: how it is asked, and how it is."""

    name: str
    kind: str
    where: str
    state: str
    breaker: str
    last_success_at: datetime | None
    next_attempt_at: datetime | None
    failures_in_a_row: int


class SourceDetails(Told, frozen=True):
    """What helps to mend a source; for who is signed in."""

    endpoints: list[EndpointReport]
    deliveries: int
    unchanged: int
    failures: int
    rows_repeated: int
    rows_not_admitted: int
    skipped: list[SkippedReport]
    unknown_series: UnknownReport
    latest_refusal: RefusalReport | None


class SourceStreamReport(Told, frozen=True):
    """One stream that a source carries."""

    stream_id: str
    datastream_id: int
    name: str
    state: str


class SourceReport(Told, frozen=True):
    """One source, and what the city misses of it now.

    Attributes
    ----------
    delivers
        ``poll``, ``subscription``, ``inbox``, ``mixed``; ``pushed`` when nothing is fetched for it: it comes over
        SensorThings, by import or from a replay.
    missing_area_ids
        Areas of which a stream of this source is not fresh now.
    """

    connector: str
    title: str
    provider: str
    provider_url: str
    licence: str
    delivers: str
    state: str
    since: datetime
    sentence: str
    sentence_nl: str
    last_success_at: datetime | None
    last_news_at: datetime | None
    next_attempt_at: datetime | None
    newest_phenomenon_time: datetime | None
    rows_taken: int
    streams: list[SourceStreamReport]
    area_ids: list[str]
    missing_area_ids: list[str]
    details: SourceDetails | None = None


class SourcesReport(Told, frozen=True):
    """All sources.

    Attributes
    ----------
    revision
        Rises when anything that a screen shows of a source changes; to be compared for equality.
    """

    revision: int
    now: datetime
    sources: list[SourceReport]


def skipped_of(tally: Tally, *, examples: bool = True) -> list[SkippedReport]:
    """Return what was left out, with or without examples."""
    return [
        SkippedReport(reason=entry.reason, count=entry.count, examples=list(entry.examples) if examples else [])
        for entry in tally.skipped
    ]


def unknown_of(tally: Tally) -> UnknownReport:
    """Return which series the city does not declare."""
    count, examples = tally.unknown
    return UnknownReport(count=count, examples=list(examples))
