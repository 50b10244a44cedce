# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Compiles the tree of a filter to a Python function of one entity.

A path through a relation with many ends has several values; a condition on it holds when it holds for one of them.
Each condition chooses for itself: ``Datastreams/name eq 'a' and Datastreams/description eq 'b'`` may be met by two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from baken.service.sensorthings import filter as f
from baken.service.sensorthings.functions import FUNCTION, compare, compute

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.vocabulary.time import Clock


@dataclass(frozen=True, slots=True)
class Accessor:
    """How to read a property of an entity.

    Attributes
    ----------
    get
        Function of the entity; a tuple of values when ``many``.
    type
        ``number``, ``string``, ``time``, ``geometry``, ``boolean``, ``id`` or ``json`` (anything).
    """

    get: Callable[[Any], Any]
    many: bool
    type: str


class Properties(Protocol):
    """Finds the properties of one entity type."""

    def accessor(self, path: f.Path) -> Accessor:
        """Return how to read a path, or raise :class:`~.filter.FilterError` when there is no such property."""
        ...


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled expression: its function, whether that gives a tuple of values, and their type."""

    of: Callable[[Any], Any]
    many: bool = False
    type: str = "json"


_TYPES: dict[type, str] = {bool: "boolean", int: "number", float: "number", str: "string"}
_RESULT = dict.fromkeys(FUNCTION, "json") | dict.fromkeys(
    ("length", "indexof", "year", "month", "day", "hour", "minute", "second", "round", "floor", "ceiling"), "number"
)


def predicate(node: f.Node, properties: Properties, clock: Clock) -> Callable[[Any], bool]:
    """Return a function that tells whether an entity meets a condition.

    Raises
    ------
    FilterError
        When a property does not exist, or can never be compared with what it is compared with.
    """
    return _truth(compile_node(node, properties, clock))


def compile_node(node: f.Node, properties: Properties, clock: Clock) -> Compiled:
    """Return the function of any expression; see :func:`predicate`."""
    if isinstance(node, f.Literal):
        value = node.value
        return Compiled(lambda _: value, type=_type_of(value))
    if isinstance(node, f.Path):
        found = properties.accessor(node)
        return Compiled(found.get, found.many, found.type)
    if isinstance(node, f.Not):
        inner = predicate(node.operand, properties, clock)
        return Compiled(lambda e: not inner(e), type="boolean")
    if isinstance(node, f.Logical):
        return _logical(node, properties, clock)
    if isinstance(node, f.Call):
        return _call(node, properties, clock)
    return _binary(node, properties, clock)


def _logical(node: f.Logical, properties: Properties, clock: Clock) -> Compiled:
    parts = tuple(predicate(operand, properties, clock) for operand in node.operands)
    if node.operator == "and":
        return Compiled(lambda e: all(part(e) for part in parts), type="boolean")
    return Compiled(lambda e: any(part(e) for part in parts), type="boolean")


def _call(node: f.Call, properties: Properties, clock: Clock) -> Compiled:
    if node.name == "now":
        return Compiled(lambda _: clock.now(), type="time")
    arguments = [compile_node(a, properties, clock) for a in node.arguments]
    return _spread(FUNCTION[node.name], arguments, _RESULT[node.name], node.position)


def _binary(node: f.Compare | f.Arithmetic, properties: Properties, clock: Clock) -> Compiled:
    left = compile_node(node.left, properties, clock)
    right = compile_node(node.right, properties, clock)
    word = node.operator
    if isinstance(node, f.Arithmetic):
        return _spread(lambda a, b: compute(word, a, b), [left, right], "json", node.position)
    left, right = _as_id(left, right, node.right), _as_id(right, left, node.left)
    known = {left.type, right.type} - {"json", "id"}
    if len(known) > 1:
        raise f.FilterError(f"A {left.type} cannot be compared with a {right.type}", node.position)
    return _spread(lambda a, b: compare(word, a, b), [left, right], "boolean", node.position)


def _as_id(side: Compiled, other: Compiled, other_node: f.Node) -> Compiled:
    """Let ids be compared as text when the other side is text: clients write both ``1`` and ``'1'``."""
    if side.type != "id" or other.type not in {"string", "number"} or not isinstance(other_node, f.Literal):
        return side
    kind = str if other.type == "string" else _as_number
    inner = side.of
    if side.many:
        return Compiled(lambda e: tuple(kind(v) for v in inner(e)), True, "id")
    return Compiled(lambda e: kind(inner(e)), False, "id")


def _as_number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdigit() else value


def _spread(function: Callable[..., Any], arguments: list[Compiled], kind: str, position: int) -> Compiled:
    """Apply a function to its arguments; to each value of the one argument that has many."""
    readers = [a.of for a in arguments]
    spread = [i for i, a in enumerate(arguments) if a.many]
    if len(spread) > 1:
        raise f.FilterError("Only one side may go through a relation with many ends", position)
    if spread:
        at = spread[0]

        def each(entity: Any) -> tuple[Any, ...]:
            values = [r(entity) for r in readers]
            return tuple(function(*values[:at], value, *values[at + 1 :]) for value in values[at])

        return Compiled(each, True, kind)
    if len(readers) == 2:
        first, second = readers
        return Compiled(lambda e: function(first(e), second(e)), False, kind)
    return Compiled(lambda e: function(*(r(e) for r in readers)), False, kind)


def _truth(compiled: Compiled) -> Callable[[Any], bool]:
    of = compiled.of
    if compiled.many:
        return lambda e: any(value is True for value in of(e))
    return lambda e: of(e) is True


def _type_of(value: Any) -> str:
    if value is None:
        return "json"
    if hasattr(value, "geom_type"):
        return "geometry"
    return _TYPES.get(type(value), "json" if not isinstance(value, (datetime, f.Interval)) else "time")
