# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""DPIA, parts B to D and the closing: lawfulness, risks, measures. Judgement stays open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.governance.lists import AggregationPlace, PersonalData
from baken.registers.drafts.known import BOARD, CLOSED_LISTS, DPO, LAWYER, OWNER, RUNNING, SECURITY
from baken.registers.drafts.model import Answer, Part, Section, question, table
from baken.registers.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.registers.drafts.known import Known
    from baken.registers.drafts.model import Question


def lawfulness(known: Known) -> Part:
    """Return part B, sections 11 to 15."""
    return Part(
        id="B",
        title=Text("Beoordeling rechtmatigheid gegevensverwerkingen", "Assessment of lawfulness"),
        sections=[_basis(known), _special(), _purpose_limitation(known), _necessity(known), _rights(known)],
    )


def risks(known: Known) -> Part:
    """Return part C, section 16."""
    return Part(
        id="C",
        title=Text("Beoordeling risico's voor de betrokkenen", "Assessment of risks"),
        sections=[
            Section(
                id="16",
                title=Text("Risico's voor betrokkenen", "Risks to data subjects"),
                questions=[
                    question(
                        "16.1",
                        "Welke risico's zijn er, wat is hun oorsprong, en hoe groot zijn kans en impact?",
                        table=table(
                            ("Aandachtspunt uit de verklaring", "Kans", "Impact", "Risico"),
                            ((point, "open", "open", "open") for point in _points(known)),
                        ),
                        ask="Schat per risico kans, impact en niveau in en motiveer dat. De aandachtspunten volgen uit "
                        "de verklaring; ze zijn geen volledige lijst en geen oordeel.",
                        who=DPO,
                        judgement=True,
                    ),
                    question(
                        "16.2",
                        "Welke risico's zijn er die niet uit de verklaring blijken?",
                        ask="Denk aan wantrouwen, gewenning aan toezicht, misbruik door bevoegden, en aan groepen die "
                        "vaker op deze plekken zijn.",
                        who=DPO,
                        judgement=True,
                    ),
                ],
            )
        ],
    )


def measures(known: Known) -> Part:
    """Return part D, section 17."""
    return Part(
        id="D",
        title=Text("Beschrijving voorgenomen maatregelen", "Measures"),
        sections=[
            Section(
                id="17",
                title=Text("Maatregelen", "Measures"),
                questions=[
                    question(
                        "17.1",
                        "Welke technische en organisatorische maatregelen zijn genomen?",
                        *known.minimisation,
                        table=known.measures(),
                        ask="Vul aan met organisatorische maatregelen en met die van verwerkers.",
                        who=SECURITY,
                    ),
                    question(
                        "17.2",
                        "Welk risico blijft er per maatregel over?",
                        ask="Bepaal het resterende risico; is het hoog, raadpleeg dan de Autoriteit Persoonsgegevens "
                        "(AVG art. 36).",
                        who=DPO,
                        judgement=True,
                    ),
                    question(
                        "17.3",
                        "Wie aanvaardt de resterende risico's, en waarom?",
                        ask="Leg de onderbouwing en de naam vast.",
                        who=BOARD,
                        judgement=True,
                    ),
                ],
            )
        ],
    )


def closing(known: Known) -> Part:
    """Return sections 18 and 19."""
    activity = known.activity
    return Part(
        id="E",
        title=Text("Afsluiting", "Closing"),
        sections=[
            Section(
                id="18",
                title=Text("Managementsamenvatting", "Summary for management"),
                questions=[
                    question(
                        "18.1",
                        "Wat is de conclusie?",
                        ask="Vat samen: wat, waarom, belangrijkste risico's, maatregelen en besluit.",
                        who=OWNER,
                        judgement=True,
                    )
                ],
            ),
            Section(
                id="19",
                title=Text(
                    "Versie, status, DPIA-dossier, documentbeheerder en advies FG", "Version, status and advice of DPO"
                ),
                questions=[
                    question(
                        "19.1",
                        "Welke versie is dit?",
                        known.declared("version", f"Concept bij versie {activity.version} van {activity.uri}."),
                    ),
                    question(
                        "19.2",
                        "Welke documenten horen bij het dossier?",
                        *([] if known.assessments() else [known.declared("assessment", "Er is nog geen vindplaats.")]),
                        table=known.assessments(),
                        ask="Vul het dossier aan en noem de documentbeheerder.",
                        who=OWNER,
                    ),
                    question(
                        "19.3",
                        "Wat adviseert de FG, en wat is daarmee gedaan?",
                        *_officer(known),
                        ask="Vraag advies (AVG art. 35 lid 2) en leg het vast.",
                        who=DPO,
                        judgement=True,
                    ),
                    question(
                        "19.4",
                        "Wie stelt deze DPIA vast, en wanneer?",
                        ask="Naam, functie, datum en ondertekening.",
                        who=BOARD,
                        judgement=True,
                    ),
                ],
            ),
        ],
    )


def _officer(known: Known) -> list[Answer]:
    party = known.facts.party(known.activity.controller)
    if not party.data_protection_officer:
        return []
    return [known.made("parties.toml: data_protection_officer", f"Te bereiken: {party.data_protection_officer}.")]


def _basis(known: Known) -> Section:
    return Section(
        id="11",
        title=Text("Rechtsgrond", "Legal basis"),
        questions=[
            question("11.1", "Op welke rechtsgrond wordt verwerkt?", known.basis),
            question(
                "11.2",
                "Draagt die rechtsgrond deze verwerking, en is zij voorzienbaar voor burgers?",
                ask="Beoordeel of de taak dit vereist en of de wet voldoende specifiek is.",
                who=LAWYER,
                judgement=True,
            ),
        ],
    )


def _special() -> Section:
    no = "Nee. Zulke gegevens staan in geen enkele gesloten lijst en kunnen dus niet worden verklaard of ontvangen."
    return Section(
        id="12",
        title=Text(
            "Bijzondere en strafrechtelijke persoonsgegevens en nationale identificatienummers",
            "Special categories, criminal data and national identification numbers",
        ),
        questions=[
            question(f"12.{n}", f"Worden {what} verwerkt?", Answer(text=no, source=CLOSED_LISTS))
            for n, what in (
                (1, "bijzondere persoonsgegevens (AVG art. 9)"),
                (2, "strafrechtelijke persoonsgegevens (AVG art. 10)"),
                (3, "nationale identificatienummers"),
            )
        ],
    )


def _purpose_limitation(known: Known) -> Section:
    none = [known.declared("use", "Gebruik voor een ander doel is niet verklaard en wordt geweigerd.")]
    return Section(
        id="13",
        title=Text("Doelbinding", "Purpose limitation"),
        questions=[
            question(
                "13.1",
                "Worden gegevens voor een ander doel gebruikt dan waarvoor ze zijn verzameld?",
                *([] if known.uses() else none),
                table=known.uses(),
            ),
            question(
                "13.2",
                "Is dat verdere gebruik verenigbaar of bij wet toegestaan (AVG art. 6 lid 4)?",
                ask="Voer per regel hierboven de verenigbaarheidstoets uit." if known.uses() else "",
                who=LAWYER,
                judgement=True,
            )
            if known.uses()
            else question("13.2", "Is verder gebruik verenigbaar?", known.declared("use", "Niet van toepassing.")),
        ],
    )


def _necessity(known: Known) -> Section:
    return Section(
        id="14",
        title=Text("Noodzaak en evenredigheid", "Necessity and proportionality"),
        questions=[
            question(
                "14.1",
                "Subsidiariteit: kan het doel op een minder ingrijpende manier worden bereikt?",
                known.purpose,
                ask="Noem de alternatieven en waarom die niet volstaan.",
                who=OWNER,
                judgement=True,
            ),
            question(
                "14.2",
                "Proportionaliteit: staat de inbreuk in verhouding tot het doel?",
                *known.minimisation,
                ask="Weeg het belang van het doel tegen de inbreuk.",
                who=OWNER,
                judgement=True,
            ),
        ],
    )


_RIGHTS: Final = (
    ("15.1", "inzage"),
    ("15.2", "rectificatie en aanvulling"),
    ("15.3", "vergetelheid"),
    ("15.4", "beperking van de verwerking"),
    ("15.5", "dataportabiliteit"),
)


def _rights(known: Known) -> Section:
    contact = known.declared("contact", f"Verzoeken komen binnen bij {known.activity.contact}.")
    return Section(
        id="15",
        title=Text("Rechten van de betrokkenen", "Rights of data subjects"),
        questions=[
            *(_right(number, right, known) for number, right in _RIGHTS),
            question(
                "15.6",
                "Recht om niet te worden onderworpen aan uitsluitend geautomatiseerde besluitvorming",
                known.made(
                    RUNNING, "Er worden geen besluiten over personen genomen; een mens besluit over maatregelen."
                ),
            ),
            question(
                "15.7",
                "Recht van bezwaar: hoe is dat ingericht?",
                contact,
                ask="Beschrijf wie het bezwaar afhandelt en binnen welke termijn.",
                who=OWNER,
            ),
            question(
                "15.8",
                "Recht op duidelijke informatie: hoe worden mensen geïnformeerd?",
                known.made(RUNNING, "Een openbare pagina toont elke sensor met doel, grondslag, termijn en bezwaar."),
                ask="Hoe worden mensen ter plaatse geïnformeerd, bijvoorbeeld met een bord?",
                who=OWNER,
            ),
        ],
    )


def _right(number: str, right: str, known: Known) -> Question:
    if not known.has_personal_data:
        return question(number, f"Recht op {right}", known.reason)
    nothing = known.activity.minimisation.aggregated in (AggregationPlace.IN_SENSOR, AggregationPlace.AT_SUPPLIER)
    answers = [known.declared("contact", f"Verzoeken komen binnen bij {known.activity.contact}.")]
    if nothing:
        answers.append(
            known.declared(
                "minimisation.aggregated",
                "Deze dienst ontvangt alleen getallen en kan niemand daarin terugvinden (AVG art. 11).",
            )
        )
    return question(
        number, f"Recht op {right}", *answers, ask="Beschrijf de procedure en eventuele beperkingen.", who=OWNER
    )


def _points(known: Known) -> Iterator[str]:
    """Yield what in the declaration deserves a look; no judgement of how bad it is."""
    activity = known.activity
    touched = set(activity.personal_data)
    if PersonalData.IMAGE_IN_SENSOR in touched:
        yield "Beeld wordt in de sensor verwerkt: kan het daar toch worden bewaard of bekeken?"
    if touched & {PersonalData.DEVICE_PSEUDONYM, PersonalData.LICENCE_PLATE_PSEUDONYM}:
        yield "Een pseudoniem is korte tijd een persoonsgegeven: kan iemand worden gevolgd of herkend?"
    if PersonalData.LOCATION_AGGREGATE in touched:
        yield "Aantallen per vak komen van een ander: hoe groot zijn de groepen waaruit zij zijn gemaakt?"
    if touched & {PersonalData.REPORT_TEXT, PersonalData.CONTACT, PersonalData.ACCOUNT}:
        yield "Gegevens zijn direct tot een persoon te herleiden: wie kan erbij?"
    if activity.minimisation.k <= 1 and known.has_personal_data:
        yield "Er is geen ondergrens aan het aantal personen achter een getal."
    if activity.processors:
        yield "Een leverancier verwerkt gegevens voordat ze hier aankomen: hoe is dat gecontroleerd?"
    if known.facts.agreements_on(activity.id):
        yield "Andere partijen krijgen gegevens: gebruiken zij die alleen waarvoor is afgesproken?"
    if known.uses():
        yield "Gegevens worden ook voor een andere verwerking gebruikt: blijft dat verwacht en verenigbaar?"
    if activity.transfers.strip().casefold() != "none":
        yield "Gegevens gaan naar een land buiten de EER."
    yield "Een fout of storing kan een verkeerd beeld geven waarop iemand handelt."
