# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How each method works, in words for a register; a test holds that every method of the house has them.

Definition, assumptions and sources stand in :mod:`baken.situation.methods`; this says the same to the public.
"""

from __future__ import annotations

from typing import Final

import msgspec

from baken.registers.model import Text
from baken.situation.methods.direct_count import DIRECT_COUNT
from baken.situation.methods.fusion import FUSION
from baken.situation.methods.littles_law import LITTLES_LAW
from baken.situation.methods.precision_weighting import PRECISION_WEIGHTING


class MethodWords(msgspec.Struct, frozen=True, kw_only=True):
    """What a method is called, how it works, and where it can be wrong."""

    name: Text
    working: Text
    limits: Text


METHODS: Final = {
    FUSION.id: MethodWords(
        name=Text(
            "Personen per gebied schatten uit alle bronnen samen",
            "Estimating persons per area from all sources together",
        ),
        working=Text(
            "De gebieden en de doorgangen ertussen vormen een netwerk. Wie het ene gebied verlaat, komt in het "
            "volgende: mensen verdwijnen niet. Tellingen bij doorgangen, camera's die zien hoeveel mensen er "
            "zijn, in- en uitchecks, bezette parkeerplaatsen en een panel zijn elk een getuige met een eigen "
            "fout. Een Kalman-filter (1960) weegt ze elke minuut en schat daarbij ook de fout van de tellers en "
            "het aandeel van het panel. De regels en hun getallen staan vast en zijn openbaar; er wordt niemand "
            "gevolgd en er is geen model dat van personen leert.",
            "Areas and the gates between them are a network. Who leaves one area enters the next: people do not "
            "vanish. Counts at gates, cameras that see how many are present, check-ins and check-outs, occupied "
            "parking spaces and a panel are each a witness with an error of its own. A Kalman filter (1960) "
            "weighs them every minute, and estimates the bias of counters and the share of the panel along. Its "
            "rules and numbers are fixed and public; nobody is followed, and no model learns from persons.",
        ),
        limits=Text(
            "Waar weinig bronnen zijn volgt de schatting vooral uit het model en is de marge breed. Een fout die "
            "veel bronnen tegelijk maken, valt niet op. Een bron die liegt wordt meestal herkend aan de andere, "
            "niet altijd. De uitkomst is een aantal per gebied met een marge van 90 %; zij zegt niets over wie er "
            "zijn.",
            "Where few sources are, the estimate follows mostly from the model and the band is wide. An error "
            "that many sources make at once goes unnoticed. A source that lies is mostly recognised by the "
            "others, not always. The result is a number per area with a band of 90 %; it says nothing of who is "
            "there.",
        ),
    ),
    LITTLES_LAW.id: MethodWords(
        name=Text("Personen in een gebied schatten uit passages", "Estimating persons in an area from crossings"),
        working=Text(
            "Sensoren tellen hoeveel mensen per tijdvak een lijn passeren. Gedeeld door de breedte geeft dat de "
            "doorstroming. Een vaste, gepubliceerde formule voor loopsnelheid bij drukte (Weidmann 1993) geeft daarbij "
            "de dichtheid. Personen = aantal per seconde x verblijfstijd (de wet van Little, 1961). De uitkomst heeft "
            "een standaardfout uit telfout en spreiding van de loopsnelheid. Er zijn vaste regels; het is niet "
            "zelflerend.",
            "Sensors count how many people cross a line per interval. Divided by the width that is the flow. A fixed, "
            "published formula for walking speed by density (Weidmann 1993) gives the density. Persons = people per "
            "second x time inside (Little's law, 1961). The result has a standard error from counting and from the "
            "spread of walking speed. The rules are fixed; nothing learns by itself.",
        ),
        limits=Text(
            "Wie stilstaat wordt niet gezien, dus op plekken waar mensen verblijven is het een ondergrens. Een laag "
            "aantal kan ook een vastgelopen menigte zijn. Een telling per uur verbergt pieken.",
            "Who stands still is not seen, so that it is a lower bound where people stay. A low count can also be a "
            "crowd that got stuck. A count per hour hides peaks.",
        ),
    ),
    DIRECT_COUNT.id: MethodWords(
        name=Text("Personen in een gebied direct tellen", "Counting persons in an area directly"),
        working=Text(
            "Sensoren geven hoeveel mensen in het gebied zijn. Van meer sensoren wordt het gewogen gemiddelde genomen; "
            "een nauwkeuriger sensor telt zwaarder. De uitkomst heeft een standaardfout. Er zijn vaste regels; het is "
            "niet zelflerend.",
            "Sensors say how many people are in the area. Of several the weighted mean is taken; a more accurate one "
            "counts for more. The result has a standard error. The rules are fixed; nothing learns by itself.",
        ),
        limits=Text(
            "Elke sensor moet het hele gebied zien. Sensoren die in het donker of bij regen dezelfde fout maken, zijn "
            "samen niet nauwkeuriger.",
            "Each sensor has to see the whole area. Sensors that make the same error in the dark or in rain are not "
            "more accurate together.",
        ),
    ),
    PRECISION_WEIGHTING.id: MethodWords(
        name=Text("Twee schattingen van personen combineren", "Combining two estimates of persons"),
        working=Text(
            "Waar een gebied zowel passages als een directe telling heeft, worden beide schattingen gewogen naar hun "
            "nauwkeurigheid. Liggen ze verder uiteen dan hun fouten toelaten, dan wordt de onzekerheid vergroot "
            "(Birge 1932) en de uitkomst als verdacht gemarkeerd. Er zijn vaste regels; het is niet zelflerend.",
            "Where an area has both crossings and a direct count, the two estimates are weighted by their precision. "
            "If they lie further apart than their errors allow, the uncertainty is widened (Birge 1932) and the result "
            "is marked suspect. The rules are fixed; nothing learns by itself.",
        ),
        limits=Text(
            "De fouten van beide schattingen moeten onafhankelijk zijn.",
            "The errors of the two estimates have to be independent.",
        ),
    ),
}
"""By the id of the method."""

FORECAST_ID: Final = "forecast"
FORECAST_SOURCE: Final = "docs/3-forecast"

FORECAST: Final = MethodWords(
    name=Text("Verwachten hoeveel mensen er komen", "Foreseeing how many people will come"),
    working=Text(
        "Uit de aantallen van eerdere weken en jaren wordt verwacht hoeveel mensen er de komende uren en dagen "
        "zijn. De referentie neemt dezelfde uren van de week van het laatste half jaar. Een model van vele kleine "
        "beslisbomen (gradient boosting) leert daarnaast van kalender, feestdagen en de laatste uren; het geeft pas "
        "uit als het vier weken lang beter was dan de referentie. Voorspeld weer en aangekondigde evenementen komen "
        "daarop. Elke verwachting zegt waaruit zij komt. Er wordt alleen van aantallen geleerd; niemand wordt "
        "gevolgd.",
        "From the numbers of earlier weeks and years it is foreseen how many people will be there in the coming "
        "hours and days. The reference takes the same hours of the week of the last half year. A model of many "
        "small decision trees (gradient boosting) learns besides from the calendar, holidays and the last hours; it "
        "issues only after it was better than the reference for four weeks. Foretold weather and announced events "
        "are laid on that. Every forecast says where it comes from. Only numbers are learned from; nobody is "
        "followed.",
    ),
    limits=Text(
        "Wat nooit eerder gebeurde en niet is aangekondigd, wordt niet voorzien. Met weinig geschiedenis is er "
        "alleen de referentie, of niets, en dat staat erbij.",
        "What never happened before and was not announced is not foreseen. With little history there is only the "
        "reference, or nothing, and that is said.",
    ),
)
"""What foresees, in one entry: whose forecast is shown changes by itself, and every forecast says whose it is."""
