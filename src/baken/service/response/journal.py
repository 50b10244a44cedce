# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The journal of responses in the register database: every event, in order, never changed.

A commit is synced when it returns. Events of one decision are one commit, with the commands that follow from it: what
was approved is never without its commands, and a command never without its approval. The database itself refuses to
change an event, and to take one away other than by a deletion that counts what went in the same commit (SQLite).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    delete,
    event,
    func,
    select,
)

from baken.errors import BakenError
from baken.governance.database import exclusive_engines, translated
from baken.response.book import Book
from baken.response.model import (
    Accepted,
    Commanded,
    CommandMoved,
    Decided,
    HandedOver,
    Noted,
    Proposed,
    ResponseEvent,
    TaskGiven,
    TaskMoved,
)

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

_METADATA: Final = MetaData()

JOURNAL: Final = Table(
    "response_journal",
    _METADATA,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("stream", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("written_us", BigInteger, nullable=False),
    Column("activity", String(200), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("response_journal_once", "stream", "version", unique=True),
    sqlite_autoincrement=True,
)

_DELETION: Final = Table(
    "response_deletion",
    _METADATA,
    Column("run", BigInteger, primary_key=True, autoincrement=False),
    Column("rows", BigInteger, nullable=False),
    Column("first_us", BigInteger, nullable=False),
    Column("last_us", BigInteger, nullable=False),
)

_DELETING: Final = Table("response_deleting", _METADATA, Column("run", BigInteger, primary_key=True))

_STAYS: Final = DDL(  # type: ignore[no-untyped-call]
    "CREATE TRIGGER IF NOT EXISTS response_journal_stays BEFORE UPDATE ON response_journal "
    "BEGIN SELECT RAISE(ABORT, 'an event is not changed'); END"
)
_KEPT: Final = DDL(  # type: ignore[no-untyped-call]
    "CREATE TRIGGER IF NOT EXISTS response_journal_is_kept BEFORE DELETE ON response_journal "
    "WHEN NOT EXISTS (SELECT 1 FROM response_deleting) "
    "BEGIN SELECT RAISE(ABORT, 'an event is only taken away by retention'); END"
)
for _trigger in (_STAYS, _KEPT):
    event.listen(_METADATA, "after_create", _trigger.execute_if(dialect="sqlite"))

_BATCH: Final = 200
_encode: Final = msgspec.json.encode


class ResponseStoreError(BakenError):
    """The journal of responses cannot be opened, read or written."""


@dataclass(frozen=True, slots=True)
class ResponseDeletion:
    """What one run of a deletion took away: events, and when the oldest and the newest of them were written."""

    rows: int
    first_us: int
    last_us: int


class ResponseJournal:
    """Events in the register, and the book that follows from them; safe to use from several threads and processes.

    Parameters
    ----------
    url
        SQLAlchemy URL of the register.

    Raises
    ------
    ResponseStoreError
        By every method, when the database cannot be used.
    """

    def __init__(self, url: str) -> None:
        self._lock = threading.RLock()
        self._book = Book()
        self._shown = Book()
        self._last = 0
        with _translated("opened"):
            self._engine, self._writer = exclusive_engines(url)
            with self._writer.begin() as connection:
                _METADATA.create_all(connection)
        with _translated("read"), self._engine.connect() as connection:
            self._catch_up(connection)

    def read(self) -> Book:
        """Return how everything stands now; what is returned does not change any more."""
        with self._lock, _translated("read"), self._engine.connect() as connection:
            self._catch_up(connection)
            if self._shown.revision != self._book.revision:
                self._shown = self._book.copy()
            return self._shown

    def write(
        self, deed: Callable[[Book], Iterable[ResponseEvent]], *, activity: str, written_us: int
    ) -> tuple[ResponseEvent, ...]:
        """Keep what somebody does: all its events or, with an error, none. They are on disk when this returns.

        Nobody writes beside it, so what ``deed`` sees is how it stands when its events are kept.
        """
        with self._lock:
            with _translated("written"), self._writer.begin() as connection:
                self._catch_up(connection)
                events = tuple(deed(self._book))
                for one in events:
                    stream = stream_of(one, self._book)
                    held = connection.execute(select(func.count()).where(JOURNAL.c.stream == stream)).scalar_one()
                    connection.execute(JOURNAL.insert(), _row(one, stream, held + 1, activity, written_us))
                last = connection.execute(select(func.max(JOURNAL.c.number))).scalar_one() if events else None
            for one in events:
                self._book.apply(one)
            self._last = self._last if last is None else int(last)
            return events

    # -- retention -----------------------------------------------------------------------------------------------

    def has_before(self, activity: str, before_us: int) -> bool:
        """Tell whether there is anything of an activity that was over before a moment."""
        with _translated("read"), self._engine.connect() as connection:
            return bool(self._due(connection, activity, before_us))

    def delete_before(self, run: int, activity: str, before_us: int, stopping: threading.Event | None = None) -> bool:
        """Take away what was over before a moment, whole histories only, and count it in the same commit.

        What is still in force or open is kept however old it is. In batches, each a commit of its own; a run that was
        interrupted is called again and goes on. Return whether it is finished.
        """
        while True:
            if stopping is not None and stopping.is_set():
                return False
            with self._lock, _translated("written"), self._writer.begin() as connection:
                due = self._due(connection, activity, before_us)
                if not due:
                    break
                mine = JOURNAL.c.stream.in_(due)
                count, first, last = connection.execute(
                    select(func.count(), func.min(JOURNAL.c.written_us), func.max(JOURNAL.c.written_us)).where(mine)
                ).one()
                connection.execute(_DELETING.insert(), {"run": run})
                connection.execute(delete(JOURNAL).where(mine))
                connection.execute(delete(_DELETING))
                self._count(connection, run, int(count), int(first), int(last))
        with self._lock:
            self._book, self._shown, self._last = Book(), Book(), 0
            self.read()
        return True

    def deletions(self) -> dict[int, ResponseDeletion]:
        """Return what was taken away by each run that was not settled."""
        with _translated("read"), self._engine.connect() as connection:
            return {
                r.run: ResponseDeletion(r.rows, r.first_us, r.last_us) for r in connection.execute(select(_DELETION))
            }

    def settle_deletion(self, run: int) -> None:
        """Forget the count of a run, of which there is a proof now."""
        with _translated("written"), self._writer.begin() as connection:
            connection.execute(delete(_DELETION).where(_DELETION.c.run == run))

    def activities(self) -> frozenset[str]:
        """Return the activities on whose behalf something is kept."""
        with _translated("read"), self._engine.connect() as connection:
            return frozenset(connection.execute(select(JOURNAL.c.activity).distinct()).scalars())

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()

    # -- inside --------------------------------------------------------------------------------------------------

    def _catch_up(self, connection: Connection) -> None:
        """Take in what another process kept meanwhile."""
        found = connection.execute(
            select(JOURNAL.c.number, JOURNAL.c.body).where(JOURNAL.c.number > self._last).order_by(JOURNAL.c.number)
        )
        for row in found:
            self._book.apply(_decoded(row.body))
            self._last = int(row.number)

    def _due(self, connection: Connection, activity: str, before_us: int) -> list[str]:
        """Return some streams whose newest event is older than a moment, and that are over."""
        old = (
            select(JOURNAL.c.stream)
            .where(JOURNAL.c.activity == activity)
            .group_by(JOURNAL.c.stream)
            .having(func.max(JOURNAL.c.written_us) < before_us)
        )
        found = connection.execute(old).scalars().all()
        standing = {f"response:{one.id}" for one in (*self._book.in_force(), *self._book.open_proposals())}
        return [stream for stream in found if stream not in standing][:_BATCH]

    def _count(self, connection: Connection, run: int, count: int, first: int, last: int) -> None:
        before = connection.execute(select(_DELETION).where(_DELETION.c.run == run)).first()
        if before is None:
            values = {"run": run, "rows": count, "first_us": first, "last_us": last}
            connection.execute(_DELETION.insert(), values)
            return
        connection.execute(
            _DELETION.update()
            .where(_DELETION.c.run == run)
            .values(rows=before.rows + count, first_us=min(before.first_us, first), last_us=max(before.last_us, last))
        )


def stream_of(one: ResponseEvent, book: Book) -> str:
    """Return the history that an event belongs to: of a response, a note or a hand-over.

    Tasks and commands stand in the history of their response, so that they go when it goes.
    """
    match one:
        case Proposed() | Decided():
            return f"response:{one.response_id}"
        case TaskGiven():
            return f"response:{one.task.response_id}"
        case TaskMoved():
            return f"response:{book.tasks[one.task_id].response_id}"
        case Commanded():
            return f"response:{one.command.response_id}"
        case CommandMoved():
            return f"response:{book.commands[one.key].response_id}"
        case Noted():
            return f"note:{one.note.id}"
        case HandedOver():
            return f"hand-over:{one.hand_over.id}"
        case Accepted():
            return f"hand-over:{one.hand_over_id}"


def _row(one: ResponseEvent, stream: str, version: int, activity: str, written_us: int) -> dict[str, Any]:
    kind = str(type(one).__struct_config__.tag)
    return {
        "stream": stream, "version": version, "kind": kind, "at_us": one.at_us, "written_us": written_us,
        "activity": activity, "body": _encode(one),
    }  # fmt: skip


def _decoded(body: bytes) -> ResponseEvent:
    try:
        return _DECODER.decode(body)
    except msgspec.DecodeError as error:
        raise ResponseStoreError(
            f"An event of the journal of responses cannot be understood: {error}.",
            remedy="Run the version of Baken that wrote it, or a newer one.",
        ) from error


_DECODER: Final[msgspec.json.Decoder[ResponseEvent]] = msgspec.json.Decoder(ResponseEvent)


def _translated(done: str) -> contextlib.AbstractContextManager[None]:
    return translated(
        lambda cause: ResponseStoreError(
            f"The journal of responses cannot be {done}: {cause}.", remedy="Look at the disk and who may write there."
        )
    )
