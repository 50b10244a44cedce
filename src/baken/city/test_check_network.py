# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a city says of its network: ways outside, catchments, values per person, and how it is estimated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from baken.city.check import check
from baken.city.load import load
from baken.city.specimen import small_city
from baken.situation.estimators import EstimationMethod

if TYPE_CHECKING:
    from pathlib import Path

STREAM = """
[[stream]]
id = "main-street-panel"
name = "Panel"
connector = "csv_counts"
provider_id = "panel"
observed_property = "persons_present"
unit = "{person}"
catchment = ["main-street", "side-street"]
interval_s = 3600
stale_after_s = 7260
per_person = 0.03
per_person_error = 0.3
relative_error = 0.10
error_source = "Made up"
"""
SIDE_STREET = """
,{"type": "Feature", "id": "side-street",
"properties": {
 "name": "Side Street", "kind": "square", "usable_area_m2": 250, "geometry_source": "Made up"
},
"geometry": {"type": "Polygon", "coordinates":
 [[[4.9010, 52.3700], [4.9017, 52.3700], [4.9017, 52.3701], [4.9010, 52.3701], [4.9010, 52.3700]]]}}
]
}"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a small city of two areas, of which a panel sees both."""
    made = small_city(tmp_path)
    areas = made / "areas.geojson"
    areas.write_text(areas.read_text().rstrip().removesuffix("}").rstrip().removesuffix("]") + SIDE_STREET)
    (made / "streams.toml").write_text((made / "streams.toml").read_text() + STREAM)
    settings = made / "connectors" / "csv_counts.toml"
    series = '\n[[series]]\nsource = "panel"\nprovider_id = "panel"\nproperty = "persons_present"\nunit = "{person}"\n'
    settings.write_text(settings.read_text() + series)
    return made


def said(folder: Path, file: str, before: str, after: str) -> list[str]:
    """Return what the check says after a text was replaced."""
    text = (folder / file).read_text()
    assert text.count(before) == 1
    (folder / file).write_text(text.replace(before, after))
    return [fault.message for fault in check(folder)]


def test_a_city_without_a_word_about_it_is_estimated_area_by_area(tmp_path: Path, folder: Path) -> None:
    del tmp_path
    assert said(folder, "city.toml", "speed = 600", "speed = 601") == []
    assert load(folder).estimation is EstimationMethod.STATIONARY


def test_a_city_may_choose_to_be_estimated_as_a_network(folder: Path) -> None:
    assert said(folder, "city.toml", "[map]", '[estimation]\nmethod = "fusion"\n\n[map]') == []
    assert load(folder).estimation is EstimationMethod.FUSION


def test_a_method_that_does_not_exist_is_a_fault(folder: Path) -> None:
    (message,) = said(folder, "city.toml", "[map]", '[estimation]\nmethod = "guess"\n\n[map]')
    assert "guess" in message


def test_a_gate_may_lead_outside(folder: Path) -> None:
    assert said(folder, "gates.geojson", '["main-street"]', '["outside", "main-street"]') == []
    (gate,) = load(folder).gates
    assert gate.area_ids == ("outside", "main-street")
    assert gate.inside == ("main-street",)


def test_a_gate_from_outside_to_nowhere_is_a_fault(folder: Path) -> None:
    messages = said(folder, "gates.geojson", '["main-street"]', '["outside"]')
    assert messages[0] == "A gate to outside needs the area that it leads into."


def test_no_area_may_be_called_outside(folder: Path) -> None:
    messages = said(folder, "areas.geojson", '"id": "side-street"', '"id": "outside"')
    assert messages[0] == "'outside' stands for everywhere that is no area."


def test_a_catchment_and_a_value_per_person_are_read(folder: Path) -> None:
    panel = load(folder).streams[1]
    assert (panel.catchment, panel.per_person, panel.per_person_error) == (("main-street", "side-street"), 0.03, 0.3)
    assert load(folder).streams[0].per_person == 1.0


def test_a_catchment_of_one_area_is_a_fault(folder: Path) -> None:
    (message,) = said(folder, "streams.toml", '["main-street", "side-street"]', '["main-street"]')
    assert message == "A catchment is two areas or more, each once."


def test_a_catchment_names_areas_that_exist(folder: Path) -> None:
    (message,) = said(folder, "streams.toml", '"side-street"]', '"side-streat"]')
    assert message == "There is no area 'side-streat'."


def test_a_stream_is_of_one_kind_of_place(folder: Path) -> None:
    (message,) = said(folder, "streams.toml", "catchment = ", 'gate = "main-street-gate"\ncatchment = ')
    assert message == "A stream observes at a gate, in an area or in a catchment."


def test_only_what_is_said_of_persons_has_a_value_per_person(folder: Path) -> None:
    messages = said(
        folder,
        "streams.toml",
        'observed_property = "persons_present"\nunit = "{person}"',
        'observed_property = "air_temperature"\nunit = "Cel"',
    )
    assert "air_temperature is not of persons, so it has no value per person." in messages
