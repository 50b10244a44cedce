# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""To which processing activity each datastream belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from baken.observation.catalogue import Catalogue
    from baken.observation.model import Datastream

ACTIVITY_PROPERTY: Final = "processingActivity"
"""In ``Datastream.properties``: the id of the activity under which it observes."""


def activity_of(datastream: Datastream) -> str:
    """Return the activity of a datastream; empty when it has none, and so may not be used."""
    value = datastream.properties.get(ACTIVITY_PROPERTY)
    return value if isinstance(value, str) else ""


class ActivityIndex:
    """Looks the activity of datastreams up, and which datastreams some activities have.

    Invariants: an id that the catalogue does not know belongs to no activity.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._version = -1
        self._names: dict[int, str] = {}
        self._ids: dict[frozenset[str], frozenset[int]] = {}
        self._all: dict[frozenset[str], bool] = {}

    def of(self, datastream_id: int) -> str:
        """Return the activity of one datastream."""
        datastream = self._catalogue.datastream(datastream_id)
        return "" if datastream is None else activity_of(datastream)

    def of_each(self, datastream_ids: Iterable[int]) -> frozenset[str]:
        """Return the activities of some datastreams."""
        self._renew()
        names = self._names
        return frozenset(names.get(i, "") for i in datastream_ids)

    def covers_all(self, activities: frozenset[str]) -> bool:
        """Tell whether every datastream there is belongs to one of some activities."""
        self._renew()
        found = self._all.get(activities)
        if found is None:
            found = self._all[activities] = set(self._names.values()) <= activities
        return found

    def datastreams(self, activities: frozenset[str]) -> frozenset[int]:
        """Return the datastreams of some activities."""
        self._renew()
        found = self._ids.get(activities)
        if found is None:
            found = frozenset(i for i, name in self._names.items() if name in activities)
            self._ids[activities] = found
        return found

    def unique(self, datastream_ids: NDArray[np.int32]) -> tuple[int, ...]:
        """Return the different ids of a column."""
        if len(datastream_ids) and (datastream_ids == datastream_ids[0]).all():
            return (int(datastream_ids[0]),)
        return tuple(np.unique(datastream_ids).tolist())

    def _renew(self) -> None:
        version = self._catalogue.version
        if version != self._version:
            names = {d.id: activity_of(d) for d in self._catalogue.datastreams()}
            self._names, self._ids, self._all, self._version = names, {}, {}, version
