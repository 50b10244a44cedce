# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of the report after an event, in Dutch."""

from __future__ import annotations

from typing import Final

from baken.evaluation.effects.model import Reason
from baken.evaluation.kpis.model import Indicator
from baken.service.evaluating.findings import Verdict
from baken.service.evaluating.wording import Words

NL: Final = Words(
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
