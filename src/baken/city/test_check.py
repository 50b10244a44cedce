# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every fault of a city folder is named with file, line and remedy."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from baken.city.check import check
from baken.city.geometry import LocalPlane
from baken.city.load import CityError, load
from baken.city.specimen import FILES, small_city
from baken.declaration.fault import Fault, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

AUCKLAND = Path(__file__).parents[3] / "cities" / "auckland"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a small city that is in order."""
    return small_city(tmp_path)


def change(folder: Path, file: str, before: str, after: str) -> int:
    """Replace a text that stands once, and return its line."""
    text = (folder / file).read_text()
    assert text.count(before) == 1, text.count(before)
    (folder / file).write_text(text.replace(before, after))
    return text[: text.index(before)].count("\n") + 1


def feature(folder: Path, file: str) -> Iterator[dict[str, Any]]:
    """Give the first feature of a file to be changed, and write it back over several lines."""
    data = json.loads((folder / file).read_text())
    yield data["features"][0]
    (folder / file).write_text(json.dumps(data, indent=1))


def errors(folder: Path) -> list[Fault]:
    return [fault for fault in check(folder) if fault.severity is Severity.ERROR]


def test_small_city_and_auckland_are_in_order(folder: Path) -> None:
    assert check(folder) == []
    assert errors(AUCKLAND) == []


@pytest.mark.parametrize(
    ("review_by", "said"),
    [
        (
            (datetime.now(UTC) - timedelta(days=2)).date(),
            "The data of counting may not pass now. It had to be looked at",
        ),
        ((datetime.now(UTC) + timedelta(days=20)).date(), "How counting stands changes on"),
    ],
)
def test_an_activity_that_stops_or_will_soon_is_a_warning_and_no_error(
    folder: Path, review_by: date, said: str
) -> None:
    file = "activities/counting.toml"
    change(folder, file, "review_by = 2199-12-31", f"review_by = {review_by}")
    found = check(folder)
    assert [(fault.file, fault.severity) for fault in found] == [(file, Severity.WARNING)]
    assert said in found[0].message
    assert load(folder).activities


# file, what stands there, what is put in its place, the line (counted from the place), a part of the message
ONE_FAULT = (
    ("city.toml", 'name = "Almere"', 'name = ""', 0, "name is empty"),
    ("city.toml", 'name = "Almere"', "name = 3", 0, "name must be a text, not a whole number"),
    ("city.toml", 'country = "NL"', 'country = "nl"', 0, "'nl' is not a country code"),
    ("city.toml", "Europe/Amsterdam", "Europe/Almere", 0, "no time zone 'Europe/Almere'"),
    ("city.toml", 'languages = ["nl", "en"]', 'languages = "nl"', 0, "languages must be a list, not a text"),
    ("city.toml", 'languages = ["nl", "en"]', 'languages = ["Dutch"]', 0, "'Dutch' is not a language tag"),
    ("city.toml", "simulated = true", 'simulated = "yes"', 0, "simulated must be true or false, not a text"),
    ("city.toml", "zoom = 14.5", "zoom = nan", 0, "zoom is not a finite number"),
    ("city.toml", "pitch = 50", "pitch = 90", 0, "pitch = 90 is not possible"),
    ("city.toml", "pitch = 50", "pich = 50", 0, "'pich' is not a key"),
    ("city.toml", "[4.90, 52.37]", "[52.37, 4.90]", 0, "centre lies outside the extent"),
    ("city.toml", "speed = 600", "speed = 0", 0, "speed = 0 is not possible"),
    ("city.toml", '"2025-07-01T08:00"', '"tomorrow"', 0, "from must be a local time"),
    ("city.toml", "[replay]", "[repaly]", 0, "'repaly' is not a key"),
    ("city.toml", "[replay]", "[planning]\npersons_per_steward = 0\nsource = 'us'\n[replay]", 1, "= 0 is not possible"),
    ("city.toml", "[replay]", "[planning]\npersons_per_steward = 2.5\nsource = 'us'\n[replay]", 1, "a whole number"),
    ("city.toml", "[replay]", "[planning]\npersons_per_steward = 250\n[replay]", 0, "source is missing"),
    ("city.toml", "[authority]", "[authority]\nwebsite = 'example.org'", 1, "not a web address"),
    ("city.toml", 'kind = "schematic"', 'kind = "paper"', 0, "'paper' is not a kind"),
    ("city.toml", 'kind = "schematic"', 'kind = "tiles"', 0, "style is missing"),
    ("city.toml", 'kind = "schematic"', 'kind = "pmtiles", url = "../x.pmtiles"', 0, "leads out of the city folder"),
    ("city.toml", 'kind = "schematic"', 'kind = "pmtiles", url = "x.pmtiles"', 0, "no file 'x.pmtiles'"),
    ("city.toml", "[map]", "[map", 0, "not TOML"),
    ("areas.geojson", '"walkway"', '"pavement"', 0, "'pavement' is not a kind"),
    ("areas.geojson", '"usable_area_m2": 250', '"usable_area_m2": 900', 0, "larger than the outline, 531 m2"),
    ("areas.geojson", '"usable_area_m2": 250', '"usable_area_m2": -1', 0, "usable_area_m2 = -1 is not possible"),
    ("areas.geojson", '"length_m": 50,', '"length_m": 500,', 0, "does not fit the outline"),
    ("areas.geojson", '"length_m": 50,', '"length_m": 0.5,', 0, "the width is 500 m"),
    ("areas.geojson", '"length_m": 50,', '"length_m": 50, "colour": "red",', 0, "'colour' is not a key"),
    ("areas.geojson", '"length_m": 50,', '"length_m": 50, "capacity_persons": 9,', -4, "source belong together"),
    ("areas.geojson", '"main-street"', '"Main Street"', 0, "not a permanent id"),
    ("areas.geojson", '"Polygon"', '"Point"', 0, "must be a Polygon, not a Point"),
    ("areas.geojson", "[4.9000, 52.3700], [4.9007", "[52.3700, 4.9000], [4.9007", 0, "outside the extent"),
    ("areas.geojson", "[4.9000, 52.3700]]]", "[4.9000, 52.3702]]]", 0, "the last must equal the first"),
    ("areas.geojson", "[4.9000, 52.3700]]]", "[4.9000, 52.3700, 3]]]", 0, "not [longitude, latitude]"),
    ("areas.geojson", "[4.9007, 52.3701]", "[4.8990, 52.37005]", 0, "not valid: self intersection"),
    ("areas.geojson", '"FeatureCollection"', '"Feature"', 0, "not a FeatureCollection"),
    ("areas.geojson", '"features": [', '"features": [3,', 0, "Entry 1 of features is not a table"),
    ("areas.geojson", '"features": [', '"features": [,', 0, "not JSON"),
    ("gates.geojson", '["main-street"]', '["high-street"]', 0, "no area 'high-street'"),
    ("gates.geojson", '["main-street"]', '["main-street", "main-street"]', 0, "two different ones"),
    ("gates.geojson", '["main-street"]', "[]", 0, "area_ids must be a list of texts"),
    ("gates.geojson", '"effective_width_m": 5', '"effective_width_m": 50', 0, "more than the line, 11.1 m"),
    ("gates.geojson", "[[4.90035, 52.3700], [4.90035, 52.3701]]", "[[4.91, 52.37], [4.91, 52.3701]]", 0, "away from"),
    ("gates.geojson", "[[4.90035, 52.3700], [4.90035, 52.3701]]", "[[4.90035, 52.37]]", 0, "two positions or more"),
    ("gates.geojson", "[4.90035, 52.3701]]", "[4.90035, 52.3700]]", 0, "has no length"),
    ("streams.toml", 'gate = "main-street-gate"', 'gate = "main-gate"', 0, "no gate 'main-gate'"),
    ("streams.toml", 'gate = "main-street-gate"', 'area = "square"', 0, "no area 'square'"),
    ("streams.toml", "interval_s = 3600", "interval_s = -5", 0, "interval_s = -5 is not possible"),
    ("streams.toml", "interval_s = 3600", "interval_s = 0", 0, "interval_s cannot be 0"),
    ("streams.toml", "interval_s = 3600", "interval_s = 900", 0, "delivers intervals of 3600 s"),
    ("streams.toml", "stale_after_s = 7260", "stale_after_s = 3600", 0, "the next one comes after 3660 s"),
    ("streams.toml", '"pedestrian_count"', '"faces"', 0, "'faces' is not a observed_property"),
    ("streams.toml", '"{person}"', '"person"', 0, "observed in '{person}', not in 'person'"),
    ("streams.toml", '"csv_counts"', '"csv_count"', 0, "no connector 'csv_count'"),
    ("streams.toml", '"main-street"  ', '"side-street"  ', 0, "no series 'side-street'"),
    ("streams.toml", "relative_error = 0.10", 'relative_error = "10 %"', 0, "must be a number, not a text"),
    ("streams.toml", "relative_error = 0.10", "relative_error = 0.1\nvalid_min = -3", 1, "-3 is not possible"),
    ("streams.toml", "relative_error = 0.10", "relative_error = 0.1\nfrozen_after = 1", 1, "frozen_after = 1"),
    ("streams.toml", "relative_error = 0.10", "relative_error = 0.1\nposition = [52.37, 4.9]", 1, "outside the extent"),
    ("connectors/csv_counts.toml", '"wide"', '"broad"', 0, "'broad' is not a layout"),
    ("connectors/csv_counts.toml", "data/counts.csv", "data/count.csv", 0, "no file 'data/count.csv'"),
)


@pytest.mark.parametrize(("file", "before", "after", "offset", "message"), ONE_FAULT)
def test_one_fault_is_named_with_file_line_and_remedy(
    folder: Path, file: str, before: str, after: str, offset: int, message: str
) -> None:
    line = change(folder, file, before, after) + offset
    found = errors(folder)
    hits = [f for f in found if message in f.message]
    assert hits, "\n".join(map(str, found))
    assert (hits[0].file, hits[0].line) == (file, line), hits[0]
    assert all(f.remedy and f.message for f in found)


def test_stream_at_a_gate_and_in_an_area_is_a_fault(folder: Path) -> None:
    line = change(folder, "streams.toml", "interval_s", 'area = "main-street"\ninterval_s')
    assert [(f.line, f.message) for f in errors(folder)] == [
        (line, "A stream observes at a gate, in an area or in a catchment.")
    ]


def test_all_faults_are_found_in_one_go(folder: Path) -> None:
    change(folder, "city.toml", "zoom = 14.5", "zoom = 99")
    change(folder, "areas.geojson", '"walkway"', '"pavement"')
    change(folder, "gates.geojson", '"effective_width_m": 5', '"effective_width_m": 0')
    change(folder, "streams.toml", "stale_after_s = 7260", "stale_after_s = 1")
    change(folder, "streams.toml", '"{person}"', '"m"')
    change(folder, "connectors/csv_counts.toml", '"wide"', '"broad"')
    assert {f.file for f in errors(folder)} == set(FILES)
    assert len(errors(folder)) == 6


def test_fault_of_an_area_does_not_make_its_gate_and_stream_faulty(folder: Path) -> None:
    change(folder, "areas.geojson", '"usable_area_m2": 250', '"usable_area_m2": "much"')
    assert [f.file for f in errors(folder)] == ["areas.geojson"]


@pytest.mark.parametrize("file", ["areas.geojson", "gates.geojson"])
def test_id_that_is_used_twice_names_both_lines(folder: Path, file: str) -> None:
    data = json.loads((folder / file).read_text())
    data["features"].append(data["features"][0])
    (folder / file).write_text(json.dumps(data, indent=1))
    (fault,) = errors(folder)
    first = (folder / file).read_text().split("\n").index("  {") + 1
    assert fault.line > first
    assert f"used twice, first on line {first}" in fault.message


def test_stream_that_is_declared_twice(folder: Path) -> None:
    text = (folder / "streams.toml").read_text()
    (folder / "streams.toml").write_text(text + text)
    assert ["used twice" in f.message for f in errors(folder)] == [True]
    second = text.replace('"main-street-count"', '"again"')
    (folder / "streams.toml").write_text(text + second)
    assert ["already the source of" in f.message for f in errors(folder)] == [True]


def test_areas_that_overlap_are_a_warning(folder: Path) -> None:
    data = json.loads((folder / "areas.geojson").read_text())
    data["features"].append(data["features"][0] | {"id": "same-street"})
    (folder / "areas.geojson").write_text(json.dumps(data, indent=1))
    (fault,) = check(folder)
    assert fault.severity is Severity.WARNING
    assert "share 531 m2" in fault.message
    assert len(load(folder).areas) == 2


@pytest.mark.parametrize("file", FILES[:4])
def test_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert (file, 0, "The file is not there.") in [(f.file, f.line, f.message) for f in errors(folder)]


def test_missing_settings_of_a_connector_are_named(folder: Path) -> None:
    (folder / "connectors" / "csv_counts.toml").unlink()
    assert [f.file for f in errors(folder)] == ["connectors/csv_counts.toml"]


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    assert [f.message for f in check(tmp_path / "nowhere")] == ["The city folder is not there."]
    (tmp_path / "file").write_text("")
    assert [f.message for f in check(tmp_path / "file")] == ["The city folder is not a folder."]


def test_folder_whose_name_is_no_id(folder: Path) -> None:
    renamed = folder.rename(folder.with_name("Almere Stad"))
    assert ["not a permanent id" in f.message for f in errors(renamed)] == [True]


def test_map_layer_that_leads_out_of_the_folder_is_refused(folder: Path) -> None:
    secret = folder.parent / "secret.geojson"
    secret.write_text('{"type": "FeatureCollection", "features": []}')
    (folder / "basemap" / "water.geojson").symlink_to(secret)
    (fault,) = errors(folder)
    assert (fault.file, "leads out" in fault.message) == ("basemap/water.geojson", True)


def test_map_layers_that_are_no_layers(folder: Path) -> None:
    (folder / "basemap" / "watre.geojson").write_text("{}")
    (folder / "basemap" / "water.geojson").write_text("[]")
    (folder / "basemap" / "green.geojson").write_text('{"type": "FeatureCollection",\n"features": [\n{}]}')
    found = {(f.file, f.line, f.severity) for f in check(folder)}
    assert found == {
        ("basemap/watre.geojson", 0, Severity.WARNING),
        ("basemap/water.geojson", 1, Severity.ERROR),
        ("basemap/green.geojson", 3, Severity.ERROR),
    }


def test_huge_file_is_refused_unread(folder: Path) -> None:
    with (folder / "areas.geojson").open("ab") as file:
        file.truncate(20_000_000)
    assert any("at most 10 MB" in f.message for f in errors(folder))


def test_load_raises_with_every_fault(folder: Path) -> None:
    change(folder, "city.toml", "zoom = 14.5", "zoom = 99")
    change(folder, "city.toml", "pitch = 50", "pitch = 99")
    with pytest.raises(CityError) as caught:
        load(folder)
    assert len(caught.value.faults) == 2
    assert re.search(r"city\.toml:\d+: error: zoom = 99 is not possible\. zoom must be", str(caught.value))


def test_load_gives_what_the_files_say(folder: Path) -> None:
    city = load(folder)
    assert (city.id, city.name, city.languages, city.simulated) == ("almere", "Almere", ("nl", "en"), True)
    assert city.replay is not None
    assert city.replay.start == datetime(2025, 7, 1, 6, tzinfo=UTC)
    assert city.map.basemap.layers == {"land": "basemap/land.geojson"}
    (stream,) = city.streams
    assert (stream.gate_id, stream.area_id, stream.interval_s, stream.delay_s) == ("main-street-gate", None, 3600, 60)
    assert city.gates[0].area_ids == (city.areas[0].id,)


def test_stewards_are_planned_on_what_the_city_says_and_on_nothing_else(folder: Path) -> None:
    assert load(folder).planning is None
    change(folder, "city.toml", "[replay]", "[planning]\npersons_per_steward = 250\nsource = 'permit'\n[replay]")
    planning = load(folder).planning
    assert planning is not None
    assert (planning.persons_per_steward, planning.source) == (250, "permit")


def test_auckland_has_its_sensors_where_the_provider_says_they_are() -> None:
    city = load(AUCKLAND)
    assert (len(city.areas), len(city.gates), len(city.streams)) == (21, 21, 21)
    areas = {area.id: area for area in city.areas}
    gates = {gate.id: gate for gate in city.gates}
    for stream in city.streams:
        assert stream.position is not None
        gate = gates[stream.gate_id or ""]
        plane = LocalPlane(stream.position)
        assert plane.line(gate.line).distance(plane.line([stream.position, stream.position])) < 10
        area = areas[gate.area_ids[0]]
        assert plane.polygon(area.polygon).intersects(plane.line(gate.line))
        assert area.usable_area_m2 / area.length_m == pytest.approx(gate.effective_width_m)
        assert "not surveyed" in area.geometry_source
        assert "not surveyed" in gate.width_source


def test_an_area_counted_all_around_needs_streams_in_and_out(folder: Path) -> None:
    areas = json.loads((folder / "areas.geojson").read_text())
    name = areas["features"][0]["id"]
    for one in feature(folder, "areas.geojson"):
        one["properties"] |= {"counted_all_around": True, "empty_at_h": 4}
    [fault] = errors(folder)
    assert "no stream goes into it" in fault.message
    streams = folder / "streams.toml"
    first = streams.read_text()
    streams.write_text(first.replace("[[stream]]\n", f'[[stream]]\ninto = "{name}"\nout_of = "{name}"\n', 1))
    assert any("into and out of one area at once" in fault.message for fault in errors(folder))
    streams.write_text(first.replace("[[stream]]\n", '[[stream]]\ninto = "nowhere"\n', 1))
    assert any("There is no area 'nowhere'" in fault.message for fault in errors(folder))
