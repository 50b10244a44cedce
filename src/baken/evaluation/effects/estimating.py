# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Estimate an effect, or say why it cannot be told."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.evaluation.effects.conformal import bounds, p_value, placebo_changes
from baken.evaluation.effects.model import SHARE, SIGNIFICANT, Effect, Reason

if TYPE_CHECKING:
    from baken.evaluation.effects.model import Comparison, Gaps
    from baken.evaluation.effects.protocol import EffectMethod


@dataclass(frozen=True, slots=True)
class Demands:
    """When an effect may be told.

    Attributes
    ----------
    fewest_donors
        With fewer than 9 there is no interval of 90 %; with fewer than 19 nothing is ever significant at 5 %.
    fewest_before
        Steps before the intervention.
    most_missing
        Share of the values of a unit that may be missing; they are filled from the values beside them.
    most_misfit
        How far the expected may be off before the intervention, as a share of the level; and in times the median of the
        donors' own.
    fewest_persons
        Mean level before the intervention.
    """

    fewest_donors: int = 9
    fewest_before: int = 6
    most_missing: float = 0.1
    most_misfit: float = 0.3
    most_misfit_times: float = 3.0
    fewest_persons: float = 5.0


USUAL: Final = Demands()


def estimate(
    method: EffectMethod, comparison: Comparison, demands: Demands = USUAL, *, share: float = SHARE
) -> Effect | None:
    """Return the effect by one method; None when the method has nothing to go by.

    A donor with too many missing values is left out. Reasons why the effect cannot be told are all given, not only the
    first.

    Raises
    ------
    EffectError
        When the comparison contradicts itself.
    """
    filled = _filled(comparison, demands.most_missing)
    reasons = _reasons_before(filled, comparison, demands)
    if Reason.MISSING_VALUES in reasons or filled.donors < 1:
        return _untold(method, filled, reasons)
    gaps = method.gaps(filled)
    if gaps is None:
        return None
    reasons += _misfits(gaps, demands)
    if _moved_before(method, filled, demands):
        reasons += (Reason.MOVED_BEFORE,)
    return _effect(method, filled, gaps, reasons, share)


def placebo_in_time(method: EffectMethod, comparison: Comparison, demands: Demands = USUAL) -> float:
    """Return the p-value of an intervention that is pretended to have begun earlier, by as long as it lasted.

    It uses no value from the intervention on, so there cannot be an effect. A small p-value says that the days were not
    comparable even before. NaN where there are too few steps before that.
    """
    length = min(comparison.values.shape[1] - comparison.before, comparison.before - demands.fewest_before)
    if length < 1 or comparison.donors < 1:
        return math.nan
    earlier = replace(
        comparison, values=comparison.early, before=comparison.before - length, foreseen=None, overlapping=()
    )
    gaps = method.gaps(earlier)
    return math.nan if gaps is None else p_value(gaps)


def _moved_before(method: EffectMethod, comparison: Comparison, demands: Demands) -> bool:
    """Tell whether there was an effect before there could be one; with so few donors that chance is never told."""
    return placebo_in_time(method, comparison, demands) <= min(SIGNIFICANT, 1.0 / (comparison.donors + 1))


def _reasons_before(filled: Comparison, given: Comparison, demands: Demands) -> tuple[Reason, ...]:
    found = []
    if given.overlapping:
        found.append(Reason.OVERLAPPING)
    if np.isnan(filled.values[0]).any():
        found.append(Reason.MISSING_VALUES)
    elif float(filled.early[0].mean()) < demands.fewest_persons:
        found.append(Reason.NOBODY_THERE)
    if filled.before < demands.fewest_before:
        found.append(Reason.TOO_SHORT_BEFORE)
    if filled.donors < demands.fewest_donors:
        lost = set(given.excluded.values()) & {Reason.CONTAMINATED, Reason.OVERLAPPING}
        enough = filled.donors + len(given.excluded) >= demands.fewest_donors
        found.append(Reason.CONTAMINATED if lost and enough else Reason.TOO_FEW_DONORS)
    return tuple(dict.fromkeys(found))


def _misfits(gaps: Gaps, demands: Demands) -> tuple[Reason, ...]:
    own, usual = float(gaps.misfit[0]), float(np.median(gaps.misfit[1:]))
    poor = own > demands.most_misfit or own > demands.most_misfit_times * usual
    return (Reason.POOR_FIT,) if poor else ()


def _filled(comparison: Comparison, most_missing: float) -> Comparison:
    """Return the comparison without gaps; donors with too many are left out, the first unit is then all NaN."""
    values = comparison.values.copy()
    lacks = np.isnan(values)
    ends = slice(comparison.before), slice(comparison.before, None)
    bad = np.array([any(row[end].mean() > most_missing for end in ends) for row in lacks])
    steps = np.arange(values.shape[1])
    for row in np.flatnonzero(~bad & lacks.any(axis=1)):
        known = ~lacks[row]
        values[row] = np.interp(steps, steps[known], values[row][known])
    values[bad] = np.nan
    kept = np.flatnonzero(~bad | (np.arange(len(values)) == 0))
    excluded = dict(comparison.excluded)
    for row in np.flatnonzero(bad[1:]) + 1:
        excluded[comparison.unit_ids[row]] = Reason.MISSING_VALUES
    return replace(
        comparison,
        unit_ids=tuple(comparison.unit_ids[row] for row in kept),
        values=values[kept],
        foreseen=None if comparison.foreseen is None else comparison.foreseen[kept],
        excluded=excluded,
    )


def _effect(
    method: EffectMethod, comparison: Comparison, gaps: Gaps, reasons: tuple[Reason, ...], share: float
) -> Effect:
    change = float(gaps.gap[0]) * gaps.level
    lower, upper = bounds(gaps, share)
    seen = float(comparison.during[0].mean())
    heaviest = np.argsort(-gaps.weights, kind="stable")
    named = ((comparison.unit_ids[k + 1], float(gaps.weights[k])) for k in heaviest.tolist())
    return Effect(
        method=method.id,
        change=change,
        lower=lower,
        upper=upper,
        relative=_relative(change, seen),
        relative_lower=_relative(lower, seen),
        relative_upper=_relative(upper, seen),
        p_value=p_value(gaps),
        observed=comparison.values[0],
        expected=gaps.expected,
        before=comparison.before,
        placebos=placebo_changes(gaps),
        misfit=float(gaps.misfit[0]),
        donors=comparison.donors,
        weights=tuple((name, weight) for name, weight in named if weight > 1e-3),
        why_not=reasons,
    )


def _untold(method: EffectMethod, comparison: Comparison, reasons: tuple[Reason, ...]) -> Effect:
    nothing = math.nan
    return Effect(
        method=method.id,
        change=nothing,
        lower=-math.inf,
        upper=math.inf,
        relative=nothing,
        relative_lower=-1.0,
        relative_upper=math.inf,
        p_value=1.0,
        observed=comparison.values[0],
        expected=np.full(comparison.values.shape[1], nothing),
        before=comparison.before,
        placebos=np.zeros(0),
        misfit=nothing,
        donors=comparison.donors,
        why_not=reasons or (Reason.TOO_FEW_DONORS,),
    )


def _relative(change: float, seen: float) -> float:
    """Return a change as a share of what would have been, which is what was seen less the change."""
    if change == -math.inf:
        return -1.0
    would = seen - change
    return change / would if would > 0 else math.inf


def told(effect: Effect | None) -> bool:
    """Return whether there is an effect, and it can be told."""
    return effect is not None and effect.is_told
