# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The report of the bench of warnings: a page in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench.targets_markdown import targets_as_markdown
from baken.evaluation.warnings.probability import reliability_diagram

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from baken.bench.model import Target
    from baken.bench.warning.judging import Found

FILE: Final = "warning-results.md"

_HEAD: Final = """<!-- SPDX-FileCopyrightText: 2026 Baken contributors -->
<!-- SPDX-License-Identifier: EUPL-1.2 -->

# Warnings: what was measured

Written by `baken bench warning --report`; do not edit. Would somebody have known in time, and how often for nothing?
On simulated days, where it is known how many people there really were, and through 2025 of real counts of Auckland.

## How it is judged

- **Ours** is the warner of the product with the condition `within-lead`: limits of `cities/scheveningen/limits.toml`
  (levels 3, 4 and 5 of eleven areas, lead time 45 min), judged every five minutes on the fused picture and the
  forecast `nowcast-conformal-editions` made then, in steps of five minutes; for Auckland a limit per sensor at the
  99th percentile of its hours of 2024, lead time two hours, judged every hour on the forecast `nowcast-conformal`.
  **The rule** warns when the present value passes 80 % of the limit, with the same hysteresis.
- An **episode** is a spell of at least five minutes (Auckland: an hour) in which a limit is truly passed. It is
  **hit** when an alarm was raised at least 15 minutes before its onset (what the playbook of one-way walking needs;
  Auckland: one hour), at most two (six) hours before it, and still stood. An alarm is **false** when no episode goes
  on during it or begins within that time after it. Peirce's score is of moments: at each at which a limit is not
  passed, does an alarm stand, and is the limit passed within its lead time?
- **Reliability** is of what a probability speaks of: that the limit is passed at some time from the moment to the end
  of the lead time. The moments are those at which the picture does not say that it is passed already; to leave out
  those at which it *truly* was would pick them by their outcome, and find who is right too bold (Lerch et al. 2017,
  *Forecaster's dilemma*). That slope is told beside it.
- A **warning** is what an officer gets: limits of one cause in one neighbourhood together. It is false when none of its
  alarms was right.
- Probabilities of simulated days are as delivered, as a node has them before it learned; those of Auckland are
  corrected by all hours since the quarter before the year, anew each quarter. Thresholds were chosen on seeds 100 to
  103, in an earlier version also looking at 0 and 1. Announced events have three earlier editions, and showers three
  earlier days, of seeds 300 to 302; what a radar foretold is simulated with its errors, showers that never come too.
- Nothing later than the moment was known to either, except that the limits of Auckland are those of the year before.
"""


_COLUMNS: Final = (
    "days",
    "who",
    "episodes",
    "hit in time",
    "alarms, in so many warnings",
    "false alarms",
    "false warnings",
    "hit rate",
    "false-alarm ratio",
    "Peirce",
    "lead in min, median (tenth, nine tenths)",
)


def write_report(
    folder: Path,
    found: Mapping[str, tuple[Found, Found]],
    targets: Sequence[Target],
    left_out: Sequence[str],
) -> None:
    """Write the page.

    Parameters
    ----------
    found
        Per scenario or course: of ours, and of the rule.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = [_HEAD, targets_as_markdown(targets, with_notes=True), _table(found)]
    parts += [_reliability(name, pair[0]) for name, pair in found.items() if name in ("all scenarios", "Auckland")]
    if left_out:
        parts.append("\n".join(["## What was left out\n", *(f"- {one}" for one in left_out), ""]))
    (folder / FILE).write_text("\n".join(parts), encoding="utf-8")


def _table(found: Mapping[str, tuple[Found, Found]]) -> str:
    lines = [
        "## What came of the warnings\n",
        f"| {' | '.join(_COLUMNS)} |",
        f"|---|---|{'--:|' * (len(_COLUMNS) - 2)}",
    ]
    for name, pair in found.items():
        for who, one in zip(("ours", "rule"), pair, strict=True):
            table = one.episodes
            cells = (
                name,
                who,
                f"{table.hits + table.misses:.0f}",
                f"{table.hits:.0f}",
                f"{one.alarms}, {one.warnings}",
                f"{table.false_alarms:.0f}",
                f"{one.false_warnings}",
                _number(table.hit_rate),
                _number(table.false_alarm_ratio),
                _number(one.moments.peirce),
                _leads(one),
            )
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _reliability(name: str, one: Found) -> str:
    diagram = reliability_diagram(one.said.probability, one.said.happened)
    line, hindsight = one.said.line, one.in_hindsight.line
    lines = [
        f"## Reliability: {name}\n",
        f"Slope {line.slope:.3f}, intercept {line.intercept:.4f} (least squares of outcome on probability).",
        f"Of the moments that were truly calm, which nobody knew then: {hindsight.slope:.3f}.\n",
        "| said | happened | would be by chance if right (90 %) | moments |",
        "|--:|--:|--:|--:|",
    ]
    columns = (diagram.said, diagram.happened, diagram.lower, diagram.upper, diagram.number)
    for said, happened, lower, upper, number in zip(*columns, strict=True):
        if number:
            lines.append(f"| {said:.3f} | {happened:.3f} | {lower:.3f} to {upper:.3f} | {number:.0f} |")
    return "\n".join([*lines, ""])


def _number(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.2f}"


def _leads(one: Found) -> str:
    given = one.leads_s[~np.isnan(one.leads_s)] / 60.0
    if not len(given):
        return "-"
    tenth, half, most = np.quantile(given, [0.1, 0.5, 0.9])
    return f"{half:.0f} ({tenth:.0f}, {most:.0f})"
