# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Register: where the catalogue's entities are written down before a change is acknowledged.

One row per entity with its record as JSON, so that one transaction holds a whole deep insert and a new field of a
record needs no migration. Plain SQL through SQLAlchemy Core: SQLite by default, PostgreSQL by its URL.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, bindparam, select

from baken.errors import BakenError
from baken.governance.database import durable_engine, translated

if TYPE_CHECKING:
    from sqlalchemy import Connection


class RegisterError(BakenError):
    """The register cannot be opened, read or written."""


@dataclass(slots=True)
class Writing:
    """What one change writes: all of it or nothing.

    Attributes
    ----------
    inserted, updated
        ``(kind, id, body)`` per entity.
    removed
        ``(kind, id)`` per entity.
    next_ids
        First id never given out, per kind that gave some out.
    links
        ``(datastream id, feature id)``: that datastream has observations about that feature.
    erasures, erased
        ``(datastream id, feature id or -1)``: observations that still have to go, and those that are gone.
    """

    inserted: list[tuple[str, int, str]] = field(default_factory=list)
    updated: list[tuple[str, int, str]] = field(default_factory=list)
    removed: list[tuple[str, int]] = field(default_factory=list)
    next_ids: dict[str, int] = field(default_factory=dict)
    links: list[tuple[int, int]] = field(default_factory=list)
    erasures: list[tuple[int, int]] = field(default_factory=list)
    erased: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Written:
    """All that a register holds, in the shape of :class:`Writing`."""

    entities: list[tuple[str, int, str]] = field(default_factory=list)
    next_ids: dict[str, int] = field(default_factory=dict)
    links: list[tuple[int, int]] = field(default_factory=list)
    erasures: list[tuple[int, int]] = field(default_factory=list)


class Register(Protocol):
    """Keeps the catalogue durably."""

    def load(self) -> Written:
        """Return everything, entities ordered by kind and id."""
        ...

    def write(self, writing: Writing) -> None:
        """Commit and sync; all of it or, with an error, nothing."""
        ...

    def close(self) -> None:
        """Release the connection."""
        ...


class NoRegister:
    """Writes nothing down: a catalogue that is gone when the process ends, for tests."""

    def load(self) -> Written:
        """Return nothing."""
        return Written()

    def write(self, writing: Writing) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


_METADATA = MetaData()
_ENTITY = Table(
    "catalogue_entity",
    _METADATA,
    Column("kind", String(32), primary_key=True),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)
_SEQUENCE = Table(
    "catalogue_sequence",
    _METADATA,
    Column("kind", String(32), primary_key=True),
    Column("next_id", Integer, nullable=False),
)
_LINK = Table(
    "catalogue_feature_link",
    _METADATA,
    Column("datastream_id", Integer, primary_key=True, autoincrement=False),
    Column("feature_id", Integer, primary_key=True, autoincrement=False),
)
_ERASURE = Table(
    "catalogue_erasure",
    _METADATA,
    Column("datastream_id", Integer, primary_key=True, autoincrement=False),
    Column("feature_id", Integer, primary_key=True, autoincrement=False),
)


class SqlRegister:
    """A register in an SQL database.

    Parameters
    ----------
    url
        SQLAlchemy URL, for example ``sqlite:////var/lib/baken/register.db``.

    Raises
    ------
    RegisterError
        When the database cannot be opened.
    """

    def __init__(self, url: str) -> None:
        def refused(cause: str) -> RegisterError:
            remedy = "Check the path, the permissions and that no other server uses it."
            return RegisterError(f"The register {url!r} cannot be opened: {cause}.", remedy=remedy)

        with translated(refused):
            self._engine = durable_engine(url)
            _METADATA.create_all(self._engine)

    def load(self) -> Written:
        """Return everything, entities ordered by kind and id."""
        with translated(_not_read), self._engine.connect() as connection:
            return Written(
                entities=_rows(connection, _ENTITY),
                next_ids=dict(_rows(connection, _SEQUENCE)),
                links=_rows(connection, _LINK),
                erasures=_rows(connection, _ERASURE),
            )

    def write(self, writing: Writing) -> None:
        """Commit and sync; all of it or, with an error, nothing."""
        with translated(_not_written), self._engine.begin() as connection:
            _write_entities(connection, writing)
            _write_sequences(connection, writing.next_ids)
            _write_pairs(connection, writing)

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()


def _not_read(cause: str) -> RegisterError:
    return RegisterError(f"The register cannot be read: {cause}.")


def _not_written(cause: str) -> RegisterError:
    remedy = "Nothing was changed; check the disk and try again."
    return RegisterError(f"The register cannot be written: {cause}.", remedy=remedy)


def _rows(connection: Connection, table: Table) -> list[Any]:
    keys = list(table.primary_key.columns)
    return [tuple(row) for row in connection.execute(select(table).order_by(*keys))]


def _write_entities(connection: Connection, writing: Writing) -> None:
    def of(rows: list[tuple[str, int, str]]) -> list[dict[str, Any]]:
        return [{"of_kind": kind, "of_id": number, "new_body": body} for kind, number, body in rows]

    this = (_ENTITY.c.kind == bindparam("of_kind"), _ENTITY.c.id == bindparam("of_id"))
    if writing.removed:
        gone = [{"of_kind": kind, "of_id": number} for kind, number in writing.removed]
        connection.execute(_ENTITY.delete().where(*this), gone)
    if writing.updated:
        connection.execute(_ENTITY.update().where(*this).values(body=bindparam("new_body")), of(writing.updated))
    if writing.inserted:
        rows = [{"kind": kind, "id": number, "body": body} for kind, number, body in writing.inserted]
        connection.execute(_ENTITY.insert(), rows)


def _write_sequences(connection: Connection, next_ids: dict[str, int]) -> None:
    for kind, next_id in next_ids.items():
        change = _SEQUENCE.update().where(_SEQUENCE.c.kind == kind).values(next_id=next_id)
        if connection.execute(change).rowcount == 0:
            connection.execute(_SEQUENCE.insert(), {"kind": kind, "next_id": next_id})


def _write_pairs(connection: Connection, writing: Writing) -> None:
    for table, pairs in ((_LINK, writing.links), (_ERASURE, writing.erasures)):
        if pairs:
            connection.execute(table.insert(), [{"datastream_id": d, "feature_id": f} for d, f in pairs])
    for d, f in writing.erased:
        connection.execute(_ERASURE.delete().where(_ERASURE.c.datastream_id == d, _ERASURE.c.feature_id == f))
