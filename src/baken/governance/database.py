# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register database: where a commit means that it is synced, whoever else writes at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, event

if TYPE_CHECKING:
    from sqlalchemy import Engine

PATIENCE_MS: Final = 15_000
"""So long a connection waits for another process that writes."""


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
