# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The filter language: text to a typed tree, and nothing else.

OGC 18-088 §9.3.3.5, requirements ``request-data/filter``, ``request-data/built-in-filter-operations`` and
``request-data/built-in-query-functions``. A tokenizer of one regular expression and a Pratt parser; both take time
linear in the text. Length and depth are limited, so any text gives a tree or a :class:`FilterError` and quickly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from baken.errors import BakenError
from baken.vocabulary.time import TimeError, format_instant, parse_instant

MAX_LENGTH: Final = 8_000
MAX_DEPTH: Final = 60
MAX_OPERANDS: Final = 500


class FilterError(BakenError):
    """A filter that cannot be understood; says at which character."""

    def __init__(self, message: str, position: int, *, remedy: str = "") -> None:
        super().__init__(f"{message} (at character {position + 1})", remedy=remedy)
        self.position = position


@dataclass(frozen=True, slots=True)
class Interval:
    """A time interval; it orders by its start.

    Examples
    --------
    >>> str(Interval(datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, 1, tzinfo=UTC)))
    '2025-01-01T00:00:00Z/2025-01-01T01:00:00Z'
    """

    start: datetime
    end: datetime

    def __str__(self) -> str:
        """Return ``start/end``."""
        return f"{format_instant(self.start)}/{format_instant(self.end)}"


@dataclass(frozen=True, slots=True)
class Literal:
    """A value: None, bool, int, float, str, datetime, Interval, date, time, timedelta or a shapely geometry."""

    value: Any
    position: int
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Path:
    """A property, through navigation properties: ``Datastream/Thing/name``, ``properties/owner``."""

    segments: tuple[str, ...]
    position: int
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Call:
    """A built-in function with its arguments."""

    name: str
    arguments: tuple[Node, ...]
    position: int
    depth: int


@dataclass(frozen=True, slots=True)
class Not:
    """Logical negation."""

    operand: Node
    position: int
    depth: int


@dataclass(frozen=True, slots=True)
class Logical:
    """``and`` or ``or`` of two or more operands."""

    operator: str
    operands: tuple[Node, ...]
    position: int
    depth: int


@dataclass(frozen=True, slots=True)
class Compare:
    """``eq ne gt ge lt le``."""

    operator: str
    left: Node
    right: Node
    position: int
    depth: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``add sub mul div mod``."""

    operator: str
    left: Node
    right: Node
    position: int
    depth: int


Node = Literal | Path | Call | Not | Logical | Compare | Arithmetic

_NONE = "now mindatetime maxdatetime"
_ONE = (
    "length tolower toupper trim year month day hour minute second fractionalseconds date time totaloffsetminutes "
    "round floor ceiling geo.length"
)
_TWO = (
    "substringof endswith startswith indexof concat geo.distance geo.intersects st_equals st_disjoint st_touches "
    "st_within st_overlaps st_crosses st_intersects st_contains"
)
FUNCTIONS: Final[dict[str, tuple[int, int]]] = {
    **{name: (n, n) for n, names in enumerate((_NONE, _ONE, _TWO, "st_relate")) for name in names.split()},
    "substring": (2, 3),
}
"""Fewest and most arguments of every built-in function."""

_INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?"
_TOKEN: Final = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+)
  | (?P<geometry>(?:geography|geometry)'[^']*')
  | (?P<duration>duration'[^']*')
  | (?P<instant>{_INSTANT}(?:/{_INSTANT})?)
  | (?P<date>\d{{4}}-\d\d-\d\d(?![\w:-]))
  | (?P<time>\d\d:\d\d(?::\d\d(?:\.\d{{1,6}})?)?(?![\w:-]))
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))
  | (?P<string>'[^']*(?:''[^']*)*')
  | (?P<name>@?[A-Za-z_][\w.:-]*(?:/@?\w[\w.:-]*)*)
  | (?P<mark>[(),-])
    """,
    re.VERBOSE | re.ASCII,
)
_DURATION: Final = re.compile(r"(-)?P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,6})?)S)?)?")

_BINDING: Final = {"or": 1, "and": 2} | dict.fromkeys(("eq", "ne", "gt", "ge", "lt", "le"), 4)
_BINDING.update(add=5, sub=5, mul=6, div=6, mod=6)
_NOT_BINDING: Final = 3
_NEGATION_BINDING: Final = 7
_WORDS: Final[dict[str, Any]] = {"true": True, "false": False, "null": None}


class Token(NamedTuple):
    """One word of the text."""

    kind: str
    text: str
    position: int


def parse(text: str) -> Node:
    """Return the tree of an expression.

    Raises
    ------
    FilterError
        When the text is no expression; nothing else is ever raised.

    Examples
    --------
    >>> parse("result gt 5").operator
    'gt'
    >>> try:
    ...     parse("result gt")
    ... except FilterError as error:
    ...     print(error)
    The filter ends where a value was expected (at character 10)
    """
    if len(text) > MAX_LENGTH:
        raise FilterError(f"The expression has more than {MAX_LENGTH} characters", MAX_LENGTH)
    return _Parser(text).parse()


def tokenize(text: str) -> list[Token]:
    """Return the words of an expression.

    Examples
    --------
    >>> [t.kind for t in tokenize("name eq 'it''s'")]
    ['name', 'name', 'string']
    """
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            raise FilterError(f"{text[position : position + 12]!r} cannot be read", position)
        if found.lastgroup != "space":
            tokens.append(Token(found.lastgroup, found.group(), position))
        position = found.end()
    return tokens


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = tokenize(text)
        self._at = 0
        self._open = 0
        self._end = len(text)

    def parse(self) -> Node:
        node = self._expression(0)
        rest = self._peek()
        if rest is not None:
            hint = "Write a plus sign in a URL as %2B." if rest.kind in {"time", "number"} else ""
            raise FilterError(f"{rest.text[:20]!r} was not expected here", rest.position, remedy=hint)
        return node

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> Token:
        token = self._peek()
        if token is None:
            raise FilterError("The filter ends where a value was expected", self._end)
        self._at += 1
        return token

    def _take(self, mark: str) -> Token:
        token = self._peek()
        if token is None or token.text != mark or token.kind != "mark":
            raise FilterError(f"{mark!r} was expected", self._end if token is None else token.position)
        self._at += 1
        return token

    def _expression(self, binding: int) -> Node:
        self._open += 1
        if self._open > MAX_DEPTH:
            position = self._tokens[min(self._at, len(self._tokens) - 1)].position
            raise FilterError("The filter is nested too deeply", position)
        left = self._operand()
        while (token := self._peek()) is not None and token.kind == "name":
            strength = _BINDING.get(token.text, -1)
            if strength <= binding:
                break
            self._at += 1
            left = _join(token, left, self._expression(strength))
        self._open -= 1
        return left

    def _operand(self) -> Node:
        token = self._next()
        if token.kind == "mark":
            return self._marked(token)
        if token.kind == "name":
            return self._named(token)
        return Literal(_value(token), token.position)

    def _marked(self, token: Token) -> Node:
        if token.text == "(":
            node = self._expression(0)
            self._take(")")
            return node
        if token.text == "-":
            operand = self._expression(_NEGATION_BINDING)
            zero = Literal(0, token.position)
            return _join(Token("name", "sub", token.position), zero, operand)
        raise FilterError(f"{token.text!r} was not expected here", token.position)

    def _named(self, token: Token) -> Node:
        after = self._peek()
        if token.text == "not":
            operand = self._expression(_NOT_BINDING)
            return Not(operand, token.position, _deeper(token.position, operand))
        if after is not None and after.text == "(" and after.kind == "mark":
            return self._call(token)
        if token.text in _WORDS:
            return Literal(_WORDS[token.text], token.position)
        if token.text in _BINDING:
            raise FilterError(f"A value was expected before {token.text!r}", token.position)
        return Path(tuple(token.text.split("/")), token.position)

    def _call(self, token: Token) -> Call:
        if token.text not in FUNCTIONS:
            raise FilterError(f"There is no function {token.text[:40]!r}", token.position)
        self._take("(")
        arguments: list[Node] = []
        while (after := self._peek()) is not None and after.text != ")":
            arguments.append(self._expression(0))
            following = self._peek()
            if following is None or following.text != ",":
                break
            self._take(",")
        self._take(")")
        fewest, most = FUNCTIONS[token.text]
        if not fewest <= len(arguments) <= most:
            wanted = str(fewest) if fewest == most else f"{fewest} or {most}"
            raise FilterError(f"{token.text} takes {wanted} arguments, not {len(arguments)}", token.position)
        return Call(token.text, tuple(arguments), token.position, _deeper(token.position, *arguments))


def _deeper(position: int, *nodes: Node) -> int:
    depth = 1 + max((node.depth for node in nodes), default=0)
    if depth > MAX_DEPTH:
        raise FilterError("The filter is nested too deeply", position)
    return depth


def _join(operator: Token, left: Node, right: Node) -> Node:
    word, position = operator.text, operator.position
    if word in {"and", "or"}:
        chain = left.operands if isinstance(left, Logical) and left.operator == word else (left,)
        if len(chain) >= MAX_OPERANDS:
            raise FilterError(f"More than {MAX_OPERANDS} conditions in a row", position)
        operands = (*chain, right)
        return Logical(word, operands, position, _deeper(position, *operands))
    depth = _deeper(position, left, right)
    if _BINDING[word] == _BINDING["eq"]:
        return Compare(word, left, right, position, depth)
    return Arithmetic(word, left, right, position, depth)


def _value(token: Token) -> Any:
    try:
        return _READERS[token.kind](token.text)
    except FilterError:
        raise
    except TimeError as error:
        raise FilterError(error.message.rstrip("."), token.position, remedy=error.remedy) from error
    except (ValueError, OverflowError) as error:
        raise FilterError(f"{token.text[:40]!r} is not a valid {token.kind}", token.position) from error


def _number(text: str) -> int | float:
    if text.isdigit() and len(text) <= 18:
        return int(text)
    value = float(text)
    if value in {float("inf"), float("-inf")}:
        raise ValueError(text)
    return value


def _instant(text: str) -> datetime | Interval:
    start, _, end = text.partition("/")
    if not end:
        return parse_instant(start)
    interval = Interval(parse_instant(start), parse_instant(end))
    if interval.end < interval.start:
        raise ValueError(text)
    return interval


def _duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text[len("duration'") : -1])
    if found is None or not any(found.groups()[1:]):
        raise ValueError(text)
    days, hours, minutes = (int(part or 0) for part in found.groups()[1:4])
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=float(found.group(5) or 0))
    return -length if found.group(1) else length


def _geometry(text: str) -> Any:
    import shapely

    try:
        return shapely.from_wkt(text[text.index("'") + 1 : -1])
    except (shapely.errors.ShapelyError, TypeError) as error:
        raise ValueError(text) from error


_READERS: Final[dict[str, Any]] = {
    "string": lambda text: text[1:-1].replace("''", "'"),
    "number": _number,
    "instant": _instant,
    "date": date.fromisoformat,
    "time": lambda text: time.fromisoformat(text).replace(tzinfo=UTC),
    "duration": _duration,
    "geometry": _geometry,
}
