# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counts of devices are taken; identifiers of devices never are."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from baken.connectors.device_counts.client import identifier_in
from baken.connectors.device_counts.connector import connect, from_fixture
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Delivery, Reading
from baken.plugin.protocol import ConnectorError, Settings
from baken.plugin.subject import Subject

HERE = Path(__file__).parent
MAC = "00:1b:44:11:3a:b7"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def read(*rows: Any) -> Reading:
    settings = Settings(folder=HERE / "fixtures" / "full", file="device_counts.toml")
    (reading,) = connect(settings).read(Delivery("counts", 0, json.dumps({"rows": rows}).encode()))
    return reading


def row(**rest: Any) -> dict[str, Any]:
    return {"zone": "pier", "period": {"end": "2026-07-05T13:05:00Z"}, "devices": 12} | rest


def test_interval_ends_at_its_stamp_and_is_counted_in_devices() -> None:
    (field,) = read(row()).fields
    assert (field.provider_id, field.quantity.value, field.unit, field.interval_s) == (
        "pier", "devices_present", "{device}", 300.0
    )  # fmt: skip
    assert read(row()).rows.phenomenon_time_us.tolist() == [1_783_256_400_000_000]


@pytest.mark.parametrize(
    "identifier",
    [
        MAC,
        MAC.upper().replace(":", "-"),
        "001b.4411.3ab7",
        "001b44113ab7",
        "00:1b:44:ff:fe:11:3a:b7",
        f"seen {MAC} twice",
        hashlib.md5(MAC.encode()).hexdigest(),
        hashlib.sha1(MAC.encode()).hexdigest(),
        hashlib.sha256(MAC.encode()).hexdigest().upper(),
        b64encode(hashlib.sha256(MAC.encode()).digest()).decode(),
        "3560f51a-4978-4b82-ab6f-b421e739230d",
    ],
)
@pytest.mark.parametrize("place", ["value", "list", "key", "zone", "inside"])
def test_identifier_anywhere_refuses_the_whole_delivery_and_is_not_repeated(identifier: str, place: str) -> None:
    bad = {
        "value": row(extra=identifier),
        "list": row(extra=[1, [identifier]]),
        "key": row(extra={identifier: 3}),
        "zone": row(zone=identifier),
        "inside": row(extra={"a": {"b": identifier}}),
    }[place]
    with pytest.raises(ConnectorError, match="whole delivery is refused") as caught:
        read(row(), bad, row())
    assert identifier not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["mac", "MAC", "macAddress", "mac_address", "client-mac", "bssid", "deviceId", "device_id", "DeviceIdentifier",
     "hashed_id", "hashedMac", "imsi", "IMEI", "idfa", "pseudonym", "visitorId", "user_uuid", "phone_number",
     "person-id", "advertising_id"],
)  # fmt: skip
def test_name_for_an_identifier_refuses_the_whole_delivery(name: str) -> None:
    with pytest.raises(ConnectorError, match="name for the identifier"):
        read(row(**{name: 7}))
    assert identifier_in({"zone": "a", "inside": [{name: None}]}) is not None


@pytest.mark.parametrize(
    "record",
    [
        row(),
        row(sensor_id="WIFI-03", zoneId=7, devices_android=3, machine="a", device_count=3, technology="wifi"),
        row(zone="Boulevard, hotel 5*", note="12 devices", from_="2026-07-05T13:00:00.000000Z", epoch="202607051300"),
        row(zone="1011AB", lat="52.1094000000", colour="#a0b1c2", version="1.2.3.4", number=1_783_256_400_000_000),
    ],
)
def test_what_is_no_identifier_is_taken(record: dict[str, Any]) -> None:
    assert len(read(record).rows) == 1


def test_zone_that_looks_like_an_identifier_can_be_declared(tmp_path: Path) -> None:
    text = (HERE / "fixtures" / "full" / "device_counts.toml").read_text()
    zone = "3560f51a-4978-4b82-ab6f-b421e739230d"
    (tmp_path / "device_counts.toml").write_text(text.replace("[fields]", f'zones = ["{zone}"]\n[fields]'))
    connector = connect(Settings(folder=tmp_path, file="device_counts.toml"))
    raw = json.dumps({"rows": [row(zone=zone)]}).encode()
    (reading,) = connector.read(Delivery("counts", 0, raw))
    assert len(reading.rows) == 1


def test_refused_fixture_delivers_nothing(tmp_path: Path) -> None:
    (tmp_path / "device_counts.toml").write_text((HERE / "fixtures" / "full" / "device_counts.toml").read_text())
    (tmp_path / "counts.json").write_text(json.dumps({"rows": [row(), row(extra=MAC)]}))
    with pytest.raises(ConnectorError):
        from_fixture(tmp_path)


def test_record_in_which_something_could_hide_is_refused() -> None:
    deep: Any = 1
    for _ in range(500):
        deep = [deep]
    with pytest.raises(ConnectorError, match="nested too deeply"):
        read(row(extra=deep))
