# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A backtest on a cluster of Apache Spark: the same work items, on many machines.

What runs there is the same function on the same items, so that what comes is the same. Every machine must see the
folder of the backtest and that of the counts, and have the same Baken installed.
"""

from __future__ import annotations

import contextlib
import os
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, Any, Final

from baken.forecast.model import ForecastError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from baken.forecast.backtest.engine import Done
    from baken.forecast.backtest.plan import WorkItem

_ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")

_JOBS_AT_ONCE: Final = 256
"""Threads here that wait for the cluster; more machines than that stay idle."""


class OnSpark:
    """Maps over work items with Spark, one job with one task each.

    Parameters
    ----------
    master
        As Spark names it: ``spark://host:7077``, ``yarn``, ``k8s://...``, ``local[4]`` or, to try out what a cluster
        does, ``local-cluster[2,1,1024]``.
    settings
        Further ``spark.*`` settings.
    """

    def __init__(self, master: str, settings: dict[str, str] | None = None) -> None:
        self._master, self._settings = master, settings or {}

    def map(self, run: Callable[[WorkItem], Done], items: Sequence[WorkItem]) -> Iterator[Done]:
        """Yield the results as they come.

        Raises
        ------
        ForecastError
            When PySpark or Java is not there, or the cluster cannot be reached or fails.
        """
        if not items:
            return
        with self._context() as context, _told_plainly(self._master):

            def one(item: WorkItem) -> Done:
                # a job each: the results of one job of all would come together, after the slowest
                found: list[Done] = context.parallelize([item], 1).map(run).collect()
                return found[0]

            pool = ThreadPoolExecutor(min(len(items), _JOBS_AT_ONCE), thread_name_prefix="spark")
            try:
                for done in as_completed([pool.submit(one, item) for item in items]):
                    yield done.result()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    @contextlib.contextmanager
    def _context(self) -> Iterator[Any]:
        try:
            from pyspark import SparkConf, SparkContext
        except ImportError as error:
            raise ForecastError(
                f"A backtest on Spark needs what is not installed ({error.name}).",
                remedy='Install it with pip install "baken[spark]".',
            ) from error
        settings = {
            "spark.master": self._master,
            "spark.app.name": "baken backtest",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.log.level": "ERROR",
        }
        settings |= {f"spark.executorEnv.{name}": number for name, number in _ONE_THREAD.items()} | self._settings
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        with _told_plainly(self._master):
            context = SparkContext(conf=SparkConf().setAll(list(settings.items())))
        try:
            yield context
        finally:
            context.stop()


@contextlib.contextmanager
def _told_plainly(master: str) -> Iterator[None]:
    """Turn what Spark and its Java say into one sentence."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException, OSError) as error:
        java = "JAVA_GATEWAY" in str(error) or isinstance(error, OSError)
        remedy = (
            "Name a master that Spark knows, and a Java runtime of version 17 or later in JAVA_HOME."
            if java
            else "Look at the address of the cluster and at its log; what was finished is kept."
        )
        said = str(error).strip().splitlines()[0][:200].rstrip(". ") if str(error).strip() else type(error).__name__
        raise ForecastError(f"Spark at {master} could not run the backtest: {said}.", remedy=remedy) from error
