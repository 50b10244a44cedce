# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scenarios: what a declared period deletes and what it does not, as sentences that are also run as tests."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

from baken.governance.lists import Layer
from baken.governance.retention.model import RetentionRule
from baken.governance.retention.sentences import duration

if TYPE_CHECKING:
    from collections.abc import Iterator


class Case(StrEnum):
    """Where something lies with respect to the border of a period."""

    INSIDE = "inside"
    BORDER = "border"
    OUTSIDE = "outside"
    CORRECTION = "correction"
    """A value outside, with a correction that came inside."""
    OTHER = "other"
    """Outside, and of another activity, which has a period of its own."""


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is there before a deletion, and whether it is there afterwards.

    Attributes
    ----------
    age
        How old it is when the deletion runs.
    """

    rule: RetentionRule
    case: Case
    age: timedelta
    deletes: bool
    sentence: str


STEP: Final[dict[Layer, timedelta]] = {
    Layer.PROCESSING_LOG: timedelta(days=2),
    Layer.SECURITY_LOG: timedelta(days=2),
}
"""Logs go by whole days, so that what lies within two days of the border may stay or go; other layers go at once."""
_STEP: Final = timedelta(seconds=1)
_ONE: Final[dict[Layer, str]] = {
    Layer.OBSERVATIONS: "an observation",
    Layer.FORECASTS: "a forecast",
    Layer.RESPONSES: "a response",
    Layer.WARNINGS: "a warning",
    Layer.EXPORTS: "an exported file",
    Layer.BACKUPS: "a back-up",
    Layer.ACCOUNTS: "an account",
    Layer.PROCESSING_LOG: "a day of records of processing",
    Layer.SECURITY_LOG: "a day of security events",
}


def scenarios(rule: RetentionRule) -> Iterator[Scenario]:
    """Return the scenarios of a rule; none for a layer of which the node keeps nothing.

    Examples
    --------
    >>> from baken.governance.lists import RetentionTrigger
    >>> from baken.governance.retention.model import RetentionRule
    >>> rule = RetentionRule(
    ...     activity="counting",
    ...     layer=Layer.BACKUPS,
    ...     period=timedelta(days=30),
    ...     trigger=RetentionTrigger.ISSUED_AT,
    ...     reason="",
    ... )
    >>> for scenario in scenarios(rule):
    ...     print(scenario.sentence)
    Does not delete a back-up that is 1 second younger than 30 days.
    Deletes a back-up that is exactly 30 days old.
    Deletes a back-up that is 1 second older than 30 days.
    """
    one = _ONE.get(rule.layer)
    if one is None or rule.period is None:
        return
    step, period = STEP.get(rule.layer, _STEP), duration(rule.period)
    by = duration(step)
    yield _scenario(rule, Case.INSIDE, rule.period - step, False, f"{one} that is {by} younger than {period}")
    if rule.layer not in STEP:
        yield _scenario(rule, Case.BORDER, rule.period, True, f"{one} that is exactly {period} old")
    yield _scenario(rule, Case.OUTSIDE, rule.period + step, True, f"{one} that is {by} older than {period}")
    if rule.layer is Layer.OBSERVATIONS:
        yield _scenario(
            rule, Case.CORRECTION, rule.period + step, True, f"{one} older than {period} whose correction came later"
        )
        yield _scenario(
            rule, Case.OTHER, rule.period + step, False, f"{one} older than {period} that is of another activity"
        )


def _scenario(rule: RetentionRule, case: Case, age: timedelta, deletes: bool, what: str) -> Scenario:
    begin = "Deletes" if deletes else "Does not delete"
    return Scenario(rule=rule, case=case, age=age, deletes=deletes, sentence=f"{begin} {what}.")
