# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Amsterdam's feed of car parks: as recorded in 2019 and 2023, and broken."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from baken.connectors.car_park_status import MORE_THAN_ALL, NEGATIVE, NO_CAPACITY, NO_ID
from baken.connectors.parking_amsterdam.connector import LOCATIONS, NO_CAR_PARK, URL, ParkingAmsterdam, connect
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Delivery
from baken.plugin.protocol import ConnectorError, Settings, SettingsError
from baken.plugin.provider_values import AHEAD
from baken.plugin.readings import NO_TIME
from baken.plugin.subject import Subject
from baken.vocabulary.time import parse_instant, to_us

HERE = Path(__file__).parent
RECORDED = Path(__file__).parents[5] / "shared" / "data" / "dutch_formats" / "parking"
NOON_US = to_us(parse_instant("2026-07-11T10:00:00Z"))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def feature(**properties: object) -> dict[str, object]:
    known: dict[str, object] = {
        "PubDate": "2026-07-11T10:00:00Z",
        "Name": "P1",
        "Type": "parkinglocation",
        "State": "ok",
        "FreeSpaceShort": "40",
        "ShortCapacity": "100",
        "FreeSpaceLong": "",
        "LongCapacity": "",
    }
    return {"Id": "garage-1", "geometry": None, "properties": known | properties}


def outcome(*features: object, received_us: int = 0) -> tuple[dict[str, float], dict[str, int]]:
    raw = json.dumps({"features": features}).encode()
    return read(raw, received_us)


def read(
    raw: bytes, received_us: int = 0, source: ParkingAmsterdam | None = None
) -> tuple[dict[str, float], dict[str, int]]:
    (reading,) = (source or ParkingAmsterdam()).read(Delivery(LOCATIONS, received_us, raw))
    names = [reading.rows.provider_ids[i] for i in reading.rows.series.tolist()]
    values = dict(zip(names, reading.rows.result.tolist(), strict=True))
    return values, {entry.reason: entry.count for entry in reading.skipped}


def test_occupied_is_capacity_less_vacancy_for_visitors_and_season_tickets_apart() -> None:
    values, left = outcome(feature(FreeSpaceLong="19", LongCapacity="46"))
    assert values == {"garage-1/short-stay": 60.0, "garage-1/long-stay": 27.0}
    assert left == {}


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"FreeSpaceShort": "-1"}, NEGATIVE),
        ({"FreeSpaceShort": "101"}, MORE_THAN_ALL),
        ({"ShortCapacity": ""}, NO_CAPACITY),
        ({"ShortCapacity": "0", "FreeSpaceShort": "0"}, NO_CAPACITY),
        ({"PubDate": "2026-07-11 12:00"}, NO_TIME),
        ({"PubDate": None}, NO_TIME),
        ({"PubDate": "2026-07-11T12:00:00Z"}, AHEAD),
        ({"Type": "guidancesign"}, NO_CAR_PARK),
    ],
)
def test_what_contradicts_itself_is_skipped_with_its_reason(properties: dict[str, object], reason: str) -> None:
    values, left = outcome(feature(**properties), received_us=NOON_US)
    assert values == {}
    assert left == {reason: 1}


@pytest.mark.parametrize("properties", [{"State": "error"}, {"Status": "GESLOTEN"}, {"FreeSpaceShort": ""}])
def test_a_car_park_in_fault_or_closed_is_missing_and_not_full(properties: dict[str, object]) -> None:
    values, _ = outcome(feature(FreeSpaceLong=None, LongCapacity=None) | {}, feature(**properties))
    assert math.isnan(values["garage-1/short-stay"])


def test_full_car_park_has_every_space_taken() -> None:
    assert outcome(feature(FreeSpaceShort="0", Status="VOL"))[0] == {"garage-1/short-stay": 100.0}


def test_old_update_keeps_its_own_time() -> None:
    raw = json.dumps({"features": [feature(PubDate="2026-07-11T04:00:00Z")]}).encode()
    (reading,) = ParkingAmsterdam().read(Delivery(LOCATIONS, NOON_US, raw))
    assert reading.rows.phenomenon_time_us.tolist() == [NOON_US - 6 * 3_600_000_000]


def test_name_is_never_the_id() -> None:
    assert outcome({"properties": feature()["properties"]})[1] == {NO_ID: 1}


def test_declared_capacity_goes_before_the_one_of_the_feed(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text('[capacity]\n"garage-1/short-stay" = 50\n')
    source = connect(Settings(folder=tmp_path, file="p.toml"))
    raw = json.dumps({"features": [feature(ShortCapacity="")]}).encode()
    assert read(raw, source=source) == ({"garage-1/short-stay": 10.0}, {})
    assert source.endpoints[0].url == URL


def test_faults_of_the_settings_have_their_line(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text('url = "ftp://x"\ncolour = 1\n[capacity]\n"a b" = -1\n')
    with pytest.raises(SettingsError) as caught:
        connect(Settings(folder=tmp_path, file="p.toml"))
    assert {fault.line for fault in caught.value.faults} == {1, 2, 4}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>503</html>",
        b"[]",
        b'{"features": 3}',
        b'{"features": [',
        b'{"features": ' + b"[" * 100_000,
        b"\xff\xfe",
    ],
    ids=["empty", "error page", "list", "number", "cut off", "deep", "no text"],
)
def test_what_is_no_feature_collection_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(ConnectorError, match="cannot be understood"):
        read(raw)


def test_name_of_a_series_says_all() -> None:
    source = ParkingAmsterdam()
    assert source.field_of("garage-1/short-stay") is not None
    assert [source.field_of(name) for name in ("garage-1", "garage-1/all", "a b/short-stay", "/short-stay")] == [
        None
    ] * 4


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded samples are not beside the project (../shared/data)")
class TestRecorded:
    def test_feed_of_the_open_data_platform(self) -> None:
        values, left = read((RECORDED / "amsterdam_garages_odp.json").read_bytes())
        assert sum(name.endswith("/short-stay") for name in values) == 64
        assert sum(math.isnan(v) for name, v in values.items() if name.endswith("/short-stay")) == 21
        assert values["8039A0DF-73FB-0FD9-05F8-1B00C19C6B9B/short-stay"] == 149.0
        assert values["8039A0DF-73FB-0FD9-05F8-1B00C19C6B9B/long-stay"] == 27.0
        assert left == {NO_CAPACITY: 3}

    def test_feed_of_2019(self) -> None:
        snapshots = json.loads((RECORDED / "amsterdam_parkeergarages_2019.json").read_bytes())
        seen = [read(json.dumps(s["fields"]["data"]).encode()) for s in snapshots]
        assert seen[0][0] == {
            "02900c40-0e95-4369-b9c4-22b2233a3440/short-stay": 42.0,
            "900000118_parkinglocation/short-stay": 198.0,
        }
        assert [left.get(NO_CAR_PARK, 0) > 0 for _, left in seen] == [False, False, True, True]
