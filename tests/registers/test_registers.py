# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The sensor, algorithm and processing registers are complete, follow their standards and show what has stopped."""

from __future__ import annotations

import csv
import importlib
import io
import pkgutil
from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import msgspec
import pytest
from example import WIFI_1, example_city, example_facts

import baken.situation.methods
from baken.registers.algorithms import (
    LONGEST,
    PUBLICATION_CATEGORIES,
    STATUSES,
    THEMES,
    algorithm_register,
    algorithms_csv,
)
from baken.registers.method_words import METHODS
from baken.registers.processing import article_thirty, processing_csv, processing_register, versions
from baken.registers.sensors import (
    TYPE_OF_KIND,
    TYPE_OF_QUANTITY,
    TYPES,
    sensor_register,
    sensors_csv,
    sensors_geojson,
)
from baken.situation.protocol import MethodDefinition
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from baken.registers.model import Facts

AMSTERDAM = {
    "reference", "owner", "type", "location", "location_description", "regions", "datastream", "themes",
    "contains_pi_data", "observation_goals", "projects", "active_until",
}  # fmt: skip
"""The fields of a device in the API of the Amsterdam register."""

PUBLICATION_STANDARD = {
    "name", "description_short", "organization", "category", "status", "begin_date", "end_date", "contact_email",
    "website", "publication_category", "url", "goal", "proportionality", "human_intervention", "risks", "lawful_basis",
    "lawful_basis_grouping", "process_index_url", "impacttoetsen_grouping", "impacttoetsen", "source_data",
    "source_data_grouping", "methods_and_models", "provider", "publiccode", "lang", "standard_version", "source_id",
    "tags",
}  # fmt: skip
"""Every field of publication standard 1.0, but for ``lars``, which the national register gives out."""

REQUIRED = ("name", "description_short", "organization", "status", "contact_email", "publication_category", "lang")


def rows(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode(), newline="")))


# -- sensors -----------------------------------------------------------------------------------------------------


def test_every_datastream_of_the_city_is_in_the_sensor_register_exactly_once(facts: Facts) -> None:
    references = Counter(entry.reference for entry in sensor_register(facts).entries)
    assert references == {f"zeedorp/{stream.id}": 1 for stream in facts.city.streams}


def test_a_sensor_has_the_fields_of_amsterdam(facts: Facts) -> None:
    for entry in msgspec.to_builtins(sensor_register(facts).entries):
        assert set(entry) == AMSTERDAM | {"baken"}
        assert set(entry["location"]) == {"longitude", "latitude"}
        for goal in entry["observation_goals"]:
            assert set(goal) == {"observation_goal", "privacy_declaration", "legal_ground"}


def test_every_type_is_one_of_the_register_of_amsterdam(facts: Facts) -> None:
    assert {e.type for e in sensor_register(facts).entries} <= set(TYPES)
    assert set(TYPE_OF_QUANTITY) == set(Quantity)
    assert {*TYPE_OF_KIND.values(), *TYPE_OF_QUANTITY.values()} <= set(TYPES)


def test_a_camera_is_active_until_the_decision_of_the_mayor_ends(facts: Facts) -> None:
    entries = {e.reference: e for e in sensor_register(facts).entries}
    assert entries["zeedorp/boulevard-count"].active_until == date(2027, 2, 28)
    assert entries["zeedorp/square-persons"].active_until == date(2027, 12, 31)


def test_what_was_withdrawn_was_active_until_that_day_of_the_city(facts: Facts) -> None:
    pier = next(e for e in sensor_register(facts).entries if e.reference == "zeedorp/pier-persons")
    assert pier.active_until == date(2026, 5, 1)
    assert not pier.baken.standing.active


def test_personal_data_are_said_to_be_there_also_when_they_never_leave_the_sensor(facts: Facts) -> None:
    said = {e.reference.split("/")[1]: e.contains_pi_data for e in sensor_register(facts).entries}
    assert said == {
        "boulevard-count": True,
        "stairs-count": True,
        "square-persons": True,
        "pier-persons": True,
        "beach-wind": False,
        "beach-sound": False,
    }


def test_sensors_as_geojson_have_the_same_entries(facts: Facts) -> None:
    collection = sensors_geojson(facts)
    assert [f["properties"]["reference"] for f in collection["features"]] == [
        e.reference for e in sensor_register(facts).entries
    ]
    assert {f["geometry"]["type"] for f in collection["features"]} == {"Point", "LineString", "Polygon"}


def test_sensors_as_a_table_have_one_row_each(facts: Facts) -> None:
    table = rows(sensors_csv(facts))
    assert [r["reference"] for r in table] == [e.reference for e in sensor_register(facts).entries]
    assert table[0]["legal_ground"].startswith("Gemeentewet art. 151c")


def test_a_sensor_of_no_activity_has_no_goal_and_is_stopped() -> None:
    bare = example_facts(example_city(activities=()))
    for entry in sensor_register(bare).entries:
        assert entry.observation_goals == []
        assert entry.baken.standing.state == "no-activity"


# -- algorithms --------------------------------------------------------------------------------------------------


def test_every_method_in_use_is_in_the_algorithm_register_exactly_once(facts: Facts) -> None:
    registered = Counter(e.baken.method for e in algorithm_register(facts).entries if e.baken.method)
    assert registered == {"direct-count": 1, "littles-law": 1}
    assert set(registered) == {m.definition.id for m in facts.methods}


def test_every_area_that_is_estimated_is_under_one_method(facts: Facts) -> None:
    areas = Counter(a for e in algorithm_register(facts).entries for a in e.baken.area_ids)
    assert areas == {"square": 1, "boulevard": 1, "stairs": 1, "pier": 1}


def test_every_activity_in_which_a_supplier_counts_people_is_in_the_algorithm_register(facts: Facts) -> None:
    ids = {e.source_id for e in algorithm_register(facts).entries if e.baken.method is None}
    assert ids == {f"zeedorp/{name}/sensor" for name in ("boulevard-cameras", "square-wifi", "pier-panel")}


def test_an_algorithm_has_every_field_of_the_publication_standard(facts: Facts) -> None:
    for entry in msgspec.to_builtins(algorithm_register(facts).entries):
        assert set(entry) == PUBLICATION_STANDARD | {"baken"}
        assert all(entry[name] for name in REQUIRED), entry["name"]
        assert entry["status"] in STATUSES
        assert entry["publication_category"] in PUBLICATION_CATEGORIES
        assert set(entry["category"]) <= set(THEMES.values())
        assert (entry["lang"], entry["standard_version"]) == ("nld", "1.0")


def test_no_text_of_an_algorithm_is_longer_than_the_standard_allows() -> None:
    long = msgspec.structs.replace(WIFI_1, name_nl="n" * 300, description_nl="lang woord " * 400, law="wet " * 2000)
    city = example_city(activities=(long,), agreements=())
    for entry in algorithm_register(example_facts(city)).entries:
        for field, longest in LONGEST.items():
            assert len(getattr(entry, field)) <= longest, field


def test_what_only_a_person_can_say_stays_empty_and_is_named(facts: Facts) -> None:
    for entry in algorithm_register(facts).entries:
        assert entry.proportionality == ""
        assert "proportionality" in entry.baken.open_fields
        assert "publication_category" in entry.baken.to_confirm
        assert all(getattr(entry, field) == "" for field in entry.baken.open_fields)


def test_an_algorithm_of_a_withdrawn_activity_is_out_of_use(facts: Facts) -> None:
    status = {e.source_id: (e.status, e.end_date) for e in algorithm_register(facts).entries}
    assert status["zeedorp/pier-panel/sensor"] == ("Buiten gebruik", "2026-05")
    assert status["zeedorp/boulevard-cameras/sensor"] == ("In gebruik", "")


def test_what_touches_persons_is_impactful(facts: Facts) -> None:
    category = {e.source_id: e.publication_category for e in algorithm_register(facts).entries}
    assert category["zeedorp/boulevard-cameras/sensor"] == "Impactvolle algoritmes"
    assert category["zeedorp/littles-law"] == "Overige algoritmes"


def test_a_known_law_is_linked(facts: Facts) -> None:
    camera = next(e for e in algorithm_register(facts).entries if "boulevard" in e.source_id)
    assert [(r.title, r.link) for r in camera.lawful_basis_grouping] == [
        ("Gemeentewet", "https://wetten.overheid.nl/BWBR0005416")
    ]


def test_every_method_of_the_house_is_explained() -> None:
    defined = set()
    for module in pkgutil.iter_modules(baken.situation.methods.__path__, "baken.situation.methods."):
        if not module.name.rsplit(".", 1)[1].startswith("test_"):
            found = vars(importlib.import_module(module.name)).values()
            defined |= {value.id for value in found if isinstance(value, MethodDefinition)}
    assert set(METHODS) == defined


def test_algorithms_as_a_table_have_the_columns_of_the_standard(facts: Facts) -> None:
    table = rows(algorithms_csv(facts))
    assert set(table[0]) == PUBLICATION_STANDARD
    assert len(table) == len(algorithm_register(facts).entries)


# -- processing --------------------------------------------------------------------------------------------------


def test_every_activity_is_in_the_processing_register_exactly_once(facts: Facts) -> None:
    assert Counter(e.id for e in processing_register(facts).entries) == {a.id: 1 for a in facts.city.activities}


def test_an_entry_has_every_item_of_article_30(facts: Facts) -> None:
    camera = next(e for e in processing_register(facts).entries if e.id == "boulevard-cameras")
    assert camera.controller.name == "Gemeente Zeedorp"  # (a)
    assert camera.controller.data_protection_officer == "fg@zeedorp.example"
    assert [p.id for p in camera.purposes] == ["public-order"]  # (b)
    assert [s.id for s in camera.data_subjects] == ["visitors", "residents"]  # (c)
    assert [k.id for k in camera.personal_data.kinds] == ["image-in-sensor"]
    assert "Politie Kust" in [r.who.nl for r in camera.recipients]  # (d)
    assert camera.transfers.nl == "geen"  # (e)
    assert [(t.layer.id, t.period) for t in camera.time_limits] == [("raw-payload", None), ("observations", "P28D")]
    assert [m.id for m in camera.security_measures] == ["policy", "log"]  # (g)


def test_what_is_about_nobody_is_in_it_and_marked_so(facts: Facts) -> None:
    under = {e.id: e.under_gdpr for e in processing_register(facts).entries}
    assert under["weather"] is False
    assert under["square-wifi"] is True


def test_each_processor_has_an_entry_of_article_30_2(facts: Facts) -> None:
    (processor,) = processing_register(facts).processors
    assert processor.processor.name == "SignalCount B.V."
    assert processor.on_behalf_of.name == "Gemeente Zeedorp"
    assert processor.activities == ["square-wifi"]
    assert [t.nl for t in processor.transfers] == ["geen"]


def test_every_version_can_be_found_and_one_is_in_force(facts: Facts) -> None:
    found = versions("square-wifi", facts)
    assert [(v.version, v.in_force) for v in found] == [(1, False), (2, True)]
    assert found[0].link.endswith("/square-wifi/versions/1")


def test_an_earlier_version_is_told_as_it_was(facts: Facts) -> None:
    assert article_thirty(WIFI_1, facts).version == 1


def test_before_a_version_begins_the_earlier_one_is_in_force() -> None:
    earlier = example_facts(now=datetime(2026, 8, 1, tzinfo=UTC))
    assert [(v.version, v.in_force) for v in versions("square-wifi", earlier)] == [(1, True), (2, False)]


def test_a_withdrawn_activity_shows_so_in_the_table(facts: Facts) -> None:
    pier = next(r for r in rows(processing_csv(facts)) if r["id"] == "pier-panel")
    assert pier["status"] == "gestopt: ingetrokken"
    assert "2026-05-01" in pier["status_reason"]


@pytest.mark.parametrize("register", [sensor_register, algorithm_register, processing_register])
def test_a_register_is_the_same_each_time(register: object, facts: Facts) -> None:
    assert callable(register)
    assert msgspec.json.encode(register(facts)) == msgspec.json.encode(register(example_facts()))
