# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What registers are generated from, gathered from a node that runs, or from a city folder alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.governance.activities import Activities
from baken.observation.catalogue import Kind
from baken.plugin.registry import ConnectorRegistry
from baken.registers.gather import gather, undeclared_sensor
from baken.service.safeguards import safeguards_of, safeguards_of_the_house
from baken.situation.estimator import StationaryEstimator
from baken.situation.topology import Topology
from baken.vocabulary.time import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.city.model import City
    from baken.plugin.manifest import Manifest
    from baken.registers.model import Facts, RegisteredSensor
    from baken.service.node import Node

_INSTALLED: Final = ConnectorRegistry()
"""Reads each manifest once; they do not change while a node runs."""


def facts_of_node(node: Node, base_url: str) -> Facts:
    """Return the facts of a node that runs: also sensors that came by themselves, and what was withdrawn here.

    Standings are those of real time, also in a replay.
    """
    return gather(
        node.city,
        node.governance.activities,
        now=SystemClock().now(),
        base_url=base_url,
        manifests=manifests_of(node.city, _INSTALLED),
        definition_of_area=node.live.method_of,
        safeguards=safeguards_of(node, base_url),
        datastream_ids=node.datastream_ids,
        others=_others(node),
    )


def facts_of_city(city: City, base_url: str, registry: ConnectorRegistry) -> Facts:
    """Return the facts of a city folder, without a node: as its activities stand by their files today."""
    estimator = StationaryEstimator(Topology.of(city.areas, city.gates, city.streams))
    return gather(
        city,
        Activities(city.activities, city.time_zone),
        now=SystemClock().now(),
        base_url=base_url,
        manifests=manifests_of(city, registry),
        definition_of_area=estimator.definition_of,
        safeguards=safeguards_of_the_house(),
    )


def manifests_of(city: City, registry: ConnectorRegistry) -> dict[str, Manifest]:
    """Return the manifest of every connector that a city uses."""
    return {name: registry.manifest(name) for name in sorted({stream.connector for stream in city.streams})}


def _others(node: Node) -> Iterator[RegisteredSensor]:
    """Yield the datastreams of the node that the city folder does not declare."""
    declared = set(node.datastream_ids.values())
    catalogue = node.catalogue
    for datastream in catalogue.datastreams():
        if datastream.id in declared:
            continue
        observed = catalogue.get(Kind.OBSERVED_PROPERTY, datastream.observed_property_id)
        thing = catalogue.get(Kind.THING, datastream.thing_id)
        places = () if thing is None else (catalogue.get(Kind.LOCATION, i) for i in thing.location_ids)
        name = "" if observed is None else observed.name
        yield undeclared_sensor(datastream, name, thing, [p for p in places if p is not None])
