# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a bench is given: how large to be, where to put its files, and how to say what it is doing."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEED: Final = 20_251_224
"""The seed of every random number in every bench."""


QUICK_S: Final = 45.0
"""When a quick run begins nothing more; it has promised an answer within 50 seconds."""


class Size(StrEnum):
    """How much a bench does."""

    FULL = "full"
    """All that is promised."""
    QUICK = "quick"
    """An answer within 50 seconds."""
    TINY = "tiny"
    """Only whether the bench itself works; its figures mean nothing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose of a bench that lets one choose.

    Attributes
    ----------
    scenarios, seeds, models
        Only these; none chosen means those that are published.
    report
        A folder for a report with plots.
    """

    scenarios: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()
    models: tuple[str, ...] = ()
    report: Path | None = None

    @property
    def chosen(self) -> frozenset[str]:
        """Return the names of what was chosen.

        Examples
        --------
        >>> sorted(Choice(seeds=(1,)).chosen)
        ['seeds']
        """
        return frozenset(field.name for field in fields(self) if getattr(self, field.name))


@dataclass(frozen=True, slots=True)
class Context:
    """What a bench is given.

    Attributes
    ----------
    work
        An empty folder that is removed afterwards.
    cache
        A folder that stays, for what takes long to make and does not change.
    say
        Tells a waiting person what is being done.
    """

    size: Size
    work: Path
    cache: Path
    say: Callable[[str], None] = field(default=lambda _: None)
    seed: int = SEED
    started: float = field(default_factory=time.monotonic)
    choice: Choice = field(default_factory=Choice)

    def has_time_for(self, seconds: float) -> bool:
        """Return whether something that takes about so long fits; only a quick run must come to an end in time."""
        return self.size is not Size.QUICK or time.monotonic() - self.started + seconds < QUICK_S


def default_cache() -> Path:
    """Return the folder in which large stores wait for the next run."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "baken" / "bench"


@contextmanager
def opened(
    size: Size,
    *,
    cache: Path | None = None,
    fresh: bool = False,
    say: Callable[[str], None] | None = None,
    choice: Choice | None = None,
) -> Iterator[Context]:
    """Give a context, and remove its work folder at the end; ``fresh`` empties the cache first."""
    cache = cache or default_cache()
    if fresh and cache.exists():
        shutil.rmtree(cache)
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="baken-bench-", ignore_cleanup_errors=True) as work:
        yield Context(size, Path(work), cache, say or (lambda _: None), choice=choice or Choice())
