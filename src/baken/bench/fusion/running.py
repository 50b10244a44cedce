# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Run many cases, several at a time, and add up their scores."""

from __future__ import annotations

import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from baken.bench.fusion import simple
from baken.bench.fusion.case import make_case
from baken.bench.fusion.large import ONE_CORE
from baken.bench.fusion.playing import PictureMethod, Said, play, truth_of
from baken.bench.fusion.scores import Score
from baken.situation.levels import breaks_in_persons, level_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from baken.bench.fusion.case import Case, CaseId
    from baken.bench.fusion.playing import Answer, Heard, Method
    from baken.city.model import City

Float64 = NDArray[np.float64]

ESTIMATOR: Final = "estimator"
DAY_MIN: Final = 1440


@dataclass(frozen=True, slots=True)
class Result:
    """The scores of a case, by method; and what was said, when it was asked to be kept."""

    case: CaseId
    scores: dict[str, Score]
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What happened and what was said, for a plot; columns of shape (minutes, areas)."""

    truth: Float64
    said: Said
    simple: dict[str, Float64]
    breaks: Float64


class _Together:
    """The method that is judged, and the simple ones beside it, on the same rows."""

    def __init__(self, city: City, method: Method, minutes: int) -> None:
        self._method = method
        self._simple = simple.SimpleMethods(city.areas, city.gates, city.streams)
        self.said = np.zeros((len(simple.NAMES), minutes, len(city.areas)))
        self._minute = 0
        self.took_s = 0.0

    def hear(self, heard: Heard, now_us: int) -> Answer:
        self.said[:, self._minute] = self._simple.hear(heard)
        self._minute += 1
        begun = time.process_time()
        said = self._method.hear(heard, now_us)
        self.took_s += time.process_time() - begun
        return said


def run_case(
    case: Case, make_method: Callable[[City], Method], *, minutes: int = DAY_MIN, keep: bool = False
) -> Result:
    """Return the scores of a method, and of the simple ones, on a case. The method sees the rows and nothing else."""
    city = case.city
    both = _Together(city, make_method(city), minutes)
    said = play(city, case.rows, case.day.start_us, minutes, both)
    said = replace(said, took_s=both.took_s)
    truth, breaks = truth_of(case.day, minutes), breaks_in_persons(city.areas)
    scores = {ESTIMATOR: Score.of(said, truth, breaks)}
    nothing = np.full_like(truth, np.nan)
    for name, persons in zip(simple.NAMES, both.said, strict=True):
        scores[name] = Score.of(Said(persons, nothing, nothing, level_of(persons, breaks)), truth, breaks)
    by_name = dict(zip(simple.NAMES, both.said, strict=True))
    return Result(case.id, scores, Kept(truth, said, by_name, breaks) if keep else None)


def run_cases(
    cases: Sequence[CaseId],
    *,
    method: Callable[[City], Method] = PictureMethod.fusion,
    minutes: int = DAY_MIN,
    keep: frozenset[CaseId] = frozenset(),
    processes: int | None = None,
) -> Iterator[Result]:
    """Yield the results of cases as they come; several processes work at once when there are several cases."""
    jobs = [(case, method, minutes, case in keep) for case in cases]
    workers = min(processes or os.cpu_count() or 1, len(jobs))
    if workers <= 1 and processes == 1:
        yield from map(_run, jobs)
        return
    os.environ.update(ONE_CORE)  # inherited by the workers, which are one per core
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        for done in as_completed([pool.submit(_run, job) for job in jobs]):
            yield done.result()


def _run(job: tuple[CaseId, Callable[[City], Method], int, bool]) -> Result:
    case, method, minutes, keep = job
    return run_case(make_case(case), method, minutes=minutes, keep=keep)
