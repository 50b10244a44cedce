# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""IAMA, parts 4 and 5: human rights, and the weighing at the end. Nearly all of it is judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.registers.drafts.known import BOARD, CLOSED_LISTS, DPO, LAWYER, OWNER, TEAM
from baken.registers.drafts.model import Part, Section, question
from baken.registers.model import Text

if TYPE_CHECKING:
    from baken.registers.drafts.known import Known
    from baken.registers.drafts.model import Answer, Question

_SEVERITY: Final = (
    ("4.3.1", "Hoe belangrijk is het grondrecht dat wordt geraakt?"),
    ("4.3.2", "Hoe groot is de verwachte negatieve impact erop?"),
    ("4.3.3", "Is de inbreuk ernstig, gemiddeld of licht?"),
)
_EFFECT: Final = (
    ("4.4.1", "Zal het algoritme de doelen van 1.1.2 vrijwel zeker bereiken?"),
    ("4.4.2", "Is inzet redelijk, gezien doeltreffendheid en ernst van de inbreuk?"),
)
_NECESSITY: Final = (
    ("4.5.1", "Kunnen de doelen ook zonder dit algoritme worden bereikt?"),
    ("4.5.2", "Welke aanpassingen maken de inbreuk minder ernstig?"),
    ("4.5.3", "Welke restrisico's blijven daarna over?"),
    ("4.5.4", "Is inzet redelijk, gezien noodzaak, alternatieven en ernst?"),
)
_INTERESTS: Final = (
    ("5.A.1", "Welke belangen worden gediend?"),
    ("5.A.2", "Welke belangen worden geschaad?"),
    ("5.A.3", "Hoe concreet en zwaarwegend zijn de gediende belangen?"),
    ("5.A.4", "Hoe concreet en zwaarwegend zijn de geschade belangen?"),
    ("5.A.5", "Hoe waarschijnlijk is het dat de gediende belangen worden gediend?"),
    ("5.A.6", "Hoe noodzakelijk is dit algoritme daarvoor?"),
)


def rights(known: Known) -> Part:
    """Return part 4."""
    return Part(
        id="4",
        title=Text("Mensenrechten", "Human rights"),
        sections=[
            Section(
                id="4.1",
                title=Text("Toepasselijke grondrechten", "Fundamental rights concerned"),
                questions=[
                    question(
                        "4.1.1",
                        "Welke grondrechten kunnen worden aangetast?",
                        ask="Ga de grondrechtenclusters van het toelichtingsdocument langs. Denk bij toezicht op de "
                        "openbare ruimte aan privacy, demonstratievrijheid en gelijke behandeling.",
                        who=TEAM,
                        judgement=True,
                    ),
                    question(
                        "4.1.2",
                        "Welke grondrechten kunnen worden beschermd?",
                        known.purpose,
                        ask="Denk aan lichamelijke integriteit en leven.",
                        who=TEAM,
                        judgement=True,
                    ),
                    question(
                        "4.1.3",
                        "Op welke grondrechten is er realistisch gezien echt impact?",
                        ask="Kies en licht toe.",
                        who=TEAM,
                        judgement=True,
                    ),
                ],
            ),
            _law(known),
            _judged("4.3", Text("Ernst van de inbreuk", "Severity of the interference"), _SEVERITY),
            _judged("4.4", Text("Doeltreffendheid, effectiviteit, geschiktheid", "Effectiveness"), _EFFECT),
            _judged("4.5", Text("Noodzakelijkheid en subsidiariteit", "Necessity and subsidiarity"), _NECESSITY),
        ],
    )


def closing() -> Part:
    """Return part 5."""
    return Part(
        id="5",
        title=Text("Afsluiting", "Closing"),
        sections=[
            _judged("5.A", Text("Belangenafweging", "Weighing of interests"), _INTERESTS),
            Section(
                id="5.B",
                title=Text("Advies over inzet algoritme", "Advice"),
                questions=[
                    question(
                        "5.B",
                        "Moet het algoritme worden ingezet, en onder welke voorwaarden?",
                        ask="Formuleer het advies, met het evenwicht tussen de belangen.",
                        who=TEAM,
                        judgement=True,
                    )
                ],
            ),
            Section(
                id="5.C",
                title=Text("Restrisico's en acceptatie", "Residual risks and acceptance"),
                questions=[
                    question(
                        "5.C",
                        "Welke restrisico's blijven, en wie aanvaardt of verwerpt ze?",
                        ask="Leg het besluit, de naam en de datum vast.",
                        who=BOARD,
                        judgement=True,
                    )
                ],
            ),
        ],
    )


def _law(known: Known) -> Section:
    return Section(
        id="4.2",
        title=Text("Specifieke wetgeving", "Specific law"),
        questions=[
            question(
                "4.2.1",
                "Is het een hoog-risico AI-systeem (AI-verordening)?",
                known.made(CLOSED_LISTS, "Tellen van mensen zonder herkenning staat niet in bijlage III."),
                ask="Bevestig dit met de beslishulp AI-verordening, ook voor wat in de sensor gebeurt.",
                who=LAWYER,
            ),
            question(
                "4.2.2", "Zijn er persoonsgegevens, en is een DPIA verplicht?", *_dpia(known), table=known.assessments()
            ),
            question(
                "4.2.3",
                "Levert het onderscheid op in de zin van de gelijkebehandelingswetgeving?",
                known.made(CLOSED_LISTS, "Er wordt geen kenmerk van personen vastgesteld."),
                ask="Beoordeel indirect onderscheid: op welke plekken hangen sensoren, en wie komt daar?",
                who=LAWYER,
                judgement=True,
            ),
            question(
                "4.2.4",
                "Zijn er andere specifieke wettelijke bepalingen?",
                known.basis,
                ask="Vul aan, bijvoorbeeld Algemene wet bestuursrecht en Wet openbare manifestaties.",
                who=LAWYER,
            ),
            question(
                "4.2.5",
                "Is er rechtspraak met concrete criteria?",
                ask="Zoek uit en pas toe.",
                who=LAWYER,
                judgement=True,
            ),
        ],
    )


def _dpia(known: Known) -> list[Answer]:
    if not known.has_personal_data:
        return [known.declared("personal_data", "Er zijn geen persoonsgegevens."), known.reason]
    return [known.declared("personal_data", "Ja, er zijn persoonsgegevens, hoe kort ook; zie de DPIA.")]


def _judged(identity: str, title: Text, asked: tuple[tuple[str, str], ...]) -> Section:
    return Section(id=identity, title=title, questions=[_judgement(i, text) for i, text in asked])


def _judgement(identity: str, text: str) -> Question:
    who = DPO if identity.startswith("4.3") else OWNER if identity.startswith("5.A") else TEAM
    return question(
        identity, text, ask="Bespreek en leg het antwoord met de overwegingen vast.", who=who, judgement=True
    )
