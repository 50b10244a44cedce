# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The closed lists of governance: what is not in them cannot be declared.

Biometric data, special categories of personal data (GDPR art. 9) and data about convictions (art. 10) are in none of
them, so no activity can be about them. Terms follow the W3C Data Privacy Vocabulary (DPV 2) and the GDPR.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Purpose(StrEnum):
    """What data are used for. Each processing activity has exactly one."""

    CROWD_SAFETY = "crowd-safety"
    """See, foresee and prevent that it becomes unsafely crowded somewhere."""
    TRAFFIC_MANAGEMENT = "traffic-management"
    """Guide traffic, parking and public transport."""
    EVENT_PLANNING = "event-planning"
    """Prepare permits, staff and measures for an event."""
    PUBLIC_ORDER = "public-order"
    """Keep public order: a task of the mayor, carried out by the police."""
    ENVIRONMENT = "environment"
    """Know the state of air, sound, water and weather."""
    HARBOUR_OPERATION = "harbour-operation"
    """Know which ships lie in a harbour and what they owe."""
    STREET_CLEANING = "street-cleaning"
    """Keep streets clean: litter, waste."""
    PUBLIC_INFORMATION = "public-information"
    """Tell the public what is going on."""
    RESEARCH = "research"
    """Statistics and scientific research, on results that are about nobody."""
    SERVICE_OPERATION = "service-operation"
    """Run this service itself: accounts, security, proof of what was done."""


class LegalBasis(StrEnum):
    """Why it is lawful: GDPR article 6 (1), or why that article does not apply."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal-obligation"
    VITAL_INTERESTS = "vital-interests"
    PUBLIC_TASK = "public-task"
    LEGITIMATE_INTEREST = "legitimate-interest"
    """Not for what a public authority does in its tasks (GDPR art. 6 (1), last sentence)."""
    POLICE_TASK = "police-task"
    """The Dutch Police Data Act (Wpg) in place of the GDPR: only where the controller is a police force."""
    NO_PERSONAL_DATA = "no-personal-data"
    """The GDPR does not apply, because nothing is about a person anywhere on the way."""


ARTICLE: Final[dict[LegalBasis, str]] = {
    LegalBasis.CONSENT: "GDPR art. 6 (1) (a)",
    LegalBasis.CONTRACT: "GDPR art. 6 (1) (b)",
    LegalBasis.LEGAL_OBLIGATION: "GDPR art. 6 (1) (c)",
    LegalBasis.VITAL_INTERESTS: "GDPR art. 6 (1) (d)",
    LegalBasis.PUBLIC_TASK: "GDPR art. 6 (1) (e)",
    LegalBasis.LEGITIMATE_INTEREST: "GDPR art. 6 (1) (f)",
    LegalBasis.POLICE_TASK: "Wpg art. 8",
    LegalBasis.NO_PERSONAL_DATA: "GDPR recital 26",
}
"""The article that a legal basis stands in."""

NEEDS_LAW: Final = frozenset({LegalBasis.LEGAL_OBLIGATION, LegalBasis.PUBLIC_TASK, LegalBasis.POLICE_TASK})
"""These rest on another law, which has to be named."""


class PersonalData(StrEnum):
    """Which data about persons are touched on the way, however briefly. There is no word for biometric data."""

    NONE = "none"
    """Nothing; a reason has to be given."""
    IMAGE_IN_SENSOR = "image-in-sensor"
    """A picture that never leaves the sensor and is not kept: only a number comes out."""
    DEVICE_PSEUDONYM = "device-pseudonym"
    """A number that stands for a phone or tag for a short while."""
    LICENCE_PLATE_PSEUDONYM = "licence-plate-pseudonym"
    """A number that stands for a licence plate for a short while."""
    SHIP_REGISTRATION = "ship-registration"
    """Name or number of a ship."""
    LOCATION_AGGREGATE = "location-aggregate"
    """Counts of phones per cell, made by an operator or panel."""
    REPORT_TEXT = "report-text"
    """What somebody wrote in a report, without who it was."""
    CONTACT = "contact"
    """Name, e-mail address or telephone number."""
    ACCOUNT = "account"
    """Name and sign-in of somebody who works with this service."""
    NETWORK_ADDRESS = "network-address"
    """IP address of a caller."""


class DataSubject(StrEnum):
    """Whom data are about."""

    NOBODY = "nobody"
    VISITORS = "visitors"
    RESIDENTS = "residents"
    DRIVERS = "drivers"
    PASSENGERS = "passengers"
    SHIP_OWNERS = "ship-owners"
    REPORTERS = "reporters"
    STAFF = "staff"


class Kind(StrEnum):
    """How an activity observes; it decides which assessments and decisions it needs."""

    COUNTING = "counting"
    """A sensor that only ever knows numbers: loops, radar, people counters."""
    CAMERA = "camera"
    """A camera whose picture becomes numbers."""
    PUBLIC_ORDER_CAMERA = "public-order-camera"
    """A camera under article 151c of the Gemeentewet: needs the mayor's decision, a place and an end date."""
    DEVICE_COUNTING = "device-counting"
    """Wi-Fi or Bluetooth signals that become numbers."""
    PANEL = "panel"
    """Counts bought from an operator or panel."""
    REGISTRATION = "registration"
    """Plates of vehicles or registrations of ships."""
    ENVIRONMENT_SENSOR = "environment-sensor"
    """Weather, water, sound level, air."""
    REPORTING = "reporting"
    """What people report."""
    OPEN_DATA = "open-data"
    """Published by somebody else for anyone to use."""
    DERIVATION = "derivation"
    """Made from what other activities hold: estimates, forecasts, warnings."""
    OPERATION = "operation"
    """Running this service."""


class Assessment(StrEnum):
    """What has to be thought through before an activity may begin."""

    DPIA = "dpia"
    """Data protection impact assessment, GDPR art. 35."""
    IAMA = "iama"
    """Impact assessment of human rights and algorithms."""
    MAYORS_DECISION = "mayors-decision"
    """The decision under article 151c of the Gemeentewet."""


class Layer(StrEnum):
    """Kinds of data on their way through the house; access and retention are declared per layer."""

    RAW_PAYLOAD = "raw-payload"
    """What a provider sent, before it was understood. Kept only where declared."""
    OBSERVATIONS = "observations"
    ESTIMATES = "estimates"
    FORECASTS = "forecasts"
    WARNINGS = "warnings"
    RESPONSES = "responses"
    PUBLICATIONS = "publications"
    """What the public page and its open data tell: levels in words, as late and as coarse as was declared."""
    EXPORTS = "exports"
    """Files that the node made for somebody."""
    BACKUPS = "backups"
    ACCOUNTS = "accounts"
    PROCESSING_LOG = "processing-log"
    SECURITY_LOG = "security-log"


class RetentionTrigger(StrEnum):
    """From when a retention period runs."""

    PHENOMENON_TIME = "phenomenon-time"
    """When it was so."""
    AVAILABLE_AT = "available-at"
    """When the node got it."""
    ISSUED_AT = "issued-at"
    """When a forecast, warning or export was made."""
    LAST_USE = "last-use"
    """When an account was used last."""


class AggregationPlace(StrEnum):
    """Where persons become numbers."""

    IN_SENSOR = "in-sensor"
    AT_SUPPLIER = "at-supplier"
    ON_NODE = "on-node"
    NOT_NEEDED = "not-needed"
    """There never was anything about a person."""


class LevelDetail(StrEnum):
    """How finely the public is told how busy it is."""

    FIVE = "five"
    """The five levels that the crowd room works with."""
    THREE = "three"
    """Quiet, busy, very busy: levels 1 and 2 are one, and so are 4 and 5."""


class NoiseKind(StrEnum):
    """Which noise is added to what leaves the node."""

    NONE = "none"
    GEOMETRIC = "geometric"
    """Two-sided geometric noise: differential privacy for counts."""


class PartyKind(StrEnum):
    """What a party to the shared picture is."""

    MUNICIPALITY = "municipality"
    POLICE = "police"
    SAFETY_REGION = "safety-region"
    TRANSPORT_OPERATOR = "transport-operator"
    ORGANISER = "organiser"
    SUPPLIER = "supplier"
    OTHER = "other"


class Role(StrEnum):
    """In which role somebody, or something, acts."""

    DUTY_OFFICER = "duty-officer"
    ANALYST = "analyst"
    PLANNER = "planner"
    PRIVACY_OFFICER = "privacy-officer"
    ADMINISTRATOR = "administrator"
    PARTNER = "partner"
    """Somebody of another party; sees what an agreement allows."""
    PUBLIC = "public"
    """Anybody, not signed in."""
    SENSOR = "sensor"
    """A thing with a key; writes its own datastreams."""
    NODE = "node"
    """The service itself: its background jobs."""


class Action(StrEnum):
    """What is done with a layer of an activity, or with the service."""

    OBSERVE = "observe"
    """Deliver observations."""
    READ = "read"
    EXPORT = "export"
    """Take data away in a file or data set."""
    DELETE = "delete"
    CONFIGURE = "configure"
    """Change things, datastreams and their descriptions."""
    CONTROL_REPLAY = "control-replay"
    RESPOND = "respond"
    """Act on what goes on: take up a warning, carry out a response, keep the log book, hand over."""
    APPROVE = "approve"
    """Approve a response that needs a fresh proof of who approves it."""
    WITHDRAW = "withdraw"
    """Withdraw or reinstate a processing activity."""
    READ_LOG = "read-log"
    READ_SECURITY_LOG = "read-security-log"
    ADMINISTER = "administer"
    """Accounts and keys."""
    READ_REGISTER = "read-register"
    """Public registers."""
    READ_DRAFT = "read-draft"
    """Drafts of assessments."""
