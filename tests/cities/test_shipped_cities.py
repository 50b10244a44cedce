# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The cities that come with Baken: sound, connected, governed, and open about what is made up."""

from __future__ import annotations

import re
import shutil
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from baken.city.check import check
from baken.city.geometry import LocalPlane
from baken.city.load import load
from baken.governance.lists import DataSubject, Kind, PersonalData
from baken.service.places import find_city, shipped_cities
from baken.service.scenarios import begins, scenarios
from baken.vocabulary.place import OUTSIDE, AreaKind
from baken.vocabulary.quantity import Quantity
from servers import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from baken.city.model import City

SHIPPED = sorted(path.name for path in shipped_cities().iterdir() if (path / "city.toml").is_file())
ON_THE_EDGE_M = 1.0
SCENARIOS = ROOT / "docs" / "scenarios.md"


@pytest.fixture(scope="module")
def city() -> City:
    """Scheveningen as it is declared."""
    return load(find_city("scheveningen"))


def test_the_two_cities_ship() -> None:
    assert SHIPPED == ["auckland", "scheveningen"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_city_has_no_faults_and_no_warnings(name: str) -> None:
    assert check(find_city(name)) == []


# -- places ----------------------------------------------------------------------------------------------------------


def test_everybody_can_reach_every_area_from_outside(city: City) -> None:
    neighbours: dict[str, set[str]] = {}
    for gate in city.gates:
        one, other = gate.area_ids
        neighbours.setdefault(one, set()).add(other)
        neighbours.setdefault(other, set()).add(one)
    reached, waiting = {OUTSIDE}, [OUTSIDE]
    while waiting:
        for found in neighbours[waiting.pop()] - reached:
            reached.add(found)
            waiting.append(found)
    assert reached == {OUTSIDE, *(area.id for area in city.areas)}


def test_every_gate_lies_on_the_edges_of_its_areas(city: City) -> None:
    plane = LocalPlane(city.map.centre)
    outlines = {area.id: plane.polygon(area.polygon).exterior for area in city.areas}
    away = {
        f"{gate.id} of {area}": round(outlines[area].distance(plane.line(gate.line)), 1)
        for gate in city.gates
        for area in gate.inside
        if outlines[area].distance(plane.line(gate.line)) > ON_THE_EDGE_M
    }
    assert away == {}


def test_areas_do_not_overlap(city: City) -> None:
    plane = LocalPlane(city.map.centre)
    outlines = [(area.id, plane.polygon(area.polygon)) for area in city.areas]
    overlapping = [
        (one, other)
        for i, (one, outline) in enumerate(outlines)
        for other, of_other in outlines[:i]
        if outline.intersection(of_other).area > 1
    ]
    assert overlapping == []


def test_every_beach_has_two_ways_to_the_boulevard(city: City) -> None:
    beaches = {area.id for area in city.areas if area.kind is AreaKind.BEACH}
    ways = Counter(
        area for gate in city.gates if gate.id.startswith("strandopgang") for area in gate.inside if area in beaches
    )
    assert set(ways) == beaches
    assert min(ways.values()) >= 2


@pytest.mark.parametrize("what", ["areas", "gates", "streams"])
def test_what_is_written_by_a_tool_is_what_the_tool_writes(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "tools" / "scheveningen"), *sys.path])
    import frame
    import places
    import sensors
    import ways

    folder = find_city("scheveningen")
    if what == "streams":
        assert (folder / "streams.toml").read_text(encoding="utf-8") == sensors.text()
    else:
        features = {"areas": places.features, "gates": ways.features}[what]()
        written = (folder / f"{what}.geojson").read_text(encoding="utf-8")
        assert written == frame.collection(features)


# -- sensors and their activities ------------------------------------------------------------------------------------


def counted_all_around(city: City) -> set[str]:
    """Return the areas whose every way in and out has a source of its own: camera, tram, car park or cycle park."""
    known = {stream.gate_id for stream in city.streams}
    return {area.id for area in city.areas if all(gate.id in known for gate in city.gates if area.id in gate.area_ids)}


def test_the_city_is_seen_as_badly_as_a_real_one(city: City) -> None:
    counted = {stream.gate_id for stream in city.streams if stream.quantity is Quantity.PEDESTRIAN_COUNT}
    watched = {stream.area_id for stream in city.streams if stream.area_id}
    beaches = {area.id for area in city.areas if area.kind is AreaKind.BEACH}
    assert (len(counted), len(city.gates)) == (20, 60)
    assert len(watched) == 10
    assert not beaches & counted_all_around(city)
    assert len(counted_all_around(city)) <= 4


def test_the_catchments_of_the_panel_are_the_whole_city_once(city: City) -> None:
    caught = [area for stream in city.streams for area in stream.catchment]
    assert sorted(caught) == sorted(area.id for area in city.areas)


def test_a_sensor_that_is_near_people_is_declared_as_such(city: City) -> None:
    kinds = {activity.id: activity for activity in city.activities}
    expected = {
        Quantity.PEDESTRIAN_COUNT: (Kind.CAMERA, PersonalData.IMAGE_IN_SENSOR),
        Quantity.PERSONS_PRESENT: (Kind.CAMERA, PersonalData.IMAGE_IN_SENSOR),
        Quantity.DEVICES_PRESENT: (Kind.DEVICE_COUNTING, PersonalData.DEVICE_PSEUDONYM),
        Quantity.PANEL_VISITORS: (Kind.PANEL, PersonalData.LOCATION_AGGREGATE),
        Quantity.PASSENGERS_ALIGHTED: (Kind.PANEL, PersonalData.LOCATION_AGGREGATE),
        Quantity.PASSENGERS_BOARDED: (Kind.PANEL, PersonalData.LOCATION_AGGREGATE),
        Quantity.PARKING_SPACES_OCCUPIED: (Kind.COUNTING, PersonalData.NONE),
        Quantity.AIR_TEMPERATURE: (Kind.ENVIRONMENT_SENSOR, PersonalData.NONE),
    }
    for stream in city.streams:
        if stream.quantity in expected:
            activity = kinds[city.coverage.of_stream(stream.id, stream.connector) or ""]
            assert (activity.kind, activity.personal_data) == (
                expected[stream.quantity][0],
                (expected[stream.quantity][1],),
            )
            assert (activity.data_subjects == (DataSubject.NOBODY,)) == (activity.personal_data == (PersonalData.NONE,))


def test_the_picture_may_use_what_every_sensor_says(city: City) -> None:
    owners = {city.coverage.of_stream(stream.id, stream.connector) for stream in city.streams}
    picture = next(activity for activity in city.activities if activity.id == city.coverage.of_picture)
    assert {use.activity for use in picture.uses} == owners


# -- simulated -------------------------------------------------------------------------------------------------------


def test_a_simulated_city_says_so_and_names_nobody_real(city: City) -> None:
    assert city.simulated
    assert all("made-up" in (area.capacity_source or "") for area in city.areas)
    assert all("made-up" in stream.error_source for stream in city.streams)
    assert all("made-up" in agreement.reference for agreement in city.agreements)
    assert all("verzonnen" in party.name.lower() for party in city.parties)


def test_every_scenario_begins_before_something_happens(city: City) -> None:
    found = scenarios(city.folder)
    assert {"fireworks-evening", "sudden-rain", "tram-failure", "sensor-sabotage"} <= set(found)
    for scenario in found.values():
        assert begins(scenario).date() == scenario.date
        assert begins(scenario).hour >= scenario.start_h
        assert scenario.description.endswith(".")
    assert f"{begins(found['fireworks-evening']):%H:%M}" == "20:30"
    assert f"{begins(found['sudden-rain']):%H:%M}" == "14:00"


def test_every_scenario_is_told_of_on_its_day(city: City) -> None:
    told = dict(re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|", SCENARIOS.read_text(encoding="utf-8"), re.MULTILINE))
    found = scenarios(city.folder)
    assert set(told) == set(found)
    assert not {
        name: day for name, day in told.items() if not day.endswith(f"{found[name].date.day} {found[name].date:%B}")
    }


def test_the_example_of_a_scenario_can_be_played(city: City, tmp_path: Path) -> None:
    example = SCENARIOS.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    folder = shutil.copytree(city.folder, tmp_path / "scheveningen")
    (folder / "simulation" / "scenarios" / "kite-festival.toml").write_text(example, encoding="utf-8")
    scenario = scenarios(folder)["kite-festival"]
    assert begins(scenario).hour == 10
    assert {area for event in scenario.event for area in event.areas} <= {area.id for area in city.areas}
    assert {stream for fault in scenario.sensor_fault for stream in fault.streams} <= {s.id for s in city.streams}


def test_the_city_is_shown_from_the_moment_at_which_its_scenario_begins(city: City) -> None:
    assert city.replay is not None
    assert f"{city.replay.start:%Y-%m-%dT%H:%M}" == "2026-08-14T18:30"  # UTC
