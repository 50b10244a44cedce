# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The report after an event: one HTML file without scripts that needs nothing else, to be read and to be printed."""

from __future__ import annotations

import base64
import hashlib
import os
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Final

from baken import __version__
from baken.evaluation.kpis.model import ABOUT, Better, Side
from baken.service.evaluating.charts import course_of_effect, evening, intervals, target_bar
from baken.service.evaluating.findings import Verdict
from baken.service.evaluating.numbers import Writing
from baken.service.evaluating.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from baken.evaluation.kpis.computing import KeyFigure
    from baken.service.evaluating.findings import EffectFound, Findings, WarningFound
    from baken.service.evaluating.wording import Words

STYLESHEET: Final = "report.css"
_MINUTE_US: Final = 60_000_000
_CARD_HORIZON_MIN: Final = 120


def write_report(path: Path, found: Findings, language: str) -> None:
    """Write the report, as a whole or not at all."""
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    half.write_text(report_html(found, language), encoding="utf-8")
    half.replace(path)


def policy_of(page: str) -> str:
    """Return the content security policy under which a report may be served: its own style sheet, and nothing else.

    Examples
    --------
    >>> policy_of("<style>p {}</style>")[:53]
    "default-src 'none'; style-src 'sha256-SNJDlN1Iy2mnt7D"
    """
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def report_html(found: Findings, language: str) -> str:
    """Return the whole page."""
    words, record = WORDS[language], found.record
    writing = Writing(language, record.time_zone)
    title = record.title if language == "en" else record.title_nl
    parts = (
        ("evening", words.evening, _evening(found, words, writing)),
        ("effects", words.effects, _effects(found, words, writing)),
        ("warnings", words.warnings, _warnings(found, words, writing)),
        ("forecasts", words.forecasts, _forecasts(found, words, writing)),
        ("kpis", words.kpis, _kpis(found, words, writing)),
        ("made", words.made, _made(found, words)),
    )
    shown = [part for part in parts if part[2]]
    links = "".join(f'<li><a href="#{name}">{escape(heading)}</a></li>' for name, heading, _ in shown)
    style = resources.files(__package__).joinpath(STYLESHEET).read_text(encoding="utf-8")
    sections = "\n".join(
        f'<section id="{name}" aria-labelledby="{name}-h"><h2 id="{name}-h">{escape(heading)}</h2>{content}</section>'
        for name, heading, content in shown
    )
    when = f"{writing.moment(record.start_us)} – {writing.clock(record.end_us)}"  # noqa: RUF001
    badge = f'<p class="simulated">{escape(words.simulated)}</p>' if record.simulated else ""
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} · {escape(words.report)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<header><p class="kicker">{escape(words.report)} · {escape(record.city_name)}</p>\n<h1>{escape(title)}</h1>\n'
        f'<p class="when">{escape(when)}</p>\n{badge}</header>\n<main>\n'
        f'<section class="short" aria-labelledby="short-h"><h2 id="short-h">{escape(words.in_short)}</h2>'
        f"{_cards(found, words, writing)}</section>\n"
        f'<nav aria-label="{escape(words.contents)}"><ul>{links}</ul></nav>\n{sections}\n</main>\n'
        f"<footer><p>{escape(words.as_of.format(moment=writing.moment(record.as_of_us)))} "
        f'<span class="screen">{escape(words.print_hint)}</span></p></footer>\n</body>\n</html>\n'
    )


def _cards(found: Findings, words: Words, writing: Writing) -> str:
    cards = [
        _warned_card(found, words, writing),
        _false_card(found, words, writing),
        _foreseen_card(found, words, writing),
        _changed_card(found, words, writing),
        _met_card(found, words, writing),
    ]
    return f'<div class="cards">{"".join(cards)}</div>'


def _card(name: str, value: str, about: str, kind: str = "") -> str:
    return (
        f'<div class="card {kind}"><h3>{escape(name)}</h3><p class="value">{escape(value)}</p>'
        f"<p>{escape(about)}</p></div>"
    )


def _lead_min(found: Findings) -> str:
    return f"{found.record.lead_us / _MINUTE_US:g}"


def _warned_card(found: Findings, words: Words, writing: Writing) -> str:
    happened = found.table.hits + found.table.misses
    if not happened:
        return _card(words.warned, "–", words.nothing_passed)  # noqa: RUF001
    value = f"{writing.number(found.table.hits)} / {writing.number(happened)}"
    kind = "good" if not found.table.misses else "bad"
    return _card(words.warned, value, words.warned_about.format(minutes=_lead_min(found)), kind)


def _false_card(found: Findings, words: Words, writing: Writing) -> str:
    false = sum(one.verdict is Verdict.FALSE_ALARM for one in found.warnings)
    about = words.false_alarms_about.format(number=len(found.warnings))
    return _card(words.false_alarms, writing.number(false), about, "" if false else "good")


def _foreseen_card(found: Findings, words: Words, writing: Writing) -> str:
    near = [one for one in found.forecasts if one.horizon_min[1] <= _CARD_HORIZON_MIN and one.held is not None]
    if not near or found.band is None:
        return _card(words.foreseen, "–", words.no_forecasts)  # noqa: RUF001
    held = sum((one.held or 0.0) * one.number for one in near) / sum(one.number for one in near)
    return _card(words.foreseen, writing.share(held), words.foreseen_about.format(share=writing.share(found.band)))


def _changed_card(found: Findings, words: Words, writing: Writing) -> str:
    told = [one for one in found.effects if one.told.is_told]
    if not told:
        return _card(words.changed, "–", words.no_effect_told)  # noqa: RUF001
    # the first that was asked about, not the one that looks best
    first = told[0]
    about = words.changed_about.format(
        title=_title(first, words),
        low=writing.share(first.told.relative_lower, sign=True),
        high=writing.share(first.told.relative_upper, sign=True),
    )
    return _card(words.changed, writing.share(first.told.relative, sign=True), about)


def _met_card(found: Findings, words: Words, writing: Writing) -> str:
    aimed = [one for one in found.figures if one.is_met is not None and one.was_declared_before]
    if not aimed:
        return ""
    met = sum(bool(one.is_met) for one in aimed)
    return _card(words.met, f"{writing.number(met)} / {writing.number(len(aimed))}", words.met_about)


def _evening(found: Findings, words: Words, writing: Writing) -> str:
    keys = (
        ("seen", words.key_seen),
        ("foreseen", words.key_foreseen),
        ("above", words.key_limit),
        ("event", words.key_event),
        ("intervention", words.key_intervention),
    )
    drawn = evening(found, words, writing)
    framed = f'<figure class="wide" tabindex="0" role="region" aria-label="{escape(words.evening)}">{drawn}</figure>'
    return f"<p>{escape(words.evening_about)}</p>{_legend(keys)}{framed}"


def _legend(keys: Iterable[tuple[str, str]]) -> str:
    listed = "".join(f'<li><span class="key {kind}"></span>{escape(name)}</li>' for kind, name in keys)
    return f'<ul class="legend">{listed}</ul>'


def _warnings(found: Findings, words: Words, writing: Writing) -> str:
    about = f"<p>{escape(words.warnings_about.format(minutes=_lead_min(found)))}</p>"
    if not found.warnings:
        return about + f"<p>{escape(words.no_warnings)}</p>"
    rows = [_warning_row(one, found, words, writing) for one in found.warnings]
    table = found.table
    numbers = (
        *map(writing.number, (table.hits, table.misses, table.false_alarms, table.correct_negatives)),
        writing.share(table.hit_rate),
        writing.share(table.false_alarm_ratio),
        writing.number(table.peirce, 2),
    )
    missed = ", ".join(
        f"{found.record.place(place).name} {writing.clock(episode.start_us)}" for place, episode in found.missed
    )
    told = f'<p class="note">{escape(words.missed.format(list=missed))}</p>' if missed else ""
    return (
        about
        + _table(words.warning_heads, rows, words.warnings, words_first=2)
        + told
        + _table(words.table_heads, [tuple(escape(cell) for cell in numbers)], words.warnings, kind="numbers")
    )


def _warning_row(one: WarningFound, found: Findings, words: Words, writing: Writing) -> tuple[str, ...]:
    warned = one.warned
    places = ", ".join(found.record.place(place).name for place in warned.place_ids)
    lead = "–"  # noqa: RUF001
    if one.lead_min is not None:
        said = words.minutes if one.lead_min >= 0 else words.minutes_after
        lead = said.format(number=writing.number(abs(one.lead_min)))

    def after(moment: int | None) -> str:
        took = None if moment is None else (moment - warned.raised_us) / _MINUTE_US
        return "–" if took is None else words.minutes.format(number=writing.number(took))  # noqa: RUF001

    cells = (
        writing.clock(warned.raised_us),
        places,
        writing.share(warned.probability),
        writing.clock(warned.expected_us),
        writing.clock(one.onset_us),
        lead,
        after(warned.seen_us),
        after(warned.handled_us),
    )
    verdict = f'<span class="verdict {one.verdict}">{escape(words.verdicts[one.verdict])}</span>'
    return (*(escape(cell) for cell in cells), verdict)


def _forecasts(found: Findings, words: Words, writing: Writing) -> str:
    if not found.forecasts:
        return ""
    share = "–" if found.band is None else writing.share(found.band)  # noqa: RUF001
    rows, before = [], ""
    for one in found.forecasts:
        name = found.record.place(one.place_id).name
        cells = (
            name if name != before else "",
            words.horizon.format(first=one.horizon_min[0], last=one.horizon_min[1]),
            writing.number(one.number),
            writing.number(one.error),
            writing.number(one.bias, sign=True),
            writing.share(one.held),
            writing.number(one.usual),
        )
        rows.append(tuple(escape(cell) for cell in cells))
        before = name
    heads = tuple(head.format(share=share) for head in words.forecast_heads)
    return f"<p>{escape(words.forecasts_about)}</p>" + _table(heads, rows, words.forecasts, words_first=2)


def _effects(found: Findings, words: Words, writing: Writing) -> str:
    if not found.effects:
        return f"<p>{escape(words.no_effects)}</p>" if found.record.interventions else ""
    keys = (("seen", words.key_seen), ("expected", words.key_expected), ("gap", words.key_gap))
    return f"<p>{escape(words.effects_about)}</p>{_legend(keys)}" + "".join(
        _one_effect(one, found, words, writing) for one in found.effects
    )


def _one_effect(one: EffectFound, found: Findings, words: Words, writing: Writing) -> str:
    effect, head, true = one.told, _place_head(one, found, words), one.compared.true_change
    if not effect.is_told:
        reasons = "".join(f"<li>{escape(words.reasons[reason])}</li>" for reason in effect.why_not)
        told = f'<p class="cannot">{escape(words.cannot_tell)}</p><ul>{reasons}</ul>'
        if true is not None:
            said = words.truth_alone.format(true=writing.number(true, sign=True))
            told += f'<p class="truth-told">{escape(said)}</p>'
        return f'<article class="effect untold">{head}{told}</article>'
    direction = words.fewer if effect.change < 0 else words.more
    sentence = words.effect_sentence.format(
        persons=writing.number(abs(effect.change)),
        direction=direction,
        share=writing.share(effect.relative, sign=True),
        low=writing.number(effect.lower, sign=True),
        high=writing.number(effect.upper, sign=True),
    )
    chance = (words.significant if effect.is_significant else words.not_significant).format(
        p=writing.number(effect.p_value, 2)
    )
    truth = ""
    if true is not None:
        said = words.truth_sentence if effect.lower <= true <= effect.upper else words.truth_missed
        truth = f'<p class="truth-told">{escape(said.format(true=writing.number(true, sign=True)))}</p>'
    fit = words.fit.format(misfit=writing.share(effect.misfit, 1), donors=effect.donors)
    return (
        f'<article class="effect">{head}<p><strong>{escape(sentence)}</strong> {escape(chance)}</p>{truth}'
        f'<div class="pair"><figure>{course_of_effect(one, words, writing)}</figure>'
        f'<figure>{intervals(one, words, writing)}</figure></div><p class="small">{escape(fit)}</p></article>'
    )


def _kpis(found: Findings, words: Words, writing: Writing) -> str:
    if not found.figures:
        return ""
    columns = [
        f"<div><h3>{escape(heading)}</h3>"
        f'<ul class="kpis">{"".join(_kpi(one, words, writing) for one in own)}</ul></div>'
        for side, heading in ((Side.OUTPUT, words.outputs), (Side.OUTCOME, words.outcomes))
        if (own := [one for one in found.figures if one.kpi.side is side])
    ]
    return f'<p>{escape(words.kpis_about)}</p><div class="sides">{"".join(columns)}</div>'


def _kpi(one: KeyFigure, words: Words, writing: Writing) -> str:
    kpi = one.kpi
    unit, better = words.units[kpi.unit], ABOUT[kpi.indicator].better
    digits = 2 if kpi.unit == "{person}/m2" else 0
    title = kpi.title if words.language == "en" else kpi.title_nl
    value = words.cannot_compute if one.value is None else f"{writing.number(one.value, digits)}{unit}"
    bar, verdict = "", ""
    if kpi.target is not None:
        said = words.target_low if better is Better.LOWER else words.target_high
        target = said.format(target=f"{writing.number(kpi.target, digits)}{unit}")
        mark = "" if one.is_met is None else words.is_met if one.is_met else words.is_not_met
        kind = "" if one.is_met is None else "met" if one.is_met else "not-met"
        verdict = f'<span class="aim">{escape(target)}</span> <span class="mark {kind}">{escape(mark)}</span>'
        if one.value is not None and one.is_met is not None:
            bar = target_bar(one.value, kpi.target, is_met=one.is_met, lower_is_better=better is Better.LOWER)
    late = "" if one.was_declared_before else f'<p class="late">{escape(words.declared_late)}</p>'
    return (
        f'<li><p class="kpi-name">{escape(title)}</p><p class="kpi-value">{escape(value)}</p>{bar}<p>{verdict}</p>'
        f'<p class="small">{escape(words.indicators[kpi.indicator])}</p>{late}</li>'
    )


def _made(found: Findings, words: Words) -> str:
    record = found.record
    about = words.made_about.format(version=__version__, format=record.format, zone=record.time_zone)
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in words.definitions)
    return f"<p>{escape(about)}</p><dl>{listed}</dl>"


def _table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], caption: str, *, kind: str = "", words_first: int = 1
) -> str:
    """Return a table of cells that are HTML already."""
    head = "".join(
        f'<th scope="col"{" class=" + chr(34) + "left" + chr(34) if k < words_first else ""}>{escape(name)}</th>'
        for k, name in enumerate(heads)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{' class=' + chr(34) + 'left' + chr(34) if k < words_first else ''}>{cell}</td>"
            for k, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="{kind}">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _place_head(one: EffectFound, found: Findings, words: Words) -> str:
    """Return the heading of an effect; it says so when the place is beside that of the intervention."""
    place = found.record.place(one.compared.place_id).name
    if one.compared.place_id not in one.taken.place_ids:
        place = words.elsewhere.format(place=place)
    return f'<h3>{escape(_title(one, words))} <span class="at">{escape(place)}</span></h3>'


def _title(one: EffectFound, words: Words) -> str:
    return one.taken.title if words.language == "en" else one.taken.title_nl
