# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fingerprints of code and of data: equal ones give equal forecasts, so what was made with them need not be made again.

Of code the *meaning* counts: all modules of Baken that a forecaster imports, directly or not, without their comments,
docstrings and layout. A correction of a word does not cost a night of computing; a changed constant does.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from dataclasses import fields, is_dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from baken.forecast.model import History

_OURS: Final = "baken"
_LIBRARIES: Final = {"lightgbm": "lightgbm", "statsforecast": "statsforecast", "numpy": "numpy", "holidays": "holidays"}
_DEEPEST: Final = 5


def digest(*parts: object) -> str:
    """Return 16 hexadecimal digits that tell of all parts, by what they are printed as.

    Examples
    --------
    >>> digest("a", 1) == digest("a", 1), digest("a", 1) == digest("a", 2)
    (True, False)
    """
    made = hashlib.blake2b(digest_size=8)
    for part in parts:
        made.update(part if isinstance(part, bytes) else repr(part).encode())
        made.update(b"\0")
    return made.hexdigest()


def history_fingerprint(history: History, until_min: int) -> str:
    """Return the fingerprint of all that was known by a moment; what came after it has no influence."""
    known = history.known_at(until_min)
    came = b"" if history.available_min is None else history.available_min[: len(known.panel)].tobytes()
    issued = [w for w in history.weather if w.issued_min <= until_min]
    return digest(*(told(each) for each in (known.panel, came, known.calendar, known.events, issued, known.flows)))


def told(thing: object) -> object:
    """Return a record as names and values that print in full; fields that have their default are not named.

    A field that records gain later does not change the fingerprint of those that do not use it.
    """
    if isinstance(thing, np.ndarray):
        return thing.shape, thing.dtype.str, hashlib.blake2b(np.ascontiguousarray(thing).tobytes()).hexdigest()
    if isinstance(thing, tuple | list):
        return tuple(told(each) for each in thing)
    if is_dataclass(thing):
        named = [(f.name, getattr(thing, f.name), f.default) for f in fields(thing)]
        return tuple((name, told(value)) for name, value, default in named if not _is_same(value, default))
    return thing


def _is_same(value: object, default: object) -> bool:
    if isinstance(value, np.ndarray):
        return False
    return value is default or value == default or (value != value and default != default)


def modules_of(thing: object) -> frozenset[str]:
    """Return in which modules of ours a thing and its parts are defined, as far as they can be seen from outside."""
    found: set[str] = set()
    todo: list[tuple[object, int]] = [(thing, 0)]
    while todo:
        one, depth = todo.pop()
        module = type(one).__module__
        if module.split(".")[0] == _OURS:
            found.add(module)
        if depth < _DEEPEST:
            todo += [(part, depth + 1) for part in _parts(one)]
    return frozenset(found)


def _parts(thing: Any) -> Iterator[object]:
    if isinstance(thing, dict):
        yield from thing.values()
    elif isinstance(thing, list | tuple):
        yield from thing
    elif type(thing).__module__.split(".")[0] == _OURS:
        names = [*getattr(thing, "__dict__", {}), *getattr(type(thing), "__slots__", ())]
        yield from (getattr(thing, name) for name in names if hasattr(thing, name))


def code_fingerprint(modules: Iterable[str]) -> str:
    """Return the fingerprint of modules, of all modules of ours that they import, and of the libraries they name."""
    todo, seen, libraries = list(modules), set[str](), set[str]()
    while todo:
        module = todo.pop()
        if module in seen:
            continue
        seen.add(module)
        imported = _read(module)[1]
        todo += [name for name in imported if name.split(".")[0] == _OURS]
        libraries |= {name.split(".")[0] for name in imported} & _LIBRARIES.keys()
    return digest(
        sys.version_info[:2],
        [(module, _read(module)[0]) for module in sorted(seen)],
        [(name, library_version(_LIBRARIES[name])) for name in sorted(libraries)],
    )


def library_version(name: str) -> str:
    """Return the version of an installed distribution; empty when it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


@lru_cache(maxsize=512)
def _read(module: str) -> tuple[str, tuple[str, ...]]:
    """Return the digest of what a module means, and which modules it imports, type annotations aside."""
    try:
        spec = find_spec(module)
    except (ImportError, ValueError):
        spec = None
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return "", ()
    tree = _WithoutWords().visit(ast.parse(Path(spec.origin).read_bytes()))
    imported: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from package import name` may name a module; those that do not exist are passed over above
            imported += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return digest(ast.dump(tree)), tuple(dict.fromkeys(imported))


class _WithoutWords(ast.NodeTransformer):
    """Takes out what has no influence: docstrings, and imports for annotations only."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        is_text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if is_text else node

    def visit_If(self, node: ast.If) -> ast.AST | None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return None
        return self.generic_visit(node)
