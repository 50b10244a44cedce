# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which benches there are: the files of :mod:`baken.bench.benches`, each with a ``bench`` in it."""

from __future__ import annotations

import importlib
import pkgutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from baken.bench import benches
from baken.errors import BakenError

if TYPE_CHECKING:
    from collections.abc import Callable

    from baken.bench.context import Context
    from baken.bench.model import Report


class BenchError(BakenError):
    """A bench that does not exist, or that could not be run to its end."""


@dataclass(frozen=True, slots=True)
class Bench:
    """One bench: what it tells, and the function that measures it.

    Attributes
    ----------
    choices
        What of :class:`~baken.bench.context.Choice` can be chosen.
    """

    name: str
    title: str
    measure: Callable[[Context], Report]
    choices: frozenset[str] = frozenset()

    def run(self, context: Context) -> Report:
        """Measure, and note how long it took."""
        start = time.perf_counter()
        report = self.measure(context)
        return msgspec.structs.replace(report, duration_s=time.perf_counter() - start)


def names() -> tuple[str, ...]:
    """Return the names of all benches, in alphabetical order.

    Examples
    --------
    >>> "query" in names()
    True
    """
    found = (module.name for module in pkgutil.iter_modules(benches.__path__))
    return tuple(sorted(name for name in found if not name.startswith("test_")))


def find(name: str) -> Bench:
    """Return a bench by its name.

    Raises
    ------
    BenchError
        Naming the benches that there are.
    """
    if name not in names():
        raise BenchError(f"There is no bench {name!r}.", remedy=f"Choose one of: {', '.join(names())}, all.")
    found: Bench = importlib.import_module(f"{benches.__name__}.{name}").bench
    return found
