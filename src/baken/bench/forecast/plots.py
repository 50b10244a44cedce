# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Plots of the results, in the colours and line styles of the other reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from baken.bench.forecast.judging import BUCKETS, LEADS, mean
from baken.bench.fusion.plots import BLUE, GREEN, INK, ORANGE, YELLOW
from baken.evaluation.verification.tally import BANDS
from baken.forecast.model import MEDIAN, QUANTILES
from baken.forecast.wall_clock import wall_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from baken.bench.forecast.scores import ModelScores
    from baken.forecast.model import Float64

_DPI: Final = 130
_DAY_H: Final = 24
_STYLES: Final = (
    (BLUE, "-", "o"),
    (ORANGE, (0, (4, 2)), "s"),
    (GREEN, (0, (1, 1)), "^"),
    (YELLOW, (0, (6, 1, 1, 1)), "D"),
    ("#CC79A7", (0, (3, 1)), "v"),
    ("#56B4E9", (0, (2, 2)), "P"),
    ("#777777", "-", "X"),
)


def draw_skill(path: Path, models: Sequence[ModelScores], reference: ModelScores) -> None:
    """Draw how much less each model loses than a reference: hour by hour for a day, then day by day."""
    plt = _pyplot()
    figure, axis = plt.subplots(figsize=(10, 4.6))
    ends, theirs = _losses(reference)
    for model, (colour, style, marker) in zip(models, _STYLES, strict=False):
        if model is not reference:
            skill = 100 * (1 - _losses(model)[1] / theirs)
            look = {"color": colour, "linestyle": style, "marker": marker, "markersize": 4, "linewidth": 1.5}
            axis.plot(ends, skill, label=model.name, **look)
    axis.axhline(0, color=INK, linewidth=1.0)
    axis.annotate(reference.name, (168, 0), fontsize=8, ha="right", va="bottom", color=INK)
    axis.set_xscale("log")
    axis.set_xticks([1, 2, 6, 12, 24, 48, 168], ["1", "2", "6", "12", "24", "48", "168"])
    axis.set_xticks([], minor=True)
    axis.set_xlabel("hours ahead")
    axis.set_ylabel("less weighted quantile loss, %")
    axis.legend(frameon=False, fontsize=9, ncol=2)
    _finish(figure, [axis], path)


def _losses(model: ModelScores) -> tuple[Float64, Float64]:
    """Return weighted quantile losses of the hours of the first day and of the days after it, and where each ends."""
    leads = np.arange(1, len(LEADS["all"]) + 1)
    ends = np.concatenate([leads[:_DAY_H], leads[2 * _DAY_H - 1 :: _DAY_H]])
    begins = np.where(ends <= _DAY_H, ends, ends - _DAY_H + 1)
    groups = [(leads >= begin) & (leads <= end) for begin, end in zip(begins, ends, strict=True)]
    losses = [float(model.everything.scores(group).mean().wql) for group in groups]
    return ends.astype(np.float64), np.array(losses)


def draw_calibration(path: Path, models: Sequence[ModelScores]) -> None:
    """Draw how far quantiles are from what they say, all horizons, and the coverage of both bands per bucket."""
    plt = _pyplot()
    figure, axes = plt.subplots(1, 3, figsize=(12, 4.4), width_ratios=(1.25, 1, 1))
    axes[0].axhline(0, color=INK, linewidth=1.0)
    place = np.arange(len(BUCKETS))
    for number, (model, (colour, style, marker)) in enumerate(zip(models, _STYLES, strict=False)):
        look = {"color": colour, "marker": marker, "markersize": 5, "linewidth": 1.2}
        off = 100 * (model.everything.reliability() - np.array(QUANTILES))
        axes[0].plot(QUANTILES, off, linestyle=style, label=model.name, **look)
        for band, axis in enumerate(axes[1:]):
            covered = [100 * float(mean(model, bucket).coverage[band]) for bucket in BUCKETS]
            axis.plot(place + 0.05 * number, covered, linestyle="none", **look)
    axes[0].set_xlabel("quantile")
    axes[0].set_title("share of counts at most as large, off by points", fontsize=10, loc="left", color=INK)
    axes[0].legend(frameon=False, fontsize=8)
    for share, off, axis in zip(BANDS, (2.0, 1.5), axes[1:], strict=True):
        axis.axhspan(100 * share - off, 100 * share + off, color=GREEN, alpha=0.15)
        axis.set_xticks(place + 0.15, BUCKETS, fontsize=8)
        axis.set_title(f"counts in the {share:.0%} band, %", fontsize=10, loc="left", color=INK)
    _finish(figure, axes, path)


def draw_fans(path: Path, fans: Sequence[tuple[str, Float64, Float64]], origin_min: int, anchor: Float64) -> None:
    """Draw a week as it was foreseen and as it came.

    Parameters
    ----------
    fans
        Name, what came, shape (leads,), and what was foreseen, shape (leads, quantiles), of some sensors.
    anchor
        The median of the best anchor for them, shape (sensors, leads).
    """
    plt = _pyplot()
    figure, axes = plt.subplots(len(fans), 1, figsize=(10, 2.3 * len(fans) + 0.6), sharex=True, squeeze=False)
    for row, (axis, (name, truth, said)) in enumerate(zip(axes[:, 0], fans, strict=True)):
        days = np.arange(len(truth)) / 24
        axis.fill_between(days, said[:, 0], said[:, -1], color=BLUE, alpha=0.14, linewidth=0, label="95 % band")
        axis.fill_between(days, said[:, 1], said[:, -2], color=BLUE, alpha=0.28, linewidth=0, label="80 % band")
        axis.plot(days, said[:, MEDIAN], color=BLUE, linewidth=1.3, label="median")
        axis.plot(days, anchor[row], color=ORANGE, linewidth=1.0, linestyle=(0, (4, 2)), label="best anchor")
        axis.plot(days, truth, color=INK, linewidth=1.2, linestyle=(0, (1, 1)), label="came")
        axis.set_title(name, fontsize=10, loc="left", color=INK)
        axis.set_ylim(bottom=0)
        axis.set_ylabel("persons/h")
    axes[-1, 0].set_xlabel(f"days after {wall_time(origin_min):%A %Y-%m-%d %H:%M}")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="upper right", ncol=5, frameon=False, fontsize=9)
    _finish(figure, axes[:, 0], path)


def _finish(figure: Any, axes: Any, path: Path) -> None:
    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
        axis.grid(color="#dddddd", linewidth=0.5)
        axis.set_axisbelow(True)
    figure.tight_layout(rect=(0, 0, 1, 0.97))
    figure.savefig(path, dpi=_DPI)
    _pyplot().close(figure)


def _pyplot() -> Any:
    """Import matplotlib only now, without a screen."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    return plt
