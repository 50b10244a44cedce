# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register database: where a commit means that it is synced, whoever else writes at the same time."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, event
from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine

PATIENCE_MS: Final = 15_000
"""So long a connection waits for another process that writes."""

_WRITES: Final = "baken_writes"


def durable_engine(url: str, **options: Any) -> Engine:
    """Return an engine of which each commit is on the disk when it returns.

    SQLite gets a write-ahead log and a sync for each commit; another database is as durable as it was set up.

    Examples
    --------
    >>> engine = durable_engine("sqlite://")
    >>> with engine.connect() as connection:
    ...     connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    2
    >>> engine.dispose()
    """
    engine = create_engine(url, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={PATIENCE_MS}"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def exclusive_engines(url: str) -> tuple[Engine, Engine]:
    """Return a durable engine to read with, and one of the same database whose transactions nobody writes beside.

    So what is read in a transaction of the second is still so when it commits. Closing the first closes both.

    Examples
    --------
    >>> reader, writer = exclusive_engines("sqlite://")
    >>> with writer.begin() as connection:
    ...     connection.exec_driver_sql("SELECT 1").scalar_one()
    1
    >>> reader.dispose()
    """
    if url.startswith("sqlite"):
        engine = durable_engine(url)
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", _begin)
    else:
        engine = durable_engine(url, isolation_level="SERIALIZABLE")
    return engine, engine.execution_options(**{_WRITES: True})


@contextlib.contextmanager
def translated(error_of: Callable[[str], Exception]) -> Iterator[None]:
    """Let an error of the database come out as one of ours, made from the first line of its cause.

    Examples
    --------
    >>> from sqlalchemy.exc import OperationalError
    >>> with translated(lambda cause: ValueError(f"It cannot be read: {cause}.")):
    ...     raise OperationalError("SELECT 1", {}, OSError("the disk is full."))
    Traceback (most recent call last):
        ...
    ValueError: It cannot be read: the disk is full.
    """
    try:
        yield
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).split("\n", 1)[0].rstrip(".")
        raise error_of(cause) from error


def _leave_transactions_to_us(connection: Any, _record: object) -> None:
    """Leave it to us to say when a transaction begins."""
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    """Take the lock at the beginning of what will write: a lock that is taken half-way is refused, not waited for."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
