# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page about a backtest: one HTML file without scripts that needs nothing else, not even a network."""

from __future__ import annotations

import os
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

import numpy as np

from baken import __version__
from baken.forecast.backtest.fingerprint import history_fingerprint
from baken.forecast.backtest.scoring import truth_at
from baken.forecast.model import MEDIAN
from baken.forecast.registry import REFERENCE
from baken.forecast.wall_clock import wall_time
from baken.service.backtesting import plots
from baken.service.backtesting.html import STYLE, Cell, definitions, figure, section, table
from baken.service.backtesting.outcome import Outcome, Row, cost_of, rows_of
from baken.service.backtesting.words import WORDS, Words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from baken.city.model import City
    from baken.evaluation.verification.tally import Tally
    from baken.forecast.backtest.engine import Backtest
    from baken.forecast.model import Float64, History

_FANS: Final = 3
_DAY_H: Final = 24


@dataclass(frozen=True, slots=True)
class Page:
    """What the page tells of."""

    city: City
    history: History
    test: Backtest
    found: dict[str, Outcome]
    words: Words

    @property
    def leads(self) -> tuple[int, ...]:
        """Return how far ahead was forecast, in steps."""
        return self.test.plan.lead_steps

    @property
    def rows(self) -> list[Row]:
        """Return the table of scores."""
        return rows_of(self.found, self.history.panel, np.array(self.leads))

    @property
    def judged(self) -> dict[str, Tally]:
        """Return the sums of the models that could be judged."""
        return {o.model: o.tally for o in self.found.values() if o.tally is not None and not o.why_not}

    @property
    def best(self) -> Row:
        """Return the scores of the best model, all horizons together; the reference only where it stands alone."""
        whole = [row for row in self.rows if row.bucket == "all"]
        others = [row for row in whole if row.model != REFERENCE] or whole
        return min(others, key=lambda row: row.wql)

    def place(self, column: int) -> str:
        """Return the name of a series as people know it."""
        series = self.history.panel.series[column]
        named = {stream.id: stream.name for stream in self.city.streams}
        return named.get(series.place_id, series.place_id)


def write_page(
    path: Path, city: City, history: History, test: Backtest, found: dict[str, Outcome], language: str
) -> None:
    """Write the page, as a whole or not at all."""
    page = Page(city, history, test, found, WORDS[language])
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    half.write_text(_html(page), encoding="utf-8")
    half.replace(path)


def _html(page: Page) -> str:
    words, plan = page.words, page.test.plan
    title = words.title.format(city=page.city.name)
    first, last = (f"{wall_time(plan.origins_min[k]):%Y-%m-%d}" for k in (0, -1))
    parts = [
        ("scores", words.scores, _scores(page)),
        ("fans", words.fans, _fans(page)),
        ("horizon", words.by_horizon, _horizon(page)),
        ("reliability", words.reliability, _reliability(page)),
        ("calendar", words.calendar, _calendar(page)),
        ("series", words.series, _series(page)),
        ("worst", words.worst, _worst(page)),
        ("definitions", words.definitions, definitions(words.terms)),
        ("made", words.made, _made(page)),
    ]
    contents = "".join(f'<li><a href="#{name}">{escape(heading)}</a></li>' for name, heading, _ in parts)
    simulated = f'<p class="note">{escape(words.simulated)}</p>' if page.city.simulated else ""
    return (
        f'<!doctype html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{escape(title)}</h1>\n"
        f"<p>{escape(words.lead.format(first=first, last=last))}</p>\n{simulated}"
        f'<p class="short"><strong>{escape(words.summary)}.</strong> {escape(_short(page))}</p>\n</header>\n'
        f'<nav aria-label="{escape(words.contents)}"><ul>{contents}</ul></nav>\n<main>\n'
        + "\n".join(section(name, heading, content) for name, heading, content in parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def _short(page: Page) -> str:
    best = page.best
    if not best.skill > 0:
        return page.words.no_winner
    return page.words.winner.format(model=best.model, skill=f"{best.skill:.1%}", coverage=f"{best.coverage80:.1%}")


def _scores(page: Page) -> str:
    words = page.words
    heads = [words.model, words.ahead, "MAE", "WQL", words.skill, words.in_band.format(share="80 %")]
    heads += [words.in_band.format(share="95 %"), words.bias, words.lacking]
    rows = [
        (
            Cell(row.model if row.model != REFERENCE else f"{row.model} ({words.reference})", is_head=True),
            Cell(words.all if row.bucket == "all" else row.bucket.replace("h", words.hours[-1])),
            *map(Cell, (f"{row.mae:,.1f}", f"{row.wql:.4f}", f"{row.skill:+.1%}", f"{row.coverage80:.1%}")),
            *map(Cell, (f"{row.coverage95:.1%}", f"{row.bias:+,.1f}", f"{row.lacking:,}")),
        )
        for row in page.rows
    ]
    return table(words.scores, heads, rows, words_first=2)


def _fans(page: Page) -> str:
    """Draw the first, middle and last origins at the busiest place."""
    words, panel, model = page.words, page.history.panel, page.best.model
    column = int(np.argmax(np.nan_to_num(np.nanmean(panel.values[-2000:], axis=0))))
    origins = page.test.plan.wanted(page.test.plan.origins_min)
    whole = [origin for origin in origins if origin + _reach_min(page) <= panel.end_min] or list(origins)
    chosen = dict.fromkeys(whole[k] for k in np.linspace(0, len(whole) - 1, _FANS).round().astype(int))
    drawn = [f"<p>{escape(words.fans_about.format(model=model))}</p>"]
    for number, origin in enumerate(chosen):
        said, usual = (_at(page, name, origin, column) for name in (model, REFERENCE))
        truth = truth_at(panel, np.array([origin]), np.array(page.leads))[0, column]
        told = f"{page.place(column)}, {words.weekdays[wall_time(origin).weekday()]} {wall_time(origin):%Y-%m-%d %H:%M}"
        alt = words.fan_alt.format(place=page.place(column), origin=f"{wall_time(origin):%Y-%m-%d %H:%M}")
        drawn.append(figure(f"fan{number}", plots.fan(truth, said, usual[:, MEDIAN], panel.step_min, words), alt, told))
    return "".join(drawn)


def _reach_min(page: Page) -> int:
    """Return how many minutes a forecast reaches."""
    return page.leads[-1] * page.history.panel.step_min


def _at(page: Page, model: str, origin_min: int, column: int) -> Float64:
    """Return what a model foresaw at an origin of a series, shape (leads, quantiles)."""
    month = f"{wall_time(origin_min):%Y-%m}"
    done = next(done for done in page.found[model].months if done.item.month == month)
    delivered = page.test.read(done).at([origin_min])
    place = delivered.series_ids.index(page.history.panel.series[column].id)
    return np.asarray(delivered.values[0, place], np.float64)


def _horizon(page: Page) -> str:
    words, step = page.words, page.history.panel.step_min
    hours = -(-np.array(page.leads) * step // 60)
    group = np.where(hours <= _DAY_H, hours, -(-hours // _DAY_H) * _DAY_H)
    ends = np.unique(group)
    losses = {
        name: np.array([float(tally.scores(group == end).mean().wql) for end in ends])
        for name, tally in page.judged.items()
    }
    curves = {name: 1 - loss / losses[REFERENCE] for name, loss in losses.items() if name != REFERENCE}
    drawn = plots.skill(curves, ends.astype(np.float64), words)
    return figure("skill", drawn, words.by_horizon_about, words.by_horizon_about)


def _reliability(page: Page) -> str:
    curves = {name: tally.reliability() for name, tally in page.judged.items()}
    return figure(
        "reliable", plots.reliability(curves, page.words), page.words.reliability_about, page.words.reliability_about
    )


def _calendar(page: Page) -> str:
    told = page.words.calendar_about.format(model=page.best.model)
    return figure("errors", plots.error_calendar(page.found[page.best.model].error_calendar, page.words), told, told)


def _series(page: Page) -> str:
    words, model = page.words, page.best.model
    own, usual = page.judged[model].scores(), page.judged[REFERENCE].scores()
    heads = [words.place, words.pairs, "MAE", "WQL", words.skill, words.in_band.format(share="80 %")]
    heads += [words.in_band.format(share="95 %"), words.bias]
    rows = [
        (
            Cell(page.place(k), is_head=True),
            *map(Cell, (f"{own.number[k]:,.0f}", _number(own.mae[k], 1), _number(own.wql[k], 4))),
            *map(Cell, (_share(1 - own.wql[k] / usual.wql[k], sign="+"), _share(own.coverage[0, k]))),
            *map(Cell, (_share(own.coverage[1, k]), _number(own.bias[k], 1, sign="+"))),
        )
        for k in np.argsort(-np.nan_to_num(own.wql)).tolist()
    ]
    return f"<p>{escape(words.series_about.format(model=model))}</p>" + table(words.series, heads, rows, words_first=1)


def _worst(page: Page) -> str:
    words, model = page.words, page.best.model
    heads = (words.when, words.place, words.ahead, words.came, words.foreseen, words.band80, words.off)
    rows = []
    for miss in page.found[model].worst:
        moment = wall_time(miss.target_min)
        hours = words.hours.format(number=f"{miss.lead * page.history.panel.step_min / 60:g}")
        band = f"{miss.lower80:,.0f} - {miss.upper80:,.0f}"
        when = Cell(f"{words.weekdays[moment.weekday()]} {moment:%Y-%m-%d %H:%M}", is_head=True)
        told = (hours, f"{miss.came:,.0f}", f"{miss.median:,.0f}", band, f"{miss.off:,.0f}")
        rows.append((when, Cell(page.place(miss.series)), *map(Cell, told)))
    return f"<p>{escape(words.worst_about.format(model=model))}</p>" + table(words.worst, heads, rows, words_first=2)


def _made(page: Page) -> str:
    words, panel, plan = page.words, page.history.panel, page.test.plan
    origins = plan.wanted(plan.origins_min)
    of_day = sorted({f"{wall_time(origin):%H:%M}" for origin in origins})
    work = []
    for outcome in page.found.values():
        fit, issue = cost_of(outcome)
        work.append(words.work_of.format(model=outcome.model, fit=f"{fit:.1f}", issue=f"{issue:.1f}"))
    told: Sequence[tuple[str, str]] = (
        (words.city, f"{page.city.name} ({page.city.id})"),
        (words.known, f"{wall_time(panel.start_min):%Y-%m-%d} to {wall_time(panel.end_min):%Y-%m-%d %H:%M}"),
        (words.origins, f"{len(origins):,} ({', '.join(of_day)})"),
        (words.leads, words.hours.format(number=f"{_reach_min(page) / 60:g}")),
        (words.seed, str(plan.seed)),
        (words.version, f"Baken {__version__}"),
        (words.data, f"{len(panel.series)} x {len(panel):,} ({history_fingerprint(page.history, panel.end_min)})"),
        (words.work, "; ".join(work)),
    )
    credit = "".join(f"<li>{escape(one.text)}</li>" for one in page.city.attribution)
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in told)
    return f"<dl>{listed}</dl><ul>{credit}</ul>"


def _number(value: float, digits: int, sign: str = "") -> str:
    return "-" if value != value else format(value, f"{sign},.{digits}f")


def _share(value: float, sign: str = "") -> str:
    return "-" if value != value else format(value, f"{sign}.1%")
