# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a node knows of an event becomes a record, and an intervention is held against like days and nothing else."""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pytest

from baken.city.load import load
from baken.evaluation.effects.model import Reason
from baken.governance.lists import Role
from baken.response.book import Book
from baken.response.desk import Actor, Desk
from baken.response.model import Who
from baken.response.transitions import ResponseDeed
from baken.service.evaluating.assembling import STEP_US
from baken.service.evaluating.comparing import LikeDays, like_worlds, with_comparisons, worlds_with_and_without
from baken.service.evaluating.findings import findings
from baken.service.evaluating.kept import NoRecordError, kept_record, record_file
from baken.service.evaluating.lived import World, world_of
from baken.service.evaluating.of_node import Known, record_of, span_of
from baken.service.places import find_city
from baken.simulation.decided import acted_on_from
from baken.situation.history import History

if TYPE_CHECKING:
    from pathlib import Path

    from baken.city.model import City
    from baken.evaluation.record import EventRecord

EVENT = "fireworks-2026-08-14"
ZONE = ZoneInfo("Europe/Amsterdam")
MINUTE = 60_000_000
OFFICER = Actor(Who(id="a", name="Anna", party="municipality"), frozenset({Role.DUTY_OFFICER, Role.PLANNER}))
AT = "boulevard-kurhaus"
NUMBERS = itertools.count()


@lru_cache(maxsize=1)
def city() -> City:
    return load(find_city("scheveningen"))


def first_us() -> int:
    return span_of(next(one for one in city().events if one.id == EVENT), ZONE)[0]


def carried_out(*steps: tuple[str, int, int | None], book: Book | None = None) -> Book:
    """Return a book in which playbooks were carried out: name, from which step of the record, until which."""
    book = book or Book()
    for playbook, begin, end in steps:
        desk = Desk(city().playbooks, city().reach, ZONE, city().events, lambda: f"id-{next(NUMBERS)}")
        begin_us = first_us() + begin * STEP_US
        for event in desk.propose(book, playbook, OFFICER, at_us=begin_us, because=""):
            book.apply(event)
        name = next(one.id for one in book.responses.values() if one.playbook.id == playbook)
        deeds = [ResponseDeed.APPROVE, ResponseDeed.BEGIN, ResponseDeed.COMPLETE, ResponseDeed.WITHDRAW]
        for deed in deeds if end is not None else deeds[:-1]:
            if deed is ResponseDeed.BEGIN and book.response(name).state.value == "executing":
                continue
            at_us = first_us() + (end or 0) * STEP_US if deed is ResponseDeed.WITHDRAW else begin_us
            version = book.response(name).version
            for event in desk.decide(
                book, name, deed, OFFICER, at_us=at_us, machine_us=at_us, version=version, because="Enough."
            ):
                book.apply(event)
    return book


def estimated(steps: int) -> History:
    """A city in which a thousand people are everywhere all evening, give or take a hundred."""
    shape = (steps, len(city().areas))
    times = first_us() + STEP_US * np.arange(steps, dtype=np.int64)
    many, some = np.full(shape, 1000.0), np.full(shape, 100.0)
    return History(
        time_us=times,
        area_ids=tuple(area.id for area in city().areas),
        persons=many,
        persons_standard_error=some,
        density_per_m2=many,
        flow_per_m_min=many,
        flow_standard_error=some,
        level=np.ones(shape, np.uint8),
        quality=np.zeros(shape, np.uint8),
        end_us=np.repeat(times[:, None] + STEP_US, shape[1], axis=1),
    )


def known(book: Book, steps: int = 80, **rest: Any) -> Known:
    event = next(one for one in city().events if one.id == EVENT)
    values: dict[str, Any] = {
        "city": city(),
        "event": event,
        "now_us": first_us() + steps * STEP_US,
        "estimated": estimated(steps),
        "warnings": (),
        "book": book,
        "issues": (),
        "kpis": tuple(kpi for kpi in city().kpis if kpi.event_id == EVENT),
    }
    return Known(**(values | rest))


def like(days: int = 20, steps: int = 80) -> LikeDays:
    rng = np.random.default_rng(1)
    levels = rng.normal(1000.0, 50.0, (days, 1, 1)) + rng.normal(0.0, 10.0, (days, steps, len(city().areas)))
    return LikeDays(tuple(f"like day {k}" for k in range(days)), levels)


def compared(book: Book, **rest: Any) -> EventRecord:
    steps = rest.pop("steps", 80)
    return with_comparisons(record_of(known(book, steps)), city(), book, rest.pop("like", like()), **rest)


def test_one_way_walking_is_asked_for_where_people_come_from_first_and_then_where_they_go() -> None:
    book = carried_out(("one-way-after-fireworks", 50, 70))
    record = compared(book, true_change=lambda _: np.full((80, len(city().areas)), -42.0))
    assert [one.place_id for one in record.comparisons] == [AT, "boulevard-midden"]
    one = record.comparisons[0]
    acts, over = (acted_on_from(first_us() + step * STEP_US) for step in (50, 70))
    assert first_us() + (one.before + (one.start_us - first_us()) // STEP_US) * STEP_US >= acts
    assert one.start_us + len(one.values[0]) * STEP_US <= over
    assert one.true_change == -42.0
    assert one.unit_ids[0] == EVENT
    effect = findings(record).effects[0]
    assert effect.told.is_told
    assert effect.told.lower < 0 < effect.told.upper, "nothing was changed in what was estimated"


def test_what_moves_nobody_is_compared_with_nothing() -> None:
    record = compared(carried_out(("public-message", 50, None)))
    assert record.comparisons == ()
    assert [one.kind for one in record.interventions] == ["public-message"]


def test_without_earlier_events_of_its_kind_an_effect_cannot_be_told() -> None:
    record = compared(carried_out(("one-way-after-fireworks", 50, 70)), like=like(days=0))
    (effect, *_) = findings(record).effects
    assert not effect.told.is_told
    assert Reason.TOO_FEW_DONORS in effect.told.why_not


def test_two_that_move_people_in_one_place_and_time_are_said_to_overlap() -> None:
    book = carried_out(("one-way-after-fireworks", 50, None), ("close-access-road", 55, None))
    overlapping = {(one.place_id, bool(one.overlapping)) for one in compared(book).comparisons}
    assert ("boulevard-midden", False) in overlapping
    own = {one.place_id for one in compared(book).comparisons}
    assert own >= {AT, "strand-kurhaus"}


def test_numbers_that_are_known_exactly_get_the_error_of_the_picture_and_the_same_each_time() -> None:
    book, exact = carried_out(("one-way-after-fireworks", 50, 70)), np.full((20, 80, len(city().areas)), 1000.0)
    days = LikeDays(tuple(f"d{k}" for k in range(20)), exact, is_exact=True)
    one, again = (compared(book, like=days).comparisons[0].comparison().values[1:] for _ in range(2))
    assert np.array_equal(one, again)
    assert 0.05 < float(np.std(np.log(one / 1000.0))) < 0.2, "the picture says ten in a hundred"


def test_only_what_had_happened_by_then_is_compared() -> None:
    book = carried_out(("one-way-after-fireworks", 50, None))
    assert compared(book, steps=50).comparisons == ()
    assert len(compared(book, steps=60).comparisons[0].values[0]) < len(compared(book).comparisons[0].values[0])


def test_the_record_has_bands_aims_and_no_names() -> None:
    record = record_of(known(carried_out(("one-way-after-fireworks", 50, 70))))
    course = record.course(AT)
    assert course is not None
    assert (course.persons[0], course.lower[0], course.upper[0]) == (1000.0, 835.5, 1164.5)
    assert len(record.kpis) == 5
    assert b"Anna" not in msgspec.json.encode(record)
    assert record.interventions[0].role == "duty-officer"


def test_the_day_with_and_without_a_response_differ_by_that_response_alone() -> None:
    book = carried_out(("one-way-after-fireworks", 50, 70), ("close-access-road", 55, None))
    world = world_of(city())
    assert world is not None
    sides = worlds_with_and_without(city(), book, world)
    assert len(sides) == 2
    for lived, without in sides.values():
        assert len(lived.decided) == 2
        assert len(without.decided) == 1
    assert worlds_with_and_without(city(), carried_out(("public-message", 50, None)), world) == {}
    assert {one.like for one in like_worlds(world, 3)} == {0, 1, 2}
    assert isinstance(world, World)


def test_the_newest_record_is_read_and_a_wrong_name_is_answered_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(NoRecordError, match="keeps no record"):
        kept_record(tmp_path)
    record = record_of(known(Book()))
    file = record_file(tmp_path, EVENT)
    file.parent.mkdir()
    file.write_bytes(msgspec.json.encode(record))
    (file.parent / "key-figures-first-read.json").write_text("{}")
    assert kept_record(tmp_path) == record
    assert kept_record(tmp_path, EVENT) == record
    with pytest.raises(NoRecordError, match="no record of 'parade'") as error:
        kept_record(tmp_path, "parade")
    assert EVENT in str(error.value.remedy)
