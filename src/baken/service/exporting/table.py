# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables that leave the node: columns with a unit and a meaning, one place per row, and nothing that is not told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from baken.vocabulary.time import NO_TIME_US, format_instant, from_us

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from baken.governance.lists import Layer
    from baken.vocabulary.place import Area


class Form(StrEnum):
    """What is in a column."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    YES_OR_NO = "yes-or-no"
    TIME = "time"
    """A moment, microseconds UTC."""


TYPES: Final[Mapping[Form, pa.DataType]] = {
    Form.TEXT: pa.string(),
    Form.NUMBER: pa.float64(),
    Form.WHOLE: pa.int64(),
    Form.YES_OR_NO: pa.bool_(),
    Form.TIME: pa.timestamp("us", tz="UTC"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name on the wire, what is in it, its unit, and what it means.

    Attributes
    ----------
    unit
        In UCUM; empty where there is none.
    """

    name: str
    form: Form
    meaning: str
    unit: str = ""

    @property
    def heading(self) -> str:
        """Return the name with the unit behind it.

        Examples
        --------
        >>> Column("densityPerM2", Form.NUMBER, "Persons per usable square metre", "{person}/m2").heading
        'densityPerM2 [{person}/m2]'
        """
        return f"{self.name} [{self.unit}]" if self.unit else self.name


@dataclass(frozen=True, slots=True)
class Collection:
    """A kind of table.

    Attributes
    ----------
    layer
        The layer of governance that it is made of.
    begins, ends
        The columns between which a row holds; ``begins`` is empty where it always does.
    """

    id: str
    title: str
    description: str
    layer: Layer
    columns: tuple[Column, ...]
    begins: str = "start"
    ends: str = "end"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a collection.

    Attributes
    ----------
    areas
        All areas of the city.
    place
        Of each row the number of its area, shape (rows,).
    values
        Of each column as many values as there are rows; None, NaN and :data:`~baken.vocabulary.time.NO_TIME_US` are not
        known. The first column tells rows apart.
    """

    collection: Collection
    areas: tuple[Area, ...]
    place: NDArray[np.intp]
    values: Mapping[str, Sequence[Any] | NDArray[Any]]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.place)

    def take(self, rows: NDArray[np.intp]) -> Table:
        """Return some rows."""
        kept = {
            name: column[rows] if isinstance(column, np.ndarray) else [column[row] for row in rows.tolist()]
            for name, column in self.values.items()
        }
        return Table(self.collection, self.areas, self.place[rows], kept)

    def moments(self, column: str) -> NDArray[np.int64]:
        """Return a column of times, microseconds UTC, with ``NO_TIME_US`` for what is not known."""
        return _moments(self.values[column])

    def arrow(self) -> pa.Table:
        """Return it as an Arrow table, without geometry; each field says its unit and what it means."""
        arrays, fields = [], []
        for column in self.collection.columns:
            arrays.append(_array(column, self.values[column.name]))
            told = {"description": column.meaning} | ({"unit": column.unit} if column.unit else {})
            fields.append(pa.field(column.name, TYPES[column.form], metadata=told))
        return pa.table(arrays, schema=pa.schema(fields))

    def plain(self) -> list[list[Any]]:
        """Return each column as plain values: times as text in ISO 8601 UTC, and None for what is not known."""
        return [_plain(column, self.values[column.name]) for column in self.collection.columns]


def _plain(column: Column, values: Sequence[Any] | NDArray[Any]) -> list[Any]:
    if column.form is not Form.TIME:
        found: list[Any] = _array(column, values).to_pylist()
        return found
    # Many rows hold the same few moments: each is written once.
    moments, place = np.unique(_moments(values), return_inverse=True)
    words = [None if us == NO_TIME_US else format_instant(from_us(us)) for us in moments.tolist()]
    return [words[k] for k in place.tolist()]


def _moments(values: Sequence[Any] | NDArray[Any]) -> NDArray[np.int64]:
    return np.asarray([NO_TIME_US if us is None else us for us in values], np.int64)


def _array(column: Column, values: Sequence[Any] | NDArray[Any]) -> pa.Array:
    if column.form is Form.TIME:
        moments = _moments(values)
        return pa.array(moments, TYPES[Form.TIME], mask=moments == NO_TIME_US)
    if column.form is Form.NUMBER:
        numbers = np.asarray(values, np.float64)
        return pa.array(numbers, TYPES[Form.NUMBER], mask=~np.isfinite(numbers))
    return pa.array(values if isinstance(values, list) else list(values), TYPES[column.form])
