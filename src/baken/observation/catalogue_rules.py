# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What follows from a change of the catalogue: cascades, historical locations, features made from locations.

OGC 18-088 requirements ``create-update-delete/delete-entity`` (which entities go along),
``create-update-delete/historical-location-auto-creation`` and the default feature of interest of an observation
(``datamodel/feature-of-interest``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.observation import model
from baken.observation.catalogue import UNNAMED_FEATURE, Catalogue, Change, ConflictError, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def place_thing(change: Change, thing: model.Thing, location_ids: tuple[int, ...], at: datetime) -> model.Thing:
    """Say where a thing is from now on, and remember it.

    The observations that its datastreams get from now on are about the new place.
    """
    moved = change.update(thing, location_ids=location_ids)
    change.add(model.HistoricalLocation, time=at, thing_id=thing.id, location_ids=location_ids)
    for number in change.referring(Kind.DATASTREAM, "thing_id", thing.id):
        datastream = change.need(Kind.DATASTREAM, number)
        feature = change.get(Kind.FEATURE_OF_INTEREST, datastream.feature_of_interest_id or 0)
        if feature is not None and feature.location_id is not None:
            change.link(number, feature.id)
            change.update(datastream, feature_of_interest_id=None)
    return moved


def assign_features(catalogue: Catalogue, datastream_ids: Iterable[int]) -> None:
    """Give datastreams without a feature of interest the one of the place of their thing, where it has a place."""
    lacking = [number for number in datastream_ids if _lacks_feature(catalogue, number)]
    if not lacking:
        return
    with catalogue.change() as change:
        for number in lacking:
            datastream = change.get(Kind.DATASTREAM, number)
            if datastream is not None and datastream.feature_of_interest_id is None:
                thing = change.need(Kind.THING, datastream.thing_id)
                feature = _feature_at(change, thing.location_ids[0]) if thing.location_ids else None
                change.update(datastream, feature_of_interest_id=feature)


def _lacks_feature(catalogue: Catalogue, number: int) -> bool:
    datastream = catalogue.datastream(number)
    if datastream is None or datastream.feature_of_interest_id is not None:
        return False
    thing = catalogue.get(Kind.THING, datastream.thing_id)
    return thing is not None and bool(thing.location_ids)


def _feature_at(change: Change, location_id: int) -> int:
    existing = change.referring(Kind.FEATURE_OF_INTEREST, "location_id", location_id)
    if existing:
        return existing[0]
    location = change.need(Kind.LOCATION, location_id)
    return change.add(
        model.FeatureOfInterest,
        name=location.name,
        description=location.description,
        feature=location.location,
        encoding_type=location.encoding_type,
        location_id=location_id,
    ).id


def link_features(catalogue: Catalogue, pairs: Iterable[tuple[int, int]]) -> None:
    """Write down which datastreams have observations about which features, before those are stored."""
    new = [pair for pair in pairs if not catalogue.is_linked(*pair)]
    if new:
        with catalogue.change() as change:
            for datastream_id, feature_id in new:
                change.need(Kind.FEATURE_OF_INTEREST, feature_id)
                change.link(datastream_id, feature_id)


def remove(change: Change, kind: Kind, number: int) -> None:
    """Take an entity out, with everything that cannot exist without it.

    Observations are written down as to be erased; the caller deletes them from the store afterwards.

    Raises
    ------
    UnknownEntityError
        When it does not exist.
    ConflictError
        For an observed property: the list is closed.
    """
    _REMOVERS[kind](change, number)


def _remove_datastream(change: Change, number: int) -> None:
    change.remove(Kind.DATASTREAM, number)
    change.erase(number)


def _remove_thing(change: Change, number: int) -> None:
    change.remove(Kind.THING, number)
    _remove_datastreams(change, "thing_id", number)
    for history in change.referring(Kind.HISTORICAL_LOCATION, "thing_id", number):
        change.remove(Kind.HISTORICAL_LOCATION, history)


def _remove_sensor(change: Change, number: int) -> None:
    change.remove(Kind.SENSOR, number)
    _remove_datastreams(change, "sensor_id", number)


def _remove_datastreams(change: Change, field: str, target: int) -> None:
    for datastream in change.referring(Kind.DATASTREAM, field, target):
        _remove_datastream(change, datastream)


def _remove_location(change: Change, number: int) -> None:
    """A location takes its historical locations along; things only lose it."""
    change.remove(Kind.LOCATION, number)
    for history in change.referring(Kind.HISTORICAL_LOCATION, "location_ids", number):
        change.remove(Kind.HISTORICAL_LOCATION, history)
    for thing_id in change.referring(Kind.THING, "location_ids", number):
        thing = change.need(Kind.THING, thing_id)
        change.update(thing, location_ids=tuple(i for i in thing.location_ids if i != number))
    for feature_id in change.referring(Kind.FEATURE_OF_INTEREST, "location_id", number):
        change.update(change.need(Kind.FEATURE_OF_INTEREST, feature_id), location_id=None)


def _remove_historical_location(change: Change, number: int) -> None:
    change.remove(Kind.HISTORICAL_LOCATION, number)


def _remove_observed_property(change: Change, number: int) -> None:
    observed = change.need(Kind.OBSERVED_PROPERTY, number)
    raise ConflictError(
        f"The observed property {observed.name!r} cannot be deleted: the list of what may be observed is closed.",
        remedy="Delete the datastreams that observe it instead.",
    )


def _remove_feature(change: Change, number: int) -> None:
    feature = change.need(Kind.FEATURE_OF_INTEREST, number)
    for datastream_id in change.observing(number):
        change.erase(datastream_id, number)
    for datastream_id in change.referring(Kind.DATASTREAM, "feature_of_interest_id", number):
        change.erase(datastream_id, UNNAMED_FEATURE)
        change.update(change.need(Kind.DATASTREAM, datastream_id), feature_of_interest_id=None)
    change.remove(Kind.FEATURE_OF_INTEREST, feature.id)


_REMOVERS = {
    Kind.THING: _remove_thing,
    Kind.LOCATION: _remove_location,
    Kind.HISTORICAL_LOCATION: _remove_historical_location,
    Kind.SENSOR: _remove_sensor,
    Kind.OBSERVED_PROPERTY: _remove_observed_property,
    Kind.DATASTREAM: _remove_datastream,
    Kind.FEATURE_OF_INTEREST: _remove_feature,
}
