# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Plots of the results.

Colours are those of Okabe and Ito, which people with any colour vision tell apart; lines differ in style as well, so
that a print in grey can be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from baken.bench.fusion import simple
from baken.bench.fusion.judging import COVERAGE
from baken.bench.fusion.running import ESTIMATOR

if TYPE_CHECKING:
    from pathlib import Path

    from baken.bench.fusion.running import Kept
    from baken.bench.fusion.scores import Score

BLUE: Final = "#0072B2"
ORANGE: Final = "#D55E00"
GREEN: Final = "#009E73"
YELLOW: Final = "#E69F00"
INK: Final = "#1a1a1a"
_SHOWN: Final = 4
_START_H: Final = 4
_DPI: Final = 130


def draw_day(path: Path, title: str, kept: Kept, names: list[str], best: str) -> None:
    """Draw truth, estimate with band, and the best simple method in the areas that become fullest."""
    plt = _pyplot()
    shown = np.argsort(kept.truth.max(axis=0))[::-1][:_SHOWN]
    figure, axes = plt.subplots(2, 2, figsize=(10, 6.2), sharex=True)
    hours = _START_H + (np.arange(len(kept.truth)) + 1) / 60.0
    for axis, area in zip(axes.flat, shown, strict=True):
        said = kept.said
        axis.fill_between(
            hours, said.lower[:, area], said.upper[:, area], color=BLUE, alpha=0.22, linewidth=0, label="90 % band"
        )
        axis.plot(hours, kept.simple[best][:, area], color=ORANGE, linewidth=1.0, linestyle=(0, (4, 2)), label=best)
        axis.plot(hours, said.persons[:, area], color=BLUE, linewidth=1.4, label="estimate")
        axis.plot(hours, kept.truth[:, area], color=INK, linewidth=1.4, linestyle=(0, (1, 1)), label="truth")
        _level_lines(axis, kept.breaks[area], float(kept.truth[:, area].max()))
        axis.set_title(names[area], fontsize=10, loc="left", color=INK)
        axis.set_ylim(bottom=0)
        _plain(axis)
    for axis in axes[:, 0]:
        axis.set_ylabel("persons")
    for axis in axes[-1]:
        axis.set_xlabel("hour of the day (25 is one o'clock at night)")
        axis.set_xticks(range(_START_H, _START_H + 25, 4))
    figure.suptitle(f"{title} (simulated)", x=0.06, ha="left", fontsize=12, color=INK)
    handles, labels = axes.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="upper right", ncol=4, frameon=False, fontsize=9)
    figure.tight_layout(rect=(0, 0, 1, 0.95))
    figure.savefig(path, dpi=_DPI)
    plt.close(figure)


def draw_overview(path: Path, alive: dict[str, dict[str, Score]], dead: dict[str, dict[str, Score]]) -> None:
    """Draw the error of every method, and the coverage of the bands, per scenario."""
    plt = _pyplot()
    names = list(alive)
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 0.62 * len(names) + 2.0), sharey=True)
    place = np.arange(len(names))
    methods = (ESTIMATOR, *simple.NAMES)
    colours = (BLUE, ORANGE, YELLOW, GREEN)
    hatches = ("", "//", "..", "\\\\")
    for number, (method, colour, hatch) in enumerate(zip(methods, colours, hatches, strict=True)):
        values = [alive[name][method].rmse for name in names]
        left.barh(
            place + (number - 1.5) * 0.2, values, 0.18, color=colour, hatch=hatch, edgecolor="white", label=method
        )
    left.set_yticks(place, names)
    left.invert_yaxis()
    left.set_xlabel("root mean square error, persons per area")
    left.legend(frameon=False, fontsize=9, loc="lower right")
    right.axvspan(100 * COVERAGE[0], 100 * COVERAGE[1], color=GREEN, alpha=0.15, label="promised")
    for scores, marker, colour, label in ((alive, "o", BLUE, "all sensors"), (dead, "s", ORANGE, "30 % dead")):
        there = [(i, 100 * scores[name][ESTIMATOR].coverage) for i, name in enumerate(names) if name in scores]
        if there:
            right.plot([x for _, x in there], [i for i, _ in there], marker, color=colour, markersize=8, label=label)
    right.set_xlabel("truth in the 90 % band, %")
    right.set_xlim(min(50.0, right.get_xlim()[0]), 100)
    right.legend(frameon=False, fontsize=9, loc="lower left")
    for axis in (left, right):
        _plain(axis)
    figure.tight_layout()
    figure.savefig(path, dpi=_DPI)
    plt.close(figure)


def _level_lines(axis: Any, breaks: np.ndarray[Any, Any], highest: float) -> None:
    """Draw where levels 4 and 5 begin, when the area comes near them."""
    for level, limit in ((4, breaks[2]), (5, breaks[3])):
        if np.isfinite(limit) and limit < 1.2 * highest:
            axis.axhline(limit, color="#777777", linewidth=0.7)
            axis.annotate(
                f"level {level}",
                (0.995, limit),
                xycoords=("axes fraction", "data"),
                fontsize=7,
                ha="right",
                va="bottom",
            )


def _plain(axis: Any) -> None:
    axis.spines[["top", "right"]].set_visible(False)
    axis.grid(color="#dddddd", linewidth=0.5)
    axis.set_axisbelow(True)


def _pyplot() -> Any:
    """Import matplotlib only now, without a screen."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    return plt
