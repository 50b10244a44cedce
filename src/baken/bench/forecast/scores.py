# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What each model scored and what it cost, from its finished months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from baken.bench.forecast.protocol import required, unusual
from baken.bench.forecast.truth import counts_by_row
from baken.forecast.backtest.plan import refit_month
from baken.forecast.backtest.scoring import tally_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.evaluation.verification.tally import Tally
    from baken.forecast.backtest.engine import Backtest, Done


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds, as they would be on a machine that does nothing else (:attr:`Cost.work_s`), and memory.

    Attributes
    ----------
    fit_s, fit_longest_s
        All fits of the year, and the longest.
    issue_s, issue_mean_s
        All origins, and one of them on average in the slowest month; updates of state included.
    clock_s
        All of it on the clock of the machine, other work included.
    peak_mb
        The most that the process held while it learned or issued; NaN where the system does not tell.
    """

    fits: int
    fit_s: float
    fit_longest_s: float
    issue_s: float
    issue_mean_s: float
    clock_s: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class ModelScores:
    """One model.

    Attributes
    ----------
    everything, unusual
        Sums over all required forecasts, and over those of the most unusual hours.
    months
        Its finished work items, in order.
    """

    name: str
    everything: Tally
    unusual: Tally
    costs: Costs
    months: tuple[Done, ...]

    @property
    def lacking(self) -> float:
        """Return how many required forecasts there are not."""
        return float(self.everything.lacking.sum())


def score(backtest: Backtest, name: str, months: Sequence[Done], refit_months: int) -> ModelScores:
    """Return the scores of one model on all wanted origins."""
    panel = counts_by_row().panel
    hours = unusual(panel)
    everything: Tally | None = None
    rare: Tally | None = None
    for done in months:
        delivered = backtest.read(done)
        asked = required(panel, delivered.origins_min)
        of_month = tally_of(panel, delivered, asked=asked)
        of_rare = tally_of(panel, delivered, asked=asked, only=hours)
        everything = of_month if everything is None else everything + of_month
        rare = of_rare if rare is None else rare + of_rare
    if everything is None or rare is None:
        raise ValueError(f"{name} has no month")
    return ModelScores(name, everything, rare, _costs(months, refit_months), tuple(months))


def _costs(months: Sequence[Done], refit_months: int) -> Costs:
    fits = {refit_month(done.item.month, refit_months): done.fit for done in months}
    fitted = [cost for cost in fits.values() if cost is not None]
    issued = [done.issue for done in months if done.issue is not None]
    peaks = [cost.peak_mb for cost in (*fitted, *(issue.all for issue in issued)) if cost.peak_mb is not None]
    return Costs(
        fits=len(fitted),
        fit_s=sum(cost.work_s for cost in fitted),
        fit_longest_s=max(cost.work_s for cost in fitted),
        issue_s=sum(issue.all.work_s for issue in issued),
        issue_mean_s=max(issue.all.work_s / issue.number for issue in issued),
        clock_s=sum(cost.wall_s for cost in (*fitted, *(issue.all for issue in issued))),
        peak_mb=max(peaks, default=float("nan")),
    )
