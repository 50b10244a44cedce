# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The binary fixtures of gtfs and gtfs_realtime are those that tools/transport_fixtures.py writes."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest
from google.transit import gtfs_realtime_pb2

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools"))

import transport_fixtures  # noqa: E402 - the folder of tools is known only now

CONNECTORS = ROOT / "src" / "baken" / "connectors"
REMEDY = "write them again: python tools/transport_fixtures.py"


@pytest.mark.parametrize(("name", "tables"), transport_fixtures.timetables().items(), ids=lambda x: str(x)[:30])
def test_the_stored_timetable_is_the_one_that_is_written(name: str, tables: dict[str, str]) -> None:
    with zipfile.ZipFile(CONNECTORS / "gtfs" / "fixtures" / name) as archive:
        stored = {file.removesuffix(".txt"): archive.read(file).decode() for file in archive.namelist()}
    assert stored == tables, REMEDY


@pytest.mark.parametrize("name", sorted(transport_fixtures.messages()))
def test_the_stored_message_is_the_one_that_is_written(name: str) -> None:
    stored = gtfs_realtime_pb2.FeedMessage()
    stored.ParseFromString((CONNECTORS / "gtfs_realtime" / "fixtures" / name).read_bytes())
    assert stored == transport_fixtures.messages()[name], REMEDY
