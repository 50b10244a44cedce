# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bodies of the screen's API; camelCase on the wire. These records are the OpenAPI document."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec


class Body(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """The common form of a body."""


class BasemapBody(Body, frozen=True):
    """The map underneath: schematic layers by name, or an address."""

    kind: str
    layers: dict[str, str] = msgspec.field(default_factory=dict)
    url: str | None = None


class MapBody(Body, frozen=True):
    """What the map shows first."""

    extent: tuple[float, float, float, float]
    centre: tuple[float, float]
    zoom: float
    pitch: float
    bearing: float
    basemap: BasemapBody


class AttributionBody(Body, frozen=True):
    """Whom data and map come from."""

    text: str
    url: str
    licence: str


class AuthorityBody(Body, frozen=True):
    """Who is responsible."""

    name: str
    contact: str
    website: str


class LevelsBody(Body, frozen=True):
    """How an area kind is graded: four breaks of one quantity, and who says so."""

    breaks: list[float]
    quantity: str
    source: str


class CityBody(Body, frozen=True):
    """The deployment that this node serves."""

    id: str
    name: str
    languages: list[str]
    time_zone: str
    country: str
    simulated: bool
    mode: str
    map: MapBody
    attribution: list[AttributionBody]
    authority: AuthorityBody
    kinds: dict[str, LevelsBody]
    version: str


class SummaryBody(Body, frozen=True):
    """The whole city in a few figures; null is not known."""

    persons: float | None
    persons_standard_error: float | None
    persons_lower: float | None
    persons_upper: float | None
    areas: int
    areas_known: int
    areas_above_limit: int
    highest_level: int | None
    areas_in_doubt: int
    datastreams_fresh: int
    datastreams: int
    newest_phenomenon_time: datetime | None


class StoppedActivityBody(Body, frozen=True):
    """A processing activity whose data may not pass now, why, and which areas lack them."""

    id: str
    name: str
    name_nl: str
    state: str
    reason: str
    reason_nl: str
    remedy: str
    remedy_nl: str
    since: datetime | None
    area_ids: list[str]


class LevelColumnsBody(Body, frozen=True):
    """Levels in columns.

    ``level`` is the highest level that is at least 10 % likely, and 4 from 1 % on; ``levelLikely`` the one in which the
    most likely number lies. ``belowK`` tells below how many contributors something is withheld; null where it is not.
    """

    level: list[int | None]
    level_likely: list[int | None]
    level_probability: list[list[float] | None]
    below_k: list[int | None]


class PictureBody(LevelColumnsBody, frozen=True):
    """The picture in columns: position i of every list is area i; null is not known.

    The truth lies between ``personsLower`` and ``personsUpper`` with a probability of 90 %. ``level`` is the highest
    level that is at least 10 % likely, and 4 from 1 % on; ``levelLikely`` the one in which ``persons`` lies, the most
    likely number.
    ``belowK`` tells below how many contributors an area is withheld; null where it is not.
    """

    sequence: int | None
    epoch: str
    now: datetime
    issued_at: datetime
    at: datetime | None
    summary: SummaryBody
    area_ids: list[str]
    persons: list[float | None]
    persons_standard_error: list[float | None]
    persons_lower: list[float | None]
    persons_upper: list[float | None]
    density_per_m2: list[float | None] = msgspec.field(name="densityPerM2")
    density_per_m2_standard_error: list[float | None] = msgspec.field(name="densityPerM2StandardError")
    flow_per_m_min: list[float | None] = msgspec.field(name="flowPerMMin")
    flow_per_m_min_standard_error: list[float | None] = msgspec.field(name="flowPerMMinStandardError")
    quality: list[str]
    doubt: list[str]
    phenomenon_time: list[datetime | None]
    phenomenon_time_end: list[datetime | None]
    available_at: list[datetime | None]
    stopped_activities: list[StoppedActivityBody]


class DoubtBody(Body, frozen=True):
    """One reason to doubt a value or an estimate: which test, about which stream, with its numbers in words."""

    test: str
    stream_id: str | None
    text: str
    text_nl: str


class InputBody(Body, frozen=True):
    """One observation that an estimate rests on."""

    datastream_id: int
    stream_id: str
    name: str
    phenomenon_time: datetime
    result: float | None
    unit: str
    quality: str
    used: bool
    doubts: list[DoubtBody]
    self_link: str


class CarrierBody(Body, frozen=True):
    """A stream on which an estimate rests, and how much of what streams tell of it comes from this one."""

    stream_id: str
    name: str
    share: float


class ImprovementBody(Body, frozen=True):
    """A further sensor, ``inside`` an area or ``at-gate``, and what the standard error would become with it."""

    kind: str
    place_id: str
    place_name: str
    persons_standard_error: float


class ExplanationBody(Body, frozen=True):
    """How much of an estimate is measured now, modelled or assumed (together 1), by what, and what would help most."""

    measured_share: float
    modelled_share: float
    assumed_share: float
    carriers: list[CarrierBody]
    improvements: list[ImprovementBody]


class AreaEstimateBody(Body, frozen=True):
    """The estimate of one area, and what it rests on; no explanation of the past, nor of what is withheld.

    ``level`` is the highest level that is at least 10 % likely, and 4 from 1 % on; ``levelLikely`` the one in which
    ``persons`` lies.
    """

    area_id: str
    now: datetime
    persons: float | None
    persons_standard_error: float | None
    persons_lower: float | None
    persons_upper: float | None
    density_per_m2: float | None = msgspec.field(name="densityPerM2")
    density_per_m2_standard_error: float | None = msgspec.field(name="densityPerM2StandardError")
    flow_per_m_min: float | None = msgspec.field(name="flowPerMMin")
    flow_per_m_min_standard_error: float | None = msgspec.field(name="flowPerMMinStandardError")
    level: int | None
    level_likely: int | None
    level_probability: list[float] | None
    quality: str
    doubt: str
    doubts: list[DoubtBody]
    phenomenon_time: datetime | None
    phenomenon_time_end: datetime | None
    available_at: datetime | None
    inputs: list[InputBody]
    method: str
    method_source: str
    explanation: ExplanationBody | None


class HistoryBody(Body, frozen=True):
    """One area over time, in columns; ``level`` is the highest that was at least 10 % likely, and 4 from 1 % on."""

    area_id: str
    bucket_s: int
    time: list[datetime]
    persons: list[float | None]
    persons_standard_error: list[float | None]
    persons_lower: list[float | None]
    persons_upper: list[float | None]
    density_per_m2: list[float | None] = msgspec.field(name="densityPerM2")
    flow_per_m_min: list[float | None] = msgspec.field(name="flowPerMMin")
    level: list[int | None]
    quality: list[str]


class TimelineBody(Body, frozen=True):
    """The whole city over time: persons together and the highest level that any area had."""

    bucket_s: int
    time: list[datetime]
    persons: list[float | None]
    level: list[int | None]
    areas_known: list[int]


class ReplayBody(Body, frozen=True):
    """The clock of the replay."""

    now: datetime
    speed: float
    paused: bool
    start: datetime = msgspec.field(name="from")
    end: datetime = msgspec.field(name="to")
    at_end: bool


class ReplayChange(Body, frozen=True, forbid_unknown_fields=True):
    """What to change of the replay; what is left out stays."""

    now: Annotated[datetime, msgspec.Meta(tz=True)] | msgspec.UnsetType = msgspec.UNSET
    speed: float | msgspec.UnsetType = msgspec.UNSET
    paused: bool | msgspec.UnsetType = msgspec.UNSET


class DatastreamsHealth(Body, frozen=True):
    """How many datastreams there are, and in which state."""

    total: int
    fresh: int
    stale: int
    missing: int


class SourceHealth(Body, frozen=True):
    """One connector, how it is, and the newest it delivered."""

    connector: str
    state: str
    since: datetime
    sentence: str
    sentence_nl: str
    last_available_at: datetime | None


class HealthBody(Body, frozen=True):
    """Whether the node is well, and whether its sources are."""

    status: str
    version: str
    sequence: int
    datastreams: DatastreamsHealth
    sources: list[SourceHealth]


GeoJSON = dict[str, Any]
"""A GeoJSON FeatureCollection."""
