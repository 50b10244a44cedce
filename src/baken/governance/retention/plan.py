# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The plan: which deletions follow from the declarations of a city, and from nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from baken.governance.lists import Layer, RetentionTrigger
from baken.governance.retention.model import Declared, DeletionJob, RetentionRule, Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from baken.governance.retention.model import Declaration, Proof

UNKNOWN_PERIOD: Final = timedelta(days=30)
"""How long data are kept of which nobody ever declared why: long enough to notice and declare it."""

KEPT_PER_ACTIVITY: Final = (
    Layer.RAW_PAYLOAD,
    Layer.OBSERVATIONS,
    Layer.ESTIMATES,
    Layer.FORECASTS,
    Layer.WARNINGS,
    Layer.RESPONSES,
)
"""Layers of which each activity has its own. The others are the node's: exports, back-ups, accounts and logs."""

_IN_A_BACK_UP: Final = frozenset(
    {Store.OBSERVATIONS, Store.ESTIMATES, Store.FORECASTS, Store.RESPONSES, Store.WARNINGS, Store.EVENT_RECORDS}
)
"""From where something was deleted that a back-up may still have."""

NOT_DECLARED: Final = "No retention is declared for it, and what is not declared is not kept."


def rules_of(declaration: Declaration, *, state: Declared = Declared.DECLARED) -> tuple[RetentionRule, ...]:
    """Return a rule for each layer that an activity declares, and for each that it could have data of and does not."""
    declared = tuple(
        RetentionRule(
            activity=declaration.activity,
            layer=r.layer,
            period=r.period,
            trigger=r.trigger,
            reason=r.reason,
            version=declaration.version,
            state=state,
        )
        for r in declaration.retention
    )
    layers = {r.layer for r in declaration.retention}
    missing = [layer for layer in KEPT_PER_ACTIVITY if layer not in layers]
    return declared + tuple(_not_kept(declaration, layer, state) for layer in missing)


def rules_of_nobody(activity_id: str) -> tuple[RetentionRule, ...]:
    """Return the rule for observations of an activity that was never declared."""
    return (
        RetentionRule(
            activity=activity_id,
            layer=Layer.OBSERVATIONS,
            period=UNKNOWN_PERIOD,
            trigger=RetentionTrigger.AVAILABLE_AT,
            reason="No processing activity declares these data; they go a month after the node noticed.",
            state=Declared.UNKNOWN,
        ),
    )


def plan(
    rules: Iterable[RetentionRule],
    now: Mapping[RetentionTrigger, datetime],
    noticed: Mapping[str, datetime] | None = None,
) -> tuple[DeletionJob, ...]:
    """Return what the rules ask for at a moment.

    A row is kept for its period and not a microsecond longer: what is exactly as old as its period is due.

    Parameters
    ----------
    now
        By trigger: phenomenon time runs by the clock of the node, which in a replay is not the wall clock.
    noticed
        When data of an activity that was never declared were first found; until a month later nothing of them is due,
        then everything.
    """
    return tuple(job for rule in rules if (job := _job(rule, now[rule.trigger], noticed or {})) is not None)


def erased_since(proofs: Iterable[Proof], moment: datetime) -> tuple[DeletionJob, ...]:
    """Return what was erased after a moment, as deletions of what a copy of then still has.

    Of each rule the last deletion reaches furthest. One that took everything took what there was when it was done.
    """
    furthest: dict[RetentionRule, datetime] = {}
    for stone in (proof.tombstone for proof in proofs):
        if stone.at > moment and stone.activity and stone.store in _IN_A_BACK_UP:
            until = stone.until or stone.at
            furthest[stone.rule] = max(until, furthest.get(stone.rule, until))
    return tuple(DeletionJob(rule=rule, until=until) for rule, until in furthest.items())


def _job(rule: RetentionRule, now: datetime, noticed: Mapping[str, datetime]) -> DeletionJob | None:
    if rule.state is Declared.UNKNOWN:
        found = noticed.get(rule.activity)
        is_due = found is not None and rule.period is not None and now - found >= rule.period
        return DeletionJob(rule=rule, until=None) if is_due else None
    return DeletionJob(rule=rule, until=None if rule.period is None else now - rule.period)


def rules_of_city(
    declared: Mapping[str, Declaration], remembered: Mapping[str, Declaration], with_data: Iterable[str]
) -> tuple[RetentionRule, ...]:
    """Return every rule: of declared activities, of those that are gone, and of data that nobody declared.

    Parameters
    ----------
    declared
        The version in force of every activity that the city folder declares now.
    remembered
        The last declaration of every activity there ever was.
    with_data
        Activities of which the node has datastreams.
    """
    rules = [rule for _, declaration in sorted(declared.items()) for rule in rules_of(declaration)]
    gone = [declaration for name, declaration in sorted(remembered.items()) if name not in declared]
    rules += [rule for declaration in gone for rule in rules_of(declaration, state=Declared.GONE)]
    unknown = sorted(set(with_data) - set(declared) - set(remembered))
    rules += [rule for name in unknown for rule in rules_of_nobody(name)]
    return tuple(rules)


def _not_kept(declaration: Declaration, layer: Layer, state: Declared) -> RetentionRule:
    return RetentionRule(
        activity=declaration.activity,
        layer=layer,
        period=None,
        trigger=RetentionTrigger.PHENOMENON_TIME,
        reason=NOT_DECLARED,
        version=declaration.version,
        state=state,
    )
