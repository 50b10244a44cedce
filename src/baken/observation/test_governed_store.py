# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Without an activity no data: what a permit does not cover is not there, by whatever way it is asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.governance.lists import Action, Layer
from baken.governance.model import ANYBODY, THE_NODE, Covers
from baken.governance.permit import PermitEndedError, PurposeError, RefusedError
from baken.governance.specimen import ADMINISTRATOR, activity, governance
from baken.observation import model
from baken.observation.activity_index import ACTIVITY_PROPERTY, ActivityIndex
from baken.observation.catalogue import Catalogue, Kind
from baken.observation.columns import ObservationColumns
from baken.observation.governed_store import TOUCHED, GovernedStore, Touched
from baken.observation.intake import Intake
from baken.observation.methods.memory_store import MemoryStore
from baken.observation.protocol import AggregateQuery, ObservationQuery
from baken.observation.quality_control import QualityControl
from baken.observation.scoped_catalogue import ScopedCatalogue

if TYPE_CHECKING:
    from baken.governance.permit import Permit

HOUR_US = 3_600_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EVERYTHING = ObservationQuery()


class City:
    """Two activities with one datastream each, 1 of counting and 2 of parking, which only the counting one opens."""

    def __init__(self) -> None:
        secret = activity("parking", recipients=(), covers=Covers(connectors=("parking",)))
        self.governance = governance([activity(), secret])
        self.catalogue = Catalogue()
        for name in ("counting", "parking"):
            self._datastream(name)
        self.index = ActivityIndex(self.catalogue)
        self.bare = MemoryStore()
        self.bare.append(ObservationColumns.of([1, 1, 2, 2], [0, 1, 0, 1], [1.0, 2.0, 30.0, 40.0], available_at_us=9))
        self.store = GovernedStore(self.bare, self.index, self.governance)

    def _datastream(self, name: str) -> None:
        with self.catalogue.change() as change:
            thing = change.add(model.Thing, name=name, description="")
            sensor = change.add(model.Sensor, name=name, description="", encoding_type="text/plain", metadata="")
            counted = next(p for p in self.catalogue.all(Kind.OBSERVED_PROPERTY) if p.name == "pedestrian_count")
            change.add(
                model.Datastream,
                name=name,
                description="",
                observation_type="",
                unit_of_measurement=model.UnitOfMeasurement("person", "persons", "{person}"),
                thing_id=thing.id,
                sensor_id=sensor.id,
                observed_property_id=counted.id,
                properties={ACTIVITY_PROPERTY: name},
            )

    def reading(self) -> Permit:
        return self.governance.permit(ANYBODY, Action.READ, Layer.OBSERVATIONS)

    def observing(self) -> Permit:
        return self.governance.permit(ADMINISTRATOR, Action.OBSERVE, Layer.OBSERVATIONS)


def test_code_that_names_no_activity_is_refused_at_run_time_too() -> None:
    city = City()
    calls: list[Any] = [
        lambda store: store.read(EVERYTHING),
        lambda store: store.last(),
        lambda store: store.count(EVERYTHING),
        lambda store: store.extent(1),
    ]
    for call in calls:
        with pytest.raises(TypeError, match="activity"):
            call(city.store)
    for nothing in (None, "counting", object()):
        with pytest.raises(PurposeError):
            city.store.read(EVERYTHING, activity=nothing)  # type: ignore[arg-type]


def aggregate(ids: tuple[int, ...]) -> AggregateQuery:
    return AggregateQuery(
        groups={i: str(i) for i in ids}, start=EPOCH, end=EPOCH + timedelta(hours=1), bucket=timedelta(hours=1)
    )


def test_what_the_permit_does_not_cover_is_nowhere() -> None:
    city = City()
    permit = city.reading()
    two = ObservationQuery(datastream_ids=(2,))
    assert city.store.read(EVERYTHING, activity=permit)["datastream_id"].to_pylist() == [1, 1]
    assert len(city.store.read(two, activity=permit)) == 0
    assert city.store.last(activity=permit)["datastream_id"].to_pylist() == [1]
    assert len(city.store.last((2,), activity=permit)) == 0
    assert (city.store.count(EVERYTHING, activity=permit), city.store.count(two, activity=permit)) == (2, 0)
    assert city.store.extent(2, activity=permit) is None
    assert len(city.store.history(2, EPOCH, activity=permit)) == 0
    assert city.store.aggregate(aggregate((1, 2)), activity=permit)["group_name"].to_pylist() == ["1"]
    assert len(city.store.aggregate(aggregate((2,)), activity=permit)) == 0


def test_data_of_one_activity_are_not_used_by_another_without_its_leave() -> None:
    city = City()
    for_parking = city.governance.permit_or_none(THE_NODE, Action.READ, Layer.OBSERVATIONS, used_by="parking")
    assert for_parking.activities == {"parking"}
    assert city.store.read(EVERYTHING, activity=for_parking)["datastream_id"].to_pylist() == [2, 2]


def test_a_permit_to_read_is_none_to_write_or_delete() -> None:
    city = City()
    rows = ObservationColumns.of(1, [5], [1.0], available_at_us=9)
    with pytest.raises(PurposeError, match="not to observe"):
        city.store.append(rows, activity=city.reading())
    with pytest.raises(PurposeError, match="not to delete"):
        city.store.delete(1, activity=city.reading())
    with pytest.raises(PurposeError, match="not to read"):
        city.store.read(EVERYTHING, activity=city.observing())


def test_rows_are_kept_as_a_whole_or_not_at_all() -> None:
    city = City()
    both = ObservationColumns.of([1, 99], [5, 5], [1.0, 1.0], available_at_us=9)
    with pytest.raises(PurposeError, match="99"):
        city.store.append(both, activity=city.observing())
    assert city.bare.count(EVERYTHING) == 4


def test_a_withdrawn_activity_stops_reading_and_writing_at_that_moment() -> None:
    city = City()
    old_reading, old_observing = city.reading(), city.observing()
    city.governance.withdraw("counting", by="account-1", because="No.")
    with pytest.raises(PermitEndedError):
        city.store.read(EVERYTHING, activity=old_reading)
    with pytest.raises(PermitEndedError):
        city.store.append(ObservationColumns.of(1, [5], [1.0], available_at_us=9), activity=old_observing)
    with pytest.raises(RefusedError, match="No"):
        city.reading()
    assert "counting" not in city.observing().activities
    city.governance.reinstate("counting", by="account-1", because="Yes.")
    assert len(city.store.read(EVERYTHING, activity=city.reading())) == 2


async def test_rows_that_wait_while_their_activity_is_withdrawn_are_not_committed() -> None:
    city = City()
    intake = Intake(city.store, QualityControl({}))
    permit = city.observing()
    one = ObservationColumns.of(1, [5], [1.0], available_at_us=9)
    two = ObservationColumns.of(2, [5], [1.0], available_at_us=9)
    import asyncio

    waiting = [asyncio.ensure_future(intake.submit(rows, activity=permit)) for rows in (one, two)]
    await asyncio.sleep(0)  # both are offered, none is committed
    city.governance.withdraw("counting", by="account-1", because="The council said no.")
    stopped, kept = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(stopped, PurposeError)
    assert "The council said no." in str(stopped)
    assert not isinstance(kept, BaseException)
    assert city.bare.count(ObservationQuery(datastream_ids=(1,))) == 2
    assert city.bare.count(ObservationQuery(datastream_ids=(2,))) == 3
    await intake.close()


def test_what_was_touched_is_noted_for_the_log() -> None:
    city = City()
    touched = Touched()
    token = TOUCHED.set(touched)
    city.store.read(EVERYTHING, activity=city.reading())
    city.store.count(EVERYTHING, activity=city.reading())
    TOUCHED.reset(token)
    assert touched.rows == {("counting", Action.READ, Layer.OBSERVATIONS): 2}


def test_upkeep_may_delete_what_belongs_to_no_activity_any_more() -> None:
    city = City()
    city.bare.append(ObservationColumns.of(77, [0], [1.0], available_at_us=9))
    assert city.store.delete(77, activity=city.governance.for_upkeep()) == 1


def test_only_entities_of_what_may_be_read_exist() -> None:
    city = City()
    seen = ScopedCatalogue(city.catalogue, city.index, city.reading().activities)
    for kind in (Kind.DATASTREAM, Kind.THING, Kind.SENSOR):
        assert [record.name for record in seen.all(kind)] == ["counting"]
        assert seen.count(kind) == 1
        assert seen.get(kind, 2) is None
    assert seen.referring(Kind.DATASTREAM, "observed_property_id", 1) in ((1,), ())
    assert len(seen.all(Kind.OBSERVED_PROPERTY)) == city.catalogue.count(Kind.OBSERVED_PROPERTY)


@settings(max_examples=60, deadline=None)
@given(
    ids=st.none() | st.lists(st.integers(1, 4), max_size=5).map(tuple),
    limit=st.none() | st.integers(0, 5),
    newest_first=st.booleans(),
    allowed=st.sets(st.sampled_from(["counting", "parking"])),
)
def test_no_query_gives_a_row_of_an_activity_that_is_not_permitted(
    ids: tuple[int, ...] | None, limit: int | None, newest_first: bool, allowed: set[str]
) -> None:
    from dataclasses import replace

    city = City()
    permit = replace(city.reading(), activities=frozenset(allowed))
    query = ObservationQuery(datastream_ids=ids, limit=limit, newest_first=newest_first)
    table = city.store.read(query, activity=permit)
    assert {city.index.of(i) for i in table["datastream_id"].to_pylist()} <= allowed
