# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of the page about a backtest, in the languages that it can be written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Every word of the page in one language; braces are filled in."""

    language: str
    title: str
    lead: str
    contents: str
    summary: str
    winner: str
    no_winner: str
    scores: str
    model: str
    ahead: str
    all: str
    skill: str
    in_band: str
    bias: str
    lacking: str
    fans: str
    fans_about: str
    fan_alt: str
    by_horizon: str
    by_horizon_about: str
    reliability: str
    reliability_about: str
    calendar: str
    calendar_about: str
    series: str
    series_about: str
    place: str
    pairs: str
    worst: str
    worst_about: str
    when: str
    came: str
    foreseen: str
    band80: str
    band95: str
    off: str
    hours: str
    definitions: str
    made: str
    city: str
    known: str
    origins: str
    leads: str
    seed: str
    version: str
    data: str
    work: str
    work_of: str
    simulated: str
    median: str
    reference: str
    hours_ahead: str
    persons: str
    skill_axis: str
    ideal: str
    quantile: str
    share_below: str
    hour_of_day: str
    weekdays: tuple[str, ...]
    terms: tuple[tuple[str, str, str], ...]
    """Term, definition, page of the documentation."""


_DOCS: Final = "3-forecast/README.md#scores"

ENGLISH: Final = Words(
    language="en",
    title="Backtest of {city}",
    lead="What would have been foreseen from {first} to {last}, each time from only what was known then.",
    contents="Contents",
    summary="In short",
    winner="{model} was best: its weighted quantile loss is {skill} below that of the "
    "reference, and its 80 % band held "
    "{coverage} of the counts.",
    no_winner="Over all horizons together no model lost less than the reference, the usual of that hour of the week.",
    scores="Scores",
    model="model",
    ahead="ahead",
    all="all",
    skill="skill",
    in_band="in {share}",
    bias="bias",
    lacking="lacking",
    fans="What it looked like",
    fans_about="Forecasts of {model} at the busiest place, and what came. The shaded bands "
    "should hold 80 and 95 % of the "
    "counts.",
    fan_alt="Forecast of {place} from {origin}: median, bands of 80 and 95 %, the reference and what came.",
    by_horizon="Skill by horizon",
    by_horizon_about="Per cent less weighted quantile loss than the reference, by how far ahead; above zero is better.",
    reliability="Reliability",
    reliability_about="Of each quantile the share of counts that were at most as large. On the diagonal, bands hold "
    "what they say; where a line runs above it at the left and below it at the right, they are too narrow.",
    calendar="When it is off",
    calendar_about="Mean absolute error of the median of {model}, in persons per step, by weekday and hour of the day.",
    series="Per place",
    series_about="Scores of {model}, all horizons together; skill beside the reference at the same place.",
    place="place",
    pairs="forecasts",
    worst="The worst hours",
    worst_about="The forecasts of {model}, at most a day ahead, that were farthest off; of each "
    "hour the farthest. What "
    "happened then is worth knowing: an event that nobody announced, a closed street, a sensor that failed.",
    when="when",
    came="came",
    foreseen="foreseen",
    band80="80 % band",
    band95="95 % band",
    off="off by",
    hours="{number} h",
    definitions="What the words mean",
    made="How it was made",
    city="City",
    known="Counts known",
    origins="Origins",
    leads="Horizon",
    seed="Seed",
    version="Version",
    data="Data",
    work="Work, s",
    work_of="{model}: {fit} to learn, {issue} to forecast",
    simulated="These counts are simulated.",
    median="median",
    reference="reference",
    hours_ahead="hours ahead",
    persons="persons per step",
    skill_axis="less loss than the reference, %",
    ideal="as it should be",
    quantile="quantile",
    share_below="share of counts at most as large",
    hour_of_day="hour of the day",
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    terms=(
        ("MAE", "Mean absolute error of the median, in persons per step. Lower is better.", _DOCS),
        ("WQL", "Weighted quantile loss: how far the whole distribution is off, by what came. 0 is perfect.", _DOCS),
        ("skill", "1 less the WQL by that of the reference on the same forecasts. Above 0 is better than it.", _DOCS),
        ("in 80 %, in 95 %", "Coverage: the share of counts that lay in the band; it should be what it says.", _DOCS),
        ("bias", "Mean of median less count. Above zero, too much was foreseen.", _DOCS),
        ("lacking", "Counts that were to be forecast and were not. Silence is counted, never rewarded.", _DOCS),
        ("origin", "The first moment that a forecast knows nothing of.", "3-forecast/README.md#the-words"),
        ("reference", "Hour-of-week climatology: what is usual at that hour of the week.", "3-forecast/laws.md"),
    ),
)

DUTCH: Final = Words(
    language="nl",
    title="Terugtest van {city}",
    lead="Wat er van {first} tot {last} voorzien zou zijn, telkens met alleen wat toen bekend was.",
    contents="Inhoud",
    summary="In het kort",
    winner="{model} was het best: het gewogen kwantielverlies is {skill} lager dan dat van "
    "de referentie, en de "
    "80%-band bevatte {coverage} van de tellingen.",
    no_winner="Over alle horizonnen samen had geen model minder verlies dan de referentie: wat dan gebruikelijk is.",
    scores="Scores",
    model="model",
    ahead="vooruit",
    all="alles",
    skill="vaardigheid",
    in_band="in {share}",
    bias="afwijking",
    lacking="ontbreekt",
    fans="Hoe het eruitzag",
    fans_about="Voorspellingen van {model} op de drukste plek, en wat er kwam. De banden horen "
    "80 en 95 % van de "
    "tellingen te bevatten.",
    fan_alt="Voorspelling van {place} vanaf {origin}: mediaan, banden van 80 en 95 %, de referentie en wat er kwam.",
    by_horizon="Vaardigheid naar horizon",
    by_horizon_about="Procent minder gewogen kwantielverlies dan de referentie, naar hoe ver vooruit; "
    "boven nul is beter.",
    reliability="Betrouwbaarheid",
    reliability_about="Per kwantiel het deel van de tellingen dat hoogstens zo groot was. Op de diagonaal houden "
    "banden wat ze beloven; loopt een lijn er links boven en rechts onder, dan zijn ze te smal.",
    calendar="Wanneer het ernaast zit",
    calendar_about="Gemiddelde absolute fout van de mediaan van {model}, in personen per stap, naar weekdag en uur.",
    series="Per plek",
    series_about="Scores van {model}, alle horizonnen samen; vaardigheid naast de referentie op dezelfde plek.",
    place="plek",
    pairs="voorspellingen",
    worst="De slechtste uren",
    worst_about="De voorspellingen van {model}, hoogstens een dag vooruit, die er het verst "
    "naast zaten; van elk uur de "
    "verste. Het is goed te weten wat er toen was: een niet aangekondigd evenement, "
    "een afgesloten straat, een "
    "haperende sensor.",
    when="wanneer",
    came="kwam",
    foreseen="voorzien",
    band80="80%-band",
    band95="95%-band",
    off="ernaast",
    hours="{number} u",
    definitions="Wat de woorden betekenen",
    made="Hoe het gemaakt is",
    city="Stad",
    known="Tellingen bekend",
    origins="Oorsprongen",
    leads="Horizon",
    seed="Toevalsgetal",
    version="Versie",
    data="Gegevens",
    work="Werk, s",
    work_of="{model}: {fit} om te leren, {issue} om te voorspellen",
    simulated="Deze tellingen zijn gesimuleerd.",
    median="mediaan",
    reference="referentie",
    hours_ahead="uren vooruit",
    persons="personen per stap",
    skill_axis="minder verlies dan de referentie, %",
    ideal="zoals het hoort",
    quantile="kwantiel",
    share_below="deel van de tellingen hoogstens zo groot",
    hour_of_day="uur van de dag",
    weekdays=("ma", "di", "wo", "do", "vr", "za", "zo"),
    terms=(
        ("MAE", "Gemiddelde absolute fout van de mediaan, in personen per stap. Lager is beter.", _DOCS),
        (
            "WQL",
            "Gewogen kwantielverlies: hoever de hele verdeling ernaast zit, 0 is volmaakt.",
            _DOCS,
        ),
        ("vaardigheid", "1 min het WQL gedeeld door dat van de referentie, op dezelfde voorspellingen.", _DOCS),
        (
            "in 80 %, in 95 %",
            "Dekking: het deel van de tellingen in de band, zoals de band zegt.",
            _DOCS,
        ),
        ("afwijking", "Gemiddelde van mediaan min telling. Boven nul werd te veel voorzien.", _DOCS),
        ("ontbreekt", "Tellingen die voorspeld hadden moeten zijn. Zwijgen telt mee en loont nooit.", _DOCS),
        ("oorsprong", "Het eerste moment waarvan een voorspelling niets weet.", "3-forecast/README.md#the-words"),
        ("referentie", "Klimatologie per uur van de week: wat dan gebruikelijk is.", "3-forecast/laws.md"),
    ),
)

WORDS: Final = {words.language: words for words in (ENGLISH, DUTCH)}
