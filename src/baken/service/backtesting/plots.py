# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Plots of a backtest as SVG, to stand in a page. Models differ by colour, line and marker, never by colour alone."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from baken.forecast.model import MEDIAN, QUANTILES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from baken.forecast.model import Float64
    from baken.service.backtesting.words import Words

INK: Final = "#1a1a1a"
BLUE: Final = "#0072B2"
GREEN: Final = "#009E73"
STYLES: Final = (
    (BLUE, "-", "o"),
    ("#D55E00", (0, (4, 2)), "s"),
    (GREEN, (0, (1, 1)), "^"),
    ("#A0527A", (0, (3, 1)), "v"),
    ("#8A6D00", (0, (6, 1, 1, 1)), "D"),
    ("#2A6F97", (0, (2, 2)), "P"),
    ("#595959", "-", "X"),
)
_HOURS: Final = 24
_TICKS_H: Final = (1, 2, 6, 12, 24, 48, 168, 720)


def fan(truth: Float64, said: Float64, reference: Float64, step_min: int, words: Words) -> str:
    """Return one forecast with its bands, the reference beside it, and what came.

    Parameters
    ----------
    truth, reference
        Shape (leads,).
    said
        Shape (leads, quantiles).
    """
    figure, axis = _figure(9.6, 2.7)
    hours = np.arange(len(truth)) * step_min / 60
    axis.fill_between(hours, said[:, 0], said[:, -1], color=BLUE, alpha=0.15, linewidth=0, label=words.band95)
    axis.fill_between(hours, said[:, 1], said[:, -2], color=BLUE, alpha=0.3, linewidth=0, label=words.band80)
    axis.plot(hours, said[:, MEDIAN], color=BLUE, linewidth=1.4, label=words.median)
    axis.plot(hours, reference, color="#B04A00", linewidth=1.0, linestyle=(0, (4, 2)), label=words.reference)
    axis.plot(hours, truth, color=INK, linewidth=1.4, linestyle=(0, (1, 1)), label=words.came)
    axis.set_ylim(bottom=0)
    axis.set_xlim(0, hours[-1] if len(hours) > 1 else 1)
    axis.set_xlabel(words.hours_ahead)
    axis.set_ylabel(words.persons)
    axis.legend(frameon=False, fontsize=8, ncol=5, loc="lower left", bbox_to_anchor=(0, 1.0), borderaxespad=0.1)
    return _svg(figure, [axis])


def skill(curves: Mapping[str, Float64], ends_h: Float64, words: Words) -> str:
    """Return by how many per cent each model loses less than the reference, by how far ahead."""
    figure, axis = _figure(9.6, 3.6)
    for (name, values), (colour, style, marker) in zip(curves.items(), STYLES, strict=False):
        axis.plot(ends_h, 100 * values, label=name, color=colour, linestyle=style, marker=marker, markersize=4)
    axis.axhline(0, color=INK, linewidth=1.2)
    axis.annotate(words.reference, (ends_h[-1], 0), fontsize=9, ha="right", va="top", color=INK)
    if len(ends_h) > 1:
        axis.set_xscale("log")
        shown = [tick for tick in _TICKS_H if ends_h[0] <= tick <= ends_h[-1]]
        axis.set_xticks(shown, [str(tick) for tick in shown])
        axis.set_xticks([], minor=True)
    axis.set_xlabel(words.hours_ahead)
    axis.set_ylabel(words.skill_axis)
    if curves:
        axis.legend(frameon=False, fontsize=9, ncol=3)
    return _svg(figure, [axis])


def reliability(curves: Mapping[str, Float64], words: Words) -> str:
    """Return for each quantile the share of counts that were at most as large; the diagonal is as it should be."""
    figure, axis = _figure(5.6, 5.0)
    axis.plot([0, 1], [0, 1], color=INK, linewidth=1.0, label=words.ideal)
    for (name, values), (colour, style, marker) in zip(curves.items(), STYLES, strict=False):
        axis.plot(QUANTILES, values, label=name, color=colour, linestyle=style, marker=marker, markersize=5)
    axis.set_xlim(0, 1)
    axis.set_ylim(0, 1)
    axis.set_aspect("equal")
    axis.set_xlabel(words.quantile)
    axis.set_ylabel(words.share_below)
    axis.legend(frameon=False, fontsize=9)
    return _svg(figure, [axis])


def error_calendar(errors: Float64, words: Words) -> str:
    """Return the mean absolute error by weekday and hour, shape (7, 24), as shades with the numbers in them."""
    figure, axis = _figure(11.0, 3.4)
    known = errors[np.isfinite(errors)]
    top = float(known.max()) if len(known) else 1.0
    axis.imshow(np.nan_to_num(errors), cmap="Blues", vmin=0, vmax=top or 1.0, aspect="auto")
    for day, hour in np.ndindex(errors.shape):
        value = errors[day, hour]
        if np.isfinite(value):
            colour = "white" if value > 0.6 * top else INK
            axis.text(hour, day, f"{value:.0f}", ha="center", va="center", fontsize=8, color=colour)
    axis.set_xticks(range(_HOURS), [f"{hour:02}" for hour in range(_HOURS)])
    axis.set_yticks(range(7), words.weekdays)
    axis.set_xlabel(words.hour_of_day)
    return _svg(figure, [axis], grid=False)


def _figure(width: float, height: float) -> tuple[Any, Any]:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axis = plt.subplots(figsize=(width, height))
    return figure, axis


def _svg(figure: Any, axes: Sequence[Any], *, grid: bool = True) -> str:
    """Return a figure as the element ``svg``, without what would differ from run to run."""
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
        if grid:
            axis.grid(color="#dddddd", linewidth=0.5)
            axis.set_axisbelow(True)
    figure.tight_layout()
    written = io.StringIO()
    # letters as outlines: the page looks the same where other fonts are installed
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "baken"}):
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    text = written.getvalue()
    return text[text.index("<svg") :].strip()
