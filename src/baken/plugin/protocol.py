# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one thing to implement for another source of observations: :class:`Connector`.

A connector's package has a module ``connector`` with two functions::

    def connect(settings: Settings) -> Connector: ...
    def from_fixture(path: Path) -> Connector: ...

The first opens the provider's product as a city configured it; the second reads a recorded file in its place, so
that the laws in :mod:`baken.plugin.conformance` can be held against it without a network.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
import numpy as np

from baken.declaration.fault import FaultyFileError
from baken.errors import BakenError
from baken.observation.columns import ObservationColumns
from baken.vocabulary.place import Position
from baken.vocabulary.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from baken.plugin.live import LiveConnector

EXAMPLES_PER_REASON = 3
"""So many of the rows that were skipped for one reason are shown."""


class ConnectorError(BakenError):
    """The provider cannot be reached, or delivers what cannot be understood at all."""


class SettingsError(FaultyFileError, ConnectorError):
    """The settings of a connector in a city folder have faults."""


class PositionError(ConnectorError):
    """A position to resume from that this connector did not give out, or whose data has changed since."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How a city configured a connector.

    Attributes
    ----------
    folder
        Files that the settings name are inside it.
    file
        The settings file, relative to the folder (``connectors/<id>.toml``); None when the city has none.
    """

    folder: Path
    file: str | None = None


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One series that a provider delivers: a row of the connector's table from provider field to quantity.

    Attributes
    ----------
    provider_id
        Its permanent name at the provider.
    interval_s
        Length of the phenomenon interval in seconds; zero for a value at a moment.
    position
        Where the provider says the sensor is; None when it does not say.
    """

    provider_id: str
    name: str
    quantity: Quantity
    unit: str
    interval_s: float
    position: Position | None = None


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """One series that is asked for: its name at the provider and how long after an interval it is published."""

    provider_id: str
    interval_s: float
    delay_s: float = 0.0


class HistoryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which history to deliver.

    Attributes
    ----------
    series
        Only these.
    start, end
        Phenomenon time in [start, end); None for no bound.
    after
        Position of the last batch that was kept; the next row after it comes first. None from the beginning.
    batch_rows
        About so many rows per batch.
    """

    series: tuple[Series, ...]
    start: datetime | None = None
    end: datetime | None = None
    after: str | None = None
    batch_rows: int = 100_000


@dataclass(frozen=True, slots=True)
class ProviderRows:
    """Rows as a provider delivered them, ready to become observations.

    Attributes
    ----------
    provider_ids
        The series of this batch.
    series
        int32, position in ``provider_ids``, shape (n,).
    phenomenon_time_us, phenomenon_time_end_us, available_at_us
        int64 microseconds since 1970, shape (n,); start and end of the interval (equal for a moment), and when the
        value could have been known.
    result
        float64 in the unit of the series, shape (n,); NaN is missing, which is not zero.
    """

    provider_ids: tuple[str, ...]
    series: NDArray[np.int32]
    phenomenon_time_us: NDArray[np.int64]
    phenomenon_time_end_us: NDArray[np.int64]
    available_at_us: NDArray[np.int64]
    result: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.series)

    def to_observations(self, datastream_ids: Mapping[str, int]) -> ObservationColumns:
        """Return the rows as observations of the datastreams that belong to the provider's names.

        Examples
        --------
        >>> one = np.zeros(1, np.int64)
        >>> rows = ProviderRows(("a",), one.astype(np.int32), one, one + 60, one + 90, np.array([3.0]))
        >>> rows.to_observations({"a": 7}).datastream_id.tolist()
        [7]
        """
        ids = np.array([datastream_ids[name] for name in self.provider_ids], np.int32)
        return ObservationColumns.of(
            ids[self.series],
            self.phenomenon_time_us,
            self.result,
            phenomenon_time_end_us=self.phenomenon_time_end_us,
            available_at_us=self.available_at_us,
        )


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """Values that were left out for one reason.

    Attributes
    ----------
    reason
        The same words each time, so that they can be counted.
    count
        How many values.
    examples
        Where the first of them stand, in words that lead to them.
    """

    reason: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows, what was left out on the way, and where to go on.

    Attributes
    ----------
    position
        Opaque to everyone but the connector; given back as :attr:`HistoryQuery.after`.
    done
        How many values of the query (also skipped ones) lie behind this position, from the beginning.
    """

    rows: ProviderRows
    skipped: tuple[Skipped, ...]
    position: str
    done: int


@dataclass(slots=True)
class SkipLog:
    """Counts skipped values per reason and keeps the first examples.

    Examples
    --------
    >>> log = SkipLog()
    >>> log.add("no number", "line 3: 'x'"); log.add("no number", "line 9: 'y'", count=2)
    >>> log.skipped()[0].count
    3
    """

    _counts: dict[str, int] = field(default_factory=dict)
    _examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, *examples: str, count: int = 1) -> None:
        """Note values that were left out for a reason."""
        self._counts[reason] = self._counts.get(reason, 0) + count
        kept = self._examples.setdefault(reason, [])
        kept.extend(examples[: max(0, EXAMPLES_PER_REASON - len(kept))])

    def merge(self, skipped: tuple[Skipped, ...]) -> None:
        """Add what another log counted."""
        for entry in skipped:
            self.add(entry.reason, *entry.examples, count=entry.count)

    def skipped(self) -> tuple[Skipped, ...]:
        """Return one entry per reason, in the order in which the reasons first occurred."""
        return tuple(
            Skipped(reason=reason, count=count, examples=tuple(self._examples[reason]))
            for reason, count in self._counts.items()
        )


class Connector(Protocol):
    """Speaks for one product of one provider.

    The laws that each implementation passes are in :mod:`baken.plugin.conformance`.
    """

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return every series that the provider delivers here."""
        ...

    def size(self, query: HistoryQuery) -> int | None:
        """Return how many values :meth:`history` goes through, for a progress bar; None when not known."""
        ...

    def history(self, query: HistoryQuery) -> Iterator[Batch]:
        """Yield the history in order of phenomenon time, never an older row after a newer one.

        ``available_at`` is the end of the interval plus the delay of the series, or later when the provider tells.
        A value that the provider says it does not have is NaN; a value that cannot be understood is skipped with a
        reason. The last batch may be empty, so that its position covers trailing rows that were skipped.

        Raises
        ------
        ConnectorError
            When the provider cannot be read at all.
        PositionError
            When ``query.after`` is not a position of this connector.
        """
        ...


class ConnectorModule(Protocol):
    """What the module ``connector`` of a connector's package offers."""

    def connect(self, settings: Settings) -> Connector | LiveConnector:
        """Open the product as a city configured it; raises :class:`SettingsError` with lines."""
        ...

    def from_fixture(self, path: Path) -> Connector:
        """Open a recorded file in place of the provider."""
        ...


def require_known(fields: tuple[Field, ...], query: HistoryQuery) -> dict[str, Any]:
    """Return the asked series by provider id, after refusing one that the provider does not have.

    Raises
    ------
    ConnectorError
        Naming the series that is not there.
    """
    known = {f.provider_id for f in fields}
    for series in query.series:
        if series.provider_id not in known:
            raise ConnectorError(
                f"The provider has no series {series.provider_id!r}.",
                remedy="Compare provider_id in streams.toml with the provider's list.",
            )
    return {s.provider_id: s for s in query.series}
