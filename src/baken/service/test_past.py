# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta

import numpy as np

from baken.observation.columns import ObservationColumns
from baken.observation.methods.memory_store import MemoryStore
from baken.observation.specimen import GovernedSpecimen
from baken.service.past import Past, Span
from baken.situation.estimator import StationaryEstimator
from baken.situation.test_picture import HOUR, area, camera, counter, gate
from baken.situation.topology import Topology
from baken.vocabulary.place import AreaKind
from baken.vocabulary.time import from_us


def test_history_reads_the_streams_of_the_area_whatever_the_order_in_which_they_are_declared() -> None:
    streams = [
        camera("wind", "c", stale_after_s=7200.0),
        counter("street", "gate"),
        camera("square", "b", stale_after_s=7200.0),
    ]
    places = [area("a"), area("b", AreaKind.SQUARE), area("c", AreaKind.SQUARE)]
    estimator = StationaryEstimator(Topology.of(places, [gate("gate", "a")], streams))
    ids = np.array([30, 10, 20])
    store = MemoryStore()
    store.append(ObservationColumns.of([30, 10, 20], [HOUR - 1, 0, HOUR - 1], [3.0, 1800.0, 2.0], available_at_us=HOUR))
    some = GovernedSpecimen(store)
    past = Past(some.store, ids, estimator, lambda: some.reading)
    span = Span(from_us(0), from_us(HOUR), timedelta(hours=1))
    whole = past.history(span)
    assert whole.persons.round(1).tolist() == [[37.3, 2.0, 3.0]]
    for column, name in enumerate("abc"):
        one = past.history(span, area_id=name)
        assert one.persons.tolist() == [[whole.persons[0, column]]]
