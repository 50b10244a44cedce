# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""CoverageJSON of EDR servers: forms, units, shapes, and what no station ever says."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from baken.connectors.edr_coverage.client import NO_ARRAY, NO_COVERAGE, NO_SERIES
from baken.connectors.edr_coverage.connector import NO_NAME, NO_UNIT, EdrCoverage, connect
from baken.plugin.conformance import LAWS, Law
from baken.plugin.live import Delivery
from baken.plugin.protocol import ConnectorError, Settings, SettingsError
from baken.plugin.provider_values import FORECAST
from baken.plugin.readings import NO_TIME, NOT_A_NUMBER, NOT_POSSIBLE
from baken.plugin.subject import Subject
from baken.vocabulary.quantity import Quantity
from baken.vocabulary.time import format_us, parse_instant, to_us

HERE = Path(__file__).parent
TEN = "2026-07-11T10:00:00Z"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def coverage(
    *values: object, name: str = "ta", unit: object = "Cel", times: tuple[object, ...] = (), **rest: Any
) -> dict[str, Any]:
    moments = list(times) or [f"2026-07-11T10:{10 * i:02}:00Z" for i in range(len(values))]
    array = {"type": "NdArray", "axisNames": ["t", "y", "x"], "shape": [len(values), 1, 1], "values": list(values)}
    return {
        "type": "Coverage",
        "eumetnet:locationId": "0-20000-0-06330",
        "domain": {"axes": {"x": {"values": [4.1]}, "y": {"values": [52.0]}, "t": {"values": moments}}},
        "parameters": {name: {"unit": {"symbol": {"value": unit, "type": "UCUM"}}}},
        "ranges": {name: array},
    } | rest


def outcome(
    document: object, received: str = "", source: EdrCoverage | None = None
) -> tuple[list[tuple[str, str, float]], dict[str, int]]:
    """Return series, end of interval and value of each row, and what was skipped."""
    received_us = to_us(parse_instant(received)) if received else 0
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    (reading,) = (source or EdrCoverage()).read(Delivery("coast", received_us, raw))
    rows = reading.rows
    told = zip(rows.series.tolist(), rows.phenomenon_time_end_us.tolist(), rows.result.tolist(), strict=True)
    return [(rows.provider_ids[i], format_us(t), v) for i, t, v in told], {s.reason: s.count for s in reading.skipped}


def test_coverage_and_collection_are_read_alike() -> None:
    alone, _ = outcome(coverage(20.5))
    together, _ = outcome({"type": "CoverageCollection", "coverages": [coverage(20.5)]})
    assert alone == together == [("0-20000-0-06330/air_temperature", TEN, 20.5)]


def test_parameters_may_stand_once_for_a_collection() -> None:
    one = coverage(20.5)
    parameters = one.pop("parameters")
    document = {"type": "CoverageCollection", "coverages": [one], "parameters": parameters}
    assert len(outcome(document)[0]) == 1


@pytest.mark.parametrize(
    ("name", "unit", "value", "expected"),
    [
        ("ta", "K", 293.15, 20.0),
        ("ta", "degrees Celsius", 20.0, 20.0),
        ("ff", "km/h", 36, 10.0),
        ("ff", "m s-1", 10, 10.0),
        ("rg", "kg m-2 s-1", 0.001, 3.6),
        ("rh", "1", 0.5, 50.0),
    ],
)
def test_values_are_converted_from_the_unit_of_the_answer(name: str, unit: str, value: float, expected: float) -> None:
    assert [v for _, _, v in outcome(coverage(value, name=name, unit=unit))[0]] == [expected]


@pytest.mark.parametrize("unit", ["Bft", None, 7, "", "m"])
def test_unit_that_is_not_known_is_not_guessed(unit: object) -> None:
    assert outcome(coverage(3, 4, name="ff", unit=unit)) == ([], {NO_UNIT: 2})


def test_wind_stands_for_the_ten_minutes_before_its_time() -> None:
    (reading,) = EdrCoverage().read(Delivery("q", 0, json.dumps(coverage(5.0, name="ff", unit="m/s")).encode()))
    assert [format_us(t) for t in reading.rows.phenomenon_time_us.tolist()] == ["2026-07-11T09:50:00Z"]


def test_null_is_missing_and_zero_is_zero() -> None:
    values = [v for _, _, v in outcome(coverage(None, 0))[0]]
    assert math.isnan(values[0])
    assert values[1] == 0.0


@pytest.mark.parametrize(
    ("value", "moment", "reason"),
    [
        ("warm", TEN, NOT_A_NUMBER),
        (900, TEN, NOT_POSSIBLE),
        (20, "2026-07-11T10:00:00", NO_TIME),
        (20, None, NO_TIME),
        (20, "2026-07-11T13:00:00Z", FORECAST),
    ],
)
def test_what_cannot_be_used_is_skipped_with_its_reason(value: object, moment: object, reason: str) -> None:
    assert outcome(coverage(value, times=(moment,)), received="2026-07-11T10:05:00Z") == ([], {reason: 1})


def changed(path: tuple[str, ...], value: object) -> dict[str, Any]:
    document = coverage(1.0, 2.0)
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return document


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (changed(("domain",), None), NO_COVERAGE),
        (changed(("ranges",), []), NO_COVERAGE),
        (changed(("domain", "axes", "x"), {"values": [4, 5]}), NO_SERIES),
        (changed(("domain", "axes", "t"), {"values": []}), NO_SERIES),
        (changed(("domain", "axes", "x"), {"composite": []}), NO_SERIES),
        (changed(("ranges", "ta"), "https://example.org/ta"), NO_ARRAY),
        (changed(("ranges", "ta", "values"), [1.0]), NO_ARRAY),
        (changed(("ranges", "ta", "shape"), [1, 2, 1]), NO_ARRAY),
        (changed(("ranges", "ta", "shape"), [2, "1", 1]), NO_ARRAY),
        (changed(("ranges", "ta", "axisNames"), ["t"]), NO_ARRAY),
        (changed(("ranges", "ta", "type"), "TiledNdArray"), NO_ARRAY),
    ],
)
def test_other_shapes_than_a_series_at_one_place_are_skipped(document: dict[str, Any], reason: str) -> None:
    assert outcome(document) == ([], {reason: 1})


def test_array_without_names_or_shape_follows_the_times() -> None:
    document = changed(("ranges", "ta"), {"values": [1.0, 2.0]})
    assert len(outcome(document)[0]) == 2


def test_place_without_a_name_is_called_by_query_or_coordinates() -> None:
    document = coverage(20.0)
    del document["eumetnet:locationId"]
    assert outcome(document)[0][0][0] == "4.1000,52.0000/air_temperature"
    named = EdrCoverage(locations={"coast": "06330"})
    assert outcome(document, source=named)[0][0][0] == "06330/air_temperature"
    document["domain"]["axes"]["x"] = {"values": [400]}
    assert outcome(document) == ([], {NO_NAME: 1})


@pytest.mark.parametrize(
    "document", [b"", b"<html>", b"[" * 100_000, b"\xff", [], {}, {"type": "CoverageCollection", "coverages": 3}]
)
def test_what_is_no_coverage_json_is_refused_in_words(document: object) -> None:
    with pytest.raises(ConnectorError, match="cannot be understood"):
        outcome(document)


def test_another_provider_has_its_own_names(tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_text(
        '[[query]]\nname = "coast"\nurl = "https://e.org/edr?datetime={start}/{end}"\nwindow_s = 7200\n'
        'headers = { Authorization = "${secret:edr}" }\n'
        '[parameters]\nwind = "wind_speed"\n[intervals]\nwind_speed = 3600\n'
    )
    source = connect(Settings(folder=tmp_path, file="e.toml"))
    assert source.endpoints[0].window_s == 7200.0
    assert source.endpoints[0].headers == {"Authorization": "${secret:edr}"}
    field = source.field_of("x/wind_speed")
    assert field is not None
    assert (field.quantity, field.interval_s) == (Quantity.WIND_SPEED, 3600.0)
    assert len(outcome(coverage(5, name="wind", unit="m/s"), source=source)[0]) == 1
    assert outcome(coverage(20.0), source=source) == ([], {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "query"),
        ('[[query]]\nname = "a"\nurl = "https://e.org/{start}"\n', "window of unknown length"),
        ('[[query]]\nname = "a"\nurl = "https://e.org"\n[parameters]\nx = "water_level"\n', "no weather"),
        (
            '[[query]]\nname = "a"\nurl = "https://e.org"\n[parameters]\nx = "wind_speed"\ny = "wind_speed"\n',
            "same quantity",
        ),
        ('[[query]]\nname = "a"\nurl = "https://e.org"\n[intervals]\npressure = 1\n', "no weather"),
        ('[[query]]\nname = "a"\nurl = "https://e.org"\nlocation = "a/b"\n', "not a name for a place"),
    ],
)
def test_faults_of_the_settings_are_said(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "e.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        connect(Settings(folder=tmp_path, file="e.toml"))
    assert any(message in f.message + f.remedy for f in caught.value.faults), caught.value.faults
