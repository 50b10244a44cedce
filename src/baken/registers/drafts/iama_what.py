# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""IAMA, parts 1 and 2: why is there an algorithm, and what is it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.registers.drafts.known import CLOSED_LISTS, LAWYER, OWNER, RUNNING, SECURITY, TEAM
from baken.registers.drafts.model import Part, Section, question
from baken.registers.model import Text
from baken.registers.words import KINDS

if TYPE_CHECKING:
    from baken.registers.drafts.known import Known
    from baken.registers.drafts.model import Answer


def why(known: Known) -> Part:
    """Return part 1."""
    return Part(
        id="1",
        title=Text("Waarom?", "Why?"),
        sections=[_aim(known), _values(), _ground(known), _responsibilities(known)],
    )


def what(known: Known) -> Part:
    """Return part 2."""
    return Part(
        id="2",
        title=Text("Wat?", "What?"),
        sections=[_type(known), _making(known), _input(known), _quality(known), _governance(known)],
    )


def _aim(known: Known) -> Section:
    return Section(
        id="1.1",
        title=Text("Aanleiding en doelstelling", "Cause and aim"),
        questions=[
            question(
                "1.1.1",
                "Wat is de aanleiding, en voor welk probleem is het algoritme een oplossing?",
                known.description,
                ask="Beschrijf het probleem zoals het op deze plek speelt.",
                who=OWNER,
            ),
            question(
                "1.1.2",
                "Welk doel moet worden bereikt; wat is hoofddoel, wat subdoel?",
                known.purpose,
                ask="Maak het doel meetbaar en noem subdoelen.",
                who=OWNER,
            ),
        ],
    )


def _values() -> Section:
    return Section(
        id="1.2",
        title=Text("Publieke waarden", "Public values"),
        questions=[
            question(
                "1.2.1",
                "Welke publieke waarden worden mogelijk gediend?",
                ask="Noem er hooguit zes.",
                who=TEAM,
                judgement=True,
            ),
            question(
                "1.2.2",
                "Welke publieke waarden worden mogelijk geschaad?",
                ask="Noem er hooguit zes.",
                who=TEAM,
                judgement=True,
            ),
        ],
    )


def _ground(known: Known) -> Section:
    return Section(
        id="1.3",
        title=Text("Wettelijke grondslag", "Legal ground"),
        questions=[
            question(
                "1.3.1",
                "Is het een verboden AI-systeem (AI-verordening art. 5)?",
                known.made(
                    CLOSED_LISTS,
                    "Biometrische identificatie, categorisering en profilering van personen kunnen niet worden "
                    "verklaard; situaties worden herkend, geen personen.",
                ),
                ask="Bevestig dat geen enkel onderdeel onder artikel 5 valt, ook niet in de sensor.",
                who=LAWYER,
            ),
            question("1.3.2", "Wordt er een wettelijke taak mee uitgevoerd, en op welke grondslag?", known.basis),
        ],
    )


def _responsibilities(known: Known) -> Section:
    return Section(
        id="1.4",
        title=Text("Verantwoordelijkheden", "Responsibilities"),
        questions=[
            question(
                "1.4.1", "Welke partijen zijn betrokken bij ontwikkeling, inzet en beheer?", table=known.parties()
            ),
            question(
                "1.4.2",
                "Wie is eindverantwoordelijk?",
                known.declared(
                    "controller", f"Verwerkingsverantwoordelijke: {known.facts.party(known.activity.controller).name}."
                ),
                ask="Noem de functionaris of portefeuillehouder.",
                who=OWNER,
            ),
            question(
                "1.4.3",
                "Is er een exitstrategie?",
                known.made(
                    RUNNING,
                    "De verwerking kan met één handeling worden ingetrokken; haar gegevens komen vanaf dat moment niet "
                    "meer binnen of naar buiten.",
                ),
                known.declared(
                    "review_by", f"Zonder herbeoordeling stopt zij na {known.activity.review_by.isoformat()}."
                ),
                ask="Beschrijf hoe het werk doorgaat zonder het algoritme.",
                who=OWNER,
            ),
        ],
    )


def _type(known: Known) -> Section:
    return Section(
        id="2.1",
        title=Text("Type algoritme", "Type of algorithm"),
        questions=[
            question(
                "2.1.1",
                "Wat voor algoritme is het: zelflerend of niet?",
                *_types(known),
                ask=_supplier(known, "Vraag de leverancier of het telalgoritme met voorbeelden is getraind."),
                who=OWNER,
            ),
            question(
                "2.1.2",
                "Welke alternatieven zijn er, en waarom is dit type het meest geschikt?",
                ask="Noem de alternatieven die zijn overwogen.",
                who=TEAM,
                judgement=True,
            ),
        ],
    )


def _types(known: Known) -> list[Answer]:
    if known.methods:
        return [
            known.made(
                f"methode {m.definition.id} ({m.definition.source})",
                f"{m.definition.id}: vaste, gepubliceerde regels; niet zelflerend.",
            )
            for m in known.methods
        ]
    if known.counts_in_sensor:
        kind = KINDS[known.activity.kind].nl
        return [known.declared("kind", f"Soort: {kind}. Van personen wordt een getal gemaakt voor het hier aankomt.")]
    return [known.made(RUNNING, "Voor deze verwerking rekent deze dienst niets uit; er wordt geteld of gemeten.")]


def _supplier(known: Known, ask: str) -> str:
    return ask if known.counts_in_sensor else ""


def _making(known: Known) -> Section:
    return Section(
        id="2.2A",
        title=Text("Totstandkoming algoritme: niet-zelflerend", "How it was made: not self-learning"),
        questions=[
            question(
                "2.2A.1",
                "Hoe zijn de regels tot stand gekomen?",
                *known.working(),
                ask=_supplier(known, "Vraag dit aan de leverancier."),
                who=OWNER,
            )
            if known.methods or known.counts_in_sensor
            else question("2.2A.1", "Hoe zijn de regels tot stand gekomen?", *_types(known)),
            question(
                "2.2A.2",
                "Welke aannames en vertekening liggen erin besloten?",
                *known.limits(),
                ask="Beoordeel of deze aannames hier opgaan, en voor wie zij ongunstig uitpakken.",
                who=TEAM,
                judgement=True,
            ),
            question("2.2A.3", "Hoe is dataminimalisatie gewaarborgd?", *known.minimisation, known.reason),
        ],
    )


def _input(known: Known) -> Section:
    return Section(
        id="2.3",
        title=Text("Inzet algoritme", "Use of the algorithm"),
        questions=[
            question(
                "2.3.1",
                "Welke data zijn de invoer, en uit welke bronnen?",
                *([] if known.sensors() or known.uses() else [known.description]),
                table=known.sensors() or known.uses(),
            ),
            question(
                "2.3.2",
                "Zijn kwaliteit en betrouwbaarheid van de invoer voldoende?",
                known.made(
                    RUNNING,
                    "Elke waarde krijgt bij binnenkomst een kwaliteitsvlag; van elke sensor is de fout verklaard. Wat "
                    "ontbreekt, verouderd of vastgelopen is, telt niet mee en dat is te zien.",
                ),
                ask="Beoordeel of dat voor dit doel genoeg is.",
                who=TEAM,
                judgement=True,
            ),
            question(
                "2.3.3",
                "Welke aannames en vertekening zitten in de invoer?",
                ask="Wie wordt niet geteld: kinderen, wie geen telefoon draagt, wie in een rolstoel rijdt?",
                who=TEAM,
                judgement=True,
            ),
        ],
    )


def _quality(known: Known) -> Section:
    answers = [known.made("Baken: situation/model.py", "Elke schatting heeft een standaardfout en een kwaliteitsvlag.")]
    return Section(
        id="2.4",
        title=Text("Kwaliteit en accuraatheid", "Quality and accuracy"),
        questions=[
            question(
                "2.4.1",
                "Hoe wordt de kwaliteit bepaald, en welke maat is leidend?",
                *(answers if known.methods else []),
                ask="Vergelijk met een handtelling op deze plek en noem de maat.",
                who=TEAM,
            ),
            question(
                "2.4.2",
                "Wanneer is de kwaliteit goed genoeg?",
                ask="Stel een grens, voordat er wordt gemeten.",
                who=TEAM,
                judgement=True,
            ),
            question(
                "2.4.3",
                "Tot welke ongewenste uitkomsten kunnen fouten leiden?",
                *known.limits(),
                ask="Beschrijf de gevolgen van een te lage en van een te hoge schatting.",
                who=TEAM,
                judgement=True,
            ),
        ],
    )


def _governance(known: Known) -> Section:
    return Section(
        id="2.5",
        title=Text("Data governance en -beveiliging", "Data governance and security"),
        questions=[
            question(
                "2.5.1",
                "Zijn er afspraken over eigenaarschap en beheer als een ander het heeft ontwikkeld?",
                known.made("LICENSES/EUPL-1.2.txt", "Deze software is open source (EUPL-1.2)."),
                ask=_supplier(known, "Voeg de afspraken met de leverancier van de sensor toe."),
                who=LAWYER,
            ),
            question(
                "2.5.2",
                "Zijn de in- en uitvoer voldoende beveiligd?",
                table=known.measures(),
                ask="Vul aan met de beveiliging van sensoren, netwerk en machine.",
                who=SECURITY,
            ),
            question(
                "2.5.3",
                "Is er controle op de toegang tot de data?",
                known.made(
                    "beleidsregels (Cedar)", "Elke lezing en schrijving wordt getoetst; wat niet mag, wordt geweigerd."
                ),
                table=known.parties(),
            ),
        ],
    )
