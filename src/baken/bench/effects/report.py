# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The results as a page with tables and a plot."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.bench.effects.judging import METHODS, scores
from baken.bench.effects.simulated import PLAYED
from baken.bench.machine import this_machine
from baken.bench.targets_markdown import targets_as_markdown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from baken.bench.effects.judging import Judgement
    from baken.bench.model import Target

PAGE: Final = "effects-results.md"
PLOT: Final = "effects-found.png"

_HEAD: Final = """\
<!-- SPDX-FileCopyrightText: 2026 Baken contributors -->
<!-- SPDX-License-Identifier: EUPL-1.2 -->

# Effects of interventions: results

Written by `baken bench effects --report`; do not edit. On simulated days of which the truth is known, the persons of
one place are changed from one moment on by a share that is built in, for half an hour to two hours, and every value
is given the error that the fused picture has. Each method sees the place on that day and on 19 to 29 like days
(another crowd, other weather), and says the change with an interval of 90 %. *Busy days*: the day was chosen from the
busiest third, as days are on which somebody intervenes. *Placebos*: nothing was changed. Rules are in
[ADR 0053](../decisions/0053-effects-by-exchangeable-days.md), definitions in [effects.md](effects.md).
"""


def write_report(
    folder: Path,
    judgements: Sequence[Judgement],
    targets: Sequence[Target],
    seeds: Sequence[int],
    scenarios: Sequence[str],
) -> None:
    """Write ``effects-results.md`` and its plot into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    machine = this_machine()
    made = (
        f"{datetime.now(UTC):%Y-%m-%d}, scenarios {', '.join(scenarios)}, seeds {min(seeds)} to {max(seeds)}; "
        f"{machine.processor}, {machine.cores} cores.\n"
    )
    parts = [
        _HEAD,
        made,
        targets_as_markdown(targets),
        _by_method(judgements),
        _played(judgements),
        _by_scenario(judgements),
    ]
    _draw(folder / PLOT, judgements)
    parts.append(f"## What is found\n\n![How often changes are found significant, by their size]({PLOT})\n")
    (folder / PAGE).write_text("\n".join(parts), encoding="utf-8")


def _by_method(judgements: Sequence[Judgement]) -> str:
    lines = [
        "## By method\n",
        "Error and width as a share of who would have been there. *Told*: of the rest it says why it cannot be told.\n",
        "| method | days | cases | told | held by 90 % | in persons | error | width | placebos | told | found |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for method in METHODS:
        for is_chosen, days in ((False, "any"), (True, "busy")):
            own = [one for one in judgements if one.method == method.id and one.is_chosen is is_chosen]
            own = [one for one in own if one.scenario not in PLAYED]
            real, none = (scores([one for one in own if one.is_placebo is placebo]) for placebo in (False, True))
            lines.append(
                f"| {method.id} | {days} | {real.number} | {real.told:.1%} | {real.coverage:.1%} "
                f"| {real.coverage_change:.1%} | {real.error:.3f} | {real.width:.2f} | {none.number} "
                f"| {none.told:.1%} | {none.found:.1%} |"
            )
    return "\n".join([*lines, ""])


def _played(judgements: Sequence[Judgement]) -> str:
    lines = [
        "## Interventions that the simulation plays\n",
        "The same people live the day with and without: they walk round, are turned away, or find a tram. The true",
        "effect differs from day to day.\n",
        "| intervention | place | method | cases | told | true effect | found, mean | held by 90 % | error | width |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, played in PLAYED.items():
        for method in METHODS:
            own = [one for one in judgements if one.method == method.id and one.scenario == name]
            if own:
                real = scores(own)
                true, found = (float(np.mean(each)) for each in _shares(own))
                lines.append(
                    f"| {name} | {played.area} | {method.id} | {real.number} | {real.told:.1%} | {true:+.1%} "
                    f"| {found:+.1%} | {real.coverage:.1%} | {real.error:.3f} | {real.width:.2f} |"
                )
    return "\n".join([*lines, ""])


def _shares(own: Sequence[Judgement]) -> tuple[list[float], list[float]]:
    told = [one for one in own if one.is_told] or list(own)
    return [one.true_share for one in told], [one.share for one in told]


def _by_scenario(judgements: Sequence[Judgement]) -> str:
    first = METHODS[0].id
    lines = [
        f"## By kind of day: {first}\n",
        "| scenario | cases | told | held by 90 % | error | width | placebos found |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in sorted({one.scenario for one in judgements} - set(PLAYED)):
        own = [one for one in judgements if one.method == first and one.scenario == name]
        real, none = (scores([one for one in own if one.is_placebo is placebo]) for placebo in (False, True))
        lines.append(
            f"| {name} | {real.number} | {real.told:.1%} | {real.coverage:.1%} | {real.error:.3f} | {real.width:.2f} "
            f"| {none.found:.1%} |"
        )
    return "\n".join([*lines, ""])


def _draw(path: Path, judgements: Sequence[Judgement]) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axis = plt.subplots(figsize=(8.0, 4.0))
    edges = np.array([0.0, 1e-9, 0.075, 0.15, 0.25, 0.4, 0.6])
    for method in METHODS:
        own = [one for one in judgements if one.method == method.id and one.is_told]
        size = np.abs([one.true_share for one in own])
        found = np.array([one.is_significant for one in own])
        group = np.digitize(size, edges[1:])
        places = [k for k in range(len(edges)) if (group == k).any()]
        axis.plot(
            [100 * float(size[group == k].mean()) for k in places],
            [100 * float(found[group == k].mean()) for k in places],
            marker="o",
            label=method.id,
        )
    axis.axhline(5.0, color="#888888", linewidth=0.8, linestyle=":")
    axis.set_xlabel("change that is built in, % (either way)")
    axis.set_ylabel("found significant, %")
    axis.set_ylim(0, 100)
    axis.spines[["top", "right"]].set_visible(False)
    axis.grid(color="#dddddd", linewidth=0.5)
    axis.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path, dpi=150)
    plt.close(figure)
