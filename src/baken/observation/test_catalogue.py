# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from baken.observation import model
from baken.observation.catalogue import (
    UNNAMED_FEATURE,
    Catalogue,
    CatalogueError,
    ConflictError,
    Kind,
    UnknownEntityError,
)
from baken.observation.catalogue_rules import assign_features, link_features, place_thing, remove
from baken.observation.city_streams import MEASUREMENT, ensure_streams
from baken.observation.register import RegisterError, SqlRegister
from baken.observation.stream import Stream
from baken.vocabulary.place import Gate
from baken.vocabulary.quantity import Quantity, UnitError, UnknownQuantityError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2025, 12, 24, tzinfo=UTC)
PERSON = model.UnitOfMeasurement("person", "persons", "{person}")


def property_id(catalogue: Catalogue, name: str = "pedestrian_count") -> int:
    return next(int(p.id) for p in catalogue.all(Kind.OBSERVED_PROPERTY) if p.name == name)


def add_datastream(catalogue: Catalogue, **other: Any) -> model.Datastream:
    with catalogue.change() as change:
        location = change.add(
            model.Location,
            name="corner",
            description="",
            location={"type": "Point", "coordinates": [4.3, 52.1]},
        )
        thing = change.add(model.Thing, name="mast", description="", location_ids=(location.id,))
        sensor = change.add(model.Sensor, name="counter", description="", encoding_type="text/plain", metadata="")
        fields = {
            "thing_id": thing.id,
            "sensor_id": sensor.id,
            "unit_of_measurement": PERSON,
            "observed_property_id": property_id(catalogue),
        }
        return change.add(
            model.Datastream, name="count", description="", observation_type=MEASUREMENT, **(fields | other)
        )


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'register.db'}"


@pytest.fixture
def catalogue(url: str) -> Iterator[Catalogue]:
    catalogue = Catalogue(SqlRegister(url))
    yield catalogue
    catalogue.close()


def test_everything_is_there_after_a_restart(catalogue: Catalogue, url: str) -> None:
    datastream = add_datastream(catalogue)
    assign_features(catalogue, [datastream.id])
    link_features(catalogue, [(datastream.id, 1)])
    catalogue.close()
    again = Catalogue(SqlRegister(url))
    for kind in Kind:
        assert again.all(kind) == catalogue.all(kind)
    assert again.observing(1) == (datastream.id,)
    assert again.referring(Kind.DATASTREAM, "thing_id", datastream.thing_id) == (datastream.id,)
    again.close()


def test_an_id_is_never_given_out_again(catalogue: Catalogue, url: str) -> None:
    first = add_datastream(catalogue)
    with catalogue.change() as change:
        remove(change, Kind.DATASTREAM, first.id)
    catalogue.close()
    again = Catalogue(SqlRegister(url))
    assert add_datastream(again).id > first.id
    again.close()


def test_a_change_that_fails_leaves_nothing(catalogue: Catalogue) -> None:
    before = {kind: catalogue.all(kind) for kind in Kind}
    with pytest.raises(UnitError):
        add_datastream(catalogue, unit_of_measurement=model.UnitOfMeasurement("m", "m", "m"))
    with pytest.raises(UnknownEntityError):
        add_datastream(catalogue, thing_id=99)
    assert {kind: catalogue.all(kind) for kind in Kind} == before


def test_a_register_that_fails_leaves_memory_as_it_was(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RegisterError("The disk is full.")

    monkeypatch.setattr(catalogue._register, "write", fail)
    with pytest.raises(RegisterError):
        add_datastream(catalogue)
    assert catalogue.count(Kind.THING) == 0
    monkeypatch.undo()
    assert add_datastream(catalogue).id == 1


def test_observed_properties_are_a_closed_list(catalogue: Catalogue) -> None:
    assert catalogue.count(Kind.OBSERVED_PROPERTY) == len(Quantity)
    with pytest.raises(UnknownQuantityError), catalogue.change() as change:
        change.add(model.ObservedProperty, name="face", definition="", description="")
    with pytest.raises(ConflictError), catalogue.change() as change:
        remove(change, Kind.OBSERVED_PROPERTY, 1)


def test_what_is_referred_to_cannot_go_alone(catalogue: Catalogue) -> None:
    datastream = add_datastream(catalogue)
    with pytest.raises(ConflictError), catalogue.change() as change:
        change.remove(Kind.SENSOR, datastream.sensor_id)


def test_a_thing_takes_its_datastreams_along_and_leaves_an_erasure(catalogue: Catalogue, url: str) -> None:
    datastream = add_datastream(catalogue)
    with catalogue.change() as change:
        place_thing(change, change.need(Kind.THING, datastream.thing_id), (1,), NOW)
    with catalogue.change() as change:
        remove(change, Kind.THING, datastream.thing_id)
    assert [catalogue.count(k) for k in (Kind.THING, Kind.DATASTREAM, Kind.HISTORICAL_LOCATION)] == [0, 0, 0]
    assert catalogue.count(Kind.LOCATION) == 1
    catalogue.close()
    again = Catalogue(SqlRegister(url))
    assert again.erasures() == ((datastream.id, None),)
    again.erased(datastream.id, None)
    assert again.erasures() == ()
    again.close()


def test_a_location_leaves_its_thing_and_takes_its_history(catalogue: Catalogue) -> None:
    datastream = add_datastream(catalogue)
    assign_features(catalogue, [datastream.id])
    with catalogue.change() as change:
        place_thing(change, change.need(Kind.THING, datastream.thing_id), (1,), NOW)
    with catalogue.change() as change:
        remove(change, Kind.LOCATION, 1)
    assert catalogue.get(Kind.THING, datastream.thing_id).location_ids == ()
    assert catalogue.count(Kind.HISTORICAL_LOCATION) == 0


def test_a_feature_erases_what_was_observed_about_it(catalogue: Catalogue) -> None:
    datastream = add_datastream(catalogue)
    assign_features(catalogue, [datastream.id])
    feature = catalogue.all(Kind.FEATURE_OF_INTEREST)[0]
    with catalogue.change() as change:
        remove(change, Kind.FEATURE_OF_INTEREST, feature.id)
    assert catalogue.erasures() == ((datastream.id, feature.id), (datastream.id, UNNAMED_FEATURE))


def test_a_thing_that_moves_is_observed_at_its_new_place(catalogue: Catalogue) -> None:
    datastream = add_datastream(catalogue)
    assign_features(catalogue, [datastream.id])
    first = catalogue.get(Kind.DATASTREAM, datastream.id).feature_of_interest_id
    with catalogue.change() as change:
        other = change.add(model.Location, name="b", description="", location={"type": "Point", "coordinates": [1, 2]})
        place_thing(change, change.need(Kind.THING, datastream.thing_id), (other.id,), NOW)
    assign_features(catalogue, [datastream.id])
    second = catalogue.get(Kind.DATASTREAM, datastream.id).feature_of_interest_id
    assert second not in {first, None}
    assert catalogue.observing(first) == (datastream.id,)


def stream(number: int, **other: Any) -> Stream:
    fields: dict[str, Any] = {
        "id": f"s{number}",
        "name": f"Stream {number}",
        "connector": "csv",
        "provider_id": str(number),
        "quantity": Quantity.PEDESTRIAN_COUNT,
        "interval_s": 3600.0,
        "stale_after_s": 7200.0,
        "gate_id": "g",
        "position": (4.0, 52.0),
    }
    return Stream(**(fields | other))


GATE = Gate(id="g", name="Gate", line=((4.0, 52.0), (4.1, 52.0)), effective_width_m=3.0, area_ids=("a",))


def test_a_city_gets_the_same_ids_after_a_restart(catalogue: Catalogue, url: str) -> None:
    first = ensure_streams(catalogue, [stream(1), stream(2)], [GATE], now=NOW, activity_of=lambda _: "counting")
    counts = {kind: catalogue.count(kind) for kind in Kind}
    catalogue.close()
    again = Catalogue(SqlRegister(url))
    second = ensure_streams(again, [stream(2), stream(1), stream(3)], [GATE], now=NOW, activity_of=lambda _: "counting")
    assert second | first == second
    assert again.count(Kind.DATASTREAM) == counts[Kind.DATASTREAM] + 1
    assert again.count(Kind.FEATURE_OF_INTEREST) == 1
    again.close()


def test_ensuring_twice_writes_nothing(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_streams(catalogue, [stream(1)], [GATE], now=NOW, activity_of=lambda _: "counting")
    monkeypatch.setattr(catalogue._register, "write", lambda _: pytest.fail("nothing has changed"))
    ensure_streams(catalogue, [stream(1)], [GATE], now=NOW, activity_of=lambda _: "counting")


def test_a_better_name_changes_no_id(catalogue: Catalogue) -> None:
    first = ensure_streams(catalogue, [stream(1)], [GATE], now=NOW, activity_of=lambda _: "counting")
    assert (
        ensure_streams(catalogue, [stream(1, name="Better")], [GATE], now=NOW, activity_of=lambda _: "counting")
        == first
    )
    assert catalogue.get(Kind.DATASTREAM, first["s1"]).name == "Better"


def test_changes_from_many_threads_all_arrive(catalogue: Catalogue) -> None:
    def work() -> None:
        for _ in range(10):
            add_datastream(catalogue)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [d.id for d in catalogue.datastreams()] == list(range(1, 41))


def test_a_register_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="cannot be opened"):
        SqlRegister(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")


def test_errors_of_the_catalogue_have_one_root() -> None:
    assert issubclass(ConflictError, CatalogueError)
