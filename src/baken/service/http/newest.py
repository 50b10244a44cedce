# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which of many are told when not all are: nobody may lose sight of what is still open because much came after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


def newest(found: Sequence[T], limit: int, is_open: Callable[[T], bool]) -> list[T]:
    """Return at most ``limit``, newest first: those that are open before any that is not.

    Parameters
    ----------
    found
        Oldest first.

    Examples
    --------
    >>> newest(["open", "closed", "shut", "closed again"], 2, lambda name: name == "open")
    ['closed again', 'open']
    >>> newest([1, 2, 3], 2, lambda number: True)
    [3, 2]
    """
    if len(found) <= limit:
        return list(reversed(found))
    by_weight = sorted(range(len(found)), key=lambda i: (is_open(found[i]), i), reverse=True)
    return [found[i] for i in sorted(by_weight[:limit], reverse=True)]
