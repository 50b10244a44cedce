# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The processing log: a record of everything that is done with data, written before the answer leaves."""

from __future__ import annotations

import contextlib
from functools import cache
from typing import TYPE_CHECKING, Final, Self

import msgspec

from baken.governance.log.chain import Chain, Sync, now_ms
from baken.governance.log.node_key import NodeKey
from baken.governance.log.pseudonyms import Pseudonyms
from baken.governance.log.record import ProcessingRecord, RecordAttributes, Status
from baken.governance.log.trace import Trace
from baken.governance.model import THE_NODE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from baken.governance.lists import Action, Layer, Role
    from baken.governance.log.anchor import Removed
    from baken.governance.model import Principal

LOG_FOLDER: Final = "log"
PROCESSING: Final = "processing"
LONGEST_NAME: Final = 200


def processing_folder(data: Path) -> Path:
    """Return where the processing log of a data folder is."""
    return data / LOG_FOLDER / PROCESSING


@cache
def role_text(roles: frozenset[Role]) -> str:
    """Return roles as one text.

    Examples
    --------
    >>> from baken.governance.lists import Role
    >>> role_text(frozenset({Role.PLANNER, Role.ANALYST}))
    'analyst planner'
    """
    return " ".join(sorted(roles))


class Span:
    """A processing that is going on in the background; tell it how many rows it was about."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.rows: int | None = None
        self.status = Status.UNSET
        self.exception_type = ""


class ProcessingLog:
    """Writes records of processing; thread-safe.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from baken.governance.lists import Action, Layer
    >>> with tempfile.TemporaryDirectory() as folder, ProcessingLog.open(Path(folder)) as log:
    ...     with log.processing("estimate", ["urn:baken:activity:1"], layer=Layer.ESTIMATES) as span:
    ...         span.rows = 21
    ...     log.chain.position.sequence
    2
    """

    def __init__(self, chain: Chain, pseudonyms: Pseudonyms, *, clock: Callable[[], int] = now_ms) -> None:
        self.chain = chain
        self.pseudonyms = pseudonyms
        self._clock = clock
        self._encode = msgspec.json.Encoder().encode

    @classmethod
    def open(cls, data: Path, *, sync: Sync = Sync.SOON, clock: Callable[[], int] = now_ms) -> Self:
        """Open the log of a data folder; it belongs to this process until it is closed.

        Raises
        ------
        LogError, KeyFileError
            When it cannot be written, or its keys cannot be used.
        """
        chain = Chain(processing_folder(data), PROCESSING, NodeKey.of(data), sync=sync, clock=clock)
        return cls(chain, Pseudonyms.of(data), clock=clock)

    def __enter__(self) -> Self:
        """Return the log."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Sign how far it reaches and let go of it."""
        self.chain.close()

    def require_open(self) -> None:
        """Refuse to begin what could not be logged.

        Raises
        ------
        LogError
            When the log is closed, or a disk that fails has ended all writing.
        """
        self.chain.require_open()

    def write(self, *records: ProcessingRecord) -> None:
        """Write records; when this returns they survive the end of this process, however it ends.

        Raises
        ------
        LogError
            When they cannot be written: then what they are about must not be done.
        """
        self.chain.append([self._encode(record) for record in records])

    def write_request(
        self,
        trace: Trace,
        name: str,
        activity_uris: Iterable[str],
        *,
        principal: Principal,
        start_time: int,
        action: Action | None = None,
        layer: Layer | None = None,
        rows: int | None = None,
        status: Status = Status.UNSET,
        exception_type: str = "",
        subject: tuple[str, str] | None = None,
    ) -> None:
        """Write the records of one request: one for each activity whose data it was about.

        Parameters
        ----------
        trace
            Of the request. The first record is that action itself; more are actions beside it in the same trace.
        activity_uris
            URIs of versions of activities.
        start_time
            Milliseconds since 1970; it ends now.
        subject
            Kind and identification of the person that the data are about; encrypted here.

        Raises
        ------
        LogError
            When they cannot be written.
        """
        who = self.pseudonyms.of_principal(principal)
        role = role_text(principal.roles)
        kind, whom = ("", "") if subject is None else (subject[0], self.pseudonyms.encrypt(*subject))
        now = self._clock()
        records: list[ProcessingRecord] = []
        for uri in activity_uris:
            attributes = RecordAttributes(
                processing_activity_id=uri,
                data_subject_id=whom,
                data_subject_id_type=kind,
                foreign_span_id=trace.caller if trace.is_foreign else "",
                action=action,
                layer=layer,
                role=role,
                party=principal.party,
                principal=who,
                rows=rows,
                exception_type=exception_type,
            )
            own = trace.sibling() if records else trace
            records.append(
                ProcessingRecord.of(
                    own, name[:LONGEST_NAME], attributes, start_time=start_time, end_time=now, status=status
                )
            )
        if records:
            self.write(*records)

    @contextlib.contextmanager
    def processing(
        self,
        name: str,
        activity_uris: Iterable[str],
        *,
        action: Action | None = None,
        layer: Layer | None = None,
        principal: Principal = THE_NODE,
        trace: Trace | None = None,
    ) -> Iterator[Span]:
        """Log what is done in the block: for background jobs, which no request asked for.

        A block that raises is logged with status Error and the kind of fault; the fault goes on its way.

        Raises
        ------
        LogError
            At the end of the block, when it cannot be written: then its result must not be used.
        """
        span = Span(trace or Trace.new())
        start = self._clock()
        try:
            yield span
        except Exception as error:
            span.status, span.exception_type = Status.ERROR, type(error).__name__
            raise
        finally:
            self.write_request(
                span.trace, name, activity_uris, principal=principal, start_time=start, action=action, layer=layer,
                rows=span.rows, status=span.status, exception_type=span.exception_type,
            )  # fmt: skip

    def remove_before(self, day: str, because: str) -> Removed | None:
        """Take away files of days before a day (``2026-11-21``); see :meth:`Chain.remove_before`."""
        return self.chain.remove_before(day, because)
