# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A made-up seaside town with a 151c camera, a Wi-Fi count by a supplier, weather, and a picture made of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from baken.city.model import Attribution, Authority, Basemap, BasemapKind, City, MapView
from baken.governance.activities import Activities
from baken.governance.coverage import coverage
from baken.governance.lists import (
    AggregationPlace,
    Assessment,
    DataSubject,
    Kind,
    Layer,
    LegalBasis,
    NoiseKind,
    PartyKind,
    PersonalData,
    Purpose,
    RetentionTrigger,
    Role,
)
from baken.governance.model import (
    Agreement,
    AssessmentReference,
    Covers,
    Minimisation,
    Party,
    ProcessingActivity,
    Recipient,
    Retention,
    Use,
)
from baken.observation.stream import Stream
from baken.plugin.manifest import Grade, Manifest, Observes, Provider
from baken.registers.gather import gather
from baken.registers.model import Facts, Safeguard, Text
from baken.situation.estimator import StationaryEstimator
from baken.situation.topology import Topology
from baken.vocabulary.place import Area, AreaKind, Gate
from baken.vocabulary.quantity import Quantity

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
BASE_URL = "https://druktebeeld.zeedorp.example"

_STAFF = (Role.DUTY_OFFICER, Role.PRIVACY_OFFICER)
_OBSERVED = (Layer.OBSERVATIONS, Layer.ESTIMATES)


def kept(layer: Layer, period: timedelta | None, reason: str) -> Retention:
    return Retention(layer=layer, period=period, trigger=RetentionTrigger.PHENOMENON_TIME, reason=reason)


def activity(identity: str, /, **changes: Any) -> ProcessingActivity:
    """One version of an activity about nobody; what differs is given."""
    values: dict[str, Any] = {
        "id": identity,
        "version": 1,
        "uri": f"urn:baken:processing-activity:zeedorp:{identity}:{changes.get('version', 1)}",
        "name": identity,
        "name_nl": identity,
        "kind": Kind.COUNTING,
        "purpose": Purpose.CROWD_SAFETY,
        "description": "Made up.",
        "description_nl": "Verzonnen.",
        "legal_basis": LegalBasis.PUBLIC_TASK,
        "law": "Gemeentewet art. 172",
        "controller": "municipality",
        "processors": (),
        "recipients": tuple(Recipient(role=r, layers=_OBSERVED) for r in _STAFF),
        "data_subjects": (DataSubject.NOBODY,),
        "personal_data": (PersonalData.NONE,),
        "personal_data_reason": "Only numbers come out.",
        "minimisation": Minimisation(aggregated=AggregationPlace.IN_SENSOR),
        "retention": (kept(Layer.OBSERVATIONS, timedelta(days=400), "To compare with last year."),),
        "assessments": (),
        "covers": Covers(),
        "uses": (),
        "oversight": Role.PRIVACY_OFFICER,
        "contact": "privacy@zeedorp.example",
        "transfers": "none",
        "valid_from": date(2026, 3, 1),
        "review_by": date(2027, 12, 31),
        "file": f"activities/{identity}.toml",
    }
    return ProcessingActivity(**{**values, **changes})


CAMERA = activity(
    "boulevard-cameras",
    name="Counting on the boulevard with cameras for public order",
    name_nl="Tellen op de boulevard met camera's voor de openbare orde",
    kind=Kind.PUBLIC_ORDER_CAMERA,
    purpose=Purpose.PUBLIC_ORDER,
    description="Two cameras on the boulevard count in the camera itself how many people pass.",
    description_nl="Twee camera's op de boulevard tellen in de camera zelf hoeveel mensen voorbijkomen.",
    law="Gemeentewet art. 151c",
    recipients=(*(Recipient(role=r, layers=(Layer.OBSERVATIONS,)) for r in _STAFF),),
    data_subjects=(DataSubject.VISITORS, DataSubject.RESIDENTS),
    personal_data=(PersonalData.IMAGE_IN_SENSOR,),
    personal_data_reason="The picture is turned into a number within the camera and is overwritten at once.",
    minimisation=Minimisation(
        aggregated=AggregationPlace.IN_SENSOR,
        k=10,
        smallest_cell_s=60.0,
        explanation="Per minute and per gate; no track and no picture leaves the camera.",
    ),
    retention=(
        kept(Layer.RAW_PAYLOAD, None, "No pictures are received."),
        kept(Layer.OBSERVATIONS, timedelta(days=28), "The longest that article 151c allows for pictures."),
    ),
    assessments=(
        AssessmentReference(
            kind=Assessment.DPIA,
            reference="https://zeedorp.example/dpia/boulevard-cameras-2026.pdf",
            decided_on=date(2026, 2, 1),
        ),
        AssessmentReference(
            kind=Assessment.MAYORS_DECISION,
            reference="Besluit 2026/151c-07",
            decided_on=date(2026, 2, 15),
            valid_until=date(2027, 2, 28),
            place="Boulevard between the pier and the lighthouse",
        ),
    ),
    covers=Covers(streams=("boulevard-count", "stairs-count")),
)

WIFI_1 = activity(
    "square-wifi",
    name="Estimating how busy the square is from Wi-Fi signals",
    name_nl="Drukte op het plein schatten uit wifisignalen",
    kind=Kind.DEVICE_COUNTING,
    description="A supplier counts phones near four masts and delivers numbers per five minutes.",
    description_nl="Een leverancier telt telefoons bij vier masten en levert aantallen per vijf minuten.",
    law="Gemeentewet art. 172",
    processors=("signal-count",),
    recipients=(*(Recipient(role=r, layers=(Layer.OBSERVATIONS,)) for r in _STAFF),),
    data_subjects=(DataSubject.VISITORS, DataSubject.RESIDENTS),
    personal_data=(PersonalData.DEVICE_PSEUDONYM,),
    personal_data_reason="A number stands for a phone for at most five minutes, with a salt that is forgotten then.",
    minimisation=Minimisation(
        aggregated=AggregationPlace.AT_SUPPLIER,
        k=15,
        smallest_cell_s=300.0,
        noise=NoiseKind.GEOMETRIC,
        epsilon=1.0,
        explanation="The supplier aggregates; the municipality never receives a number of a device.",
    ),
    retention=(
        kept(Layer.RAW_PAYLOAD, None, "Only numbers are received."),
        kept(Layer.OBSERVATIONS, timedelta(days=90), "One season."),
    ),
    assessments=(AssessmentReference(kind=Assessment.DPIA, reference="DPIA 2026-12", decided_on=date(2026, 2, 10)),),
    covers=Covers(connectors=("signal_counts",)),
)
WIFI_2 = activity(
    "square-wifi",
    **{f: getattr(WIFI_1, f) for f in WIFI_1.__struct_fields__ if f not in ("id", "version", "uri", "valid_from")},
    version=2,
    valid_from=date(2026, 9, 1),
)

WEATHER = activity(
    "weather",
    name="Weather and sound on the beach",
    name_nl="Weer en geluid op het strand",
    kind=Kind.ENVIRONMENT_SENSOR,
    purpose=Purpose.ENVIRONMENT,
    legal_basis=LegalBasis.NO_PERSONAL_DATA,
    law="",
    description="A mast measures wind and sound level.",
    description_nl="Een mast meet wind en geluidsniveau.",
    personal_data_reason="Wind and decibels are about nobody; no sound is recorded.",
    minimisation=Minimisation(aggregated=AggregationPlace.NOT_NEEDED),
    recipients=(Recipient(role=Role.PUBLIC, layers=(Layer.OBSERVATIONS,)),),
    covers=Covers(streams=("beach-wind", "beach-sound")),
    register_entries={"licence": "CC0-1.0"},
)

OLD = activity(
    "pier-panel",
    name="Counts of an operator on the pier",
    name_nl="Tellingen van een operator op de pier",
    kind=Kind.PANEL,
    description="An operator sold counts of phones on the pier.",
    description_nl="Een operator verkocht aantallen telefoons op de pier.",
    data_subjects=(DataSubject.VISITORS,),
    personal_data=(PersonalData.LOCATION_AGGREGATE,),
    personal_data_reason="Counts of at least fifteen phones per cell.",
    minimisation=Minimisation(aggregated=AggregationPlace.AT_SUPPLIER, k=15),
    assessments=(AssessmentReference(kind=Assessment.DPIA, reference="DPIA 2026-02", decided_on=date(2026, 2, 1)),),
    covers=Covers(streams=("pier-persons",)),
    withdrawn_on=date(2026, 5, 1),
    withdrawn_because="The council found that the gates suffice.",
)

PICTURE = activity(
    "picture",
    name="The picture of crowding",
    name_nl="Het druktebeeld",
    kind=Kind.DERIVATION,
    legal_basis=LegalBasis.NO_PERSONAL_DATA,
    law="",
    description="Counts become persons, density, flow and level per area.",
    description_nl="Tellingen worden personen, dichtheid, stroom en niveau per gebied.",
    personal_data_reason="It is made of numbers that are about nobody any more.",
    minimisation=Minimisation(aggregated=AggregationPlace.NOT_NEEDED, k=10, smallest_cell_s=60.0),
    recipients=(
        *(Recipient(role=r, layers=(Layer.ESTIMATES,)) for r in _STAFF),
        Recipient(role=Role.PUBLIC, layers=(Layer.ESTIMATES,)),
    ),
    retention=(kept(Layer.ESTIMATES, timedelta(days=400), "To compare with last year."),),
    assessments=(
        AssessmentReference(
            kind=Assessment.IAMA, reference="https://zeedorp.example/iama/druktebeeld", decided_on=date(2026, 2, 20)
        ),
    ),
    covers=Covers(indicators=("persons", "density", "flow", "level"), applications=("picture",)),
    uses=(
        Use(activity="boulevard-cameras", layers=(Layer.OBSERVATIONS,), reason="Same place, same aim: IAMA 3.2."),
        Use(activity="square-wifi", layers=(Layer.OBSERVATIONS,), reason="Made for it."),
    ),
)

ACCOUNTS = activity(
    "accounts",
    name="Accounts of staff",
    name_nl="Accounts van medewerkers",
    kind=Kind.OPERATION,
    purpose=Purpose.SERVICE_OPERATION,
    law="AVG art. 32",
    description="Who signs in, and proof of what was done.",
    description_nl="Wie zich aanmeldt, en bewijs van wat er is gedaan.",
    data_subjects=(DataSubject.STAFF,),
    personal_data=(PersonalData.ACCOUNT, PersonalData.NETWORK_ADDRESS),
    personal_data_reason="Needed to sign in and to protect the service.",
    minimisation=Minimisation(aggregated=AggregationPlace.ON_NODE),
    recipients=(Recipient(role=Role.ADMINISTRATOR, layers=(Layer.ACCOUNTS,)),),
    retention=(
        Retention(
            layer=Layer.ACCOUNTS,
            period=timedelta(days=180),
            trigger=RetentionTrigger.LAST_USE,
            reason="Half a year unused is no longer needed.",
        ),
    ),
)

ACTIVITIES = (ACCOUNTS, CAMERA, OLD, PICTURE, WIFI_1, WIFI_2, WEATHER)

PARTIES = (
    Party(
        id="municipality",
        name="Gemeente Zeedorp",
        kind=PartyKind.MUNICIPALITY,
        is_controller=True,
        contact="privacy@zeedorp.example",
        data_protection_officer="fg@zeedorp.example",
    ),
    Party(id="police", name="Politie Kust", kind=PartyKind.POLICE, contact="https://politie.example"),
    Party(id="signal-count", name="SignalCount B.V.", kind=PartyKind.SUPPLIER, contact="dpo@signalcount.example"),
)

AGREEMENTS = (
    Agreement(
        id="police-boulevard",
        party="police",
        activities=("boulevard-cameras",),
        layers=(Layer.OBSERVATIONS,),
        purposes=(Purpose.PUBLIC_ORDER,),
        valid_from=datetime(2026, 3, 1, tzinfo=UTC),
        valid_until=datetime(2027, 3, 1, tzinfo=UTC),
        reference="Convenant 2026-3",
    ),
)

_SQUARE = ((4.2700, 52.1100), (4.2712, 52.1100), (4.2712, 52.1108), (4.2700, 52.1108), (4.2700, 52.1100))
_WALK = ((4.2720, 52.1100), (4.2760, 52.1120), (4.2759, 52.1121), (4.2719, 52.1101), (4.2720, 52.1100))
_PIER = ((4.2680, 52.1140), (4.2684, 52.1140), (4.2684, 52.1160), (4.2680, 52.1160), (4.2680, 52.1140))
_STAIRS = ((4.2765, 52.1121), (4.2767, 52.1121), (4.2767, 52.1122), (4.2765, 52.1122), (4.2765, 52.1121))

AREAS = (
    Area(id="square", name="Plein", kind=AreaKind.SQUARE, usable_area_m2=5000.0, polygon=(_SQUARE,)),
    Area(
        id="boulevard", name="Boulevard", kind=AreaKind.WALKWAY, usable_area_m2=2500.0, polygon=(_WALK,), length_m=350.0
    ),
    Area(id="stairs", name="Trap", kind=AreaKind.STAIRS, usable_area_m2=80.0, polygon=(_STAIRS,), length_m=20.0),
    Area(id="pier", name="Pier", kind=AreaKind.WALKWAY, usable_area_m2=3000.0, polygon=(_PIER,), length_m=200.0),
)
GATES = (
    Gate(
        id="lighthouse",
        name="Bij de vuurtoren",
        line=((4.2740, 52.1110), (4.2741, 52.1109)),
        effective_width_m=6.0,
        area_ids=("boulevard",),
    ),
    Gate(
        id="foot-of-stairs",
        name="Voet van de trap",
        line=((4.2765, 52.1121), (4.2766, 52.1121)),
        effective_width_m=3.0,
        area_ids=("stairs",),
    ),
)


def _stream(name: str, quantity: Quantity, connector: str = "csv_counts", **changes: Any) -> Stream:
    values = {
        "id": name,
        "name": name.replace("-", " "),
        "connector": connector,
        "provider_id": name,
        "quantity": quantity,
        "interval_s": 300.0,
        "stale_after_s": 900.0,
        "relative_error": 0.1,
    }
    return Stream(**{**values, **changes})


STREAMS = (
    _stream("boulevard-count", Quantity.PEDESTRIAN_COUNT, interval_s=60.0, gate_id="lighthouse"),
    _stream("stairs-count", Quantity.PEDESTRIAN_COUNT, interval_s=60.0, gate_id="foot-of-stairs"),
    _stream("square-persons", Quantity.PERSONS_PRESENT, "signal_counts", area_id="square", position=(4.2705, 52.1104)),
    _stream("pier-persons", Quantity.PERSONS_PRESENT, area_id="pier"),
    _stream("beach-wind", Quantity.WIND_SPEED, position=(4.2690, 52.1130)),
    _stream("beach-sound", Quantity.SOUND_PRESSURE_LEVEL, position=(4.2690, 52.1130)),
)

MANIFESTS = {
    "csv_counts": Manifest(
        id="csv_counts",
        title="Counts in CSV files",
        owner="Baken contributors",
        grade=Grade.REFERENCE,
        description="Any CSV file.",
        cadence_s=0.0,
        observes=(Observes(quantity=Quantity.PEDESTRIAN_COUNT, unit="{person}"),),
        standards=(),
        provider=Provider(name="Whoever made the file"),
    ),
    "signal_counts": Manifest(
        id="signal_counts",
        title="Counts of SignalCount",
        owner="SignalCount B.V.",
        grade=Grade.OPERATIONAL,
        description="Numbers per five minutes.",
        cadence_s=300.0,
        observes=(Observes(quantity=Quantity.PERSONS_PRESENT, unit="{person}"),),
        standards=(),
        provider=Provider(name="SignalCount B.V.", url="https://signalcount.example", licence="proprietary"),
    ),
}

SAFEGUARDS = (
    Safeguard(
        id="policy",
        text=Text("Elke lezing en schrijving wordt aan beleidsregels getoetst.", "Each read and write is decided on."),
        evidence="the policy engine of this node",
    ),
    Safeguard(
        id="log",
        text=Text("Elke verwerking wordt gelogd in een keten.", "All processing is logged in a chain."),
        evidence="the log of this node",
    ),
)


def example_city(**changes: Any) -> City:
    """The town; parts of it can be others."""
    values: dict[str, Any] = {
        "id": "zeedorp",
        "name": "Zeedorp",
        "country": "NL",
        "time_zone": "Europe/Amsterdam",
        "languages": ("nl", "en"),
        "simulated": True,
        "map": MapView(
            extent=(4.26, 52.10, 4.29, 52.12),
            centre=(4.27, 52.11),
            zoom=15.0,
            basemap=Basemap(kind=BasemapKind.SCHEMATIC),
        ),
        "authority": Authority(name="Gemeente Zeedorp", website="https://zeedorp.example"),
        "attribution": (Attribution(text="Made up"),),
        "areas": AREAS,
        "gates": GATES,
        "streams": STREAMS,
        "activities": ACTIVITIES,
        "parties": PARTIES,
        "agreements": AGREEMENTS,
        "folder": Path("zeedorp"),
    }
    values.update(changes)
    values.setdefault("coverage", coverage(values["activities"], []))
    return City(**values)


def example_facts(city: City | None = None, now: datetime = NOW, **changes: Any) -> Facts:
    """Everything that the registers of the town are generated from."""
    city = city or example_city()
    estimator = StationaryEstimator(Topology.of(city.areas, city.gates, city.streams))
    values: dict[str, Any] = {
        "now": now,
        "base_url": BASE_URL,
        "manifests": MANIFESTS,
        "definition_of_area": estimator.definition_of,
        "safeguards": SAFEGUARDS,
        "datastream_ids": {s.id: i for i, s in enumerate(city.streams, start=1)},
    }
    return gather(city, Activities(city.activities, city.time_zone), **{**values, **changes})
