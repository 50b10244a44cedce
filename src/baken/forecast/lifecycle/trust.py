# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who issues: the champion as long as it can be trusted, and else the reference, which always can.

The reference is made first at every issue and kept beside. So what is decided here is only whose forecast is shown;
there is always one to show, and the status says whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

HOUR_US: Final = 3_600_000_000


class Mistrust(StrEnum):
    """Why a champion does not issue."""

    NONE = ""
    FAILED = "failed"
    TOO_SLOW = "too-slow"
    DRIFTED = "drifted"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustRule:
    """When a champion rests, and when it is tried again.

    Attributes
    ----------
    most_failures, most_overruns
        So many issues in a row that failed, or took longer than the budget, and it rests.
    rest_h
        Hours until it is tried again; doubled at each rest that follows, up to a week.
    """

    most_failures: int = 3
    most_overruns: int = 3
    rest_h: float = 6.0
    longest_rest_h: float = 168.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """How a champion has done at its last issues.

    Attributes
    ----------
    failures, overruns
        In a row.
    rests
        How often it has been laid to rest since it last issued in time.
    resting_until_us
        It is not tried before; microseconds UTC.
    drifted
        An alarm stands that only a new fit, or the end of the drift, takes away.
    """

    failures: int = 0
    overruns: int = 0
    rests: int = 0
    resting_until_us: int = 0
    why: Mistrust = Mistrust.NONE
    drifted: bool = False

    def is_tried(self, now_us: int) -> bool:
        """Tell whether the champion is asked for a forecast now; one that drifted is, so that its end is seen."""
        return now_us >= self.resting_until_us


@dataclass(frozen=True, slots=True)
class Issue:
    """What came of asking a champion.

    Attributes
    ----------
    seconds
        How long it took, or had taken when it was given up.
    failed
        It raised an error or gave nothing that may be shown.
    """

    at_us: int
    seconds: float
    failed: bool = False


def issue_budget_s(series: int, leads: int, *, every_min: float = 60.0) -> float:
    """Return in how many seconds a forecast must be there.

    Two seconds for 21 series and 168 leads, in proportion for more, and never more than a tenth of the time between two
    issues, so that a forecast of an hour ahead is not old when it comes.

    Examples
    --------
    >>> issue_budget_s(21, 168), issue_budget_s(2100, 168), issue_budget_s(2100, 168, every_min=15)
    (2.0, 200.0, 90.0)
    """
    return min(max(2.0, 2.0 * series * leads / (21 * 168)), every_min * 6.0)


def trust_after(trust: Trust, issue: Issue, budget_s: float, rule: TrustRule | None = None) -> Trust:
    """Return the trust in a champion after an issue."""
    rule = rule or TrustRule()
    if not issue.failed and issue.seconds <= budget_s:
        return Trust(drifted=trust.drifted)
    failures = trust.failures + 1 if issue.failed else 0
    overruns = trust.overruns + 1 if issue.seconds > budget_s else 0
    why = Mistrust.FAILED if issue.failed else Mistrust.TOO_SLOW
    counted = replace(trust, failures=failures, overruns=overruns, why=why)
    # after a rest one more fault is enough for the next
    if trust.rests == 0 and failures < rule.most_failures and overruns < rule.most_overruns:
        return counted
    hours = min(rule.rest_h * 2.0**trust.rests, rule.longest_rest_h)
    return replace(counted, rests=trust.rests + 1, resting_until_us=issue.at_us + int(hours * HOUR_US))


def trust_after_alarms(trust: Trust, alarmed: bool) -> Trust:
    """Return the trust in a champion after drift was looked for."""
    return replace(trust, drifted=alarmed)


def whose(trust: Trust | None, issue: Issue | None, budget_s: float) -> Mistrust:
    """Return why the reference is shown at this issue; :attr:`Mistrust.NONE` when the champion's forecast is.

    Parameters
    ----------
    trust
        As before this issue; None when there is no champion.
    issue
        What came of asking it; None when it was resting.
    """
    if trust is None:
        return Mistrust.ABSENT
    if issue is None:
        return trust.why or Mistrust.FAILED
    if issue.failed:
        return Mistrust.FAILED
    if trust.drifted:  # it stands, also when this one issue was late
        return Mistrust.DRIFTED
    return Mistrust.TOO_SLOW if issue.seconds > budget_s else Mistrust.NONE
