# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the values of the closed lists are called in a register, in Dutch and in English.

Every value of every list has its words here; a test holds that. Dutch follows the AVG (the Dutch text of the GDPR) and
the Handreiking Algoritmeregister.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from baken.governance.lists import (
    AggregationPlace,
    Assessment,
    DataSubject,
    Kind,
    Layer,
    LegalBasis,
    LevelDetail,
    NoiseKind,
    PartyKind,
    PersonalData,
    Purpose,
    RetentionTrigger,
    Role,
)
from baken.governance.model import State
from baken.registers.model import Term, Text
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

PURPOSES: Final = {
    Purpose.CROWD_SAFETY: Text("veiligheid in drukte", "safety of crowds"),
    Purpose.TRAFFIC_MANAGEMENT: Text("verkeer, parkeren en openbaar vervoer regelen", "traffic management"),
    Purpose.EVENT_PLANNING: Text("evenementen voorbereiden", "planning of events"),
    Purpose.PUBLIC_ORDER: Text("handhaving van de openbare orde", "public order"),
    Purpose.ENVIRONMENT: Text("toestand van lucht, geluid, water en weer kennen", "state of the environment"),
    Purpose.HARBOUR_OPERATION: Text("havenbeheer", "operation of a harbour"),
    Purpose.STREET_CLEANING: Text("straten schoonhouden", "street cleaning"),
    Purpose.PUBLIC_INFORMATION: Text("het publiek informeren", "information of the public"),
    Purpose.RESEARCH: Text("statistiek en onderzoek", "statistics and research"),
    Purpose.SERVICE_OPERATION: Text("deze dienst zelf laten werken", "operation of this service"),
}

LEGAL_BASES: Final = {
    LegalBasis.CONSENT: Text("toestemming", "consent"),
    LegalBasis.CONTRACT: Text("uitvoering van een overeenkomst", "performance of a contract"),
    LegalBasis.LEGAL_OBLIGATION: Text("wettelijke verplichting", "legal obligation"),
    LegalBasis.VITAL_INTERESTS: Text("vitaal belang", "vital interests"),
    LegalBasis.PUBLIC_TASK: Text("taak van algemeen belang of openbaar gezag", "public task"),
    LegalBasis.LEGITIMATE_INTEREST: Text("gerechtvaardigd belang", "legitimate interests"),
    LegalBasis.POLICE_TASK: Text("uitvoering van de politietaak", "police task"),
    LegalBasis.NO_PERSONAL_DATA: Text("geen persoonsgegevens, de AVG is niet van toepassing", "no personal data"),
}

ARTICLES: Final = {
    LegalBasis.CONSENT: Text("AVG art. 6 lid 1 onder a", "GDPR art. 6 (1) (a)"),
    LegalBasis.CONTRACT: Text("AVG art. 6 lid 1 onder b", "GDPR art. 6 (1) (b)"),
    LegalBasis.LEGAL_OBLIGATION: Text("AVG art. 6 lid 1 onder c", "GDPR art. 6 (1) (c)"),
    LegalBasis.VITAL_INTERESTS: Text("AVG art. 6 lid 1 onder d", "GDPR art. 6 (1) (d)"),
    LegalBasis.PUBLIC_TASK: Text("AVG art. 6 lid 1 onder e", "GDPR art. 6 (1) (e)"),
    LegalBasis.LEGITIMATE_INTEREST: Text("AVG art. 6 lid 1 onder f", "GDPR art. 6 (1) (f)"),
    LegalBasis.POLICE_TASK: Text("Wpg art. 8", "Wpg art. 8"),
    LegalBasis.NO_PERSONAL_DATA: Text("AVG overweging 26", "GDPR recital 26"),
}
"""The article that a legal basis stands in; English as :data:`baken.governance.lists.ARTICLE`."""

PERSONAL_DATA: Final = {
    PersonalData.NONE: Text("geen", "none"),
    PersonalData.IMAGE_IN_SENSOR: Text(
        "beeld dat de sensor niet verlaat en niet wordt bewaard", "picture that never leaves the sensor"
    ),
    PersonalData.DEVICE_PSEUDONYM: Text("kortstondig pseudoniem van een apparaat", "short-lived pseudonym of a device"),
    PersonalData.LICENCE_PLATE_PSEUDONYM: Text(
        "kortstondig pseudoniem van een kenteken", "short-lived pseudonym of a licence plate"
    ),
    PersonalData.SHIP_REGISTRATION: Text("naam of nummer van een schip", "name or number of a ship"),
    PersonalData.LOCATION_AGGREGATE: Text("aantallen telefoons per vak", "counts of phones per cell"),
    PersonalData.REPORT_TEXT: Text("tekst van een melding", "text of a report"),
    PersonalData.CONTACT: Text("naam, e-mailadres of telefoonnummer", "name, e-mail address or telephone number"),
    PersonalData.ACCOUNT: Text("naam en aanmelding van een medewerker", "name and sign-in of staff"),
    PersonalData.NETWORK_ADDRESS: Text("IP-adres", "IP address"),
}

DATA_SUBJECTS: Final = {
    DataSubject.NOBODY: Text("niemand", "nobody"),
    DataSubject.VISITORS: Text("bezoekers", "visitors"),
    DataSubject.RESIDENTS: Text("bewoners", "residents"),
    DataSubject.DRIVERS: Text("bestuurders", "drivers"),
    DataSubject.PASSENGERS: Text("reizigers", "passengers"),
    DataSubject.SHIP_OWNERS: Text("schippers en eigenaren van schepen", "owners of ships"),
    DataSubject.REPORTERS: Text("melders", "people who report"),
    DataSubject.STAFF: Text("medewerkers", "staff"),
}

KINDS: Final = {
    Kind.COUNTING: Text("telsensor", "counting sensor"),
    Kind.CAMERA: Text("camera waarvan het beeld een getal wordt", "camera whose picture becomes numbers"),
    Kind.PUBLIC_ORDER_CAMERA: Text(
        "camera voor de openbare orde (Gemeentewet art. 151c)", "camera for public order (Gemeentewet art. 151c)"
    ),
    Kind.DEVICE_COUNTING: Text("telling van wifi- of bluetoothsignalen", "counting of Wi-Fi or Bluetooth signals"),
    Kind.PANEL: Text("ingekochte telling van een operator of panel", "counts of an operator or panel"),
    Kind.REGISTRATION: Text("registratie van kentekens of schepen", "registration of plates or ships"),
    Kind.ENVIRONMENT_SENSOR: Text("omgevingssensor", "environment sensor"),
    Kind.REPORTING: Text("meldingen", "reports"),
    Kind.OPEN_DATA: Text("open data van een ander", "open data of somebody else"),
    Kind.DERIVATION: Text("afgeleid uit andere verwerkingen", "derived from other activities"),
    Kind.OPERATION: Text("werking van deze dienst", "operation of this service"),
}

ASSESSMENTS: Final = {
    Assessment.DPIA: Text("Data Protection Impact Assessment (DPIA)", "Data Protection Impact Assessment (DPIA)"),
    Assessment.IAMA: Text(
        "Impact Assessment Mensenrechten en Algoritmes (IAMA)",
        "Impact assessment of human rights and algorithms (IAMA)",
    ),
    Assessment.MAYORS_DECISION: Text("besluit van de burgemeester (Gemeentewet art. 151c)", "decision of the mayor"),
}

LAYERS: Final = {
    Layer.RAW_PAYLOAD: Text("ruw bericht van de leverancier", "raw payload of the provider"),
    Layer.OBSERVATIONS: Text("waarnemingen", "observations"),
    Layer.ESTIMATES: Text("schattingen", "estimates"),
    Layer.FORECASTS: Text("voorspellingen", "forecasts"),
    Layer.WARNINGS: Text("waarschuwingen", "warnings"),
    Layer.RESPONSES: Text("maatregelen", "responses"),
    Layer.PUBLICATIONS: Text("gepubliceerde niveaus", "published levels"),
    Layer.EXPORTS: Text("uitgevoerde bestanden", "exports"),
    Layer.BACKUPS: Text("reservekopieën", "back-ups"),
    Layer.ACCOUNTS: Text("accounts", "accounts"),
    Layer.PROCESSING_LOG: Text("logboek van verwerkingen", "log of processing"),
    Layer.SECURITY_LOG: Text("beveiligingslogboek", "security log"),
}

TRIGGERS: Final = {
    RetentionTrigger.PHENOMENON_TIME: Text("na het moment van waarnemen", "after it was observed"),
    RetentionTrigger.AVAILABLE_AT: Text("na ontvangst", "after it was received"),
    RetentionTrigger.ISSUED_AT: Text("na het maken", "after it was made"),
    RetentionTrigger.LAST_USE: Text("na het laatste gebruik", "after the last use"),
}

PLACES: Final = {
    AggregationPlace.IN_SENSOR: Text("in de sensor", "in the sensor"),
    AggregationPlace.AT_SUPPLIER: Text("bij de leverancier", "at the supplier"),
    AggregationPlace.ON_NODE: Text("op deze dienst", "on this service"),
    AggregationPlace.NOT_NEEDED: Text(
        "niet nodig: het gaat nergens over personen", "not needed: nothing is about a person"
    ),
}

NOISES: Final = {
    NoiseKind.NONE: Text("geen", "none"),
    NoiseKind.GEOMETRIC: Text("tweezijdig geometrische ruis (differential privacy)", "two-sided geometric noise"),
}

LEVEL_DETAILS: Final = {
    LevelDetail.FIVE: Text("vijf niveaus", "five levels"),
    LevelDetail.THREE: Text("drie niveaus: rustig, druk, zeer druk", "three levels: quiet, busy, very busy"),
}

PARTY_KINDS: Final = {
    PartyKind.MUNICIPALITY: Text("gemeente", "municipality"),
    PartyKind.POLICE: Text("politie", "police"),
    PartyKind.SAFETY_REGION: Text("veiligheidsregio", "safety region"),
    PartyKind.TRANSPORT_OPERATOR: Text("vervoerder", "transport operator"),
    PartyKind.ORGANISER: Text("organisator", "organiser"),
    PartyKind.SUPPLIER: Text("leverancier", "supplier"),
    PartyKind.OTHER: Text("andere organisatie", "other organisation"),
}

ROLES: Final = {
    Role.DUTY_OFFICER: Text("officier van dienst", "duty officer"),
    Role.ANALYST: Text("analist", "analyst"),
    Role.PLANNER: Text("planner van evenementen", "event planner"),
    Role.PRIVACY_OFFICER: Text("privacy officer", "privacy officer"),
    Role.ADMINISTRATOR: Text("beheerder", "administrator"),
    Role.PARTNER: Text("medewerker van een partner", "staff of a partner"),
    Role.PUBLIC: Text("iedereen", "everybody"),
    Role.SENSOR: Text("sensor", "sensor"),
    Role.NODE: Text("deze dienst", "this service"),
}

STATES: Final = {
    State.ACTIVE: Text("actief", "active"),
    State.NOT_YET_VALID: Text("nog niet begonnen", "not begun yet"),
    State.REVIEW_OVERDUE: Text("gestopt: herbeoordeling te laat", "stopped: review overdue"),
    State.ASSESSMENT_MISSING: Text("gestopt: beoordeling ontbreekt", "stopped: assessment missing"),
    State.WITHDRAWN: Text("gestopt: ingetrokken", "stopped: withdrawn"),
}

QUANTITIES: Final = {
    Quantity.PEDESTRIAN_COUNT: Text(
        "aantal voetgangers dat voorbijkomt, beide richtingen samen", "how many pedestrians pass, both directions"
    ),
    Quantity.PERSONS_PRESENT: Text("aantal personen in een gebied", "how many persons are in an area"),
    Quantity.WALKING_SPEED: Text("gemiddelde loopsnelheid", "mean walking speed"),
    Quantity.PANEL_VISITORS: Text(
        "aantal leden van een panel in een gebied, een klein deel van alle bezoekers",
        "how many members of a panel are in an area, a small share of all visitors",
    ),
    Quantity.DEVICES_PRESENT: Text(
        "aantal apparaten met wifi of bluetooth, door de leverancier geteld",
        "how many devices with Wi-Fi or Bluetooth, counted by the supplier",
    ),
    Quantity.EXPECTED_VISITORS: Text(
        "aantal bezoekers dat een organisator verwacht", "how many visitors an organiser expects"
    ),
    Quantity.PASSENGERS_ALIGHTED: Text("aantal uitstappers bij een halte", "how many passengers get off at a stop"),
    Quantity.PASSENGERS_BOARDED: Text("aantal instappers bij een halte", "how many passengers get on at a stop"),
    Quantity.VEHICLE_OCCUPANCY: Text("hoe vol een tram, bus of trein is", "how full a tram, bus or train is"),
    Quantity.SCHEDULE_DELAY: Text("vertraging van een tram, bus of trein", "how late a tram, bus or train is"),
    Quantity.PLANNED_DEPARTURES: Text(
        "aantal vertrekken in de dienstregeling", "how many departures the timetable has"
    ),
    Quantity.VEHICLE_COUNT: Text("aantal motorvoertuigen dat voorbijkomt", "how many motor vehicles pass"),
    Quantity.VEHICLE_SPEED: Text("gemiddelde snelheid van motorvoertuigen", "mean speed of motor vehicles"),
    Quantity.TRAVEL_TIME: Text("reistijd op een weg", "travel time on a road"),
    Quantity.PARKING_SPACES_OCCUPIED: Text("aantal bezette parkeerplaatsen", "how many parking spaces are occupied"),
    Quantity.AIR_TEMPERATURE: Text("luchttemperatuur", "air temperature"),
    Quantity.RELATIVE_HUMIDITY: Text("luchtvochtigheid", "humidity of the air"),
    Quantity.WIND_SPEED: Text("windsnelheid", "wind speed"),
    Quantity.WIND_GUST_SPEED: Text("windstoten", "wind gusts"),
    Quantity.WIND_DIRECTION: Text("windrichting", "wind direction"),
    Quantity.PRECIPITATION_RATE: Text("neerslag per uur", "precipitation per hour"),
    Quantity.SOUND_PRESSURE_LEVEL: Text("geluidsniveau, geen gesprekken", "sound level; no sound is recorded"),
    Quantity.WATER_LEVEL: Text("waterstand", "water level"),
}

TABLES: Final[tuple[Mapping[Any, Text], ...]] = (
    PURPOSES,
    LEGAL_BASES,
    PERSONAL_DATA,
    DATA_SUBJECTS,
    KINDS,
    ASSESSMENTS,
    LAYERS,
    TRIGGERS,
    PLACES,
    NOISES,
    LEVEL_DETAILS,
    PARTY_KINDS,
    ROLES,
    STATES,
    QUANTITIES,
)
"""The words of every list, one table each."""

_TABLE_OF: Final = {type(next(iter(table))): table for table in TABLES}


def words(value: StrEnum) -> Text:
    """Return what a value of a closed list is called.

    Examples
    --------
    >>> words(Purpose.CROWD_SAFETY).nl
    'veiligheid in drukte'
    """
    return _TABLE_OF[type(value)][value]


def term(value: StrEnum) -> Term:
    """Return a value of a closed list with its words.

    Examples
    --------
    >>> term(Layer.ESTIMATES)
    Term(id='estimates', label=Text(nl='schattingen', en='estimates'))
    """
    return Term(id=value.value, label=words(value))


def listed(texts: Iterable[Text], nothing: Text) -> Text:
    """Return words one after another, or what to say when there are none.

    Examples
    --------
    >>> listed([Text("a", "b"), Text("c", "d")], Text("niets", "nothing")).nl
    'a, c'
    """
    found = tuple(texts)
    if not found:
        return nothing
    return Text(", ".join(t.nl for t in found), ", ".join(t.en for t in found))
