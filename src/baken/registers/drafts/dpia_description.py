# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""DPIA, introduction and part A: what is done, with which data, by whom, where and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.registers.drafts.known import CLOSED_LISTS, DPO, LAWYER, OWNER, RUNNING
from baken.registers.drafts.model import Part, Section, question
from baken.registers.model import Text
from baken.registers.words import KINDS

if TYPE_CHECKING:
    from baken.registers.drafts.known import Known


def introduction(known: Known) -> Part:
    """Return section 0."""
    name = known.activity.name_nl
    return Part(
        id="0",
        title=Text("Vooraf", "Beforehand"),
        sections=[
            Section(
                id="0",
                title=Text("Inleiding", "Introduction"),
                questions=[
                    question(
                        "0.1",
                        "Waarom wordt deze DPIA uitgevoerd?",
                        known.declared("kind", f"„{name}” is een verwerking van de soort: {_kind(known)}."),
                        known.made(
                            "Baken",
                            "Dit concept is gemaakt uit de verklaring van de verwerking en uit wat er draait. Bij elk "
                            "antwoord staat waar het vandaan komt. Open vragen beantwoordt een mens.",
                        ),
                        ask="Beschrijf de aanleiding, en verwijs naar het privacybeleid van de organisatie.",
                        who=OWNER,
                    )
                ],
            )
        ],
    )


def description(known: Known) -> Part:
    """Return part A, sections 1 to 10."""
    return Part(
        id="A",
        title=Text(
            "Beschrijving kenmerken gegevensverwerkingen", "Description of the characteristics of the processing"
        ),
        sections=[
            _proposal(known),
            _personal_data(known),
            _processing(known),
            _techniques(known),
            _purposes(known),
            _parties(known),
            _interests(),
            _locations(known),
            _framework(known),
            _retention(known),
        ],
    )


def _kind(known: Known) -> str:
    return KINDS[known.activity.kind].nl


def _proposal(known: Known) -> Section:
    activity = known.activity
    return Section(
        id="1",
        title=Text("Voorstel", "Proposal"),
        questions=[
            question(
                "1.1",
                "Wat houdt het voorstel op hoofdlijnen in?",
                known.description,
                known.declared(
                    "valid_from", f"Versie {activity.version}, geldig vanaf {activity.valid_from.isoformat()}."
                ),
                known.declared("review_by", f"Opnieuw te bekijken uiterlijk {activity.review_by.isoformat()}."),
            ),
            question(
                "1.2",
                "Hoe is het voorstel tot stand gekomen, en wat zijn de beweegredenen?",
                ask="Beschrijf de aanleiding, het probleem, en wie hierover heeft besloten.",
                who=OWNER,
            ),
            question("1.3", "Welke sensoren horen erbij?", table=known.sensors(), ask=_no_sensors(known), who=OWNER),
        ],
    )


def _no_sensors(known: Known) -> str:
    return "" if known.sensors() else "Er hoort nu geen sensor bij deze verwerking. Klopt dat?"


def _personal_data(known: Known) -> Section:
    answers = [] if known.has_personal_data else [known.declared("personal_data", "Er zijn geen persoonsgegevens.")]
    return Section(
        id="2",
        title=Text("Persoonsgegevens", "Personal data"),
        questions=[
            question(
                "2.1",
                "Welke persoonsgegevens worden verwerkt, van wie, en waar komen ze vandaan?",
                *answers,
                table=known.personal_data(),
                ask="Bevestig de soort: kan een beeld of reeks getallen iets gevoeligs of bijzonders verraden?"
                if known.has_personal_data
                else "",
                who=DPO,
            ),
            question("2.2", "Waarom deze gegevens, en hoe kort?", known.reason),
            question(
                "2.3",
                "Zijn er gegevens die samen toch tot een persoon kunnen leiden?",
                *known.minimisation,
                ask="Beoordeel of getallen op rustige momenten of plekken tot een persoon te herleiden zijn.",
                who=DPO,
                judgement=True,
            ),
        ],
    )


def _processing(known: Known) -> Section:
    return Section(
        id="3",
        title=Text("Gegevensverwerkingen", "Processing operations"),
        questions=[
            question(
                "3.1",
                "Welke verwerkingen zijn er, en welke gegevens gaan erin om?",
                known.made(
                    RUNNING, "Ontvangen: waarnemingen van de sensoren, met het tijdstip waarop ze bekend werden."
                ),
                known.made(RUNNING, "Beoordelen: ontbrekend, buiten bereik, vastgelopen, sprong, verouderd."),
                known.made(RUNNING, "Bewaren en verwijderen: volgens de bewaartermijnen in hoofdstuk 10."),
                known.made(RUNNING, "Tonen en leveren: alleen aan wie in hoofdstuk 6 staat."),
                *known.minimisation,
            ),
            question(
                "3.2",
                "Hoe hangen de verwerkingen samen met andere?",
                *(
                    []
                    if known.uses()
                    else [known.declared("use", "Er is geen verder gebruik door andere verwerkingen.")]
                ),
                table=known.uses(),
            ),
        ],
    )


def _techniques(known: Known) -> Section:
    answers = [
        known.made(CLOSED_LISTS, "Deze dienst neemt geen besluiten over personen en maakt geen profielen."),
        known.made(CLOSED_LISTS, "Biometrische gegevens kunnen niet worden verklaard en dus niet worden ontvangen."),
        *known.working(),
    ]
    ask = (
        "Beschrijf hoe in de sensor of bij de leverancier van personen een getal wordt gemaakt: welk algoritme, waar "
        "getraind, of er iemand wordt herkend, hoe gecontroleerd."
        if known.counts_in_sensor
        else ""
    )
    return Section(
        id="4",
        title=Text("Technieken en methoden van de gegevensverwerkingen", "Techniques and methods"),
        questions=[
            question(
                "4.1", "Met welke technieken en methoden worden de gegevens verwerkt?", *answers, ask=ask, who=OWNER
            ),
            question(
                "4.2",
                "Is er sprake van een cloudoplossing of van big data?",
                known.made(RUNNING, "De dienst draait op één knooppunt van deze verwerkingsverantwoordelijke."),
                ask="Waar staat dat knooppunt, en wie beheert het?",
                who=OWNER,
            ),
        ],
    )


def _purposes(known: Known) -> Section:
    return Section(
        id="5",
        title=Text("Verwerkingsdoeleinden", "Purposes"),
        questions=[
            question(
                "5.1",
                "Voor welk doel worden de gegevens verwerkt?",
                known.purpose,
                known.made(CLOSED_LISTS, "Een verwerking heeft precies één doel uit een gesloten lijst."),
            )
        ],
    )


def _parties(known: Known) -> Section:
    return Section(
        id="6",
        title=Text("Betrokken partijen", "Parties involved"),
        questions=[
            question("6.1", "Wie zijn betrokken, in welke rol, en wie mag welke gegevens zien?", table=known.parties()),
            question(
                "6.2",
                "Zijn er overeenkomsten met verwerkers en ontvangers?",
                *[
                    known.made(f"parties.toml: agreement {a.id}", f"{known.facts.party(a.party).name}: {a.reference}.")
                    for a in known.facts.agreements_on(known.activity.id)
                ],
                ask="Voeg de verwerkersovereenkomsten toe." if known.activity.processors else "",
                who=LAWYER,
            )
            if known.activity.processors or known.facts.agreements_on(known.activity.id)
            else question(
                "6.2",
                "Zijn er overeenkomsten met verwerkers en ontvangers?",
                known.declared("processors", "Er zijn geen verwerkers en geen overeenkomsten met andere partijen."),
            ),
        ],
    )


def _interests() -> Section:
    return Section(
        id="7",
        title=Text("Belangen bij de gegevensverwerkingen", "Interests"),
        questions=[
            question(
                "7.1",
                "Welke belangen hebben de betrokken partijen?",
                ask="Beschrijf per partij het belang.",
                who=OWNER,
            ),
            question(
                "7.2",
                "Wat vinden betrokkenen of hun vertegenwoordigers ervan?",
                ask="Vraag betrokkenen naar hun mening, of motiveer waarom niet.",
                who=OWNER,
                judgement=True,
            ),
        ],
    )


def _locations(known: Known) -> Section:
    return Section(
        id="8",
        title=Text("Verwerkingslocaties", "Places of processing"),
        questions=[
            question(
                "8.1",
                "In welke landen worden de gegevens verwerkt, en met welk doorgiftemechanisme?",
                known.transfers,
                ask="Noem het land waar het knooppunt en eventuele verwerkers staan.",
                who=OWNER,
            )
        ],
    )


def _framework(known: Known) -> Section:
    return Section(
        id="9",
        title=Text("Juridisch en beleidsmatig kader", "Legal and policy framework"),
        questions=[
            question(
                "9.1",
                "Welke wet- en regelgeving en welk beleid zijn van toepassing?",
                known.basis,
                table=known.assessments(),
                ask="Vul aan met beleid en verordeningen van de eigen organisatie.",
                who=LAWYER,
            )
        ],
    )


def _retention(known: Known) -> Section:
    return Section(
        id="10",
        title=Text("Bewaartermijnen", "Retention periods"),
        questions=[
            question(
                "10.1",
                "Hoe lang worden de gegevens bewaard, en waarom zo lang?",
                known.made(
                    RUNNING, "Wat niet is verklaard, wordt niet bewaard. Verwijderen gebeurt vanzelf, met bewijs."
                ),
                table=known.retention(),
            ),
            question(
                "10.2",
                "Zijn de termijnen niet langer dan nodig?",
                ask="Beoordeel elke termijn en de Archiefwet.",
                who=DPO,
                judgement=True,
            ),
        ],
    )
