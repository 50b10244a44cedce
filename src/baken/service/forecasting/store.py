# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Store of forecasts: what was issued, as it was issued, for as long as it is kept.

An issue is one row with what holds for all series, and one row per series with its quantiles as an array. The database
itself refuses to change a row, and to take one away other than by a deletion that counts what went in the same commit
(ADR 0048). A process that is killed leaves whole issues only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from baken.forecast.lifecycle.trust import Mistrust
from baken.forecast.model import Series, SeriesKind, Status
from baken.service.forecasting.database import forecast_file
from baken.service.forecasting.issued import Aside, Foreseen, Issue, both_told
from baken.service.forecasting.kept_file import count_deletion, packed, unpacked
from baken.service.forecasting.weather_archive import WeatherArchive

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence
    from pathlib import Path

    from baken.forecast.model import Float64
    from baken.service.forecasting.kept_file import Deletion

_ISSUE: Final = (
    "issued_at_us", "made_at_us", "origin_min", "origin_us", "step_min", "method", "reference", "activity", "series",
    "seconds", "model", "mistrust", "laid_over",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ForecastsHeld:
    """What a file holds of one activity: issues and weather forecasts, and when the oldest and newest were kept."""

    activity: str
    issues: int
    weather: int
    first_us: int
    last_us: int


class ForecastStore:
    """Issues in a file, and the weather as it was foretold; one process writes, from any thread.

    Invariants
    ----------
    What was issued never changes. :meth:`latest` as of a moment gives, at every later time, what it gave then, until
    retention takes it away.

    Raises
    ------
    ForecastStoreError
        By every method, when the file cannot be used.
    """

    def __init__(self, file: Path) -> None:
        self._file = forecast_file(file)
        self.weather = WeatherArchive(self._file)

    def append(self, issue: Issue, foreseen: Sequence[Foreseen], aside: Aside | None = None) -> Issue:
        """Keep an issue; it is on disk when this returns. Return it with its number.

        Parameters
        ----------
        aside
            What a model said whose forecast is not shown because an alarm stands: how its end is seen.

        Raises
        ------
        ForecastStoreError
            Also when the same method issued for the same origin at the same moment already: nothing is written over.
        """
        with self._file.writing() as database:
            marks = ", ".join("?" * (len(_ISSUE) + 2))
            number = database.execute(
                f"INSERT INTO issue ({', '.join(_ISSUE)}, lead_steps, quantiles) VALUES ({marks})",  # noqa: S608
                (
                    *(getattr(issue, name) for name in _ISSUE),
                    np.asarray(issue.lead_steps, "<i4").tobytes(),
                    np.asarray(issue.quantiles, "<f8").tobytes(),
                ),
            ).lastrowid
            database.executemany(
                "INSERT INTO foreseen VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        number,
                        one.series.id,
                        place,
                        one.series.kind.value,
                        one.series.place_id,
                        int(one.status),
                        one.note,
                        packed(one.values),
                        packed(one.reference),
                    )
                    for place, one in enumerate(foreseen)
                ],
            )
            if aside is not None:
                said = [
                    (number, one.series.id, aside.model, packed(values))
                    for one, values in zip(foreseen, aside.values, strict=True)
                ]
                database.executemany("INSERT INTO aside VALUES (?, ?, ?, ?)", said)
        return replace(issue, number=int(number or 0))

    def latest(self, as_of_us: int) -> Issue | None:
        """Return the issue that was the newest at a moment; None when there was none."""
        return next(iter(self.issues(as_of_us, most=1)), None)

    def latest_near(self, as_of_us: int) -> Issue | None:
        """Return the issue of the next two hours that was the newest at a moment; None when there was none."""
        return next(iter(self.issues(as_of_us, most=1, near=True)), None)

    def issues(self, as_of_us: int, *, most: int, near: bool = False) -> tuple[Issue, ...]:
        """Return the issues of a moment and before, newest first: those that stand by themselves, or the others."""
        rows = self._file.read(
            f"SELECT number, lead_steps, quantiles, {', '.join(_ISSUE)} FROM issue "  # noqa: S608
            "WHERE (laid_over > 0) = ? AND issued_at_us <= ? ORDER BY issued_at_us DESC, number DESC LIMIT ?",
            (near, as_of_us, most),
        )
        return tuple(_issue(row) for row in rows)

    def issue(self, number: int) -> Issue | None:
        """Return an issue by number; None when it is not kept."""
        rows = self._file.read(
            f"SELECT number, lead_steps, quantiles, {', '.join(_ISSUE)} FROM issue WHERE number = ?",  # noqa: S608
            (number,),
        )
        return _issue(rows[0]) if rows else None

    def foreseen(self, issue: Issue, series_id: str | None = None) -> tuple[Foreseen, ...]:
        """Return what an issue says of one series or of all, in the order in which they were issued.

        Of one that was joined: what both say of the series of the first.
        """
        if issue.beyond is not None:
            own = replace(issue, lead_steps=issue.lead_steps[: issue.own_leads], beyond=None, beyond_from=0)
            later = {one.series.id: one for one in self.foreseen(issue.beyond, series_id)}
            return tuple(both_told(one, later.get(one.series.id), issue) for one in self.foreseen(own, series_id))
        columns = "series_id, kind, place_id, status, note, shown, beside"
        only = "" if series_id is None else " AND series_id = ?"
        rows = self._file.read(
            f"SELECT {columns} FROM foreseen WHERE issue = ?{only} ORDER BY place",  # noqa: S608
            (issue.number,) if series_id is None else (issue.number, series_id),
        )
        shape = (len(issue.lead_steps), len(issue.quantiles))
        return tuple(_foreseen(row, shape) for row in rows)

    def said_by(self, model: str, issue: Issue) -> dict[str, tuple[Float64, Float64]]:
        """Return what a model said at an issue, shown or not, and the reference beside it, by series.

        Empty when it said nothing, as when it failed.
        """
        shape = (len(issue.lead_steps), len(issue.quantiles))
        rows = self._file.read("SELECT series_id, shown, beside FROM foreseen WHERE issue = ?", (issue.number,))
        if issue.model == model:
            return {name: (unpacked(own, shape), unpacked(beside, shape)) for name, own, beside in rows}
        aside = dict(
            self._file.read("SELECT series_id, said FROM aside WHERE issue = ? AND model = ?", (issue.number, model))
        )
        return {
            name: (unpacked(aside[name], shape), unpacked(beside, shape)) for name, _, beside in rows if name in aside
        }

    def issues_between(self, first_us: int, last_us: int, *, near: bool = False) -> tuple[Issue, ...]:
        """Return the issues of a period, both ends with it, oldest first; as :meth:`issues`."""
        rows = self._file.read(
            f"SELECT number, lead_steps, quantiles, {', '.join(_ISSUE)} FROM issue "  # noqa: S608
            "WHERE (laid_over > 0) = ? AND issued_at_us BETWEEN ? AND ? ORDER BY issued_at_us, number",
            (near, first_us, last_us),
        )
        return tuple(_issue(row) for row in rows)

    def last_origin(self, as_of_us: int) -> int | None:
        """Return the wall-clock minute of the origin of the newest issue of a moment; None when there was none."""
        newest = self.latest(as_of_us)
        return None if newest is None else newest.origin_min

    # -- retention -----------------------------------------------------------------------------------------------

    def delete_before(self, run: int, activity: str, before_us: int, stopping: threading.Event | None = None) -> bool:
        """Take away what was kept for an activity before a moment, and count it in the same commit.

        In batches, each a commit of its own; a run that was interrupted is called again and goes on. Return whether it
        is finished, which it is not when it was asked to stop.
        """
        while True:
            if stopping is not None and stopping.is_set():
                return False
            with self._file.writing() as database:
                due = database.execute(
                    "SELECT number, made_at_us FROM issue WHERE activity = ? AND made_at_us < ? "
                    "ORDER BY made_at_us LIMIT 50",
                    (activity, before_us),
                ).fetchall()
                told = database.execute(
                    "SELECT number, kept_at_us FROM weather WHERE activity = ? AND kept_at_us < ? "
                    "ORDER BY kept_at_us LIMIT 500",
                    (activity, before_us),
                ).fetchall()
                if not due and not told:
                    return True
                numbers, times = [(row[0],) for row in due], [row[1] for row in (*due, *told)]
                database.execute("INSERT OR IGNORE INTO deleting VALUES (?)", (run,))
                database.executemany("DELETE FROM aside WHERE issue = ?", numbers)
                database.executemany("DELETE FROM foreseen WHERE issue = ?", numbers)
                database.executemany("DELETE FROM issue WHERE number = ?", numbers)
                database.executemany("DELETE FROM weather WHERE number = ?", [(row[0],) for row in told])
                database.execute("DELETE FROM deleting")
                count_deletion(database, run, times)

    def has_before(self, activity: str, before_us: int) -> bool:
        """Tell whether there is anything that an activity made before a moment."""
        sql = (
            "SELECT EXISTS (SELECT 1 FROM issue WHERE activity = ?1 AND made_at_us < ?2)"
            " OR EXISTS (SELECT 1 FROM weather WHERE activity = ?1 AND kept_at_us < ?2)"
        )
        return bool(self._file.read(sql, (activity, before_us))[0][0])

    def held(self) -> tuple[ForecastsHeld, ...]:
        """Return what is kept, per activity."""
        rows = self._file.read(
            "SELECT activity, sum(issues), sum(weather), min(first_us), max(last_us) FROM ("
            " SELECT activity, count(*) AS issues, 0 AS weather, min(made_at_us) AS first_us,"
            " max(made_at_us) AS last_us FROM issue GROUP BY activity UNION ALL"
            " SELECT activity, 0, count(*), min(kept_at_us), max(kept_at_us) FROM weather GROUP BY activity"
            ") GROUP BY activity ORDER BY activity"
        )
        return tuple(ForecastsHeld(*row) for row in rows)

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


def _issue(row: tuple[Any, ...]) -> Issue:
    number, leads, quantiles, *rest = row
    values = dict(zip(_ISSUE, rest, strict=True))
    values["mistrust"] = Mistrust(values["mistrust"])
    return Issue(
        number=number,
        lead_steps=np.frombuffer(leads, "<i4").astype(np.int64),
        quantiles=tuple(np.frombuffer(quantiles, "<f8").tolist()),
        **values,
    )


def _foreseen(row: tuple[Any, ...], shape: tuple[int, int]) -> Foreseen:
    series_id, kind, place_id, status, note, shown, beside = row
    return Foreseen(
        series=Series(id=series_id, kind=SeriesKind(kind), place_id=place_id),
        status=Status(status),
        note=note,
        values=unpacked(shown, shape),
        reference=unpacked(beside, shape),
    )
