# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Import: fill the store with the history that connectors have, through the same checks as live data.

Where it is, is written down after each commit. An import that was stopped, also by force, goes on from there; at worst
one batch is offered twice, which the store takes as repeats.
"""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

import msgspec
import numpy as np

from baken.city.read_streams import settings_of
from baken.governance.permit import PurposeError
from baken.observation.columns import ObservationColumns, columns_of
from baken.observation.protocol import ObservationQuery, Outcome
from baken.plugin.live import has_history
from baken.plugin.protocol import Batch, HistoryQuery, PositionError, SkipLog, Skipped
from baken.plugin.registry import ConnectorRegistry
from baken.service.background_log import BackgroundLog
from baken.service.import_state import ImportState, StateFile
from baken.service.opened import opened_city
from baken.service.recording import series_of
from baken.vocabulary.time import SystemClock, from_us, monotonic_s

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from baken.city.model import City
    from baken.governance.governing import Governance
    from baken.observation.governed_store import GovernedStore
    from baken.observation.stream import Stream
    from baken.plugin.protocol import Connector

BATCH_ROWS: Final = 100_000


class Control(Protocol):
    """What flags rows before they are stored."""

    def examine(self, rows: ObservationColumns) -> ObservationColumns:
        """Return the rows with their quality set."""
        ...


class ConnectorReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was imported from one connector, over all runs of this import.

    Attributes
    ----------
    stored, repeated, corrected
        What the store did with the values.
    missing
        How many of them the provider said it does not have.
    skipped
        What was left out, per reason, with the first examples.
    resumed
        Whether an earlier run had begun it.
    finished
        False when it was stopped before its end; run it again to go on.
    """

    connector: str
    stored: int
    repeated: int
    corrected: int
    missing: int
    skipped: tuple[Skipped, ...]
    resumed: bool
    finished: bool


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did.

    Attributes
    ----------
    seconds
        How long this run took.
    """

    city: str
    connectors: tuple[ConnectorReport, ...]
    seconds: float

    @property
    def finished(self) -> bool:
        """Whether every connector was imported to its end."""
        return all(report.finished for report in self.connectors)

    def __str__(self) -> str:
        """Return the report as a person reads it."""
        lines = [line for report in self.connectors for line in _lines(report)]
        if not self.finished:
            lines.append("Stopped before the end. Run the same command again to go on.")
        return "\n".join(lines)


class ImportHistory:
    """Imports the history of a city's streams into a store.

    Parameters
    ----------
    datastream_ids
        Stream id of the city → datastream id of the store.
    control
        What flags the values.
    state_folder
        Where it is written down how far the import is.
    progress
        Called with values done and values in all (None when not known).
    logged
        Logs what is done in a block, under a name.
    """

    def __init__(
        self,
        city: City,
        store: GovernedStore,
        governance: Governance,
        control: Control,
        datastream_ids: Mapping[str, int],
        state_folder: Path,
        *,
        registry: ConnectorRegistry,
        progress: Callable[[int, int | None], None] = lambda _done, _total: None,
        logged: Callable[[str], AbstractContextManager[object]] = nullcontext,
        batch_rows: int = BATCH_ROWS,
    ) -> None:
        self._city = city
        self._store = store
        self._governance = governance
        self._control = control
        self._ids = datastream_ids
        self._state_folder = state_folder
        self._registry = registry
        self._progress = progress
        self._logged = logged
        self._batch_rows = batch_rows
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ask to stop after the batch that is under way; safe from a signal handler or another thread."""
        self._stopping.set()

    def run(self) -> ImportReport:
        """Import until the end, or until :meth:`stop`.

        Raises
        ------
        PurposeError
            When the activity of a stream is stopped.
        ConnectorError, StoreError
            When a provider cannot be read or the store cannot be written; what was committed stays, and the next run
            goes on after it.
        """
        begun = monotonic_s()
        self._require_standing()
        sources = dict(self._with_history())
        names = list(sources)
        sizes = [sources[n].size(self._query(n, None)) for n in names]
        total = None if any(size is None for size in sizes) else sum(size or 0 for size in sizes)
        reports: list[ConnectorReport] = []
        before = 0
        for name, size in zip(names, sizes, strict=True):
            reports.append(self._import(name, sources[name], before, total))
            before += size or 0
        return ImportReport(city=self._city.id, connectors=tuple(reports), seconds=round(monotonic_s() - begun, 3))

    def _with_history(self) -> Iterator[tuple[str, Connector]]:
        """Yield the connectors that can tell of the past."""
        for name in sorted({stream.connector for stream in self._city.streams}):
            connector = self._registry.connect(name, settings_of(self._city.folder, name))
            if has_history(connector):
                yield name, connector

    def _require_standing(self) -> None:
        """Refuse to import anything while the activity of one of the streams is stopped."""
        for stream in self._city.streams:
            standing = self._governance.standing(self._governance.coverage.of_stream(stream.id, stream.connector) or "")
            if not standing.is_active:
                message = f"The processing activity {standing.activity} of {stream.id} is stopped. {standing.reason}"
                raise PurposeError(message, remedy=standing.remedy)

    def _import(self, name: str, source: Connector, before: int, total: int | None) -> ConnectorReport:
        file = StateFile(self._state_folder / f"{name}.json")
        query = self._query(name, None)
        state = file.read(query)
        if not self._is_in_store(state, self._streams(name)):
            state = ImportState.beginning(query)
        resumed = state.position is not None
        try:
            state = self._import_from(name, source, file, state, before, total)
        except PositionError:
            # The provider's data is not what it was; everything that is already here counts as repeated.
            state = self._import_from(name, source, file, ImportState.beginning(query), before, total)
            resumed = False
        return ConnectorReport(
            connector=name,
            stored=state.stored,
            repeated=state.repeated,
            corrected=state.corrected,
            missing=state.missing,
            skipped=state.skipped,
            resumed=resumed,
            finished=state.finished,
        )

    def _import_from(
        self, name: str, source: Connector, file: StateFile, state: ImportState, before: int, total: int | None
    ) -> ImportState:
        if self._stopping.is_set():
            return state
        streams = self._streams(name)
        ids = {stream.provider_id: self._ids[stream.id] for stream in streams}
        if state.newest_us is not None:
            self._remember(streams, state.newest_us)
        self._progress(before + state.done, total)
        for batch in source.history(self._query(name, state.position)):
            state = self._commit(batch, ids, state)
            file.write(state)
            self._progress(before + state.done, total)
            if self._stopping.is_set():
                return state
        state = msgspec.structs.replace(state, finished=True)
        file.write(state)
        return state

    def _commit(self, batch: Batch, ids: Mapping[str, int], state: ImportState) -> ImportState:
        log = SkipLog()
        log.merge(state.skipped)
        log.merge(batch.skipped)
        state = msgspec.structs.replace(
            state, position=batch.position, done=batch.done, skipped=log.skipped(), finished=False
        )
        if not len(batch.rows):
            return state
        rows = self._control.examine(batch.rows.to_observations(ids))
        with self._logged("import observations"):
            receipt = self._store.append(rows, activity=self._governance.for_observing())
        return msgspec.structs.replace(
            state,
            stored=state.stored + receipt.count(Outcome.STORED),
            repeated=state.repeated + receipt.count(Outcome.REPEATED),
            corrected=state.corrected + receipt.count(Outcome.CORRECTED),
            missing=state.missing + int(np.isnan(rows.result).sum()),
            newest_us=max(state.newest_us or 0, int(rows.phenomenon_time_us.max())),
        )

    def _is_in_store(self, state: ImportState, streams: tuple[Stream, ...]) -> bool:
        """Return whether the store can be the one in which this state was reached: it may have been replaced."""
        if state.newest_us is None:
            return True
        permit = self._governance.for_control()
        extents = (self._store.extent(self._ids[stream.id], activity=permit) for stream in streams)
        return any(extent is not None and extent.last_us >= state.newest_us for extent in extents)

    def _remember(self, streams: tuple[Stream, ...], newest_us: int) -> None:
        """Show quality control the last values before the place where an import goes on."""
        reach_s = max(stream.interval_s * ((stream.frozen_after or 1) + 1) for stream in streams)
        until = from_us(newest_us + 1)
        query = ObservationQuery(
            datastream_ids=tuple(self._ids[stream.id] for stream in streams),
            start=until - timedelta(seconds=reach_s),
            end=until,
        )
        self._control.examine(columns_of(self._store.read(query, activity=self._governance.for_control())))

    def _streams(self, connector: str) -> tuple[Stream, ...]:
        return tuple(stream for stream in self._city.streams if stream.connector == connector)

    def _query(self, connector: str, after: str | None) -> HistoryQuery:
        series = tuple(series_of(stream) for stream in self._streams(connector))
        return HistoryQuery(series=series, after=after, batch_rows=self._batch_rows)


def import_city(
    folder: Path,
    data: Path,
    *,
    progress: Callable[[int, int | None], None] = lambda _done, _total: None,
    registry: ConnectorRegistry | None = None,
    batch_rows: int = BATCH_ROWS,
) -> ImportReport:
    """Import the history of a city into its data folder.

    SIGINT lets the batch that is under way be committed and then returns a report that is not finished; a second one
    stops at once.

    Raises
    ------
    CityError, PlaceError, StoreError, RegisterError, ConnectorError
        When the city has faults, the data folder cannot be used, or a provider cannot be read.
    """
    registry = registry or ConnectorRegistry()
    with ExitStack() as stack:
        opened = stack.enter_context(opened_city(folder, data, datetime.now(UTC), registry))
        work = ImportHistory(
            opened.city,
            opened.governed(opened.store, SystemClock()),
            opened.governance,
            opened.control(),
            opened.datastream_ids,
            data / "import",
            registry=registry,
            progress=progress,
            logged=BackgroundLog(opened.processing_log, opened.governance).processing,
            batch_rows=batch_rows,
        )
        stack.enter_context(_stops_on_interrupt(work))
        return work.run()


@contextmanager
def _stops_on_interrupt(work: ImportHistory) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def interrupted(_number: int, _frame: object) -> None:
        work.stop()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _lines(report: ConnectorReport) -> Iterator[str]:
    kept = f"{report.connector}: {report.stored:,} values stored"
    if report.missing:
        kept += f", {report.missing:,} of all as missing"
    if report.repeated:
        kept += f"; {report.repeated:,} were there already"
    if report.corrected:
        kept += f"; {report.corrected:,} corrected"
    if report.resumed:
        kept += ", with what an earlier run began"
    yield f"{kept}."
    for entry in report.skipped:
        examples = "; ".join(entry.examples)
        yield f"  skipped {entry.count:,}: {entry.reason}" + (f" (for example {examples})" if examples else "")
