# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bodies of the routes about forecasts. Null is not known, or none; never zero."""

from __future__ import annotations

from datetime import datetime

import msgspec

from baken.service.http.bodies import Body, LevelColumnsBody


class IssueBody(Body, frozen=True):
    """One issue: all series at one origin. ``mistrust`` tells why the reference is shown; empty when it is not."""

    number: int
    issued_at: datetime
    origin: datetime
    method: str
    model: str
    reference: str
    mistrust: str
    series: int
    leads: int
    seconds: float


class ForecastSeriesBody(Body, frozen=True):
    """A series that is foreseen, with its status in the newest issue: own, reference or none."""

    series_id: str
    kind: str
    place_id: str
    name: str
    status: str
    note: str
    note_nl: str
    link: str


class ChampionBody(Body, frozen=True):
    """The model that issues."""

    id: str
    method: str
    fitted_at: datetime
    model_card: str


class AlarmBody(Body, frozen=True):
    """Something about the model that is not as it was: its skill beside the reference, or what its bands hold.

    ``value`` is of the last two weeks, ``usual`` of its trial, and beyond ``limit`` an alarm is raised.
    """

    kind: str
    value: float
    usual: float
    limit: float
    sentence: str
    sentence_nl: str


class NextHoursBody(Body, frozen=True):
    """The next two hours of areas, issued more often and in shorter steps, laid over the newest longer issue.

    ``latest`` is null while there is none that is newer than that one; ``explained`` as of the longer one.
    """

    issue_every_min: int
    step_min: int
    latest: IssueBody | None
    explained: int | None


class ForecastsBody(Body, frozen=True):
    """What is foreseen, by what, and when the next issue comes.

    ``explained`` is the number of the issue that can be explained and supposed changes of: the newest since the start.
    ``nextHours`` is null where the next two hours are not issued by themselves.
    """

    now: datetime
    state: str
    sentence: str
    sentence_nl: str
    issue_every_min: int
    step_min: int
    horizon_h: int
    next_issue: datetime
    next_refit: datetime | None
    latest: IssueBody | None
    explained: int | None
    next_hours: NextHoursBody | None
    issues: list[IssueBody]
    champion: ChampionBody | None
    mistrust: str
    alarms: list[AlarmBody]
    reference: str
    series: list[ForecastSeriesBody]


class ReferenceBody(Body, frozen=True):
    """The reference beside a forecast, in columns."""

    method: str
    median: list[float | None]
    lower80: list[float | None]
    upper80: list[float | None]


class ForecastBody(LevelColumnsBody, frozen=True):
    """What is foreseen of one series, in columns: position i of every list is the step that begins at ``time[i]``.

    ``values`` has a row of ``quantiles`` per step. ``level`` is the highest level that is at least 10 % likely,
    ``levelLikely`` the one in which the median lies; only areas have levels. ``belowK`` tells below how many persons a
    step is withheld; null where it is not. ``lead`` counts in ``stepMin``, the length of the first steps; each step
    lasts until the next begins, and later ones may be longer.
    """

    series_id: str
    kind: str
    place_id: str
    name: str
    now: datetime
    status: str
    note: str
    note_nl: str
    issue: IssueBody | None
    step_min: int | None
    time: list[datetime]
    lead: list[int]
    median: list[float | None]
    lower80: list[float | None]
    upper80: list[float | None]
    lower95: list[float | None]
    upper95: list[float | None]
    quantiles: list[float]
    values: list[list[float] | None]
    reference: ReferenceBody | None


class ForecastSummaryBody(Body, frozen=True):
    """The whole city at a moment ahead; ``persons`` is the sum of the medians of the areas that are foreseen."""

    persons: float | None
    areas: int
    areas_foreseen: int
    areas_above_limit: int
    highest_level: int | None


class ForecastPictureBody(LevelColumnsBody, frozen=True):
    """The picture of a moment ahead, in columns: position i of every list is area i; null is none.

    The truth is foreseen between ``personsLower`` and ``personsUpper`` with a probability of ``bandShare``.
    """

    now: datetime
    at: datetime
    time: datetime
    time_end: datetime
    issue: IssueBody
    band_share: float
    summary: ForecastSummaryBody
    area_ids: list[str]
    persons_forecast: list[float | None]
    persons_lower: list[float | None]
    persons_upper: list[float | None]
    persons_lower95: list[float | None]
    persons_upper95: list[float | None]
    persons_reference: list[float | None]
    density_per_m2: list[float | None] = msgspec.field(name="densityPerM2")
    status: list[str]
    note: list[str]
    note_nl: list[str]


class ForecastTimelineBody(Body, frozen=True):
    """The whole city ahead: the sum of the medians of all areas, and the highest level of any, at least 10 % likely.

    Each step lasts until the next begins; ``stepMin`` is the length of the first ones, and later ones may be longer.
    """

    now: datetime
    issue: IssueBody | None
    step_min: int | None
    time: list[datetime]
    persons: list[float | None]
    level: list[int | None]
    areas_foreseen: list[int]


class ContributionBody(Body, frozen=True):
    """One cause, and by which factor it changes what is usual."""

    cause: str
    factor: float
    words: str
    words_nl: str
    basis: str


class ForecastExplanationBody(Body, frozen=True):
    """Why so many are foreseen: ``baseline`` times all factors is the median."""

    series_id: str
    time: datetime
    baseline: float | None
    median: float | None
    lower80: float | None
    upper80: float | None
    sentence: str
    sentence_nl: str
    contributions: list[ContributionBody]


class ModelBody(Body, frozen=True):
    """A fitted model."""

    id: str
    method: str
    fitted_at: datetime
    series: int
    size: int
    is_champion: bool
    link: str


class ModelsBody(Body, frozen=True):
    """The fitted models of this node, newest first."""

    models: list[ModelBody]


class ModelCardBody(Body, frozen=True):
    """A model with its card, as Markdown; null when it has none."""

    model: ModelBody
    card: str | None
