# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rijkswaterstaat's water levels: units, methods, gaps, and what is no measurement."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from baken.connectors.rijkswaterstaat_water.connector import (
    DOUBTED,
    NO_LEVEL,
    NO_SERIES,
    OTHER_METHOD,
    TWICE,
    RijkswaterstaatWater,
    connect,
)
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Delivery
from baken.plugin.protocol import ConnectorError, Settings, SettingsError
from baken.plugin.provider_values import FORECAST
from baken.plugin.readings import NO_TIME, NOT_A_NUMBER, NOT_POSSIBLE
from baken.plugin.subject import Subject
from baken.vocabulary.time import format_us, parse_instant, to_us

HERE = Path(__file__).parent
NOON = "2026-07-11T11:00:00.000+01:00"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def measurement(value: object = 63.0, time: object = NOON, quality: object = "00") -> dict[str, Any]:
    return {
        "Tijdstip": time,
        "Meetwaarde": {"Waarde_Numeriek": value},
        "WaarnemingMetadata": {"Kwaliteitswaardecode": quality},
    }


def series(*measurements: object, station: object = "scheveningen", **codes: object) -> dict[str, Any]:
    known: dict[str, object] = {
        "Grootheid": "WATHTE",
        "Hoedanigheid": "NAP",
        "Eenheid": "cm",
        "WaardeBepalingsMethode": "other:F007",
    }
    process = codes.pop("ProcesType", "meting")
    metadata = {key: {"Code": code} for key, code in (known | codes).items()} | {"ProcesType": process}
    place = {"Code": station, "Naam": "Scheveningen", "Lat": 52.1, "Lon": 4.26}
    return {"AquoMetadata": metadata, "Locatie": place, "MetingenLijst": list(measurements)}


def outcome(*found: object, received: str = "") -> tuple[list[tuple[str, float]], dict[str, int]]:
    """Return the start of each interval with its value, and what was skipped."""
    raw = json.dumps({"Succesvol": True, "WaarnemingenLijst": found}).encode()
    return read(raw, received)


def read(raw: bytes, received: str = "") -> tuple[list[tuple[str, float]], dict[str, int]]:
    received_us = to_us(parse_instant(received)) if received else 0
    (reading,) = RijkswaterstaatWater().read(Delivery("station", received_us, raw))
    rows = reading.rows
    told = zip(rows.phenomenon_time_us.tolist(), rows.result.tolist(), strict=True)
    return [(format_us(t), v) for t, v in told], {s.reason: s.count for s in reading.skipped}


def test_centimetres_become_metres_over_the_ten_minutes_around_the_time() -> None:
    assert outcome(series(measurement(-35.0))) == ([("2026-07-11T09:55:00Z", -0.35)], {})


def test_other_method_has_another_interval_and_an_unknown_one_none() -> None:
    before = series(measurement(), WaardeBepalingsMethode="other:F001")
    assert outcome(before) == ([("2026-07-11T09:50:00Z", 0.63)], {})
    assert outcome(series(measurement(), WaardeBepalingsMethode="other:F009")) == ([], {OTHER_METHOD: 1})


@pytest.mark.parametrize(("value", "quality"), [(0.0, "99"), (999999999.0, "00"), (-999999999, ""), (None, "00")])
def test_gap_is_missing_and_not_zero(value: object, quality: str) -> None:
    ((_, level),), left = outcome(series(measurement(value, quality=quality)))
    assert math.isnan(level)
    assert left == {}


def test_zero_is_a_level() -> None:
    assert outcome(series(measurement(0.0)))[0][0][1] == 0.0


def test_quality_of_the_service_before_2026_is_a_list() -> None:
    old = measurement() | {"WaarnemingMetadata": {"KwaliteitswaardecodeLijst": ["99"], "StatuswaardeLijst": ["x"]}}
    assert math.isnan(outcome(series(old))[0][0][1])


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (series(measurement(quality="50")), DOUBTED),
        (series(measurement("high")), NOT_A_NUMBER),
        (series(measurement(True)), NOT_A_NUMBER),
        (series(measurement(90_000.0)), NOT_POSSIBLE),
        (series(measurement(time="2026-07-11T11:00:00")), NO_TIME),
        (series("measurement"), NO_TIME),
        (series(measurement(time="2026-07-11T14:00:00.000+01:00")), FORECAST),
        (series(measurement(), ProcesType="verwachting"), FORECAST),
        (series(measurement(), ProcesType="astronomisch"), FORECAST),
        (series(measurement(), Grootheid="Q"), NO_LEVEL),
        (series(measurement(), Hoedanigheid="TAW"), NO_LEVEL),
        (series(measurement(), Eenheid="graad"), NO_LEVEL),
        (series(measurement(), station=None), NO_SERIES),
        (series(measurement(), station="a b"), NO_SERIES),
        ("series", NO_SERIES),
    ],
)
def test_what_is_no_measured_level_is_skipped_with_its_reason(found: object, reason: str) -> None:
    assert outcome(found, received="2026-07-11T10:05:00Z") == ([], {reason: 1})


def test_series_that_overlap_give_each_time_once() -> None:
    values, left = outcome(series(measurement(63.0)), series(measurement(64.0)))
    assert values == [("2026-07-11T09:55:00Z", 0.63)]
    assert left == {TWICE: 1}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"WaarnemingenLijst": 3}',
        b'{"Succesvol": false, "Foutmelding": "Geen"}',
    ],
)
def test_what_is_no_answer_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(ConnectorError, match="cannot be understood"):
        read(raw)


def test_question_is_posted_about_a_window(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text('[[station]]\ncode = "hoek.van.holland"\n')
    (poll,) = connect(Settings(folder=tmp_path, file="r.toml")).endpoints
    assert (poll.name, poll.window_s, poll.interval_s) == ("station-hoek-van-holland", 7200.0, 600.0)
    asked = json.loads(poll.body.replace("{start}", "2026-07-11T08:00:00Z").replace("{end}", "2026-07-11T10:00:00Z"))
    assert asked["Locatie"] == {"Code": "hoek.van.holland"}
    assert asked["Periode"]["Einddatumtijd"] == "2026-07-11T10:00:00Z"
    assert asked["AquoPlusWaarnemingMetadata"]["AquoMetadata"]["ProcesType"] == "meting"


@pytest.mark.parametrize(
    "text", ["", '[[station]]\ncode = "a b"\n', '[[station]]\ncode = "a"\n[[station]]\ncode = "A"\n', "station = 3\n"]
)
def test_faults_of_the_settings_are_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "r.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        connect(Settings(folder=tmp_path, file="r.toml"))
    assert caught.value.faults
