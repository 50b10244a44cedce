# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A calendar of a city: what it says, and what is said of one that is wrong."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baken.city.check import check, read
from baken.city.read_calendar import CALENDAR_FILE, read_calendar
from baken.city.specimen import small_city
from baken.declaration.fault import Fault, Severity
from baken.forecast.wall_clock import wall_time

if TYPE_CHECKING:
    from pathlib import Path

SCHOOL = '[[school_holiday]]\nname = "Zomer"\nfirst = 2026-07-18\nlast = 2026-08-30\nsource = "ministry"\n'
EVENT = """[[event]]
id = "fair"
title = "Fair"
kind = "market"
start = "2026-05-02T10:00"
end = "2026-05-02T17:00"
area_ids = ["main-street"]
expected_visitors = 900
announced_on = 2026-03-01
source = "Permit 12"
"""


def read_text(folder: Path, text: str) -> tuple[object, tuple[object, ...], list[Fault]]:
    (folder / CALENDAR_FILE).write_text(text)
    faults: list[Fault] = []
    calendar, events = read_calendar(folder, "NL", "Europe/Amsterdam", frozenset({"main-street"}), faults)
    return calendar, events, faults


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_city(tmp_path)


def test_a_city_without_a_calendar_has_the_holidays_of_its_country(folder: Path) -> None:
    city, faults = read(folder)
    assert faults == []
    assert city is not None
    assert city.calendar.holiday(date(2026, 4, 27)) == "King's Day"
    assert city.events == ()


def test_a_calendar_says_when_schools_are_closed_and_what_happens(folder: Path) -> None:
    programme = 'programme = [{ title = "Band", start = "2026-05-02T12:00", end = "2026-05-02T13:00" }]\n'
    own = '[[holiday]]\ndate = 2026-10-03\nname = "Leidens Ontzet"\n'
    (folder / CALENDAR_FILE).write_text(SCHOOL + own + EVENT + 'edition_of = "fair"\n' + programme)
    city, faults = read(folder)
    assert faults == []
    assert city is not None
    assert city.calendar.is_school_holiday(date(2026, 8, 30))
    assert not city.calendar.is_school_holiday(date(2026, 8, 31))
    assert city.calendar.holiday(date(2026, 10, 3)) == "Leidens Ontzet"
    event = city.events[0]
    assert (event.edition_of, event.expected_visitors, event.area_ids) == ("fair", 900.0, ("main-street",))
    assert wall_time(event.start_min).isoformat() == "2026-05-02T10:00:00"
    assert wall_time(event.announced_min).isoformat() == "2026-03-02T00:00:00"
    assert [part.title for part in event.programme] == ["Band"]


def test_a_time_with_an_offset_is_the_same_moment_on_the_clock_of_the_city(folder: Path) -> None:
    _, events, faults = read_text(folder, EVENT.replace("T10:00", "T10:00+00:00"))
    assert faults == []
    assert wall_time(events[0].start_min).hour == 12  # type: ignore[attr-defined]


# what stands there, what is put in its place, a part of the message
ONE_FAULT = (
    ('id = "fair"', 'id = "The Fair"', "not a permanent id"),
    ('title = "Fair"', "title = 3", "title must be a text"),
    ('kind = "market"\n', "", "kind is missing"),
    ('"2026-05-02T10:00"', '"tomorrow"', "start must be a local time"),
    ('"2026-05-02T10:00"', "10:00:00", "start must be a local time"),
    ('"2026-05-02T10:00"', '"2026-05-02"', "start must be a local time"),
    ('"2026-05-02T10:00"', "9999-12-31T23:59:59-23:00", "start must be a local time"),
    ('"2026-05-02T10:00"', '"2026-05-02T18:00"', "ends before it begins"),
    ('"2026-05-02T17:00"', '"2027-05-02T17:00"', "lasts more than"),
    ('"2026-05-02T17:00"', '"2026-03-29T02:30"', "does not exist"),
    ('["main-street"]', '["man-street"]', "no area 'man-street'"),
    ('["main-street"]', '["main-street", "main-street"]', "named twice"),
    ('["main-street"]', '"main-street"', "must be a list"),
    ("= 900", "= -1", "-1 is not possible"),
    ("= 900", "= inf", "not a finite number"),
    ("= 900", "= nan", "not a finite number"),
    ("= 900", "= 1e9", "is not possible"),
    ("= 900", "= true", "must be a number"),
    ("announced_on = 2026-03-01", "announced_on = 3", "the day on which it became known"),
    ("announced_on = 2026-03-01\n", "", "the day on which it became known"),
    ('source = "Permit 12"\n', "", "source is missing"),
    ('source = "Permit 12"', 'source = "Permit 12"\ncolour = "red"', "'colour' is not a key"),
    (
        'source = "Permit 12"',
        'source = "Permit 12"\nprogramme = [{ title = "Late", start = "2026-05-02T16:00", end = "2026-05-02T18:00" }]',
        "outside the time of its event",
    ),
    ('source = "Permit 12"', 'source = "Permit 12"\nprogramme = [3]', "is not a table"),
    ("[[event]]", "[event]", "event must be a list"),
    ("[[event]]", 'region = "q"\n[[event]]', "not a region"),
    ("[[event]]", f"{EVENT}[[event]]", "two events 'fair'"),
    ("[[event]]", f"{SCHOOL}{SCHOOL}[[event]]", "overlaps another one"),
    ("[[event]]", f"{SCHOOL.replace('2026-08-30', '2026-07-01')}[[event]]", "is no school holiday"),
    ("[[event]]", f"{SCHOOL.replace('2026-08-30', '2027-08-30')}[[event]]", "is no school holiday"),
    ("[[event]]", f"{SCHOOL.replace('2026-08-30', '0001-01-01')}[[event]]", "must be a day between"),
    ("[[event]]", '[[holiday]]\ndate = 2026-10-03\nname = ""\n[[event]]', "name is empty"),
    ("[[event]]", "[[evnt]]", "'evnt' is not a key"),
)


@pytest.mark.parametrize(
    ("before", "after", "message"), ONE_FAULT, ids=[f"{m}-{i}" for i, (*_, m) in enumerate(ONE_FAULT)]
)
def test_one_fault_is_named_with_line_and_remedy(folder: Path, before: str, after: str, message: str) -> None:
    assert EVENT.count(before) == 1
    _, _, faults = read_text(folder, EVENT.replace(before, after))
    named = [fault for fault in faults if message in fault.message]
    assert named, faults
    assert all(f.line > 0 and f.remedy and f.file == CALENDAR_FILE for f in faults)


def test_all_faults_are_told_at_once_and_the_rest_is_kept(folder: Path) -> None:
    broken = EVENT.replace('"fair"', '"other"').replace("= 900", "= -1").replace("T10:00", "T1000000")
    _, events, faults = read_text(folder, EVENT + broken + SCHOOL.replace("2026-07-18", '"x"'))
    assert len(faults) == 3
    assert len({f.line for f in faults}) == 3
    assert [e.id for e in events] == ["fair"]  # type: ignore[attr-defined]


def test_an_event_that_was_announced_after_it_began_is_a_warning(folder: Path) -> None:
    _, events, faults = read_text(folder, EVENT.replace("2026-03-01", "2026-05-02"))
    assert [f.severity for f in faults] == [Severity.WARNING]
    assert len(events) == 1


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("city.toml", 'country = "NL"', 'country = "QQ"', "No public holidays of the country 'QQ'"),
        (CALENDAR_FILE, "", 'region = "XYZ"\n', "No region 'XYZ' of NL"),
    ],
)
def test_unknown_holidays_are_a_warning_and_no_error(
    folder: Path, file: str, before: str, after: str, said: str
) -> None:
    text = (folder / file).read_text() if before else ""
    (folder / file).write_text(text.replace(before, after) if before else after)
    faults = check(folder)
    assert [(f.file, f.severity) for f in faults] == [(file, Severity.WARNING)]
    assert faults[0].line > 0
    assert said in faults[0].message
    assert read(folder)[0] is not None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.integers(0, len(SCHOOL + EVENT)), st.integers(0, 40))
def test_whatever_is_written_into_it_reading_never_raises(folder: Path, what: str, at: int, cut: int) -> None:
    text = SCHOOL + EVENT
    (folder / CALENDAR_FILE).write_bytes((text[:at] + what + text[at + cut :]).encode("utf-8", "surrogatepass"))
    faults: list[Fault] = []
    read_calendar(folder, "NL", "Europe/Amsterdam", frozenset({"main-street"}), faults)
    assert all(f.message and f.remedy for f in faults)


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe", b"[" * 100_000, b"a." * 50_000, b"\0", b"x = 1", b"[[event]]\n" * 20_000], ids=len
)
def test_hostile_files_become_faults(folder: Path, raw: bytes) -> None:
    (folder / CALENDAR_FILE).write_bytes(raw)
    city, faults = read(folder)
    assert city is None
    assert any(f.file == CALENDAR_FILE for f in faults)


def test_a_calendar_outside_the_folder_is_not_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.toml").write_text(EVENT)
    (folder / CALENDAR_FILE).symlink_to(tmp_path / "elsewhere.toml")
    assert any("leads out of the folder" in f.message for f in check(folder))


def test_starting_does_not_load_the_library_of_holidays(folder: Path) -> None:
    (folder / CALENDAR_FILE).write_text(SCHOOL + EVENT)
    code = (
        "import pathlib, sys; from baken.city.load import load; "
        f"assert load(pathlib.Path({str(folder)!r})).events; assert 'holidays' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
