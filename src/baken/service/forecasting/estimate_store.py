# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Store of estimates: what was estimated per step of areas that are estimated together, for a node that starts again.

A row is one step: persons in areas and persons on ways, as they were estimated when the filter had passed them, late
rows included. It is written once and not changed. To estimate weeks anew takes a filter hours; to read them takes
milliseconds. Retention takes steps away by the moment at which they began, and counts them in the same commit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.errors import BakenError
from baken.service.forecasting.kept_file import KeptFile, count_deletion, packed, unpacked

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    from baken.forecast.model import Float64, Int64
    from baken.service.forecasting.kept_file import Deletion

_BATCH: Final = 2000
_TABLES: Final = """
CREATE TABLE columns (number INTEGER PRIMARY KEY, series TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE step (
    start_us INTEGER NOT NULL, step_min INTEGER NOT NULL, activity TEXT NOT NULL,
    columns INTEGER NOT NULL REFERENCES columns (number), told BLOB NOT NULL, PRIMARY KEY (start_us, step_min)
) STRICT;
CREATE TRIGGER step_stays BEFORE UPDATE ON step BEGIN SELECT RAISE(ABORT, 'an estimate is not changed'); END;
"""


class EstimateStoreError(BakenError):
    """The store of estimates cannot be opened, read or written."""


@dataclass(frozen=True, slots=True)
class EstimatesHeld:
    """How many steps are kept of an activity, and when the first and the last of them begin."""

    activity: str
    steps: int
    first_us: int
    last_us: int


class EstimateStore:
    """Estimates per step in a file; one process writes, from any thread.

    Raises
    ------
    EstimateStoreError
        By every method, when the file cannot be used.
    """

    def __init__(self, file: Path) -> None:
        self._file = KeptFile(file, versions=(_TABLES,), holds="estimates", error=EstimateStoreError)

    def keep(self, activity: str, series: tuple[str, ...], start_us: Int64, step_min: int, values: Float64) -> int:
        """Keep steps that are not kept yet; return how many.

        Parameters
        ----------
        series
            Ids of the columns.
        start_us
            When each step begins, shape (steps,).
        values
            Shape (steps, series); NaN is not known.
        """
        text = json.dumps(series)
        rows = [
            (int(start), step_min, activity, text, packed(row))
            for start, row in zip(start_us.tolist(), values, strict=True)
        ]
        with self._file.writing() as database:
            database.execute("INSERT OR IGNORE INTO columns (series) VALUES (?)", (text,))
            before = database.total_changes
            database.executemany(
                "INSERT OR IGNORE INTO step VALUES (?, ?, ?, (SELECT number FROM columns WHERE series = ?), ?)", rows
            )
            return database.total_changes - before

    def read(
        self, series: tuple[str, ...], first_us: int, last_us: int, step_min: int, activity: str | None = None
    ) -> tuple[Int64, Float64]:
        """Return the steps that begin in [first, last), and their values, NaN of a series that was not estimated then.

        Parameters
        ----------
        activity
            On whose behalf they were kept: those of others are not read. None for all.

        Returns
        -------
        Shape (steps,) and (steps, series).
        """
        rows = self._file.read(
            "SELECT start_us, series, told FROM step JOIN columns ON columns = number "
            "WHERE step_min = ? AND start_us >= ? AND start_us < ? "
            "AND (? IS NULL OR activity = ?) ORDER BY start_us",
            (step_min, first_us, last_us, activity, activity),
        )
        values = np.full((len(rows), len(series)), np.nan)
        place = {name: number for number, name in enumerate(series)}
        known: dict[str, tuple[int, list[int], list[int]]] = {}
        for row, (_, text, told) in enumerate(rows):
            if text not in known:
                names = json.loads(text)
                kept = [number for number, name in enumerate(names) if name in place]
                known[text] = len(names), kept, [place[names[number]] for number in kept]
            width, kept, into = known[text]
            values[row, into] = unpacked(told, (width,))[kept]
        return np.array([row[0] for row in rows], np.int64), values

    def extent(self) -> tuple[int, int] | None:
        """Return when the first and the last step begin; None when there is none."""
        first, last = self._file.read("SELECT min(start_us), max(start_us) FROM step")[0]
        return None if first is None else (int(first), int(last))

    def held(self) -> tuple[EstimatesHeld, ...]:
        """Return what is kept, per activity."""
        rows = self._file.read(
            "SELECT activity, count(*), min(start_us), max(start_us) FROM step GROUP BY activity ORDER BY activity"
        )
        return tuple(EstimatesHeld(*row) for row in rows)

    # -- retention -----------------------------------------------------------------------------------------------

    def has_before(self, activity: str, before_us: int) -> bool:
        """Tell whether there is anything of an activity from before a moment."""
        asked = "SELECT EXISTS (SELECT 1 FROM step WHERE activity = ? AND start_us < ?)"
        return bool(self._file.read(asked, (activity, before_us))[0][0])

    def delete_before(self, run: int, activity: str, before_us: int, stopping: threading.Event | None = None) -> bool:
        """Take away the steps of an activity that began before a moment, and count them in the same commit.

        In batches, each a commit of its own; a run that was interrupted is called again and goes on. Return whether it
        is finished, which it is not when it was asked to stop.
        """
        while True:
            if stopping is not None and stopping.is_set():
                return False
            with self._file.writing() as database:
                due = database.execute(
                    "SELECT start_us FROM step WHERE activity = ? AND start_us < ? ORDER BY start_us LIMIT ?",
                    (activity, before_us, _BATCH),
                ).fetchall()
                if not due:
                    return True
                times = [row[0] for row in due]
                database.execute("DELETE FROM step WHERE activity = ? AND start_us <= ?", (activity, times[-1]))
                count_deletion(database, run, times)

    def deletions(self) -> dict[int, Deletion]:
        """Return what was taken away by each run that was not settled."""
        return self._file.deletions()

    def settle_deletion(self, run: int) -> None:
        """Forget the count of a run, of which there is a proof now."""
        self._file.settle_deletion(run)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def compact(self) -> None:
        """Leave nothing of what was deleted in free pages, and one file with nothing beside it: for copies."""
        self._file.compact()
