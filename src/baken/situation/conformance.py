# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Laws that every estimator obeys, whatever its method.

A law takes a :class:`~baken.situation.cases.Case` (how to make the estimator, a city, observations) and raises
:class:`AssertionError` with a sentence when it is broken. The tests beside this file run all of :data:`LAWS` with
generated cities and observations against every estimator in :data:`ESTIMATORS`; a new one is added there and nowhere
else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.situation.cases import Case, City, Maker, Observed, fed
from baken.situation.estimator import StationaryEstimator
from baken.situation.links import LinkKind
from baken.situation.methods.fusion import FusionEstimator
from baken.vocabulary.quality import USABLE_UP_TO, QualityFlag

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from baken.situation.model import Picture

MINUTE_US: Final = 60_000_000

_LATE_S: Final = 4 * 3600.0
"""Cases hold rows that are hours old when they come; the network filter is told to keep that much."""

ESTIMATORS: Final[dict[str, Maker]] = {
    "littles-law": lambda city: StationaryEstimator(city.topology(), (LinkKind.CROSSING,)),
    "direct-count": lambda city: StationaryEstimator(city.topology(), (LinkKind.STOCK,)),
    "stationary": lambda city: StationaryEstimator(city.topology()),
    "fusion": lambda city: FusionEstimator.of(city.areas, city.gates, city.streams, window_s=_LATE_S),
}
"""Every estimator that must obey the laws, by name."""

WITH_MEMORY: Final = frozenset({"fusion"})
"""Estimators that keep a state: they obey :data:`LAWS`, and not :data:`MEMORYLESS_LAWS`."""


def nothing_is_negative(case: Case) -> None:
    """Persons, density, flow and errors are not negative; standard errors are positive where something is known."""
    picture = case.picture()
    known = ~np.isnan(picture.persons)
    for name in ("persons", "density_per_m2"):
        assert (getattr(picture, name)[known] >= 0.0).all(), f"{name} is negative"
    flowing = ~np.isnan(picture.flow_per_m_min)
    assert (picture.flow_per_m_min[flowing] >= 0.0).all(), "the flow is negative"
    assert (picture.persons_standard_error[known] > 0.0).all(), "an estimate claims to be certain"
    assert (picture.flow_standard_error[flowing] > 0.0).all(), "a flow claims to be certain"


def unknown_is_not_zero(case: Case) -> None:
    """Missing, NaN and level 0 go together; where persons are known, so are their error and density."""
    picture = case.picture()
    unknown = picture.quality == QualityFlag.MISSING
    assert (np.isnan(picture.persons) == unknown).all(), "persons and quality disagree on what is known"
    assert (np.isnan(picture.persons_standard_error) == unknown).all(), "an error without an estimate"
    assert (picture.level[unknown] == 0).all(), "a level without an estimate"
    rated = picture.level > 0
    total = picture.level_probabilities.sum(axis=1)
    assert np.allclose(total[rated], 1.0), "level probabilities do not add up to 1"
    assert np.isnan(total[~rated]).all(), "probabilities of a level that is not known"


def nothing_said_is_nothing_known(case: Case) -> None:
    """Without observations every area is missing; with missing ones too."""
    empty = case.live().picture
    assert (empty.quality == QualityFlag.MISSING).all(), "known without observations"
    nan = replace(case.observed, result=np.full(len(case.observed.result), np.nan))
    assert np.isnan(case.picture(nan).persons).all(), "missing values were taken for a number"


def zero_counted_is_zero_known(case: Case) -> None:
    """If every sensor counts nobody, every area that had an estimate has zero persons, known."""
    before = case.picture()
    good = np.zeros_like(case.observed.quality)
    zero = replace(case.observed, result=np.zeros(len(case.observed.result)), quality=good)
    after = case.picture(zero)
    known = ~np.isnan(before.persons)
    assert (after.persons[known] == 0.0).all(), "nobody counted, but persons estimated"
    assert (after.persons_standard_error[known] > 0.0).all(), "nobody counted is not certainly nobody there"


def more_counted_is_not_fewer(case: Case) -> None:
    """One value raised never lowers an estimate, in areas that are informed by one kind of observation.

    Where two kinds meet, a rise can move the weight from one to the other.
    """
    picture = case.picture()
    links = case.city.topology().links
    kinds = [len(set(links.kind[links.area == a].tolist())) for a in range(len(case.city.areas))]
    single = np.array(kinds) <= 1
    for row in range(min(3, len(case.observed.result))):
        result = case.observed.result.copy()
        result[row] = result[row] * 1.5 + 1.0
        more = case.picture(replace(case.observed, result=result))
        both = single & ~np.isnan(picture.persons) & ~np.isnan(more.persons)
        lower = more.persons[both] < picture.persons[both] * (1.0 - 1e-9)
        assert not lower.any(), "more counted, fewer estimated"


def size_scales(case: Case) -> None:
    """K times the counts in a city k times as wide and large is k times the persons at the same density and flow.

    Errors of counts do not scale, so the weights of several sensors may move: areas with one sensor only.
    """
    k = 3.0
    wide = City(
        tuple(msgspec.structs.replace(a, usable_area_m2=k * a.usable_area_m2) for a in case.city.areas),
        tuple(msgspec.structs.replace(g, effective_width_m=k * g.effective_width_m) for g in case.city.gates),
        case.city.streams,
    )
    links = case.city.topology().links
    alone = np.bincount(links.area, minlength=len(case.city.areas)) == 1
    one = case.picture()
    scaled = replace(case.observed, result=k * case.observed.result)
    other = replace(case, city=wide).picture(scaled)
    alone &= ~np.isnan(one.persons)
    assert np.allclose(other.persons[alone], k * one.persons[alone]), "persons do not scale"
    assert np.allclose(other.density_per_m2[alone], one.density_per_m2[alone]), "density changed with size"
    assert np.allclose(other.flow_per_m_min[alone], one.flow_per_m_min[alone], equal_nan=True), (
        "specific flow changed with size"
    )


def order_within_a_batch_does_not_matter(case: Case) -> None:
    """A batch of distinct streams gives the same picture in any order."""
    _, rows = np.unique(case.observed.stream_index, return_index=True)
    distinct = case.observed.take(rows)
    assert_same(case.picture(distinct), case.picture(distinct.take(np.arange(len(rows))[::-1])))


def batches_do_not_matter(case: Case) -> None:
    """One by one, all at once or twice: the same picture."""
    whole = case.picture()
    live = case.live()
    for row in range(len(case.observed.result)):
        one = fed(live, case.observed.take(np.array([row])), case.now_us)
    if len(case.observed.result) > 0:
        assert_same(one, whole)
    live = case.live()
    first = fed(live, case.observed, case.now_us)
    newest = _newest_rows(case.observed)
    assert fed(live, newest, case.now_us).sequence == first.sequence, "a repeat made another picture"


def the_same_again_is_the_same(case: Case) -> None:
    """Fed with the same, another estimator of the kind says the same; after a reset, the same one too."""
    live = case.live()
    first = fed(live, case.observed, case.now_us)
    assert_same(first, case.picture())
    live.reset()
    assert_same(first, fed(live, case.observed, case.now_us))


def what_is_ordinary_may_be_left_out(case: Case) -> None:
    """Good values of declared intervals give the same picture whether or not that is said, one by one or together."""
    topology = case.city.topology()
    streams = np.arange(len(case.city.streams))[::-1]
    live, spoken, one_by_one = case.live(), case.live(), case.live()
    for step in range(2):
        start = np.full(len(streams), step * MINUTE_US)
        result = (np.abs(np.sin(streams + step)) * 1000.0).round()
        short = live.apply(streams, start, result, now_us=case.now_us)
        spoken_picture = spoken.apply(
            streams,
            start,
            result,
            quality=np.zeros(len(streams), dtype=np.uint8),
            end_us=start + topology.declared_interval_us(streams),
            now_us=case.now_us,
        )
        assert_same(short, spoken_picture)
        rows = Observed(streams, start, result, np.zeros(len(streams), dtype=np.uint8))
        for row in range(len(streams)):
            last = fed(one_by_one, rows.take(np.array([row])), case.now_us)
        assert_same(short, last)
    fed(live, case.observed, case.now_us)
    assert_same(fed(live, rows, case.now_us), fed(spoken, case.observed, case.now_us))


def only_dependents_are_touched(case: Case) -> None:
    """An observation changes only the areas that its stream informs."""
    live = case.live()
    before = fed(live, case.observed, case.now_us)
    for row in range(min(3, len(case.observed.result))):
        one = case.observed.take(np.array([row]))
        later = replace(one, start_us=one.start_us + 1, result=one.result + 7.0)
        after = fed(live, later, case.now_us)
        dependent = _observed_by(case.city, int(later.stream_index[0]))
        others = np.setdiff1d(np.arange(len(case.city.areas)), dependent)
        assert_same(before, after, areas=others)
        before = after


def only_what_hangs_together_is_touched(case: Case) -> None:
    """An observation changes only areas to which people can go, by gates, from an area that its stream informs."""
    live = case.live()
    before = fed(live, case.observed, case.now_us)
    reached = _reachable(case.city)
    for row in range(min(3, len(case.observed.result))):
        one = case.observed.take(np.array([row]))
        later = replace(one, start_us=one.start_us + 1, result=one.result + 7.0)
        after = fed(live, later, case.now_us)
        dependent = _observed_by(case.city, int(later.stream_index[0]))
        others = np.flatnonzero(~reached[dependent].any(axis=0))
        assert_same(before, after, areas=others)
        before = after


def _observed_by(city: City, stream: int) -> list[int]:
    """Return the areas in which a stream observes, or which its gate touches, whatever a method makes of it."""
    place = {area.id: i for i, area in enumerate(city.areas)}
    gates = {gate.id: gate.inside for gate in city.gates}
    one = city.streams[stream]
    return [place[name] for name in (one.area_id, *one.catchment, *gates.get(one.gate_id or "", ())) if name in place]


def _reachable(city: City) -> NDArray[np.bool_]:
    """Return from which area people can go to which, shape (areas, areas)."""
    place = {area.id: i for i, area in enumerate(city.areas)}
    reached = np.eye(len(place), dtype=np.bool_)
    for gate in city.gates:
        inside = [place[area] for area in gate.inside]
        reached[np.ix_(inside, inside)] = True
    for _ in city.areas:
        reached = reached @ reached
    return reached


def a_twin_never_widens(case: Case) -> None:
    """A second sensor like the first that sees the same never makes the estimate less certain."""
    streams = case.city.streams
    twins = tuple(msgspec.structs.replace(s, id=f"{s.id}-twin") for s in streams)
    double = replace(case, city=City(case.city.areas, case.city.gates, streams + twins))
    rows = case.observed
    both = Observed(
        np.concatenate([rows.stream_index, rows.stream_index + len(streams)]),
        np.concatenate([rows.start_us, rows.start_us]),
        np.concatenate([rows.result, rows.result]),
        np.concatenate([rows.quality, rows.quality]),
    )
    one, two = case.picture(), double.picture(both)
    known = ~np.isnan(one.persons)
    wider = two.persons_standard_error[known] > one.persons_standard_error[known] * (1.0 + 1e-9)
    assert not wider.any(), "a second sensor that agrees widened the band"


def a_lost_value_marks(case: Case) -> None:
    """A stream that goes missing leaves its areas marked: not good again until it is back."""
    live = case.live()
    fed(live, case.observed, case.now_us)
    topology = live.estimator.topology
    for stream in np.unique(case.observed.stream_index)[:3]:
        lost = Observed(
            np.array([stream]),
            np.array([case.observed.start_us.max() + MINUTE_US]),
            np.array([np.nan]),
            np.array([QualityFlag.MISSING], dtype=np.uint8),
        )
        after = fed(live, lost, case.now_us)
        areas = topology.areas_informed_by(topology.place_of[[stream]])
        assert (after.quality[areas] > QualityFlag.GOOD).all(), "a lost sensor left no mark"


def stale_keeps_the_value_and_says_so(case: Case) -> None:
    """Long after the last observation every known area is stale, with a value."""
    live = case.live()
    before = fed(live, case.observed, case.now_us)
    longest = max((s.stale_after_s + s.interval_s for s in case.city.streams), default=0.0)
    after = live.at(case.now_us + int(longest * 1e6) + 100 * MINUTE_US)
    known = ~np.isnan(before.persons)
    assert (after.quality[known] == QualityFlag.STALE).all(), "old values pass for fresh ones"
    assert not np.isnan(after.persons[known]).any(), "the last known value was lost"
    assert (after.quality[~known] == QualityFlag.MISSING).all(), "what was never known is not stale"


def what_is_used_is_usable(case: Case) -> None:
    """The inputs of an area that are used are usable values of streams that inform it."""
    picture = case.picture()
    for area in case.city.areas:
        for given in picture.inputs(area.id):
            if given.used and picture.quality[picture.index_of(area.id)] <= USABLE_UP_TO:
                assert given.quality <= USABLE_UP_TO, f"{area.id} uses a value that is {given.quality.label}"
                assert given.result >= 0.0, f"{area.id} uses {given.result}"


def assert_same(one: Picture, other: Picture, areas: NDArray[np.intp] | None = None) -> None:
    """Assert that two pictures show exactly the same, apart from sequence and time of issue."""
    for name in (
        "persons",
        "persons_standard_error",
        "density_per_m2",
        "flow_per_m_min",
        "flow_standard_error",
        "level",
        "level_probabilities",
        "quality",
        "start_us",
        "end_us",
    ):
        mine, theirs = getattr(one, name), getattr(other, name)
        if areas is not None:
            mine, theirs = mine[areas], theirs[areas]
        np.testing.assert_array_equal(mine, theirs, err_msg=name)


def _newest_rows(rows: Observed) -> Observed:
    order = np.lexsort((rows.start_us, rows.stream_index))
    stream = rows.stream_index[order]
    last = np.append(stream[1:] != stream[:-1], True) if len(stream) else stream.astype(bool)
    return rows.take(order[last])


LAWS: Final[tuple[Callable[[Case], None], ...]] = (
    nothing_is_negative,
    unknown_is_not_zero,
    nothing_said_is_nothing_known,
    order_within_a_batch_does_not_matter,
    batches_do_not_matter,
    the_same_again_is_the_same,
    what_is_ordinary_may_be_left_out,
    only_what_hangs_together_is_touched,
    a_lost_value_marks,
    stale_keeps_the_value_and_says_so,
    what_is_used_is_usable,
)
"""Every law that holds for all estimators, as a function of a case."""

MEMORYLESS_LAWS: Final[dict[Callable[[Case], None], str]] = {
    zero_counted_is_zero_known: "to an estimator that remembers, who was inside before is still there",
    more_counted_is_not_fewer: "more who are counted leaving are fewer who are left",
    size_scales: "what an estimator that remembers assumes before it hears anything does not scale with what it hears",
    only_dependents_are_touched: "who leaves one area enters the next, so what is said of one tells of others",
    a_twin_never_widens: "of a law that is not linear the error depends on the estimate, and a twin can move that",
}
"""Laws that hold only for estimators without memory, and why not for others."""
