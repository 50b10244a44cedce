# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a bench promised and what it found, as a table of a report in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.bench.model import Bound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.bench.model import Target

_VERDICT: Final = {True: "holds", False: "**does not hold**", None: "not measured"}


def targets_as_markdown(targets: Sequence[Target], *, with_notes: bool = False) -> str:
    """Return the section about what was promised.

    Examples
    --------
    >>> from baken.bench.model import at_most
    >>> print(targets_as_markdown([at_most("error", 0.322, 0.5)]).splitlines()[-1])
    | error | 0.322 | ≤ 0.5 | holds |
    """
    more = ("", "") if not with_notes else (" |", "---|")
    lines = ["## What was promised\n", f"| promise | measured | limit | |{more[0]}", f"|---|---|---|---|{more[1]}"]
    for target in targets:
        sign = "≥" if target.bound is Bound.AT_LEAST else "≤"
        value = "-" if target.value is None else f"{target.value:.3g} {target.unit}".strip()
        limit = f"{sign} {target.limit:g} {target.unit}".strip()
        note = f" {target.note} |" if with_notes else ""
        lines.append(f"| {target.name} | {value} | {limit} | {_VERDICT[target.holds]} |{note}")
    return "\n".join([*lines, ""])
