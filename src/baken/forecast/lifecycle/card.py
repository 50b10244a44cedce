# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Model cards: what a model is, how well it does beside the reference, where it is weak, and what it must not be used
for.

Written from what was scored and fitted, never by hand, so that it cannot be more flattering than the figures.

Source: Mitchell et al. (2019), Model cards for model reporting, FAT*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.forecast.buckets import BUCKETS
from baken.forecast.lifecycle.scores import mean
from baken.forecast.lifecycle.weaknesses import Weakness, weaknesses
from baken.forecast.wall_clock import wall_time

if TYPE_CHECKING:
    from baken.forecast.lifecycle.scores import OriginScores
    from baken.forecast.lifecycle.store import StoredModel
    from baken.forecast.model import Panel
    from baken.forecast.protocol import ForecasterDefinition

INTENDED: Final = (
    "Planning of staff and measures for places in public space, hours to days ahead, by people who see the band.",
    "Telling visitors when it is likely to be less busy.",
)
NOT_FOR: Final = (
    "Deciding about persons: it knows none.",
    "Acting without a human decision: a forecast proposes nothing and proves nothing.",
    "Safety on its own: an emergency, or an event that was never seen, lies outside what it learned.",
    "Places or sensors that it was not fitted on, unless its note says that it borrowed.",
)


class DataSource(msgspec.Struct, frozen=True, kw_only=True):
    """Whose data the model learned from."""

    text: str
    licence: str = ""
    url: str = ""


class BucketScores(msgspec.Struct, frozen=True, kw_only=True):
    """Scores of one horizon bucket, or of all leads: plain means over series; None where nothing was scored.

    Attributes
    ----------
    wql, reference_wql
        Weighted quantile loss over the deciles, without unit.
    skill
        1 - wql / reference_wql.
    mae, reference_mae
        Mean absolute error of the median, persons.
    coverage_80, coverage_95
        Share of what came that lay in the band.
    """

    bucket: str
    targets: int
    wql: float | None
    reference_wql: float | None
    skill: float | None
    mae: float | None
    reference_mae: float | None
    coverage_80: float | None
    coverage_95: float | None


class ModelCard(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is told of a model; times of data in local time of the city."""

    model_id: str
    city: str
    method: str
    title: str
    source: str
    reference: str
    fitted_at_us: int
    data_from: str
    data_until: str
    step_min: int
    series: int
    missing_share: float
    seed: int
    fingerprint: str
    sha256: str
    size: int
    scored_from: str
    scored_until: str
    origins: int
    scores: tuple[BucketScores, ...]
    unusual: BucketScores | None
    weaknesses: tuple[Weakness, ...]
    fit_s: float | None
    issue_s: float | None
    versions: dict[str, str]
    data_sources: tuple[DataSource, ...]
    intended: tuple[str, ...] = INTENDED
    not_for: tuple[str, ...] = NOT_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a card is written from.

    Attributes
    ----------
    own, reference
        Scores on the same targets, of origins that the model had not been fitted on.
    own_unusual, reference_unusual
        The same for the most unusual hours only; None when they were not scored.
    panel
        What the model was fitted on.
    fit_s, issue_s
        Seconds of the fit, and of the slowest issue; None when not taken.
    versions
        Of the software, by name.
    """

    own: OriginScores
    reference: OriginScores
    panel: Panel
    own_unusual: OriginScores | None = None
    reference_unusual: OriginScores | None = None
    fit_s: float | None = None
    issue_s: float | None = None
    versions: dict[str, str] | None = None
    data_sources: tuple[DataSource, ...] = ()


def model_card(record: StoredModel, definition: ForecasterDefinition, evidence: Evidence) -> ModelCard:
    """Return the card of a model."""
    own, reference, panel = evidence.own, evidence.reference, evidence.panel
    buckets = [place for place in range(len(BUCKETS)) if own.targets(place)]
    unusual = None
    if evidence.own_unusual is not None and evidence.reference_unusual is not None:
        unusual = _scores("unusual hours", evidence.own_unusual, evidence.reference_unusual, None)
    origins = own.origins_min
    return ModelCard(
        model_id=record.id,
        city=record.city,
        method=record.method,
        title=definition.title,
        source=definition.source,
        reference=reference.method,
        fitted_at_us=record.fitted_at_us,
        data_from=wall_time(record.data_from_min).isoformat(timespec="minutes"),
        data_until=wall_time(record.data_until_min).isoformat(timespec="minutes"),
        step_min=panel.step_min,
        series=record.series,
        missing_share=float(np.isnan(panel.values).mean()) if panel.values.size else 1.0,
        seed=record.seed,
        fingerprint=record.fingerprint,
        sha256=record.sha256,
        size=record.size,
        scored_from=wall_time(int(origins[0])).isoformat(timespec="minutes") if len(origins) else "",
        scored_until=wall_time(int(origins[-1])).isoformat(timespec="minutes") if len(origins) else "",
        origins=len(origins),
        scores=(
            *(_scores(BUCKETS[place].name, own, reference, place) for place in buckets),
            _scores("all", own, reference, None),
        ),
        unusual=unusual,
        weaknesses=weaknesses(own, reference, panel, evidence.own_unusual, evidence.reference_unusual),
        fit_s=evidence.fit_s,
        issue_s=evidence.issue_s,
        versions=dict(sorted((evidence.versions or {}).items())),
        data_sources=evidence.data_sources,
    )


def _scores(name: str, own: OriginScores, reference: OriginScores, bucket: int | None) -> BucketScores:
    loss, other = mean(own.wql(bucket)), mean(reference.wql(bucket))
    return BucketScores(
        bucket=name,
        targets=own.targets(bucket),
        wql=_known(loss),
        reference_wql=_known(other),
        skill=_known(1.0 - loss / other) if other > 0.0 else None,
        mae=_known(mean(own.mae(bucket))),
        reference_mae=_known(mean(reference.mae(bucket))),
        coverage_80=_known(mean(own.coverage(0.8, bucket))),
        coverage_95=_known(mean(own.coverage(0.95, bucket))),
    )


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None
