# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every silence has a reason and an end, and none feeds itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.warning.kinds import LimitKind
from baken.warning.model import Inhibition, QuietRule, Severity, Suppression
from baken.warning.silence import LONGEST, Silences, SuppressionError, circles, is_quiet, require_lawful
from baken.warning.specimen import AT_US, limit

HOUR = 3_600_000_000
NAMES = "abcdef"


def suppression(**changes: object) -> Suppression:
    values: dict[str, object] = {
        "id": "s",
        "area_ids": ("a",),
        "kinds": (),
        "reason": "parade",
        "by": "a.jansen",
        "from_us": AT_US,
        "until_us": AT_US + HOUR,
    }
    return Suppression(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"area_ids": ()}, "of everything"),
        ({"reason": " "}, "a reason and a name"),
        ({"by": ""}, "a reason and a name"),
        ({"until_us": AT_US}, "needs an end"),
        ({"until_us": AT_US + 25 * HOUR}, "needs an end"),
        ({"until_us": AT_US - HOUR}, "needs an end"),
    ],
)
def test_a_suppression_without_reason_name_or_end_is_refused(changes: dict[str, object], says: str) -> None:
    with pytest.raises(SuppressionError, match=says):
        require_lawful(suppression(**changes))


def test_a_suppression_ends_by_itself_and_can_be_lifted() -> None:
    silences = Silences((), ())
    silences.suppress(suppression())
    one = limit("a-persons")
    assert silences.of(one, AT_US, {}) == "suppression:s"
    assert silences.of(limit("b-persons"), AT_US, {}) == ""
    assert silences.of(one, AT_US + HOUR, {}) == ""
    assert silences.of(one, AT_US - 1, {}) == "", "before it began, as after a clock that was set back"
    silences.lift("s")
    assert silences.of(one, AT_US, {}) == ""
    assert LONGEST.total_seconds() == 24 * 3600


EDGES = st.lists(st.tuples(st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES), max_size=3)), max_size=6)


@given(EDGES)
def test_a_circle_is_found_exactly_when_there_is_one(edges: list[tuple[str, set[str]]]) -> None:
    follows: dict[str, set[str]] = {}
    for name, others in edges:
        follows.setdefault(name, set()).update(others)
    left = set(NAMES)
    while True:  # whoever silences nobody who is left is in no circle
        ends = {name for name in left if not follows.get(name, set()) & left}
        if not ends:
            break
        left -= ends
    inhibitions = [Inhibition(limit_id=name, silences=tuple(sorted(others)), reason="") for name, others in edges]
    found = circles(inhibitions)
    assert bool(found) == bool(left)
    for circle in found:
        assert all(b in follows[a] for a, b in zip(circle, (*circle[1:], circle[0]), strict=True))
    if found:
        with pytest.raises(SuppressionError, match="in a circle"):
            Silences((), inhibitions)


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 1439))
def test_quiet_hours_and_the_rest_of_the_day_share_it(begin: int, end: int, minute: int) -> None:
    def rule(a: int, b: int) -> QuietRule:
        return QuietRule(area_ids=("a",), kinds=(LimitKind.PERSONS,), from_min=a, until_min=b, reason="rehearsal")

    one = limit("a-persons")
    if begin != end:
        assert is_quiet(rule(begin, end), one, minute) is not is_quiet(rule(end, begin), one, minute)
    assert not is_quiet(rule(begin, end), limit("a-persons", severity=Severity.EXTREME), minute)
    assert not is_quiet(rule(begin, end), limit("b-persons"), minute)
    assert not is_quiet(rule(begin, end), limit("a-sound", kind=LimitKind.SOUND), minute)
