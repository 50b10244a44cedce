# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Records of Eindhoven's portal: both versions of its API, local times, and what is only an inventory."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from baken.connectors.car_park_status import NO_CAPACITY
from baken.connectors.parking_eindhoven.connector import NO_VACANCY, RECORDS, ParkingEindhoven, connect
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Delivery
from baken.plugin.protocol import ConnectorError, Settings, SettingsError
from baken.plugin.provider_values import HOUR_TWICE, NO_HOUR
from baken.plugin.subject import Subject
from baken.vocabulary.time import format_us, parse_instant, to_us

HERE = Path(__file__).parent
RECORDED = Path(__file__).parents[5] / "shared" / "data" / "dutch_formats" / "parking" / "eindhoven_1_parkings.json"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def record(**fields: object) -> dict[str, object]:
    return {"id": "g1", "vrij": 30, "capaciteit": 100, "laatste_update": "2026-07-11T10:00:00Z"} | fields


def outcome(
    document: object, received: str = "", source: ParkingEindhoven | None = None
) -> tuple[list[tuple[str, str, float]], dict[str, int]]:
    received_us = to_us(parse_instant(received)) if received else 0
    (reading,) = (source or ParkingEindhoven()).read(Delivery(RECORDS, received_us, json.dumps(document).encode()))
    rows = reading.rows
    told = zip(rows.series.tolist(), rows.phenomenon_time_us.tolist(), rows.result.tolist(), strict=True)
    values = [(rows.provider_ids[i], format_us(t), v) for i, t, v in told]
    return values, {entry.reason: entry.count for entry in reading.skipped}


@pytest.mark.parametrize(
    "document",
    [{"records": [{"fields": record()}]}, {"results": [record()]}, [record()]],
    ids=["version 1.0", "version 2.1", "export"],
)
def test_every_form_of_the_api_is_read(document: object) -> None:
    assert outcome(document) == ([("g1", "2026-07-11T10:00:00Z", 70.0)], {})


@pytest.mark.parametrize(
    ("local", "received", "instant"),
    [
        ("2026-07-11 12:00:00", "", "2026-07-11T10:00:00Z"),
        ("2026-12-11T12:00:00", "", "2026-12-11T11:00:00Z"),
        ("2026-10-25T02:30:00", "2026-10-25T00:31:00Z", "2026-10-25T00:30:00Z"),
        ("2026-10-25T02:30:00", "2026-10-25T01:31:00Z", "2026-10-25T01:30:00Z"),
    ],
)
def test_times_without_an_offset_are_dutch(local: str, received: str, instant: str) -> None:
    assert outcome([record(laatste_update=local)], received)[0] == [("g1", instant, 70.0)]


@pytest.mark.parametrize(("local", "reason"), [("2026-10-25T02:30:00", HOUR_TWICE), ("2026-03-29T02:30:00", NO_HOUR)])
def test_hour_in_doubt_is_skipped_and_not_guessed(local: str, reason: str) -> None:
    assert outcome([record(laatste_update=local)]) == ([], {reason: 1})


def test_inventory_of_spaces_is_no_occupancy() -> None:
    assert outcome([{"straat": "Voorbeeldstraat", "aantal": 1.0}]) == ([], {NO_VACANCY: 1})


def test_fields_and_capacities_are_those_that_the_city_declared(tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_text(
        'url = "https://data.eindhoven.nl/x"\n[fields]\nid = "code"\nvacant = "free"\nupdated = "at"\n'
        'state = "state"\nclosed = ["Gesloten"]\n[capacity]\nc1 = 50\n'
    )
    source = connect(Settings(folder=tmp_path, file="e.toml"))
    one = {"code": "c1", "free": 20, "at": "2026-07-11T10:00:00Z", "state": "open"}
    values, left = outcome([one, one | {"state": "GESLOTEN"}, one | {"code": "c2"}], source=source)
    assert values[0][2] == 30.0
    assert math.isnan(values[1][2])
    assert left == {NO_CAPACITY: 1}


def test_faults_of_the_settings_have_their_line(tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_text('url = "here"\n[fields]\nid = ""\ncolour = "x"\n')
    with pytest.raises(SettingsError) as caught:
        connect(Settings(folder=tmp_path, file="e.toml"))
    assert {1, 3, 4} <= {fault.line for fault in caught.value.faults}


@pytest.mark.parametrize("document", [{}, 3, {"error": "no such data set"}, {"results": {}}, None])
def test_answer_without_records_is_refused_in_words(document: object) -> None:
    with pytest.raises(ConnectorError, match="cannot be understood"):
        outcome(document)


@pytest.mark.skipif(not RECORDED.is_file(), reason="the recorded samples are not beside the project (../shared/data)")
def test_recorded_data_set_is_an_inventory_and_is_said_to_be_one() -> None:
    assert outcome(json.loads(RECORDED.read_bytes())) == ([], {NO_VACANCY: 10})
