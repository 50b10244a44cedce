# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of a bench: figures that were measured, targets that they are held against, and the report of a run."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class Bound(StrEnum):
    """Which side of its limit a value must be on."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


class _Record(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    pass


class Figure(_Record, frozen=True):
    """One number that was measured.

    Attributes
    ----------
    name
        What was measured, in words.
    value
        The number; None when it could not be measured, and then the note says why.
    unit
        UCUM-like text: ``ms``, ``/s``, ``MB``, ``B``; empty for a ratio.
    note
        How it was measured, where that is not plain.
    """

    name: str
    value: float | None
    unit: str = ""
    note: str = ""


class Target(_Record, frozen=True):
    """One promise: a figure and the limit that it must keep to.

    Attributes
    ----------
    holds
        Whether it keeps to the limit; None when it was not measured, which is not the same as kept.
    """

    name: str
    value: float | None
    unit: str
    bound: Bound
    limit: float
    holds: bool | None
    note: str = ""


def at_least(name: str, value: float | None, limit: float, unit: str = "", *, note: str = "") -> Target:
    """Return the target that a value is not below its limit.

    Examples
    --------
    >>> at_least("HTTP to raw", 0.2, 0.15).holds, at_least("not measured", None, 20).holds
    (True, None)
    """
    holds = None if value is None else value >= limit
    return Target(name=name, value=value, unit=unit, bound=Bound.AT_LEAST, limit=limit, holds=holds, note=note)


def at_most(name: str, value: float | None, limit: float, unit: str = "", *, note: str = "") -> Target:
    """Return the target that a value is not above its limit.

    Examples
    --------
    >>> at_most("latest of all", 7.5, 5.0, "ms").holds
    False
    """
    holds = None if value is None else value <= limit
    return Target(name=name, value=value, unit=unit, bound=Bound.AT_MOST, limit=limit, holds=holds, note=note)


class Report(_Record, frozen=True):
    """What one bench found.

    Attributes
    ----------
    left_out
        What a full run measures and this one did not, one sentence each.
    """

    name: str
    title: str
    figures: tuple[Figure, ...]
    targets: tuple[Target, ...]
    left_out: tuple[str, ...] = ()
    duration_s: float = 0.0


class Machine(_Record, frozen=True):
    """On what it ran. ``load_average`` is that of the minute before, so that a busy machine can be seen."""

    system: str
    processor: str
    cores: int
    memory_mb: int
    load_average: float


class Run(_Record, frozen=True):
    """One call of ``baken bench``: the reports, and all that is needed to repeat it."""

    started_at: datetime
    quick: bool
    seed: int
    machine: Machine
    versions: dict[str, str]
    reports: tuple[Report, ...]
    holds: bool

    @classmethod
    def of(
        cls,
        reports: tuple[Report, ...],
        *,
        started_at: datetime,
        quick: bool,
        seed: int,
        machine: Machine,
        versions: dict[str, str],
    ) -> Run:
        """Return the run with its verdict: no target is broken. One that was not measured breaks nothing."""
        return cls(
            started_at=started_at,
            quick=quick,
            seed=seed,
            machine=machine,
            versions=versions,
            reports=reports,
            holds=all(target.holds is not False for report in reports for target in report.targets),
        )
