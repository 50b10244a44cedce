# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Query options: ``$select $expand $filter $orderby $top $skip $count``, nested ones too.

OGC 18-088 §9.3, requirements ``request-data/*``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from baken.service.sensorthings import filter as f
from baken.service.sensorthings.problem import Problem, invalid

if TYPE_CHECKING:
    from baken.service.sensorthings.schema import EntityType, Navigation, Schema

PAGE: Final = 100
"""How many entities a page has when the client does not say."""
LARGEST_PAGE: Final = 10_000
"""How many it has at most; the rest is behind ``@iot.nextLink``."""
_MAX_EXPAND_DEPTH: Final = 6
_MAX_EXPANDS: Final = 40
_TOKEN: Final = re.compile(r"(-?\d{1,18})\.(\d{1,9})", re.ASCII)
_NAME: Final = re.compile(r"[A-Za-z]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Order:
    """One criterion of ``$orderby``."""

    expression: f.Node
    descending: bool


@dataclass(frozen=True, slots=True)
class Expand:
    """A relation to be shown inline, with its own options."""

    navigation: Navigation
    options: Options


@dataclass(frozen=True, slots=True)
class Options:
    """What the client asked of one collection or entity.

    Attributes
    ----------
    seek
        Where a later page of observations begins: ``(phenomenon time in µs, how many of that time were given)``.
    raw
        The options as written, without those that say which page; a link to the next page repeats them.
    """

    select: tuple[str, ...] | None = None
    expand: tuple[Expand, ...] = ()
    filter: f.Node | None = None
    orderby: tuple[Order, ...] = ()
    top: int | None = None
    skip: int = 0
    count: bool = False
    data_array: bool = False
    seek: tuple[int, int] | None = None
    raw: tuple[tuple[str, str], ...] = ()

    @property
    def page(self) -> int:
        """Return how many entities this answer may have."""
        return PAGE if self.top is None else min(self.top, LARGEST_PAGE)


def query_pairs(query: bytes) -> list[tuple[str, str]]:
    """Return name and value of each part of a query string, decoded.

    Raises
    ------
    Problem
        400 when it is not UTF-8.

    Examples
    --------
    >>> query_pairs(b"$top=5&$filter=name%20eq+%27a%27")
    [('$top', '5'), ('$filter', "name eq 'a'")]
    """
    pairs = []
    for part in query.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            pairs.append((_decoded(name), _decoded(value)))
    return pairs


def _decoded(part: bytes) -> str:
    try:
        return unquote_to_bytes(part.replace(b"+", b" ")).decode()
    except UnicodeDecodeError as error:
        raise invalid("The query string is not valid UTF-8.") from error


def parse_options(pairs: list[tuple[str, str]], schema: Schema, entity_type: EntityType) -> Options:
    """Return the options of a request on entities of a type.

    Raises
    ------
    Problem
        400 for an option that does not exist, is repeated or has a wrong value.
    """
    return _Reader(schema).options(pairs, entity_type, 0)


class _Reader:
    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._expands = 0

    def options(self, pairs: list[tuple[str, str]], entity_type: EntityType, depth: int) -> Options:
        options = Options()
        seen: set[str] = set()
        for name, value in pairs:
            if name in seen:
                raise invalid(f"{name} is given twice.")
            seen.add(name)
            options = self._apply(options, name, value.strip(), entity_type, depth)
        raw = tuple(pair for pair in pairs if pair[0] not in {"$skip", "$skiptoken"})
        return replace(options, raw=raw)

    def _apply(self, options: Options, name: str, value: str, entity_type: EntityType, depth: int) -> Options:
        match name:
            case "$top":
                return replace(options, top=_count(name, value))
            case "$skip":
                return replace(options, skip=_count(name, value))
            case "$count":
                return replace(options, count=_flag(name, value))
            case "$filter":
                return replace(options, filter=_expression(name, value))
            case "$orderby":
                return replace(options, orderby=_orderby(value))
            case "$select":
                return replace(options, select=_select(value, entity_type))
            case "$expand":
                return replace(options, expand=self._expand(value, entity_type, depth))
            case "$resultFormat" | "$skiptoken" if depth == 0 and entity_type.name == "Observation":
                return _observations_only(options, name, value)
        raise invalid(
            f"There is no query option {name[:40]!r} here.",
            remedy="Known are $select, $expand, $filter, $orderby, $top, $skip and $count.",
        )

    def _expand(self, value: str, entity_type: EntityType, depth: int) -> tuple[Expand, ...]:
        if depth >= _MAX_EXPAND_DEPTH:
            raise invalid(f"$expand is nested deeper than {_MAX_EXPAND_DEPTH}.")
        found: dict[str, Expand] = {}
        for item in _split(value, ","):
            expand = self._expand_one(item.strip(), entity_type, depth)
            known = found.get(expand.navigation.name)
            found[expand.navigation.name] = expand if known is None else _merged(known, expand)
        return tuple(found.values())

    def _expand_one(self, item: str, entity_type: EntityType, depth: int) -> Expand:
        self._expands += 1
        if self._expands > _MAX_EXPANDS:
            raise invalid(f"More than {_MAX_EXPANDS} relations are expanded.")
        found = _NAME.match(item)
        navigation = entity_type.navigations.get(found.group()) if found else None
        if found is None or navigation is None:
            known = ", ".join(entity_type.navigations)
            raise invalid(f"{entity_type.name} has no relation {item[:40]!r}.", remedy=f"It has {known}.")
        target = self._schema.types[navigation.target]
        rest = item[found.end() :].strip()
        if rest.startswith("/"):
            inner = self._expand(rest[1:], target, depth + 1)
            return Expand(navigation, Options(expand=inner))
        if not rest:
            return Expand(navigation, Options())
        if not (rest.startswith("(") and rest.endswith(")")):
            raise invalid(f"{item[:60]!r} in $expand is not understood.")
        pairs = [_pair(part) for part in _split(rest[1:-1], ";")]
        return Expand(navigation, self.options(pairs, target, depth + 1))


def _merged(first: Expand, second: Expand) -> Expand:
    """Join ``Thing,Thing/Locations``: the options of one, the expansions of both."""
    bare = [replace(e.options, expand=(), raw=()) == Options() for e in (first, second)]
    if not any(bare):
        raise invalid(f"$expand names {first.navigation.name} twice with different options.")
    base = first if bare[1] else second
    inner = {e.navigation.name: e for e in first.options.expand}
    for expand in second.options.expand:
        known = inner.get(expand.navigation.name)
        inner[expand.navigation.name] = expand if known is None else _merged(known, expand)
    return Expand(base.navigation, replace(base.options, expand=tuple(inner.values())))


def _pair(part: str) -> tuple[str, str]:
    name, equals, value = part.strip().partition("=")
    if not equals:
        raise invalid(f"{part[:40]!r} in $expand is no option.", remedy="Write $top=1;$orderby=name.")
    return name.strip(), value


def _split(text: str, mark: str) -> list[str]:
    """Split at a mark that is neither in brackets nor in quotes."""
    parts, depth, quoted, start = [], 0, False, 0
    for i, character in enumerate(text):
        if character == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == mark and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    if depth or quoted:
        raise invalid("Brackets or quotes in the query are not closed.")
    parts.append(text[start:])
    return parts


def _count(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit()) or len(value) > 12:
        raise invalid(f"{name} must be a whole number of at most 12 digits, not {value[:40]!r}.")
    return int(value)


def _flag(name: str, value: str) -> bool:
    if value not in {"true", "false"}:
        raise invalid(f"{name} must be true or false, not {value[:40]!r}.")
    return value == "true"


def _expression(name: str, value: str) -> f.Node:
    try:
        return f.parse(value)
    except f.FilterError as error:
        raise Problem(400, f"{name}: {error.message}.", remedy=error.remedy) from error


def _orderby(value: str) -> tuple[Order, ...]:
    orders = []
    for item in _split(value, ","):
        text = item.strip()
        word = text.rpartition(" ")[2].lower()
        if word in {"asc", "desc"}:
            text = text[: -len(word)].rstrip()
        orders.append(Order(_expression("$orderby", text), word == "desc"))
    return tuple(orders)


def _select(value: str, entity_type: EntityType) -> tuple[str, ...]:
    names = []
    for item in value.split(","):
        name = item.strip()
        if name == "@iot.id":
            name = "id"
        if name not in {"id", "@iot.selfLink"} and name not in entity_type.properties | entity_type.navigations:
            raise invalid(f"$select: {entity_type.name} has no property {name[:40]!r}.")
        names.append(name)
    return tuple(names)


def _observations_only(options: Options, name: str, value: str) -> Options:
    if name == "$resultFormat":
        if value != "dataArray":
            raise invalid(f"$resultFormat {value[:40]!r} is not known.", remedy="Use dataArray.")
        return replace(options, data_array=True)
    found = _TOKEN.fullmatch(value)
    if found is None:
        raise invalid("$skiptoken is not one that this service gave.")
    return replace(options, seek=(int(found.group(1)), int(found.group(2))))
