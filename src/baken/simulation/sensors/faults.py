# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What goes wrong between a sensor and whoever reads it."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.simulation.model import SimulationError
from baken.simulation.sensors.model import FaultKind, SensorFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.observation.stream import Stream
    from baken.simulation.sensors.model import Imperfections
    from baken.simulation.sensors.rows import Rows

Bool = NDArray[np.bool_]

HOUR_US: Final = 3_600_000_000
_SPIKED: Final = 0.02


def drawn_faults(faults: Sequence[SensorFault], streams: Sequence[Stream], seed: int) -> dict[str, list[SensorFault]]:
    """Return the faults of every stream; those that name no stream are drawn by the seed, none twice.

    Raises
    ------
    SimulationError
        When a fault names a stream that is not there.
    """
    found: dict[str, list[SensorFault]] = {}
    free = {stream.id for stream in streams}
    for number, fault in enumerate(faults):
        names = list(fault.streams)
        for name in names:
            if name not in {stream.id for stream in streams}:
                raise SimulationError(f"A fault names the stream {name!r}, which is not there.")
        wanted = [s.id for s in streams if s.id in free and (not fault.of or s.quantity.value in fault.of)]
        rng = np.random.default_rng([seed, 3, number])
        names += rng.permutation(wanted)[: fault.draw].tolist()
        free -= set(names)
        for name in names:
            found.setdefault(name, []).append(fault)
    return found


def ordinary_faults(stream: Stream, flaws: Imperfections, first_h: float, seed: int) -> list[SensorFault]:
    """Draw what goes wrong with a stream on a day on which nothing special happens."""
    rng = np.random.default_rng([seed, 4, zlib.crc32(stream.id.encode())])
    chances = (
        (FaultKind.DEAD, flaws.outages, (0.25, 1.25), 0.0),
        (FaultKind.LATE, flaws.batches, (0.3, 1.0), 0.0),
        (FaultKind.SPIKE, flaws.spikes, (6.0, 12.0), 8.0),
        (FaultKind.FROZEN, flaws.freezes, (0.5, 2.0), 0.0),
    )
    faults = []
    for kind, share, length_h, value in chances:
        happens, begins, lasts = rng.random(), rng.uniform(0.0, 23.0), rng.uniform(*length_h)
        if happens < share:
            start = first_h + begins
            faults.append(SensorFault(kind=kind, start_h=start, end_h=start + lasts, value=value))
    return faults


def spoil(rows: Rows, fault: SensorFault, midnight_us: int, rng: np.random.Generator) -> Rows:
    """Return the rows of one stream as they are with a fault.

    Parameters
    ----------
    midnight_us
        From when the hours of the fault count.
    """
    first, last = midnight_us + round(fault.start_h * HOUR_US), midnight_us + round(fault.end_h * HOUR_US)
    during = (rows.end_us >= first) & (rows.end_us < last)
    if fault.kind is FaultKind.DEAD:
        return rows.take(~during)
    if fault.kind in (FaultKind.DELAYED, FaultKind.LATE, FaultKind.SKEW):
        return _at_another_time(rows, fault, during, last)
    value = rows.value.copy()
    if fault.kind is FaultKind.CONSTANT:
        value[during] = fault.value
    elif fault.kind is FaultKind.FACTOR:
        value[during] = np.rint(value[during] * fault.value)
    elif fault.kind is FaultKind.SPIKE:
        wild = during & (rng.random(len(value)) < _SPIKED)
        value[wild] = np.rint((value[wild] + 1.0) * fault.value)
    elif during.any():
        value[during] = value[max(int(np.argmax(during)) - 1, 0)]
    return replace(rows, value=value)


def _at_another_time(rows: Rows, fault: SensorFault, during: Bool, last: int) -> Rows:
    shift = round(fault.value * 1e6)
    if fault.kind is FaultKind.SKEW:
        start, end = rows.start_us + shift * during, rows.end_us + shift * during
        return replace(rows, start_us=start, end_us=end, available_us=np.maximum(rows.available_us, end))
    if fault.kind is FaultKind.DELAYED:
        return replace(rows, available_us=rows.available_us + shift * during)
    # The newest of the batch first, and all of them within a second.
    behind = np.cumsum(during[::-1])[::-1]
    at_once = last + (behind * 1_000_000) // max(int(during.sum()), 1)
    return replace(rows, available_us=np.where(during, np.maximum(rows.available_us, at_once), rows.available_us))
