# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Plans which observations to read: what of a filter the store can do, and what is left to judge row by row.

A filter becomes datastream ids, a range of phenomenon time and a rest. Conditions on the datastream (its thing, its
property …) are settled in memory. No SQL is made here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.observation.catalogue import Kind
from baken.service.sensorthings import filter as f
from baken.service.sensorthings.predicate import compile_node, predicate
from baken.service.sensorthings.type_properties import TypeProperties
from baken.service.sensorthings.vectors import Mask, sides_of, vector
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pyarrow as pa

    from baken.service.sensorthings.schema import Row, Schema
    from baken.vocabulary.time import Clock

_LARGEST_ID: Final = 2**31 - 1
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which observations a path names: all, those of a datastream, or those about a feature of interest."""

    datastream_id: int | None = None
    feature_id: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A filter, as far as the store can do it, and the rest.

    Attributes
    ----------
    datastream_ids
        None for all.
    start, end
        Phenomenon time in [start, end).
    rest
        What remains to be judged per row; None when nothing does.
    mask
        The same, for all rows of a table at once; None when it can only be judged per row.
    """

    datastream_ids: tuple[int, ...] | None = None
    start: datetime | None = None
    end: datetime | None = None
    rest: Callable[[Row], bool] | None = None
    mask: Callable[[pa.Table], Mask] | None = None

    @property
    def nothing(self) -> bool:
        """Tell whether no observation can meet it."""
        empty_range = self.start is not None and self.end is not None and self.start >= self.end
        return self.datastream_ids == () or empty_range


class Planner:
    """Makes plans."""

    def __init__(self, schema: Schema, clock: Clock) -> None:
        self._schema = schema
        self._clock = clock
        self._own = TypeProperties(schema, schema.types["Observation"])

    def plan(self, scope: Scope, condition: f.Node | None) -> Plan:
        """Return what to read.

        Raises
        ------
        FilterError
            When the condition names what observations do not have.
        """
        plan = self._scope(scope)
        if condition is None:
            return plan
        rest: list[f.Node] = []
        for part in _conjuncts(condition):
            compile_node(part, self._own, self._clock)
            plan, left = self._narrow(plan, self._folded(part))
            rest.extend(left)
        tests = [predicate(part, self._own, self._clock) for part in rest]
        if plan.rest is not None:
            return replace(plan, rest=_all([*tests, plan.rest]))
        masks = [mask for part in rest if (mask := vector(part)) is not None]
        return replace(plan, rest=_all(tests), mask=_all_masks(masks) if len(masks) == len(rest) else None)

    def plans(self, of_datastreams: bool, ids: Sequence[int], condition: f.Node | None) -> list[Plan]:
        """Return a plan for each datastream (or feature of interest), as :meth:`plan` does for one."""
        if not of_datastreams:
            return [self.plan(Scope(feature_id=i), condition) for i in ids]
        shared = self.plan(Scope(), condition) if condition is not None else Plan()
        if shared.rest is not None:
            return [self.plan(Scope(datastream_id=i), condition) for i in ids]
        among = shared.datastream_ids
        return [Plan((i,) if among is None or i in among else (), shared.start, shared.end) for i in ids]

    def _scope(self, scope: Scope) -> Plan:
        if scope.datastream_id is not None:
            return Plan((scope.datastream_id,))
        feature = scope.feature_id
        if feature is not None:
            feature_of = self._schema.feature_of
            return Plan(self._schema.catalogue.observing(feature), rest=lambda row: feature_of(row) == feature)
        if self._schema.catalogue.erasures():
            return Plan(tuple(d.id for d in self._schema.catalogue.datastreams()))
        return Plan()

    def _narrow(self, plan: Plan, part: f.Node) -> tuple[Plan, tuple[f.Node, ...]]:
        if isinstance(part, f.Compare):
            bounded = _bounded(plan, part) or _by_id(plan, part)
            if bounded is not None:
                return bounded
        relations = {path.segments[0] for path in _paths(part)}
        if relations == {"Datastream"}:
            return self._among(plan, self._datastreams(plan, part)), ()
        if relations == {"FeatureOfInterest"}:
            return self._among(plan, self._observing(part)), (part,)
        return plan, (part,)

    def _datastreams(self, plan: Plan, part: f.Node) -> set[int]:
        """Return the datastreams that meet a condition on the datastream alone."""
        wanted = _wanted_id(part)
        if wanted is not None:
            return {wanted}
        test = predicate(_stripped(part), TypeProperties(self._schema, self._schema.types["Datastream"]), self._clock)
        catalogue = self._schema.catalogue
        if plan.datastream_ids is None:
            return {d.id for d in catalogue.datastreams() if test(d)}
        known = ((i, catalogue.datastream(i)) for i in plan.datastream_ids)
        return {i for i, d in known if d is not None and test(d)}

    def _observing(self, part: f.Node) -> set[int]:
        kind = Kind.FEATURE_OF_INTEREST
        test = predicate(_stripped(part), TypeProperties(self._schema, self._schema.types[kind.value]), self._clock)
        catalogue = self._schema.catalogue
        return {d for feature in catalogue.all(kind) if test(feature) for d in catalogue.observing(feature.id)}

    @staticmethod
    def _among(plan: Plan, ids: set[int]) -> Plan:
        if plan.datastream_ids is not None:
            ids = ids.intersection(plan.datastream_ids)
        return replace(plan, datastream_ids=tuple(sorted(ids)))

    def _folded(self, part: f.Node) -> f.Node:
        """Compute the sides of a comparison that name no property: ``now() sub duration'PT1H'``."""
        if not isinstance(part, f.Compare):
            return part
        return replace(part, left=self._constant(part.left), right=self._constant(part.right))

    def _constant(self, node: f.Node) -> f.Node:
        if isinstance(node, (f.Literal, f.Path)) or any(True for _ in _paths(node)):
            return node
        return f.Literal(compile_node(node, self._own, self._clock).of(None), node.position)


def _all(tests: list[Callable[[Row], bool]]) -> Callable[[Row], bool] | None:
    if len(tests) < 2:
        return tests[0] if tests else None
    return lambda row: all(test(row) for test in tests)


def _all_masks(masks: list[Callable[[pa.Table], Mask]]) -> Callable[[pa.Table], Mask] | None:
    if len(masks) < 2:
        return masks[0] if masks else None
    return lambda table: np.logical_and.reduce([mask(table) for mask in masks])


def _conjuncts(node: f.Node | None) -> tuple[f.Node, ...]:
    if node is None:
        return ()
    if isinstance(node, f.Logical) and node.operator == "and":
        return tuple(part for operand in node.operands for part in _conjuncts(operand))
    return (node,)


def _children(node: f.Node) -> tuple[f.Node, ...]:
    match node:
        case f.Logical():
            return node.operands
        case f.Call():
            return node.arguments
        case f.Not():
            return (node.operand,)
        case f.Compare() | f.Arithmetic():
            return (node.left, node.right)
    return ()


def _paths(node: f.Node) -> Iterator[f.Path]:
    if isinstance(node, f.Path):
        yield node
    for child in _children(node):
        yield from _paths(child)


def _stripped(node: f.Node) -> f.Node:
    """Return the same condition, seen from the entity to which the first relation of every path leads."""
    match node:
        case f.Path():
            return replace(node, segments=node.segments[1:])
        case f.Logical():
            return replace(node, operands=tuple(map(_stripped, node.operands)))
        case f.Call():
            return replace(node, arguments=tuple(map(_stripped, node.arguments)))
        case f.Not():
            return replace(node, operand=_stripped(node.operand))
        case f.Compare() | f.Arithmetic():
            return replace(node, left=_stripped(node.left), right=_stripped(node.right))
    return node


def _bounded(plan: Plan, node: f.Compare) -> tuple[Plan, tuple[f.Node, ...]] | None:
    """Turn a comparison of the phenomenon time into a range; an interval counts by its start."""
    sides = sides_of(node)
    if sides is None or sides[1].segments != ("phenomenonTime",) or sides[0] == "ne":
        return None
    word, _, value = sides
    rest: tuple[f.Node, ...] = (node,) if isinstance(value, f.Interval) and word == "eq" else ()
    moment = value.start if isinstance(value, f.Interval) else value
    if not isinstance(moment, datetime):
        return None
    start, end = plan.start, plan.end
    try:
        after = moment + _MICROSECOND
    except OverflowError:
        return None
    if word in {"ge", "gt", "eq"}:
        lowest = after if word == "gt" else moment
        start = lowest if start is None else max(start, lowest)
    if word in {"le", "lt", "eq"}:
        highest = moment if word == "lt" else after
        end = highest if end is None else min(end, highest)
    return replace(plan, start=start, end=end), rest


def _by_id(plan: Plan, node: f.Compare) -> tuple[Plan, tuple[f.Node, ...]] | None:
    """Turn ``id eq '12-1735689600000000'`` into the one row it can be."""
    sides = sides_of(node)
    if sides is None or sides[0] != "eq" or sides[1].segments not in {("id",), ("@iot.id",)}:
        return None
    found = parse_observation_id(str(sides[2]))
    if found is None or found[2]:
        return replace(plan, datastream_ids=()), ()
    ids = (found[0],) if plan.datastream_ids is None or found[0] in plan.datastream_ids else ()
    return _bounded(replace(plan, datastream_ids=ids), _at(from_us(found[1]), node.position))


def _at(moment: datetime, position: int) -> f.Compare:
    return f.Compare("eq", f.Path(("phenomenonTime",), position), f.Literal(moment, position), position, 2)


def _wanted_id(node: f.Node) -> int | None:
    """Return n of ``Datastream/id eq n``."""
    sides = sides_of(node) if isinstance(node, f.Compare) and node.operator == "eq" else None
    if sides is None or sides[1].segments not in {("Datastream", "id"), ("Datastream", "@iot.id")}:
        return None
    text = str(sides[2])
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def parse_observation_id(text: str) -> tuple[int, int, int] | None:
    """Return datastream id, phenomenon time in µs and revision of an observation id, or None when it is none.

    Examples
    --------
    >>> parse_observation_id("12-1735689600000000"), parse_observation_id("12--60000000"), parse_observation_id("x")
    ((12, 1735689600000000, 0), (12, -60000000, 0), None)
    """
    datastream, mark, rest = text.partition("-")
    sign = -1 if rest.startswith("-") else 1
    time, _, revision = rest.removeprefix("-").partition("-")
    parts = (datastream, time, revision or "0")
    if not mark or not all(p.isascii() and p.isdigit() and len(p) <= 18 for p in parts):
        return None
    try:
        from_us(sign * int(time))
    except OverflowError:
        return None
    if int(datastream) > _LARGEST_ID:
        return None
    return int(datastream), sign * int(time), int(revision or 0)


def bounds_us(plan: Plan) -> tuple[int | None, int | None]:
    """Return the range of a plan in µs."""
    return (
        None if plan.start is None else to_us(plan.start),
        None if plan.end is None else to_us(plan.end),
    )
