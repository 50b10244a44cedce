# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken forecast``: what is foreseen, in the terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import click
import msgspec

from baken.errors import BakenError
from baken.service.cli.options import as_json, data_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from baken.forecast.explanation import Explainer
    from baken.forecast.model import QuantileForecast
    from baken.service.forecasting.forecasting import Forecasting
    from baken.service.forecasting.foresight import Foresight

_STATUS: Final = ("own", "reference", "none")


class NothingForeseenError(BakenError):
    """There is nothing to foresee, and why."""


class Step(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """One foreseen step; the time is that of the city's wall clock."""

    time: str
    median: float | None
    lower80: float | None
    upper80: float | None
    reference: float | None
    because: str = ""


class SeriesForecast(msgspec.Struct, frozen=True, rename="camel"):
    """What is foreseen of one series."""

    series_id: str
    name: str
    status: str
    note: str
    method: str
    origin: str
    steps: list[Step]


@click.command()
@click.argument("city", default="auckland")
@click.option("--series", "series_id", help="One series, such as area:queen-street-45 or stream:queen-street-45-count.")
@click.option("--hours", type=click.IntRange(1, 168), default=24, show_default=True, help="How far ahead.")
@click.option("--model", "model_id", help="A fitted model (baken models), or a method such as seasonal-naive.")
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
    help="Where to stand, in the city's own time.  [default: now, or where the replay of the city begins]",
)
@data_folder
@as_json
def command(
    city: str,
    series_id: str | None,
    hours: int,
    model_id: str | None,
    at: datetime | None,
    data: Path | None,
    *,
    as_json: bool,
) -> None:
    """Foresee how many persons will be where, with bands, beside the reference.

    CITY is a folder, or the name of a city that comes with Baken. Without a fitted model the reference is told, and
    said to be that. Nothing is issued or kept.

    \b
    Example:
      baken forecast auckland --series area:queen-street-45 --hours 12
    """
    from baken.service.forecasting.standalone import standalone
    from baken.service.places import default_data_folder, find_city

    folder = find_city(city)

    def tell(doing: str) -> None:
        if not as_json:
            click.echo(f"{doing} …", err=True)

    with standalone(folder, data or default_data_folder(folder.name), at, tell) as (forecasting, origin_min):
        tell("Foreseeing")
        found = _foresight(forecasting, origin_min, model_id)
        chosen = _chosen(found.shown, series_id)
        names = _names(forecasting)
        told = [_told(found, column, hours, names, explain=series_id is not None) for column in chosen]
    if as_json:
        click.echo(msgspec.json.encode(told))
    elif series_id is not None:
        _print_series(told[0])
    else:
        _print_city(told, hours)


def _foresight(forecasting: Forecasting, origin_min: int, model_id: str | None) -> Foresight:
    if not forecasting.is_declared:
        raise NothingForeseenError(
            "No processing activity that may pass covers forecasts.",
            remedy='List forecasts = ["counts", "persons"] in the [covers] of one activity.',
        )
    known = forecasting.known(origin_min)
    if not known.panel.series or not len(known.panel):
        raise NothingForeseenError("There is nothing to learn from yet.", remedy="Import history: baken import.")
    model = None if model_id is None else forecasting.models.named(model_id, known)
    return forecasting.foresee(known, model)


def _chosen(shown: QuantileForecast, series_id: str | None) -> list[int]:
    if series_id is None:
        areas = [i for i, name in enumerate(shown.series_ids) if name.startswith("area:")]
        return areas or list(range(len(shown.series_ids)))
    if series_id not in shown.series_ids:
        from difflib import get_close_matches

        near = get_close_matches(series_id, shown.series_ids, 3) or list(shown.series_ids[:3])
        raise NothingForeseenError(f"There is no series {series_id!r}.", remedy=f"For example: {', '.join(near)}.")
    return [shown.series_ids.index(series_id)]


def _names(forecasting: Forecasting) -> dict[str, str]:
    city = forecasting.city
    return {f"area:{a.id}": a.name for a in city.areas} | {f"stream:{s.id}": s.name for s in city.streams}


def _told(found: Foresight, column: int, hours: int, names: dict[str, str], *, explain: bool) -> SeriesForecast:
    from baken.forecast.model import Status
    from baken.forecast.wall_clock import wall_time

    shown = found.shown
    status = Status(int(shown.status[column]))
    leads = [k for k, lead in enumerate(shown.lead_steps.tolist()) if lead * shown.step_min <= hours * 60]
    explainer = _explainer(found) if explain and status is not Status.NONE else None
    lower, upper = shown.band(0.8)
    return SeriesForecast(
        series_id=shown.series_ids[column],
        name=names.get(shown.series_ids[column], ""),
        status=_STATUS[status],
        note=shown.notes[column],
        method=shown.method,
        origin=wall_time(shown.origin_min).isoformat(timespec="minutes"),
        steps=[
            Step(
                time=wall_time(int(shown.target_min[k])).isoformat(timespec="minutes"),
                median=_number(shown.median[column, k]),
                lower80=_number(lower[column, k]),
                upper80=_number(upper[column, k]),
                reference=_number(found.reference.median[column, k]),
                because="" if explainer is None else _because(explainer, column, k),
            )
            for k in (leads if status is not Status.NONE else [])
        ],
    )


def _explainer(found: Foresight) -> Explainer:
    from baken.forecast.explanation import Explainer

    return Explainer(
        found.shown,
        found.known,
        forecaster=found.made_by,
        weather=found.weather,
        laid_on=found.effects,
        before=found.bare,
    )


def _because(explainer: Explainer, column: int, lead: int) -> str:
    return explainer.explain(column, lead).figures("en")


def _number(value: float) -> float | None:
    return None if value != value else round(float(value), 1)


def _print_series(told: SeriesForecast) -> None:
    click.echo(f"{told.name} ({told.series_id}), from {told.origin.replace('T', ' ')}, by {told.method}")
    if told.note:
        click.echo(told.note)
    if not told.steps:
        click.echo("There is no forecast.")
        return
    click.echo(f"{'time':<17}{'median':>8}  {'80 % band':<17}{'reference':>10}  because")
    for step in told.steps:
        band = f"{_shown(step.lower80)} to {_shown(step.upper80)}"
        click.echo(
            f"{step.time.replace('T', ' '):<17}{_shown(step.median):>8}  {band:<17}{_shown(step.reference):>10}  "
            f"{step.because}".rstrip()
        )


def _print_city(told: list[SeriesForecast], hours: int) -> None:
    for line in _lines(told, hours):
        click.echo(line)


def _lines(told: list[SeriesForecast], hours: int) -> Iterator[str]:
    if not told:
        yield "Nothing is foreseen."
        return
    wide = min(max(len(one.name) for one in told), 50)
    yield f"From {told[0].origin.replace('T', ' ')}, {hours} h ahead, by {told[0].method}"
    yield f"{'':<{wide}}  {'busiest':<17}{'median':>8}  {'80 % band':<17}{'reference':>10}"
    for one in told:
        peaks = [step for step in one.steps if step.median is not None]
        if not peaks:
            yield f"{one.name:<{wide}}  none: {one.note}"
            continue
        peak = max(peaks, key=lambda step: step.median or 0.0)
        band = f"{_shown(peak.lower80)} to {_shown(peak.upper80)}"
        yield (
            f"{one.name[:wide]:<{wide}}  {peak.time.replace('T', ' '):<17}{_shown(peak.median):>8}  {band:<17}"
            f"{_shown(peak.reference):>10}"
        )
    notes = [one.note for one in told if one.note and one.steps]
    common = Counter(notes).most_common(1)
    if common:
        others = f" ({len(notes) - common[0][1]} say more: --series)" if len(notes) > common[0][1] else ""
        yield f"{common[0][0]}{others}"
    yield f"One of them hour by hour, and why: --series {told[0].series_id}"


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"
