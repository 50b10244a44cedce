# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Silence: why a limit does not warn although it would: suppressed, quiet hours, or only what follows from another.

Every silence has a reason and an end: a suppression its time, quiet hours theirs, an inhibition lasts as long as the
warning of its cause. What was withheld is recorded, so that afterwards it can be seen what a silence has cost.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from baken.vocabulary.time import from_us
from baken.warning.model import Severity, WarningError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import tzinfo

    from baken.warning.model import Inhibition, Limit, QuietRule, Suppression

LONGEST: Final = timedelta(hours=24)
"""Nobody can suppress warnings for longer at once."""

_US: Final = 1_000_000


class SuppressionError(WarningError):
    """A suppression that may not be."""


def require_lawful(suppression: Suppression) -> None:
    """Refuse a suppression without a reason, a name, an end or a limit to what it is about.

    Raises
    ------
    SuppressionError
        Saying what is missing.
    """
    lasts = timedelta(microseconds=suppression.until_us - suppression.from_us)
    if not suppression.area_ids and not suppression.kinds:
        raise SuppressionError("A suppression of everything is none.", remedy="Name the areas, or the kinds.")
    if not suppression.reason.strip() or not suppression.by.strip():
        raise SuppressionError("A suppression needs a reason and a name.", remedy="Say why, and who decides it.")
    if not timedelta(0) < lasts <= LONGEST:
        hours = LONGEST // timedelta(hours=1)
        raise SuppressionError("A suppression needs an end.", remedy=f"Let it end within {hours} hours; renew it then.")


def circles(inhibitions: Iterable[Inhibition]) -> list[tuple[str, ...]]:
    """Return every circle of limits that silence each other, once, beginning with its first name.

    Examples
    --------
    >>> from baken.warning.model import Inhibition
    >>> pair = (("a", "b"), ("b", "a"))
    >>> circles([Inhibition(limit_id=one, silences=(other,), reason="") for one, other in pair])
    [('a', 'b')]
    """
    follows: dict[str, set[str]] = {}
    for one in inhibitions:
        follows.setdefault(one.limit_id, set()).update(one.silences)
    found: dict[frozenset[str], tuple[str, ...]] = {}
    done: set[str] = set()

    for root in sorted(follows):
        path: list[str] = []
        stack: list[tuple[str, list[str]]] = [(root, sorted(follows[root]))] if root not in done else []
        path += [root] if stack else []
        while stack:
            _, rest = stack[-1]
            if not rest:
                done.add(path.pop())
                stack.pop()
                continue
            name = rest.pop(0)
            if name in path:
                circle = path[path.index(name) :]
                start = circle.index(min(circle))
                found.setdefault(frozenset(circle), tuple(circle[start:] + circle[:start]))
            elif name not in done:
                path.append(name)
                stack.append((name, sorted(follows.get(name, ()))))
    return sorted(found.values())


def is_quiet(rule: QuietRule, limit: Limit, minute: int) -> bool:
    """Return whether a rule silences a limit at a minute of the local day. What is extreme is never silenced.

    Examples
    --------
    >>> from baken.warning.kinds import LimitKind
    >>> from baken.warning.model import Limit, QuietRule
    >>> night = QuietRule(area_ids=("a",), kinds=(), from_min=1380, until_min=360, reason="supply by lorry")
    >>> noise = Limit(id="a-sound", area_id="a", kind=LimitKind.SOUND, value=85.0, source="permit", stream_id="s")
    >>> [is_quiet(night, noise, minute) for minute in (0, 359, 360, 1379, 1380)]
    [True, True, False, False, True]
    """
    if limit.severity is Severity.EXTREME or limit.area_id not in rule.area_ids:
        return False
    if rule.kinds and limit.kind not in rule.kinds:
        return False
    if rule.from_min <= rule.until_min:
        return rule.from_min <= minute < rule.until_min
    return minute >= rule.from_min or minute < rule.until_min


class Silences:
    """Tells of a limit why it is silent; declared rules and the suppressions that persons decided."""

    def __init__(self, quiet: Sequence[QuietRule], inhibitions: Sequence[Inhibition], zone: tzinfo = UTC) -> None:
        self._quiet = tuple(quiet)
        self._causes: dict[str, list[str]] = {}
        for one in inhibitions:
            for follower in one.silences:
                self._causes.setdefault(follower, []).append(one.limit_id)
        self._zone = zone
        self._suppressions: dict[str, Suppression] = {}
        if (found := circles(inhibitions)) != []:
            raise SuppressionError(
                f"Limits silence each other in a circle: {' > '.join((*found[0], found[0][0]))}.",
                remedy="Decide which of them is the cause.",
            )

    def suppress(self, suppression: Suppression) -> None:
        """Take a suppression; one of the same id takes the place of the earlier one."""
        require_lawful(suppression)
        self._suppressions[suppression.id] = suppression

    def lift(self, suppression_id: str) -> None:
        """Let go of a suppression."""
        self._suppressions.pop(suppression_id, None)

    def suppressions(self, at_us: int) -> tuple[Suppression, ...]:
        """Return the suppressions that hold at a moment."""
        return tuple(one for one in self._suppressions.values() if one.from_us <= at_us < one.until_us)

    def of(self, limit: Limit, at_us: int, warns: Mapping[str, bool]) -> str:
        """Return why a limit is silent, such as ``suppression:<id>``; empty when it is not.

        Parameters
        ----------
        warns
            Of each limit, whether it stands in an open warning: then what follows from it is silent.
        """
        for one in self.suppressions(at_us):
            if (not one.area_ids or limit.area_id in one.area_ids) and (not one.kinds or limit.kind in one.kinds):
                return f"suppression:{one.id}"
        if self._quiet:
            minute = _minute_of_day(at_us, self._zone)
            for rule in self._quiet:
                if is_quiet(rule, limit, minute):
                    return f"quiet:{rule.reason}"
        cause = next((c for c in self._causes.get(limit.id, ()) if warns.get(c)), "")
        return f"inhibition:{cause}" if cause else ""


def _minute_of_day(at_us: int, zone: tzinfo) -> int:
    local: datetime = from_us(at_us).astimezone(zone)
    return local.hour * 60 + local.minute
