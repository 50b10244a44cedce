# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files that a city keeps, read by a live connector as if they had just been delivered: its history.

:class:`FiledPast` has the files alone; :class:`LiveWithPast` goes on delivering as well.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from baken.plugin.live import Delivery
from baken.plugin.protocol import ConnectorError, require_known
from baken.plugin.recorded import RecordedConnector

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from baken.plugin.live import Endpoint, LiveConnector, Reading
    from baken.plugin.protocol import Batch, Field, HistoryQuery


class FiledPast:
    """History in files, opened when it is first asked for.

    Parameters
    ----------
    reader
        Understands each file.
    files
        Per file the endpoint that would have delivered it.
    further
        Series that have no history here, and are nevertheless series of this connector.
    """

    def __init__(
        self, reader: LiveConnector, files: Sequence[tuple[str, Path]], further: tuple[Field, ...] = ()
    ) -> None:
        self._reader = reader
        self._files = tuple(files)
        self._further = further

    @cached_property
    def _past(self) -> RecordedConnector:
        try:
            return RecordedConnector(self._reader, [Delivery(name, 0, path) for name, path in self._files])
        except OSError as error:
            raise ConnectorError(f"A file of the city cannot be read: {error}.") from error

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the series that occur in the files, and the further ones.

        Raises
        ------
        ConnectorError
            When a file cannot be read or understood.
        """
        past = {field.provider_id: field for field in self._past.fields}
        return (*past.values(), *(field for field in self._further if field.provider_id not in past))

    def size(self, query: HistoryQuery) -> int | None:
        """Return the number of values in the files."""
        return self._past.size(query)

    def history(self, query: HistoryQuery) -> Iterator[Batch]:
        """Yield the values of the files in order of time.

        Raises
        ------
        ConnectorError
            When a series is asked for that is not there.
        """
        require_known(self.fields, query)
        known = {field.provider_id for field in self._past.fields}
        series = tuple(one for one in query.series if one.provider_id in known)
        yield from self._past.history(msgspec.structs.replace(query, series=series))


class LiveWithPast(FiledPast):
    """A live connector that has files as well.

    Parameters
    ----------
    live
        Goes on delivering.
    """

    def __init__(
        self,
        live: LiveConnector,
        reader: LiveConnector,
        files: Sequence[tuple[str, Path]],
        further: tuple[Field, ...] = (),
    ) -> None:
        super().__init__(reader, files, further)
        self._live = live

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return where the provider delivers."""
        return self._live.endpoints

    def field_of(self, provider_id: str) -> Field | None:
        """Return the series that a name stands for."""
        return self._live.field_of(provider_id)

    def read(self, delivery: Delivery) -> Iterator[Reading]:
        """Yield what a delivery says."""
        return self._live.read(delivery)
