# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Table reader: takes typed values out of a document and notes a fault for everything that is not as it must be.

No method raises because of what the file says; each returns None (or the default) after noting the fault, so that
one reading finds all faults. :meth:`TableReader.close` notes the keys that nobody asked for.
"""

from __future__ import annotations

import difflib
import math
from typing import TYPE_CHECKING, Any, Final, TypeVar

from baken.declaration.fault import Fault, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import StrEnum

    from baken.declaration.document import Document, KeyPath

E = TypeVar("E", bound="StrEnum")

_NAMES = {str: "a text", bool: "true or false", int: "a whole number", float: "a number", list: "a list"}

_MOST_UNKNOWN: Final = 50


class TableReader:
    """One table (TOML) or object (JSON) of a document."""

    def __init__(self, document: Document, path: KeyPath, data: dict[str, Any], faults: list[Fault]) -> None:
        self.document = document
        self.path = path
        self.data = data
        self.faults = faults
        self._asked: set[str] = set()

    def fault(self, key: str | None, message: str, remedy: str, severity: Severity = Severity.ERROR) -> None:
        """Note a fault at a key of this table, or at the table itself."""
        path = self.path if key is None else (*self.path, key)
        line = self.document.line_of(path)
        self.faults.append(Fault(self.document.file, line, message, remedy, severity))

    def has(self, key: str) -> bool:
        """Return whether the key is there with a value; null counts as not there."""
        self._asked.add(key)
        return self.data.get(key) is not None

    def text(self, key: str, *, required: bool = True) -> str | None:
        """Return a non-empty text."""
        value = self._value(key, str, required=required)
        if value is None:
            return None
        if not value.strip():
            self.fault(key, f"{key} is empty.", "Fill it in." if required else "Fill it in or leave it out.")
            return None
        if not _is_plain(value):
            self.fault(key, f"{key} holds characters that are not text.", "Remove the control characters.")
            return None
        return str(value)

    def boolean(self, key: str, *, required: bool = True) -> bool | None:
        """Return true or false."""
        value = self._value(key, bool, required=required)
        return None if value is None else bool(value)

    def number(
        self,
        key: str,
        *,
        required: bool = True,
        low: float = -math.inf,
        high: float = math.inf,
        above: float = -math.inf,
    ) -> float | None:
        """Return a finite number with ``low <= number <= high`` and ``number > above``."""
        value = self._value(key, float, required=required)
        if value is None:
            return None
        number = as_number(value)
        if number is None:
            self.fault(key, f"{key} is not a finite number.", "Write a plain number.")
            return None
        if not (low <= number <= high and number > above):
            self.fault(key, f"{key} = {number:g} is not possible.", _range(key, low, high, above))
            return None
        return number

    def integer(self, key: str, *, required: bool = True, low: int, high: int) -> int | None:
        """Return a whole number with ``low <= number <= high``."""
        value = self._value(key, int, required=required)
        if value is None:
            return None
        if not low <= value <= high:
            self.fault(key, f"{key} = {value:.6g} is not possible.", _range(key, low, high, -math.inf))
            return None
        return int(value)

    def choice(self, key: str, kinds: type[E], *, required: bool = True) -> E | None:
        """Return one word of a closed list."""
        value = self.text(key, required=required)
        if value is None:
            return None
        try:
            return kinds(value)
        except ValueError:
            self.fault(key, f"{value!r} is not a {key} that is known.", suggestion(value, list(kinds)))
            return None

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...] | None:
        """Return a list of one or more texts."""
        value = self._value(key, list, required=required)
        if value is None:
            return None
        if not value or not all(isinstance(x, str) and x.strip() and _is_plain(x) for x in value):
            self.fault(key, f"{key} must be a list of texts.", f'Write {key} = ["..."].')
            return None
        return tuple(value)

    def numbers(self, key: str, length: int, *, required: bool = True) -> tuple[float, ...] | None:
        """Return a list of exactly so many finite numbers."""
        value = self._value(key, list, required=required)
        if value is None:
            return None
        numbers = [as_number(x) for x in value]
        if len(numbers) != length or any(x is None for x in numbers):
            self.fault(key, f"{key} must be a list of {length} numbers.", f"Write {length} plain numbers.")
            return None
        return tuple(x for x in numbers if x is not None)

    def table(self, key: str, *, required: bool = True) -> TableReader | None:
        """Return a reader of the table under a key."""
        value = self._value(key, dict, required=required)
        return None if value is None else TableReader(self.document, (*self.path, key), value, self.faults)

    def tables(self, key: str, *, required: bool = True) -> list[TableReader]:
        """Return readers of the tables of a list; what is no table becomes a fault."""
        value = self._value(key, list, required=required)
        readers = []
        for i, item in enumerate(value or ()):
            path = (*self.path, key, i)
            if isinstance(item, dict):
                readers.append(TableReader(self.document, path, item, self.faults))
            else:
                line = self.document.line_of(path)
                remedy = f"Write each as a table, [[{key}]] in TOML or {{...}} in JSON."
                self.faults.append(Fault(self.document.file, line, f"Entry {i + 1} of {key} is not a table.", remedy))
        return readers

    def any(self, key: str) -> Any:
        """Return a value as it stands, without a check; None when it is not there."""
        self._asked.add(key)
        return self.data.get(key)

    def close(self) -> None:
        """Note a fault for every key that nobody asked for; of very many only the first ones."""
        unknown = [key for key in self.data if key not in self._asked]
        for key in unknown[:_MOST_UNKNOWN]:
            message = f"{key[:80]!r} is not a key that is known here."
            self.fault(key, message, suggestion(key, self._asked).replace("Use one of", "Remove it, or use one of"))
        if len(unknown) > _MOST_UNKNOWN:
            more = f"{len(unknown) - _MOST_UNKNOWN} more keys are not known here."
            self.fault(unknown[_MOST_UNKNOWN], more, "Remove them.")

    def _value(self, key: str, kind: type, *, required: bool) -> Any:
        self._asked.add(key)
        value = self.data.get(key)
        if value is None:
            if required:
                self.fault(None, f"{key} is missing.", f"Add {key} here.")
            return None
        accepted = (int, float) if kind is float else kind
        if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
            wanted = _NAMES.get(kind, "a table")
            self.fault(key, f"{key} must be {wanted}, not {_named(value)}.", f"Write {wanted}.")
            return None
        return value


def as_number(value: Any) -> float | None:
    """Return a finite float, or None when the value is not a number that fits.

    Examples
    --------
    >>> as_number(3), as_number(True), as_number(float("nan"))
    (3.0, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def suggestion(word: str, known: Sequence[str] | set[str]) -> str:
    """Return a remedy that names the nearest known word, or all of them when none is near.

    Examples
    --------
    >>> suggestion("wlakway", ["walkway", "square"])
    "Did you mean 'walkway'?"
    """
    names = sorted(str(name) for name in known)
    near = difflib.get_close_matches(word[:200], names, n=1, cutoff=0.7)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"Use one of: {', '.join(names[:30])}." if names else "Remove it."


def _named(value: Any) -> str:
    for kind in (bool, int, float, str, list):
        if isinstance(value, kind):
            return _NAMES[kind]
    return "a table" if isinstance(value, dict) else f"a {type(value).__name__}"


def _is_plain(text: str) -> bool:
    return not any((ord(c) < 32 and c not in "\n\t") or 0xD800 <= ord(c) <= 0xDFFF for c in text)


def _range(key: str, low: float, high: float, above: float) -> str:
    parts = []
    if above > -math.inf:
        parts.append(f"above {above:g}")
    if low > -math.inf:
        parts.append(f"at least {low:g}")
    if high < math.inf:
        parts.append(f"at most {high:g}")
    return f"{key} must be {' and '.join(parts)}."
