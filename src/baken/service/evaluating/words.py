# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of the report after an event, in the languages that it can be written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from baken.evaluation.effects.model import Reason
from baken.evaluation.kpis.model import Indicator
from baken.service.evaluating.findings import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Every word of the report in one language; braces are filled in."""

    language: str
    report: str
    as_of: str
    simulated: str
    contents: str
    in_short: str
    warned: str
    warned_about: str
    nothing_passed: str
    false_alarms: str
    false_alarms_about: str
    foreseen: str
    foreseen_about: str
    no_forecasts: str
    changed: str
    changed_about: str
    no_effect_told: str
    met: str
    met_about: str
    evening: str
    evening_about: str
    evening_alt: str
    key_seen: str
    key_foreseen: str
    key_limit: str
    key_event: str
    key_intervention: str
    limit: str
    warnings: str
    warnings_about: str
    no_warnings: str
    warning_heads: tuple[str, ...]
    verdicts: dict[Verdict, str]
    minutes: str
    minutes_after: str
    missed: str
    table_heads: tuple[str, ...]
    forecasts: str
    forecasts_about: str
    forecast_heads: tuple[str, ...]
    horizon: str
    effects: str
    effects_about: str
    no_effects: str
    fewer: str
    more: str
    effect_sentence: str
    not_significant: str
    significant: str
    cannot_tell: str
    reasons: dict[Reason, str]
    truth_sentence: str
    truth_missed: str
    truth_alone: str
    truth: str
    fit: str
    in_force_from: str
    elsewhere: str
    course_alt: str
    intervals_alt: str
    key_expected: str
    key_gap: str
    methods: dict[str, str]
    placebos: str
    persons: str
    kpis: str
    kpis_about: str
    outputs: str
    outcomes: str
    target_low: str
    target_high: str
    is_met: str
    is_not_met: str
    declared_late: str
    cannot_compute: str
    indicators: dict[Indicator, str]
    units: dict[str, str]
    made: str
    made_about: str
    definitions: tuple[tuple[str, str], ...]
    print_hint: str


_EN: Final = Words(
    language="en",
    report="After-event report",
    as_of="Made with what was known on {moment}.",
    simulated="Simulation: nothing of this happened. The true effect is known, so that the estimate can be judged.",
    contents="Contents",
    in_short="In short",
    warned="Warned in time",
    warned_about="of the times that a limit was passed, at least {minutes} minutes before",
    nothing_passed="no limit was passed",
    false_alarms="False alarms",
    false_alarms_about="of {number} warnings",
    foreseen="Foreseen",
    foreseen_about="of what came, up to two hours ahead, lay in the band that should hold {share}",
    no_forecasts="no forecasts were kept",
    changed="Changed",
    changed_about="{title}: {low} to {high} with 90 % confidence",
    no_effect_told="no effect can be told",
    met="Aims met",
    met_about="of the aims that were declared before the event",
    evening="The event, hour by hour",
    evening_about="Persons per place, local time. Under each place the warnings about it, from raised to closed.",
    evening_alt="Persons over time at {places}, with what was foreseen, limits, warnings and interventions.",
    key_seen="what came",
    key_foreseen="foreseen an hour or more before the event, with a band of 80 %",
    key_limit="above the limit",
    key_event="the event itself",
    key_intervention="an intervention is in force",
    limit="limit",
    warnings="Warnings",
    warnings_about="A warning is in time when it was raised at least {minutes} minutes before the limit was passed, "
    "and still stood then. It is a false alarm when no limit was passed while it stood, nor within {minutes} "
    "minutes after.",
    no_warnings="No warning was raised.",
    warning_heads=("Raised", "Place", "Probability", "Expected", "Passed", "Ahead", "Seen after", "Handled after", ""),
    verdicts={
        Verdict.IN_TIME: "in time",
        Verdict.LATE: "too late",
        Verdict.FALSE_ALARM: "false alarm",
        Verdict.STOOD_ALREADY: "raised again",
        Verdict.NO_LIMIT: "not judged",
    },
    minutes="{number} min",
    minutes_after="{number} min after",
    missed="Not warned of in time: {list}.",
    table_heads=(
        "Hits",
        "Misses",
        "False alarms",
        "Quiet hours without alarm",
        "Hit rate",
        "False-alarm ratio",
        "Peirce score",
    ),
    forecasts="Forecasts",
    forecasts_about="All forecasts that were issued, against what came. The last column is the error of whoever "
    "says that nothing will change.",
    forecast_heads=(
        "Place",
        "Ahead",
        "Forecasts",
        "Mean error",
        "Too high (+) or low",
        "In the band of {share}",
        "No change",
    ),
    horizon="{first} to {last} min",
    effects="What interventions changed",
    effects_about="What came, beside what would have come without: the mixture of comparable days that went most "
    "alike until the intervention began. The interval follows from what the same method finds on days without "
    "intervention.",
    no_effects="No intervention has comparable days in the record.",
    fewer="fewer",
    more="more",
    effect_sentence="{persons} persons {direction} ({share}) than would have been there, on average while it was in "
    "force; between {low} and {high} with 90 % confidence.",
    not_significant="That could also be chance (p\u00a0=\u00a0{p}).",
    significant="A difference as large is seldom chance (p\u00a0=\u00a0{p}).",
    cannot_tell="Whether this helped cannot be told.",
    reasons={
        Reason.TOO_FEW_DONORS: "There are too few comparable days without an intervention.",
        Reason.POOR_FIT: "No mixture of comparable days went like this one, even before the intervention.",
        Reason.MOVED_BEFORE: "It already went differently from comparable days just before the intervention.",
        Reason.OVERLAPPING: (
            "Another intervention was in force at the same place and time; their effects cannot be told apart."
        ),
        Reason.CONTAMINATED: "What could be compared was itself changed by an intervention.",
        Reason.TOO_SHORT_BEFORE: "Too little is known of the time before.",
        Reason.MISSING_VALUES: "Too many values are missing.",
        Reason.NOBODY_THERE: "There was hardly anybody.",
    },
    truth_sentence="The true change was {true}; the interval holds it.",
    truth_missed="The true change was {true}; the interval does not hold it.",
    truth_alone="The simulation knows it: the true change was {true}.",
    truth="truth",
    fit="Before the intervention the expected course is off by {misfit} of the level; compared with {donors} days.",
    in_force_from="in force from {time}",
    elsewhere="elsewhere: {place}",
    course_alt="{title}: persons that came, beside those that would have come without.",
    intervals_alt="{title}: the change by three methods, each with its interval, beside placebos.",
    key_expected="what would have come",
    key_gap="the difference",
    methods={
        "synthetic-control": "Synthetic control",
        "difference-in-differences": "Difference in differences",
        "issued-forecast": "Forecast issued before",
    },
    placebos="Placebos: {number} days without intervention",
    persons="persons",
    kpis="Aims",
    kpis_about="Declared beforehand, and computed with only what was known. What was done is one thing, what "
    "changed in the street another.",
    outputs="What was done",
    outcomes="What came of it in the street",
    target_low="at most {target}",
    target_high="at least {target}",
    is_met="met",
    is_not_met="not met",
    declared_late="declared after the event began",
    cannot_compute="cannot be told",
    indicators={
        Indicator.WARNINGS_RAISED: "Warnings raised during the event",
        Indicator.MEDIAN_LEAD_MIN: "Median time between warning and passing of the limit",
        Indicator.HIT_RATE: "Passings of a limit that were warned of in time",
        Indicator.FALSE_ALARM_RATIO: "Warnings that were false",
        Indicator.INTERVENTIONS_IN_FORCE: "Interventions that came into force",
        Indicator.MEDIAN_DECISION_MIN: "Median time between proposal and approval",
        Indicator.MINUTES_ABOVE_LIMIT: "Time above the limit",
        Indicator.PERSON_MINUTES_ABOVE_LIMIT: "Persons above the limit, times minutes",
        Indicator.MOST_PERSONS: "Most persons at once",
        Indicator.HIGHEST_DENSITY: "Highest density",
        Indicator.MINUTES_TO_CLEAR: "Time until the places had emptied",
    },
    units={
        "1": "",
        "min": " min",
        "%": " %",
        "{person}": " persons",
        "{person}.min": " person-min",
        "{person}/m2": " per m²",
    },
    made="How this was made",
    made_about="Baken {version}, record {format}, place and time in {zone}. Definitions are in docs/6-evaluation.",
    definitions=(
        (
            "Peirce score",
            "Hit rate less false-alarm rate; 1 is perfect, 0 is that of warning always, never or by chance.",
        ),
        ("Band of 80 %", "Between these two numbers what comes should lie eight times in ten."),
        (
            "Synthetic control",
            (
                "Comparable days, weighted so that together they went like this one until the intervention; weights "
                "are not negative and add up to 1 (Abadie, Diamond and Hainmueller 2010)."
            ),
        ),
        (
            "Interval, p",
            (
                "Every change that would not make this day stand out among days without intervention, by the same "
                "method (Chernozhukov, Wüthrich and Zhu 2021)."
            ),
        ),
        ("Aim", "A key figure with a target. An output is what was done, an outcome what was so in the street."),
    ),
    print_hint="To keep it as PDF, print this page.",
)

_NL: Final = Words(
    language="nl",
    report="Rapport na het evenement",
    as_of="Gemaakt met wat bekend was op {moment}.",
    simulated="Simulatie: niets hiervan is gebeurd. Het echte effect is bekend, zodat de schatting te beoordelen is.",
    contents="Inhoud",
    in_short="In het kort",
    warned="Op tijd gewaarschuwd",
    warned_about="van de keren dat een grens werd overschreden, minstens {minutes} minuten ervoor",
    nothing_passed="geen grens werd overschreden",
    false_alarms="Vals alarm",
    false_alarms_about="van {number} waarschuwingen",
    foreseen="Voorzien",
    foreseen_about="van wat kwam, tot twee uur vooruit, lag in de band die {share} moet bevatten",
    no_forecasts="er zijn geen verwachtingen bewaard",
    changed="Veranderd",
    changed_about="{title}: {low} tot {high} met 90 % zekerheid",
    no_effect_told="geen effect is vast te stellen",
    met="Doelen gehaald",
    met_about="van de doelen die voor het evenement zijn vastgelegd",
    evening="Het evenement, uur na uur",
    evening_about="Personen per plek, lokale tijd. Onder elke plek de waarschuwingen erover, van gegeven tot gesloten.",
    evening_alt="Personen door de tijd op {places}, met wat voorzien was, grenzen, waarschuwingen en maatregelen.",
    key_seen="wat kwam",
    key_foreseen="een uur of meer voor het evenement voorzien, met een band van 80 %",
    key_limit="boven de grens",
    key_event="het evenement zelf",
    key_intervention="een maatregel is van kracht",
    limit="grens",
    warnings="Waarschuwingen",
    warnings_about="Een waarschuwing is op tijd als zij minstens {minutes} minuten voor de overschrijding is "
    "gegeven en toen nog gold. Het is vals alarm als geen grens werd overschreden zolang zij gold, en ook niet in "
    "de {minutes} minuten erna.",
    no_warnings="Er is niet gewaarschuwd.",
    warning_heads=("Gegeven", "Plek", "Kans", "Verwacht", "Overschreden", "Vooraf", "Gezien na", "Behandeld na", ""),
    verdicts={
        Verdict.IN_TIME: "op tijd",
        Verdict.LATE: "te laat",
        Verdict.FALSE_ALARM: "vals alarm",
        Verdict.STOOD_ALREADY: "opnieuw gegeven",
        Verdict.NO_LIMIT: "niet beoordeeld",
    },
    minutes="{number} min",
    minutes_after="{number} min erna",
    missed="Niet op tijd gewaarschuwd: {list}.",
    table_heads=(
        "Raak",
        "Gemist",
        "Vals alarm",
        "Rustige uren zonder alarm",
        "Trefkans",
        "Aandeel vals alarm",
        "Peirce-score",
    ),
    forecasts="Verwachtingen",
    forecasts_about="Alle verwachtingen die zijn afgegeven, naast wat kwam. De laatste kolom is de fout van wie "
    "zegt dat er niets verandert.",
    forecast_heads=(
        "Plek",
        "Vooruit",
        "Verwachtingen",
        "Gemiddelde fout",
        "Te hoog (+) of te laag",
        "In de band van {share}",
        "Geen verandering",
    ),
    horizon="{first} tot {last} min",
    effects="Wat maatregelen veranderden",
    effects_about="Wat kwam, naast wat zonder maatregel zou zijn gekomen: het mengsel van vergelijkbare dagen dat "
    "tot het begin het meest gelijk opging. Het interval volgt uit wat dezelfde methode vindt op dagen zonder "
    "maatregel.",
    no_effects="Geen maatregel heeft vergelijkbare dagen in het dossier.",
    fewer="minder",
    more="meer",
    effect_sentence="{persons} personen {direction} ({share}) dan er anders waren geweest, gemiddeld zolang zij van "
    "kracht was; tussen {low} en {high} met 90 % zekerheid.",
    not_significant="Dat kan ook toeval zijn (p\u00a0=\u00a0{p}).",
    significant="Zo'n verschil is zelden toeval (p\u00a0=\u00a0{p}).",
    cannot_tell="Of dit hielp, is niet vast te stellen.",
    reasons={
        Reason.TOO_FEW_DONORS: "Er zijn te weinig vergelijkbare dagen zonder maatregel.",
        Reason.POOR_FIT: "Geen mengsel van vergelijkbare dagen verliep zoals deze, ook niet voor de maatregel.",
        Reason.MOVED_BEFORE: "Het verliep al anders dan op vergelijkbare dagen, vlak voor de maatregel.",
        Reason.OVERLAPPING: (
            "Op dezelfde plek en tijd was nog een maatregel van kracht; hun effecten zijn niet te scheiden."
        ),
        Reason.CONTAMINATED: "Wat te vergelijken was, is zelf door een maatregel veranderd.",
        Reason.TOO_SHORT_BEFORE: "Van de tijd ervoor is te weinig bekend.",
        Reason.MISSING_VALUES: "Er ontbreken te veel waarden.",
        Reason.NOBODY_THERE: "Er was bijna niemand.",
    },
    truth_sentence="De echte verandering was {true}; het interval bevat die.",
    truth_missed="De echte verandering was {true}; het interval bevat die niet.",
    truth_alone="De simulatie weet het wel: de echte verandering was {true}.",
    truth="waarheid",
    fit="Voor de maatregel zit het verwachte verloop er {misfit} van het niveau naast; vergeleken met {donors} dagen.",
    in_force_from="van kracht vanaf {time}",
    elsewhere="elders: {place}",
    course_alt="{title}: personen die kwamen, naast wie zonder maatregel zou zijn gekomen.",
    intervals_alt="{title}: de verandering volgens drie methoden, elk met interval, naast placebo's.",
    key_expected="wat zou zijn gekomen",
    key_gap="het verschil",
    methods={
        "synthetic-control": "Synthetische controle",
        "difference-in-differences": "Verschil in verschillen",
        "issued-forecast": "Verwachting van ervoor",
    },
    placebos="Placebo's: {number} dagen zonder maatregel",
    persons="personen",
    kpis="Doelen",
    kpis_about="Vooraf vastgelegd, en berekend met alleen wat bekend was. Wat gedaan is, is één ding; wat er op "
    "straat veranderde, een ander.",
    outputs="Wat is gedaan",
    outcomes="Wat ervan kwam op straat",
    target_low="hoogstens {target}",
    target_high="minstens {target}",
    is_met="gehaald",
    is_not_met="niet gehaald",
    declared_late="vastgelegd na het begin van het evenement",
    cannot_compute="niet vast te stellen",
    indicators={
        Indicator.WARNINGS_RAISED: "Waarschuwingen tijdens het evenement",
        Indicator.MEDIAN_LEAD_MIN: "Mediane tijd tussen waarschuwing en overschrijding",
        Indicator.HIT_RATE: "Overschrijdingen waarvoor op tijd is gewaarschuwd",
        Indicator.FALSE_ALARM_RATIO: "Waarschuwingen die vals alarm waren",
        Indicator.INTERVENTIONS_IN_FORCE: "Maatregelen die van kracht werden",
        Indicator.MEDIAN_DECISION_MIN: "Mediane tijd tussen voorstel en besluit",
        Indicator.MINUTES_ABOVE_LIMIT: "Tijd boven de grens",
        Indicator.PERSON_MINUTES_ABOVE_LIMIT: "Personen boven de grens, maal minuten",
        Indicator.MOST_PERSONS: "Meeste personen tegelijk",
        Indicator.HIGHEST_DENSITY: "Hoogste dichtheid",
        Indicator.MINUTES_TO_CLEAR: "Tijd tot de plekken leeg waren",
    },
    units={
        "1": "",
        "min": " min",
        "%": " %",
        "{person}": " personen",
        "{person}.min": " persoonmin",
        "{person}/m2": " per m²",
    },
    made="Hoe dit is gemaakt",
    made_about="Baken {version}, dossier {format}, plaats en tijd in {zone}. Definities staan in docs/6-evaluation.",
    definitions=(
        (
            "Peirce-score",
            "Trefkans min kans op vals alarm; 1 is volmaakt, 0 is die van altijd, nooit of op goed geluk waarschuwen.",
        ),
        ("Band van 80 %", "Tussen deze twee getallen moet acht van de tien keer liggen wat komt."),
        (
            "Synthetische controle",
            (
                "Vergelijkbare dagen, zo gewogen dat zij samen tot de maatregel verliepen zoals deze; gewichten "
                "zijn niet negatief en tellen op tot 1 (Abadie, Diamond en Hainmueller 2010)."
            ),
        ),
        (
            "Interval, p",
            (
                "Elke verandering die deze dag niet zou laten opvallen tussen dagen zonder maatregel, met dezelfde "
                "methode (Chernozhukov, Wüthrich en Zhu 2021)."
            ),
        ),
        (
            "Doel",
            "Een kengetal met een streefwaarde: van wat gedaan is (output), of van wat er op straat zo was (outcome).",
        ),
    ),
    print_hint="Druk deze pagina af om haar als pdf te bewaren.",
)

WORDS: Final = {"en": _EN, "nl": _NL}
