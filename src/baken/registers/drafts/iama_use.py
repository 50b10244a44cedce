# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""IAMA, parts 1 to 3: why is there an algorithm, what is it, and how is it used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.registers.drafts.known import CLOSED_LISTS, LAWYER, OWNER, RUNNING, SECURITY, TEAM
from baken.registers.drafts.model import Part, Section, question
from baken.registers.model import Text
from baken.registers.words import KINDS, words

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


def how(known: Known) -> Part:
    """Return part 3."""
    return Part(
        id="3",
        title=Text("Hoe?", "How?"),
        sections=[_context(known), _staff(known), _communication(known), _monitoring(known), _impact(known)],
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
