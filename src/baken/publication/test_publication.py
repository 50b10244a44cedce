# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""An edition tells levels and nothing else, of what is released, no finer than declared, with what is better."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.governance.lists import LevelDetail
from baken.governance.model import Publication
from baken.publication.alternatives import better_place, better_time
from baken.publication.edition import Ahead, Desk, Seen
from baken.publication.levels import coarse, overall
from baken.publication.model import CityTold, Edition, Place, PlaceState, PublicPage, Words
from baken.publication.table import COLUMNS, as_csv
from baken.vocabulary.place import AreaKind
from baken.vocabulary.time import NO_TIME_US, to_us

NOON = datetime(2026, 8, 14, 10, tzinfo=UTC)
FIVE = Publication(detail=LevelDetail.FIVE, forecast_h=12, delay_min=10, step_min=10)


def place(name: str, *areas: str, kind: AreaKind = AreaKind.BEACH, east: float = 0.0, m2: float = 5_000.0) -> Place:
    words = Words(en=name.capitalize(), nl=name.capitalize())
    position = (4.28 + east, 52.11)
    return Place(id=name, name=words, kind=kind, area_ids=areas or (name,), position=position, surface_m2=m2)


PLACES = (
    place("pier", kind=AreaKind.WALKWAY, m2=900.0),
    place("north", east=0.010),
    place("south", east=0.002),
    place("stairs", "east-stairs", "west-stairs", kind=AreaKind.STAIRS),
)
AREAS = ("pier", "north", "south", "east-stairs", "west-stairs")
CITY = CityTold(
    id="sea", name="Sea", time_zone="Europe/Amsterdam", languages=("nl",), is_simulated=True, is_replay=False
)


def desk(places: tuple[Place, ...] = PLACES) -> Desk:
    return Desk(CITY, PublicPage(places=places), {area: i for i, area in enumerate(AREAS)}, ("Made up",))


def seen(*likely: int, up_to: tuple[int, ...] = (), stale: tuple[int, ...] = (), doubt: tuple[int, ...] = ()) -> Seen:
    levels = np.array(likely, np.uint8)
    ends = np.where(levels > 0, to_us(NOON - timedelta(minutes=5)), NO_TIME_US)
    return Seen(
        at_us=to_us(NOON),
        likely=levels,
        up_to=np.array(up_to or likely, np.uint8),
        is_stale=np.isin(np.arange(len(levels)), stale),
        in_doubt=np.isin(np.arange(len(levels)), doubt),
        observed_us=ends,
    )


def ahead(*rows: tuple[int, ...], up_to: tuple[tuple[int, ...], ...] = ()) -> Ahead:
    times = tuple(NOON + timedelta(hours=i + 1) for i in range(len(rows)))
    return Ahead(NOON, times, np.array(rows, np.uint8), np.array(up_to or rows, np.uint8))


def edition(now: Seen, then: Ahead | None = None, declared: Publication = FIVE) -> Edition:
    return desk().edition(declared, now, then or Ahead(), NOON, NOON + timedelta(minutes=10))


def test_an_edition_tells_levels_of_now_and_of_the_hours_to_come() -> None:
    told = edition(seen(4, 3, 1, 2, 2), ahead((2, 3, 1, 2, 2), (1, 1, 1, 1, 1)))
    assert [one.level for one in told.places] == [[4, 2, 1], [3, 3, 1], [1, 1, 1], [2, 2, 1]]
    assert told.times == [NOON + timedelta(hours=i) for i in range(3)]
    assert told.overall.level == [4, 3, 1]


def test_no_number_of_persons_is_in_an_edition() -> None:
    text = msgspec.json.encode(edition(seen(4, 3, 1, 2, 2))).decode()
    assert not {"persons", "density", "flow", "probability", "capacity"} & set(text.replace('"', " ").split())


def test_a_place_of_several_areas_is_as_busy_as_its_busiest_and_in_doubt_when_one_is_not_known() -> None:
    stairs = edition(seen(1, 1, 1, 2, 4)).places[3]
    assert (stairs.level, stairs.state) == ([4], PlaceState.GOOD)
    assert edition(seen(1, 1, 1, 2, 0)).places[3].state is PlaceState.IN_DOUBT


def test_what_is_not_known_is_null_and_never_quiet() -> None:
    told = edition(seen(0, 0, 0, 0, 0), ahead((0, 0, 0, 0, 0)))
    assert {one.state for one in told.places} == {PlaceState.UNKNOWN}
    assert all(one.level == [None, None] for one in told.places)
    assert told.overall.level == [None, None]
    assert "do not know" in told.overall.advice[0].en
    assert "cannot foresee" in told.overall.advice[1].en


def test_what_is_old_or_doubted_says_so() -> None:
    states = [one.state for one in edition(seen(4, 3, 1, 2, 2, stale=(0,), doubt=(1,))).places]
    assert states == [PlaceState.STALE, PlaceState.IN_DOUBT, PlaceState.GOOD, PlaceState.GOOD]


def test_of_a_place_that_is_held_back_nothing_is_told_but_why() -> None:
    declared = msgspec.structs.replace(FIVE, hold_back=("north",), because="Kept free.", because_nl="Blijft vrij.")
    told = edition(seen(2, 5, 1, 2, 2), ahead((2, 5, 1, 2, 2)), declared)
    north = told.places[1]
    assert (north.state, north.level, north.observed_at) == (PlaceState.NOT_RELEASED, [], None)
    assert north.because == Words(en="Kept free.", nl="Blijft vrij.")
    assert told.overall.level == [2, 2]  # it is not part of the city's level either


def test_a_place_that_is_too_small_is_not_told_of() -> None:
    told = edition(seen(5, 1, 1, 1, 1), declared=msgspec.structs.replace(FIVE, smallest_area_m2=1_000.0))
    assert told.places[0].state is PlaceState.NOT_RELEASED
    assert told.overall.level == [1]


def test_three_levels_are_told_where_that_was_declared() -> None:
    told = edition(seen(1, 2, 3, 5, 4), declared=msgspec.structs.replace(FIVE, detail=LevelDetail.THREE))
    assert [one.level for one in told.places] == [[1], [1], [3], [4]]
    assert [one.level for one in told.levels] == [1, 3, 4]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_coarse_levels_keep_their_order_and_what_is_not_known(levels: list[int]) -> None:
    rough = coarse(np.array(levels, np.uint8), LevelDetail.THREE).tolist()
    assert all((a == 0) == (b == 0) for a, b in zip(levels, rough, strict=True))
    assert all(rough[i] <= rough[j] for i, a in enumerate(levels) for j, b in enumerate(levels) if 0 < a <= b)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40))
def test_the_whole_city_is_as_busy_as_a_quarter_of_its_places_at_least(levels: list[int]) -> None:
    whole = int(overall(np.array([levels], np.uint8))[0])
    known = [level for level in levels if level]
    assert whole == 0 if not known else sum(level >= whole for level in known) * 4 >= len(known)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.integers(0, 23))
def test_a_better_time_is_later_quieter_and_by_day(levels: list[int], first: int) -> None:
    hours = [(first + i) % 24 for i in range(len(levels))]
    for at in range(len(levels)):
        found = better_time(levels, hours, at)
        if found >= 0:
            assert levels[at] >= 3
            assert found > at
            assert 0 < levels[found] < levels[at]
            assert 8 <= hours[found] <= 22


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=4, max_size=4))
def test_a_better_place_is_quieter_of_the_same_kind_and_cannot_become_as_full(pairs: list[tuple[int, int]]) -> None:
    likely = np.array([a for a, _ in pairs], np.uint8)
    up_to = np.array([max(pair) for pair in pairs], np.uint8)
    for here in range(4):
        found = better_place(likely, up_to, PLACES, here)
        if found >= 0:
            assert 0 < likely[found] < likely[here] >= 3
            assert up_to[found] <= likely[here]
            assert PLACES[found].kind is PLACES[here].kind


def test_of_two_places_that_are_as_quiet_the_nearer_one_is_better() -> None:
    places = (place("busy"), place("far", east=0.01), place("near", east=-0.001))
    assert better_place(np.array([4, 2, 2], np.uint8), np.array([4, 2, 2], np.uint8), places, 0) == 2


def test_a_city_may_say_itself_what_serves_instead() -> None:
    here = msgspec.structs.replace(place("pier", kind=AreaKind.WALKWAY), instead=("south",))
    places = (here, place("quay", kind=AreaKind.WALKWAY), place("south"))
    levels = np.array([5, 1, 2], np.uint8)
    assert better_place(levels, levels, places, 0) == 2


def test_the_advice_names_a_time_and_a_place() -> None:
    told = edition(seen(4, 4, 1, 4, 4), ahead((4, 4, 1, 4, 4), (2, 2, 2, 2, 2)))
    assert told.overall.advice[0].nl == "Kom liever om 14:00, of ga naar South."
    assert told.overall.better_time[0] == 2


def test_the_advice_names_what_is_full_in_a_city_that_is_not() -> None:
    told = desk(tuple(place(name) for name in AREAS)).edition(FIVE, seen(5, 2, 1, 1, 1), Ahead(), NOON, NOON)
    assert told.overall.level == [2]
    assert told.overall.advice[0].nl == "Op de meeste plekken is genoeg ruimte. Te druk: Pier."


def test_the_advice_tells_of_a_rise_when_it_is_quiet_now() -> None:
    told = edition(seen(1, 1, 1, 1, 1), ahead((1, 1, 1, 1, 1), (5, 5, 5, 5, 5)))
    assert told.overall.advice[0].en == "There is plenty of space. At 14:00 it becomes too busy."


def test_nobody_is_sent_to_another_day_by_a_bare_time() -> None:
    evening = msgspec.structs.replace(FIVE)
    late = Seen(
        **{**{k: getattr(seen(5, 5, 5, 5, 5), k) for k in Seen.__slots__}, "at_us": to_us(NOON) + 40_000_000_000}
    )
    times = (NOON + timedelta(hours=12), NOON + timedelta(hours=24))
    then = Ahead(NOON, times, np.array([[5] * 5, [1] * 5], np.uint8), np.array([[5] * 5, [1] * 5], np.uint8))
    told = desk().edition(evening, late, then, NOON, NOON)
    assert "12:00" not in told.overall.advice[0].en


def test_the_table_has_a_row_for_each_place_and_time() -> None:
    told = edition(seen(4, 0, 1, 2, 2), ahead((2, 3, 1, 2, 2)))
    rows = list(csv.DictReader(io.StringIO(as_csv(told))))
    assert len(rows) == 8
    assert set(rows[0]) == set(COLUMNS)
    assert (rows[0]["level"], rows[0]["word_nl"], rows[0]["simulated"]) == ("4", "Zeer druk", "true")
    assert [row["level"] for row in rows if row["place_id"] == "north"] == ["", "3"]


@pytest.mark.parametrize("name", ["=cmd()", "+1", "@x"])
def test_a_name_is_no_formula_in_the_table(name: str) -> None:
    harmful = msgspec.structs.replace(PLACES[0], name=Words(en=name, nl=name))
    told = desk((harmful, *PLACES[1:])).edition(FIVE, seen(1, 1, 1, 1, 1), Ahead(), NOON, NOON)
    assert next(csv.DictReader(io.StringIO(as_csv(told))))["name_nl"] == f"'{name}"


def test_what_is_old_is_shown_and_advises_nobody() -> None:
    told = edition(seen(5, 5, 1, 5, 5, stale=(2,)), ahead((5, 5, 1, 5, 5)))
    assert told.places[2].level == [1, 1]
    assert told.places[1].better_place == [None, 2]
    assert told.overall.better_place == [None, 2]
