# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""SPDP documents: dynamic, static, and what operators make of them."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from baken.connectors.car_park_status import MORE_THAN_ALL, NEGATIVE, NO_CAPACITY, NO_ID
from baken.connectors.parking_spdp.connector import NO_USE, ParkingSpdp, connect
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Delivery
from baken.plugin.protocol import ConnectorError, Settings, SettingsError
from baken.plugin.provider_values import AHEAD
from baken.plugin.readings import NO_TIME, NOT_A_NUMBER
from baken.plugin.subject import Subject

HERE = Path(__file__).parent
NOON_S = 1_783_764_000
GARAGE = "0c9bc6de-95be-4803-8fb9-483b2291338d"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def dynamic(identity: object = GARAGE, **status: object) -> bytes:
    known = {"open": True, "full": False, "vacantSpaces": 199, "parkingCapacity": 463, "lastUpdated": NOON_S}
    inner = {"identifier": identity, "name": "Noord", "facilityActualStatus": known | status}
    return json.dumps({"parkingFacilityDynamicInformation": inner}).encode()


def static(*capacities: tuple[object, object, object], key: str = "parkingFacilityInformation") -> bytes:
    parts = [{"capacity": c, "validityStartOfPeriod": a, "validityEndOfPeriod": b} for c, a, b in capacities]
    return json.dumps({key: {"identifier": GARAGE, "name": "Noord", "specifications": parts}}).encode()


def outcome(*documents: bytes, received_s: float = 0.0) -> tuple[list[float], dict[str, int]]:
    source, values, left = ParkingSpdp(), [], {}
    for raw in documents:
        for reading in source.read(Delivery("dynamic", round(received_s * 1e6), raw)):
            values.extend(reading.rows.result.tolist())
            left.update({entry.reason: entry.count for entry in reading.skipped})
    return values, left


def test_occupied_is_capacity_less_vacancy() -> None:
    assert outcome(dynamic()) == ([264.0], {})


@pytest.mark.parametrize("capacity", [None, 0, "", -5])
def test_vacancy_without_a_capacity_says_nothing(capacity: object) -> None:
    assert outcome(dynamic(parkingCapacity=capacity)) == ([], {NO_CAPACITY: 1})


def test_capacity_comes_from_the_static_document_where_the_dynamic_one_has_none() -> None:
    documents = static((300, 0, NOON_S - 5), (500, NOON_S - 5, None), (900, NOON_S + 9_999, None))
    assert outcome(documents, dynamic(parkingCapacity=None), received_s=NOON_S + 5.0) == ([301.0], {})
    assert outcome(documents, dynamic(), received_s=NOON_S + 5.0) == ([264.0], {})


def test_static_document_of_version_1_has_another_key() -> None:
    found = outcome(static((300, None, None), key="parkingFacilityStaticInformation"), dynamic(parkingCapacity=None))
    assert found == ([101.0], {})


def test_static_document_without_a_capacity_is_said() -> None:
    assert outcome(static(("many", None, None))) == ([], {NO_USE: 1})


@pytest.mark.parametrize("moment", [NOON_S, NOON_S * 1000, str(NOON_S), "2026-07-11T12:00:00+02:00", float(NOON_S)])
def test_time_of_updating_is_understood_as_operators_write_it(moment: object) -> None:
    (reading,) = ParkingSpdp().read(Delivery("dynamic", 0, dynamic(lastUpdated=moment)))
    assert reading.rows.phenomenon_time_us.tolist() == [NOON_S * 1_000_000]


@pytest.mark.parametrize("moment", [0, None, -1, "", "yesterday", True, 1e30, [NOON_S]])
def test_time_that_cannot_be_one_is_said(moment: object) -> None:
    assert outcome(dynamic(lastUpdated=moment)) == ([], {NO_TIME: 1})


def test_clock_that_is_ahead_is_said() -> None:
    assert outcome(dynamic(), received_s=NOON_S - 600.0) == ([], {AHEAD: 1})
    assert outcome(dynamic(), received_s=NOON_S - 60.0) == ([264.0], {})


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ({"vacantSpaces": -3}, NEGATIVE),
        ({"vacantSpaces": 464}, MORE_THAN_ALL),
        ({"vacantSpaces": "many"}, NOT_A_NUMBER),
        ({"vacantSpaces": True}, NOT_A_NUMBER),
    ],
)
def test_impossible_vacancy_is_skipped(status: dict[str, object], reason: str) -> None:
    assert outcome(dynamic(**status)) == ([], {reason: 1})


@pytest.mark.parametrize("status", [{"open": False, "vacantSpaces": 0}, {"vacantSpaces": None}])
def test_closed_or_silent_facility_is_missing_and_not_full(status: dict[str, object]) -> None:
    (value,), left = outcome(dynamic(**status))
    assert math.isnan(value)
    assert left == {}


@pytest.mark.parametrize("identity", [None, "", "Garage Noord", 7, "a/b/c", "x" * 300])
def test_facility_needs_an_id_that_is_no_name(identity: object) -> None:
    assert outcome(dynamic(identity)) == ([], {NO_ID: 1})


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>",
        b"{}",
        b"[]",
        b'{"parkingFacilityDynamicInformation": {}}',
        dynamic()[:-9],
        b"\xff",
        b"[" * 100_000,
    ],
    ids=["empty", "page", "nothing", "list", "no status", "cut off", "no text", "deep"],
)
def test_document_of_another_kind_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(ConnectorError, match="cannot be understood"):
        outcome(raw)


def test_each_facility_has_its_addresses(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(
        f'[[facility]]\nid = "{GARAGE}"\n[[facility]]\nid = "9_x"\nurl = "https://e.org/9"\nstatic = false\n'
    )
    polls = connect(Settings(folder=tmp_path, file="s.toml")).endpoints
    assert [(p.name, p.interval_s) for p in polls] == [
        (f"dynamic-{GARAGE}", 60.0),
        (f"static-{GARAGE}", 86_400.0),
        ("dynamic-9-x", 60.0),
    ]
    assert [p.url.rpartition("/")[0] for p in polls] == [
        "https://npropendata.rdw.nl/parkingdata/v2/dynamic",
        "https://npropendata.rdw.nl/parkingdata/v2/static",
        "https://e.org",
    ]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "facility"),
        ('[[facility]]\nid = "a b"\n', 2, "not the id of a facility"),
        ('[[facility]]\nid = "a"\n[[facility]]\nid = "A"\n', 1, "named twice"),
        ('[[facility]]\nid = "a"\nheaders = { Authorization = "secret" }\n', 3, "does not belong in a file"),
        ('[[facility]]\nid = "a"\ninterval_s = 1\n', 3, "not possible"),
    ],
)
def test_faults_of_the_settings_have_their_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    (tmp_path / "s.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        connect(Settings(folder=tmp_path, file="s.toml"))
    assert any(message in f.message and f.line in (line, 0) for f in caught.value.faults), caught.value.faults
