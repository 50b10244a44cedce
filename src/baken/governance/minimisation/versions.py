# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Corrections that are too small to be shown: the difference between what was shown before and after must not be about
fewer than k contributors either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def anchors(values: Sequence[float], k: int) -> list[int]:
    """Return for each version of one value which version is shown in its place.

    A version is shown itself when it differs by at least k from every version that was shown before; otherwise the
    nearest of those is shown still (the earliest of equally near ones). A version without a value is shown as such.

    Invariants
    ----------
    Two versions that are shown differ by at least k. What stands for a version depends on it and on earlier ones only,
    so that a view of the past (``known_at``) never differs from what was shown then.

    Examples
    --------
    >>> anchors([14.0, 15.0, 23.0, 24.0, 14.5, 18.0], 10)
    [0, 0, 0, 3, 0, 0]
    >>> anchors([7.0, float("nan"), 9.0], 10)
    [0, 1, 0]
    """
    shown: list[int] = []
    result = []
    for i, value in enumerate(values):
        if value != value:
            result.append(i)
            continue
        nearest = min(shown, key=lambda j: abs(values[j] - value), default=None)
        if nearest is None or abs(values[nearest] - value) >= k:
            shown.append(i)
            nearest = i
        result.append(nearest)
    return result
