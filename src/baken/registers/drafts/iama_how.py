# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""IAMA, part 3: how is the algorithm used, by whom, and what does it do to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.registers.drafts.known import OWNER, RUNNING, TEAM
from baken.registers.drafts.model import Part, Section, question
from baken.registers.model import Text
from baken.registers.words import words

if TYPE_CHECKING:
    from baken.registers.drafts.known import Known


def how(known: Known) -> Part:
    """Return part 3."""
    return Part(
        id="3",
        title=Text("Hoe?", "How?"),
        sections=[_context(known), _staff(known), _communication(known), _monitoring(known), _impact(known)],
    )


def _context(known: Known) -> Section:
    activity = known.activity
    return Section(
        id="3.1",
        title=Text("Gebruikscontext", "Context of use"),
        questions=[
            question(
                "3.1.1",
                "Van welk proces is het onderdeel, en welke beslissingen worden op de uitkomst gebaseerd?",
                known.made(RUNNING, "De uitkomst is een getal op een scherm; de dienst neemt zelf geen beslissing."),
                ask="Beschrijf het proces in de crowdmanagementkamer en de beslissingen.",
                who=OWNER,
            ),
            question(
                "3.1.2",
                "Wanneer en hoe lang wordt het ingezet?",
                known.declared(
                    "valid_from, review_by",
                    f"Vanaf {activity.valid_from.isoformat()}, uiterlijk tot herbeoordeling op "
                    f"{activity.review_by.isoformat()}.",
                ),
            ),
            question(
                "3.1.3", "Hoe vaak wordt het ingezet?", known.made(RUNNING, "Doorlopend, bij elke nieuwe waarneming.")
            ),
            question(
                "3.1.4",
                "Waar wordt het ingezet?",
                known.made("city.toml", f"In {known.facts.city.name}; de plaats van elke sensor is openbaar."),
                table=known.sensors(),
            ),
            question(
                "3.1.5",
                "Zijn er neveneffecten op andere algoritmes of processen?",
                *([] if known.uses() else [known.declared("use", "Geen andere verwerking gebruikt deze gegevens.")]),
                table=known.uses(),
                ask="Beoordeel of daarmee voldoende rekening is gehouden.",
                who=TEAM,
            ),
        ],
    )


def _staff(known: Known) -> Section:
    return Section(
        id="3.2",
        title=Text("De rol van de medewerker", "The role of staff"),
        questions=[
            question(
                "3.2.1",
                "Welke rol hebben medewerkers?",
                known.made(RUNNING, "Een medewerker kijkt, weegt en besluit; de dienst doet niets uit zichzelf."),
            ),
            question(
                "3.2.2",
                "Kan een medewerker van de uitkomst afwijken?",
                known.made(
                    RUNNING, "Ja. Bij elk getal zijn onzekerheid, kwaliteit en de waarnemingen erachter te zien."
                ),
            ),
            question(
                "3.2.3",
                "Zijn medewerkers voldoende vaardig?",
                ask="Beschrijf opleiding en oefening.",
                who=OWNER,
            ),
            question(
                "3.2.4",
                "Is er een risico voor bestaande kennis en kunde?",
                ask="Beschrijf hoe het vakmanschap op straat behouden blijft.",
                who=OWNER,
                judgement=True,
            ),
        ],
    )


def _communication(known: Known) -> Section:
    return Section(
        id="3.3",
        title=Text("Communicatie", "Communication"),
        questions=[
            question("3.3.1", "Hoe wordt er binnen de organisatie over gecommuniceerd?", ask="Beschrijf.", who=OWNER),
            question(
                "3.3.2",
                "Hoe wordt er naar buiten over gecommuniceerd?",
                known.made(RUNNING, "Openbare registers en een kaart met elke sensor staan op deze dienst."),
                ask="Vul aan met borden ter plaatse en berichten aan bewoners.",
                who=OWNER,
            ),
            question("3.3.3", "Wie is daarvoor verantwoordelijk?", ask="Noem de functionaris.", who=OWNER),
            question(
                "3.3.4",
                "Hoe uitlegbaar is het voor betrokkenen?",
                *known.working(),
                ask="Laat de uitleg lezen door iemand die er niet bij betrokken is.",
                who=TEAM,
            ),
        ],
    )


def _monitoring(known: Known) -> Section:
    activity = known.activity
    return Section(
        id="3.4",
        title=Text("Monitoring en evaluatie", "Monitoring and evaluation"),
        questions=[
            question(
                "3.4.1",
                "Hoe wordt de inzet bewaakt en bijgestuurd?",
                known.made(RUNNING, "Elke verwerking wordt gelogd; storingen van sensoren zijn te zien."),
                known.declared("oversight", f"Toezicht ligt bij: {words(activity.oversight).nl}."),
                ask="Noem wie wanneer evalueert.",
                who=OWNER,
            ),
            question(
                "3.4.2", "Kunnen medewerkers laagdrempelig melden dat iets niet klopt?", ask="Beschrijf.", who=OWNER
            ),
            question(
                "3.4.3",
                "Kunnen betrokkenen dat?",
                known.declared("contact", f"Via {activity.contact}."),
                ask="Beschrijf hoe zij worden gehoord.",
                who=OWNER,
            ),
            question(
                "3.4.4",
                "Is er gevaar voor gebruik voor andere doelen, en hoe wordt dat tegengegaan?",
                known.made(
                    "beleidsregels (Cedar)",
                    "Gebruik voor een ander doel wordt geweigerd, tenzij een verklaarde verwerking het toestaat.",
                ),
                table=known.uses(),
            ),
            question(
                "3.4.5",
                "Wanneer is de inzet een succes, en wanneer wordt dat bepaald?",
                ask="Noem maatstaf en moment.",
                who=OWNER,
                judgement=True,
            ),
        ],
    )


def _impact(known: Known) -> Section:
    subjects = ", ".join(words(s).nl for s in known.activity.data_subjects)
    open_questions = (
        ("3.5.2", "Welke nadelige effecten zijn er voor hen?", "Let op de geschade waarden van 1.2.2."),
        ("3.5.3", "Welke positieve effecten zijn er voor hen?", "Let op de gediende waarden van 1.2.1."),
        ("3.5.4", "Hoe krijgen betrokkenen inspraak?", "Beschrijf."),
        ("3.5.6", "Zijn er ongewenste maatschappelijke effecten, en hoe aanvaardbaar zijn die?", "Beschrijf en weeg."),
        ("3.5.7", "Zijn er zorgen die nog niet aan bod kwamen?", "Noem ze."),
    )
    asked = [question(i, text, ask=ask, who=TEAM, judgement=True) for i, text, ask in open_questions]
    opt_out = question(
        "3.5.5",
        "Is er een opt-out?",
        *([] if known.has_personal_data else [known.reason]),
        ask="Wie geteld wordt is niet bekend; is er een manier om niet geteld te worden?"
        if known.has_personal_data
        else "",
        who=OWNER,
    )
    return Section(
        id="3.5",
        title=Text("Impact op betrokkenen en maatschappij", "Impact on people and society"),
        questions=[
            question(
                "3.5.1",
                "Welke mensen of groepen worden mogelijk geraakt?",
                known.declared("data_subjects", f"Betrokkenen: {subjects}."),
                ask="Vul aan met groepen die vaker op deze plek zijn.",
                who=TEAM,
            ),
            *asked[:3],
            opt_out,
            *asked[3:],
        ],
    )
