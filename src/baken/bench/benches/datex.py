# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How fast, and in how much memory, a message of 100 MB in DATEX II becomes observations, against merely walking it."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from baken.bench.context import Context, Size
from baken.bench.datex_message import read_message, site_name, write_message
from baken.bench.model import Figure, Report, Target, at_least, at_most
from baken.bench.registry import Bench, BenchError
from baken.bench.timing import take_turns

if TYPE_CHECKING:
    from pathlib import Path

LEAST_RATIO: Final = 0.5
MOST_GROWTH_MB: Final = 8.0
"""Of the peak of memory, when 100 MB are read after 5 MB; a tree of the whole would take 1,000 MB."""

_MEGABYTES: Final = {Size.FULL: 100.0, Size.QUICK: 30.0, Size.TINY: 0.5}
_SMALL_MB: Final = 5.0
_ROUNDS: Final = {Size.FULL: 5, Size.QUICK: 3, Size.TINY: 1}
_SITES: Final = frozenset(site_name(number * 7) for number in range(200))


def _measure(context: Context) -> Report:
    figures: list[Figure] = []
    targets: list[Target] = []
    for version in (2, 3):
        context.say(f"reading a message of version {version}")
        path = context.work / f"message-{version}.xml"
        values = write_message(path, _MEGABYTES[context.size], version, context.seed)
        if read_message(path) != values:
            raise BenchError(f"Of {values} values of the message, others were found.")
        found = _speeds(path, version, values, _ROUNDS[context.size])
        growth = _growth(context, path, version)
        name = f"version {version}: "
        figures.extend((*found, Figure(name=f"{name}growth of peak memory", value=growth, unit="MB")))
        ratio = _value_of(found, f"{name}all values to walking")
        targets.append(at_least(f"{name}speed to lxml.etree.iterparse", ratio, LEAST_RATIO))
        targets.append(at_most(f"{name}growth of peak memory", growth, MOST_GROWTH_MB, "MB"))
    left_out = () if context.size is Size.FULL else ("messages of 100 MB; these are smaller.",)
    return Report(name=bench.name, title=bench.title, figures=tuple(figures), targets=tuple(targets), left_out=left_out)


def _speeds(path: Path, version: int, values: int, rounds: int) -> list[Figure]:
    """Return rates in MB of XML a second; the median of each contender speaks."""
    size = path.stat().st_size / 1e6
    zipped = path.with_suffix(".xml.gz")
    with path.open("rb") as source, gzip.open(zipped, "wb", compresslevel=1) as target:
        shutil.copyfileobj(source, target)
    contenders = {
        "walking": lambda: _walk(path),
        "all values": lambda: read_message(path),
        "all values, gzipped": lambda: read_message(zipped),
        "200 sites": lambda: read_message(path, _SITES),
    }
    took = take_turns(contenders, rounds=rounds)
    median = {name: sorted(times)[len(times) // 2] for name, times in took.items()}
    name = f"version {version}: "
    return [
        Figure(name=f"{name}values of the message", value=float(values)),
        *(Figure(name=name + who, value=size / time, unit="MB/s") for who, time in median.items()),
        Figure(name=f"{name}all values to walking", value=median["walking"] / median["all values"]),
        Figure(name=f"{name}200 sites to walking", value=median["walking"] / median["200 sites"]),
    ]


def _walk(path: Path) -> None:
    from lxml import etree

    for _, element in etree.iterparse(str(path)):
        element.clear()


def _growth(context: Context, path: Path, version: int) -> float | None:
    """Return by how many MB the peak of memory grows; None where the system does not tell."""
    small = context.work / f"small-{version}.xml"
    write_message(small, min(_SMALL_MB, _MEGABYTES[context.size]), version, context.seed)
    command = [sys.executable, "-m", "baken.bench.datex_message", str(small), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (our own module)
    if done.returncode:
        raise BenchError(f"The message could not be read in a process of its own: {done.stderr[-300:]}")
    return max(0.0, float(done.stdout)) if done.stdout else None


def _value_of(figures: list[Figure], name: str) -> float | None:
    return next(figure.value for figure in figures if figure.name == name)


bench = Bench("datex", "a message of 100 MB in DATEX II, read as a stream", _measure)
