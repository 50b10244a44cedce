# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.evaluation.kpis.computing import key_figures
from baken.evaluation.kpis.model import ABOUT, Indicator, Kpi, Side
from baken.evaluation.record import RecordError, persons, read_record, write_record
from baken.evaluation.specimen import MINUTE_US, STEP_MIN, STEPS, moment, specimen_record
from baken.evaluation.warned import episodes_at, judged_of

if TYPE_CHECKING:
    from pathlib import Path

RECORD = specimen_record()


def figure(kpi: Kpi, as_of_us: int | None = None) -> float | None:
    return key_figures(msgspec.structs.replace(RECORD, kpis=(kpi,)), as_of_us)[0].value


def kpi(indicator: Indicator, *places: str, threshold: float | None = None, target: float | None = None) -> Kpi:
    return Kpi(
        id="k", event_id="show-2026", indicator=indicator, title="K", title_nl="K", declared_us=moment(-1),
        place_ids=places, threshold=threshold, target=target,
    )  # fmt: skip


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_record(tmp_path / "event.json", RECORD)
    assert read_record(tmp_path / "event.json") == RECORD


@pytest.mark.parametrize("content", [b"", b"[]", b'{"format": "other"}', b'{"cityId": 3}', b"\xff\xfe"])
def test_what_is_no_record_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "event.json"
    path.write_bytes(content)
    with pytest.raises(RecordError, match="no record"):
        read_record(path)
    with pytest.raises(RecordError, match="cannot be read"):
        read_record(tmp_path / "absent.json")


def test_another_format_is_refused(tmp_path: Path) -> None:
    write_record(tmp_path / "event.json", msgspec.structs.replace(RECORD, format="baken-event-record/9"))
    with pytest.raises(RecordError, match="not known"):
        read_record(tmp_path / "event.json")


@settings(max_examples=30)
@given(st.integers(0, STEPS * STEP_MIN + 60))
def test_what_came_later_has_no_influence_on_what_was_known(minutes: int) -> None:
    then = moment(minutes)
    rng = np.random.default_rng(minutes)
    courses = []
    for course in RECORD.courses:
        ends = course.start_us + course.step_us * np.arange(1, STEPS + 1)
        noise = tuple(
            value if end <= then else float(rng.integers(0, 9999))
            for value, end in zip(course.persons, ends, strict=True)
        )
        courses.append(msgspec.structs.replace(course, persons=noise))
    other = msgspec.structs.replace(RECORD, courses=tuple(courses))
    assert key_figures(RECORD, then) == key_figures(other, then)


def test_a_value_that_came_late_is_not_known_before_it_came() -> None:
    course = RECORD.courses[0]
    late = tuple(course.start_us + course.step_us * (k + 1) + (k == 3) * 3600 * MINUTE_US for k in range(STEPS))
    record = msgspec.structs.replace(RECORD, courses=(msgspec.structs.replace(course, available_us=late),))
    known = persons(record.known_at(moment(60)).courses[0])
    assert np.isnan(known[3])
    assert np.isfinite(known[:3]).all()
    assert len(known) == 12


def test_moments_of_a_warning_that_had_not_come_are_not_there() -> None:
    known = RECORD.known_at(moment(185))
    first = next(one for one in known.warnings if one.id == "w1")
    assert (first.seen_us, first.handled_us, first.closed_us) == (moment(180), None, None)
    assert {one.id for one in known.warnings} == {"w1", "w3"}
    assert [one.id for one in known.interventions] == ["extra-trams"]
    assert known.comparisons == ()


def test_every_indicator_has_a_side_a_unit_and_a_value() -> None:
    assert set(ABOUT) == set(Indicator)
    for indicator in Indicator:
        value = figure(kpi(indicator, threshold=4000.0))
        assert value is not None, indicator
        assert value >= 0


def test_outputs_are_of_what_was_done_and_outcomes_of_the_street() -> None:
    assert kpi(Indicator.WARNINGS_RAISED).side is Side.OUTPUT
    assert kpi(Indicator.MINUTES_ABOVE_LIMIT).side is Side.OUTCOME


def test_minutes_above_the_limit_are_those_of_the_steps_above_it() -> None:
    limit = RECORD.place("quay").limit
    assert limit is not None
    above = persons(RECORD.courses[0]) > limit
    assert figure(kpi(Indicator.MINUTES_ABOVE_LIMIT, "quay")) == STEP_MIN * above.sum()
    assert figure(kpi(Indicator.MINUTES_ABOVE_LIMIT, "stop")) is None


def test_a_place_is_cleared_when_it_stays_below_the_threshold() -> None:
    values = [9.0] * 50 + [1.0] * 20 + [9.0] * 10 + [1.0] * 16
    course = msgspec.structs.replace(RECORD.courses[0], persons=tuple(values))
    record = msgspec.structs.replace(
        RECORD, courses=(course,), end_us=moment(200), kpis=(kpi(Indicator.MINUTES_TO_CLEAR, "quay", threshold=5.0),)
    )
    assert key_figures(record)[0].value == 80 * STEP_MIN - 200
    never = msgspec.structs.replace(course, persons=(9.0,) * STEPS)
    assert key_figures(msgspec.structs.replace(record, courses=(never,)))[0].value is None


def test_a_figure_declared_after_the_start_is_marked_even_if_its_date_is_earlier() -> None:
    one = kpi(Indicator.MOST_PERSONS)
    later = msgspec.structs.replace(one, first_seen_us=RECORD.start_us + 1)
    marks = key_figures(msgspec.structs.replace(RECORD, kpis=(one, later)))
    assert [mark.was_declared_before for mark in marks] == [True, False]


def test_a_target_is_met_on_its_better_side() -> None:
    assert kpi(Indicator.MOST_PERSONS, target=10.0).meets(9.0)
    assert kpi(Indicator.HIT_RATE, target=85.0).meets(84.0) is False
    assert kpi(Indicator.HIT_RATE).meets(84.0) is None
    assert kpi(Indicator.HIT_RATE, target=85.0).meets(None) is None


def test_the_warnings_of_the_specimen_are_a_hit_and_a_false_alarm() -> None:
    table = judged_of(RECORD, "quay").contingency + judged_of(RECORD, "square").contingency
    assert episodes_at(RECORD, "quay")
    assert (table.hits, table.false_alarms) == (1, 1)
    assert episodes_at(RECORD, "stop") == ()
