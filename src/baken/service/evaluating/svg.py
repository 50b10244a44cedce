# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Drawing in SVG: a frame of axes, and the few marks that the charts are made of. Colours come from the style sheet."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Float64 = NDArray[np.float64]


@dataclass(slots=True)
class Frame:
    """A rectangle of the drawing in which values have places.

    Attributes
    ----------
    left, top, width, height
        In the units of the drawing.
    x_range, y_range
        The values at its edges.
    """

    left: float
    top: float
    width: float
    height: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def x(self, value: float) -> float:
        """Return the place of a value from left to right."""
        first, last = self.x_range
        return self.left + self.width * (value - first) / ((last - first) or 1.0)

    def y(self, value: float) -> float:
        """Return the place of a value from bottom to top."""
        first, last = self.y_range
        return self.top + self.height * (1.0 - (value - first) / ((last - first) or 1.0))

    @property
    def right(self) -> float:
        """Return its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Return its lower edge."""
        return self.top + self.height


@dataclass(slots=True)
class Drawing:
    """Marks, one over the other."""

    width: float
    height: float
    marks: list[str] = field(default_factory=list)

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        """Draw a straight line."""
        self.marks.append(f'<line class="{kind}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"/>')

    def box(self, x: float, y: float, width: float, height: float, kind: str, *, round_by: float = 0.0) -> None:
        """Draw a rectangle."""
        rounded = f' rx="{_n(round_by)}"' if round_by else ""
        self.marks.append(
            f'<rect class="{kind}" x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0.0))}" '
            f'height="{_n(max(height, 0.0))}"{rounded}/>'
        )

    def dot(self, x: float, y: float, radius: float, kind: str) -> None:
        """Draw a filled circle."""
        self.marks.append(f'<circle class="{kind}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"/>')

    def diamond(self, x: float, y: float, radius: float, kind: str) -> None:
        """Draw a diamond."""
        points = ((0, -radius), (radius, 0), (0, radius), (-radius, 0))
        path = " ".join(f"{_n(x + dx)},{_n(y + dy)}" for dx, dy in points)
        self.marks.append(f'<polygon class="{kind}" points="{path}"/>')

    def text(self, x: float, y: float, words: str, kind: str = "", *, anchor: str = "start") -> None:
        """Write words; the anchor is start, middle or end."""
        named = f' class="{kind}"' if kind else ""
        self.marks.append(f'<text{named} x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}">{escape(words)}</text>')

    def curve(self, frame: Frame, x: Float64, y: Float64, kind: str) -> None:
        """Draw a line through values; it is broken where one is missing."""
        for piece in _pieces(y):
            points = " L".join(f"{_n(frame.x(x[k]))} {_n(frame.y(y[k]))}" for k in piece)
            self.marks.append(f'<path class="{kind}" d="M{points}"/>')

    def band(self, frame: Frame, x: Float64, lower: Float64, upper: Float64, kind: str) -> None:
        """Fill what lies between two lines."""
        for piece in _pieces(lower + upper):
            there = [f"{_n(frame.x(x[k]))} {_n(frame.y(upper[k]))}" for k in piece]
            back = [f"{_n(frame.x(x[k]))} {_n(frame.y(lower[k]))}" for k in reversed(piece)]
            self.marks.append(f'<path class="{kind}" d="M{" L".join([*there, *back])}Z"/>')

    def svg(self, alt: str, kind: str = "") -> str:
        """Return the drawing, with what it shows in words."""
        return (
            f'<svg class="chart {kind}" role="img" viewBox="0 0 {_n(self.width)} {_n(self.height)}" '
            f'aria-label="{escape(alt)}" preserveAspectRatio="xMidYMid meet">{"".join(self.marks)}</svg>'
        )


def round_steps(low: float, high: float, about: int = 4) -> list[float]:
    """Return round values between two.

    Examples
    --------
    >>> round_steps(0, 930, 4)
    [0.0, 200.0, 400.0, 600.0, 800.0]
    """
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return [low]
    rough = span / about
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * size for factor in (1.0, 2.0, 5.0, 10.0) if factor * size >= rough * 0.8)
    first = math.ceil(low / step - 1e-9)
    return [k * step + 0.0 for k in range(first, math.floor(high / step + 1e-9) + 1)]


def _pieces(values: Float64) -> list[Sequence[int]]:
    """Return the stretches of places without a missing value."""
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return []
    return [piece.tolist() for piece in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1)]


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
