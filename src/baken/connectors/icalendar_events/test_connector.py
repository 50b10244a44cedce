# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Calendars: what events expect, what lies between them, and what never comes in."""

from __future__ import annotations

import math
import time
from pathlib import Path

import pytest

from baken.connectors.icalendar_events import client
from baken.connectors.icalendar_events.connector import (
    CANCELLED,
    EVENTS,
    NO_NUMBER,
    NO_PLACE,
    TENTATIVE,
    IcalendarEvents,
    connect,
)
from baken.connectors.icalendar_events.occurrences import NO_LENGTH, OFTEN, TOO_LONG, TOO_MUCH, Budget
from baken.connectors.icalendar_events.settings import CalendarSettings, Place
from baken.plugin.conformance import LAWS, Law
from baken.plugin.filed_past import FiledPast
from baken.plugin.live import Delivery
from baken.plugin.protocol import ConnectorError, Settings, SettingsError
from baken.plugin.subject import Subject
from baken.vocabulary.time import format_us, parse_instant, to_us

HERE = Path(__file__).parent


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def calendar(*events: str) -> bytes:
    parts = "".join(f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n".replace("\n", "\r\n") for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{parts}END:VCALENDAR\r\n".encode()


def event(start: str = ":20260711T100000Z", end: str = ":20260711T120000Z", *lines: str, visitors: object = 100) -> str:
    number = "" if visitors is None else f"X-EXPECTED-VISITORS:{visitors}"
    return "\n".join(
        line for line in ("UID:one", f"DTSTART{start}", f"DTEND{end}" if end else "", number, *lines) if line
    )


def source(**settings: object) -> IcalendarEvents:
    known: dict[str, object] = {"files": ((EVENTS, ""),), "step_s": 3600.0}
    return IcalendarEvents(CalendarSettings(**known | settings))  # type: ignore[arg-type]


def outcome(
    raw: bytes, connector: IcalendarEvents | None = None, received: str = "", series: str = EVENTS
) -> tuple[dict[str, float], dict[str, int]]:
    """Return the values of a series by the start of their interval, and what was skipped."""
    received_us = to_us(parse_instant(received)) if received else 0
    (reading,) = (connector or source()).read(Delivery(EVENTS, received_us, raw))
    rows = reading.rows
    told = zip(rows.series.tolist(), rows.phenomenon_time_us.tolist(), rows.result.tolist(), strict=True)
    values = {format_us(t)[5:16]: v for i, t, v in told if rows.provider_ids[i] == series}
    return values, {entry.reason: entry.count for entry in reading.skipped}


def busy(values: dict[str, float]) -> list[str]:
    return [moment for moment, value in values.items() if value > 0]


def test_event_is_expected_while_it_lasts() -> None:
    assert outcome(calendar(event())) == ({"07-11T10:00": 100.0, "07-11T11:00": 100.0}, {})


def test_events_at_the_same_time_add_up_and_between_them_nobody_is_expected() -> None:
    one, other = event(), event(":20260711T110000Z", ":20260711T120000Z", visitors=50)
    late = event(":20260711T130000Z", ":20260711T140000Z")
    values, _ = outcome(calendar(one, other, late))
    assert values == {"07-11T10:00": 100.0, "07-11T11:00": 150.0, "07-11T12:00": 0.0, "07-11T13:00": 100.0}


def test_zero_is_only_said_while_the_calendar_covers_the_time(tmp_path: Path) -> None:
    raw = calendar(event())
    assert outcome(raw, received="2026-07-11T15:00:00Z")[0] == {}
    assert outcome(raw, received="2026-07-11T08:00:00Z")[0] == {}
    (tmp_path / "c.toml").write_text(
        f'step_s = 3600\n[[calendar]]\nname = "{EVENTS}"\nurl = "https://e.org"\n'
        "covers_from = 2026-07-01T00:00:00Z\ncovers_until = 2026-08-01T00:00:00Z\n"
    )
    complete = connect(Settings(folder=tmp_path, file="c.toml"))
    assert isinstance(complete, IcalendarEvents)
    assert outcome(raw, complete, "2026-07-11T15:00:00Z")[0] == {f"07-11T{h}:00": 0.0 for h in (13, 14, 15)}


def test_window_is_around_the_delivery() -> None:
    weekly = calendar(event(":20260104T100000Z", ":20260104T230000Z", "RRULE:FREQ=DAILY"))
    now = outcome(weekly, received="2026-07-11T12:30:00Z")[0]
    assert list(now) == ["07-11T10:00", "07-11T11:00", "07-11T12:00"]
    ahead = outcome(weekly, source(ahead_s=7200.0, behind_s=0.0), "2026-07-11T12:30:00Z")[0]
    assert list(ahead) == ["07-11T12:00", "07-11T13:00", "07-11T14:00"]


def test_event_without_a_number_makes_its_time_missing_and_not_empty() -> None:
    values, left = outcome(calendar(event(), event(":20260711T110000Z", visitors=None)))
    assert values["07-11T10:00"] == 100.0
    assert math.isnan(values["07-11T11:00"])
    assert left == {NO_NUMBER: 1}


@pytest.mark.parametrize("number", ["many", "-5", "1e9", "99999999999", ""])
def test_number_that_is_none_is_not_guessed(number: str) -> None:
    assert outcome(calendar(event(visitors=number)))[1] == {NO_NUMBER: 1}


def test_category_stands_for_a_number_where_the_city_says_so() -> None:
    mapped = source(categories={"groot evenement": 10_000.0, "muziek": 500.0})
    raw = calendar(event(visitors=None) + "\nCATEGORIES:Muziek,Groot evenement")
    assert set(outcome(raw, mapped)[0].values()) == {10_000.0}
    assert set(outcome(calendar(event() + "\nCATEGORIES:Muziek"), mapped)[0].values()) == {100.0}


def test_places_have_series_of_their_own() -> None:
    placed = source(places=(Place(id="pier", words=("de pier",)), Place(id="beach", words=("strand",))))
    raw = calendar(event() + "\nLOCATION:Op De Pier", event(visitors=7) + "\nLOCATION:Elders")
    assert set(outcome(raw, placed)[0].values()) == {107.0}
    assert set(outcome(raw, placed, series=f"{EVENTS}/pier")[0].values()) == {100.0}
    values, left = outcome(raw, placed, series=f"{EVENTS}/beach")
    assert set(values.values()) == {0.0}
    assert left == {NO_PLACE: 1}


@pytest.mark.parametrize(("status", "reason"), [("CANCELLED", CANCELLED), ("TENTATIVE", TENTATIVE)])
def test_event_that_does_not_take_place_expects_nobody(status: str, reason: str) -> None:
    values, left = outcome(calendar(event() + f"\nSTATUS:{status}"))
    assert set(values.values()) == {0.0}
    assert left == {reason: 1}


def test_texts_of_an_event_stay_out_of_everything() -> None:
    secret = "\nSUMMARY:CANARY\nDESCRIPTION:CANARY\nORGANIZER;CN=CANARY:mailto:canary@example.org\nLOCATION:CANARY"
    raw = calendar(event(visitors=None) + secret, event(":CANARY") + secret.replace("UID:one", "UID:CANARY"))
    placed = source(places=(Place(id="pier", words=("pier",)),))
    (reading,) = placed.read(Delivery(EVENTS, 0, raw))
    assert "canary" not in repr(reading).lower()
    assert reading.skipped


def test_weekly_event_stays_at_its_hour_on_the_clock_when_summer_time_ends() -> None:
    zone = ";TZID=Europe/Amsterdam:"
    raw = calendar(event(f"{zone}20261018T200000", f"{zone}20261018T210000", "RRULE:FREQ=WEEKLY;COUNT=3"))
    assert busy(outcome(raw)[0]) == ["10-18T18:00", "10-25T19:00", "11-01T19:00"]


def test_whole_days_are_days_of_the_city() -> None:
    day = ";VALUE=DATE:"
    assert len(outcome(calendar(event(f"{day}20261025", "")))[0]) == 25
    assert len(outcome(calendar(event(f"{day}20260329", "")))[0]) == 23
    values = outcome(calendar(event(f"{day}20260711", f"{day}20260713")))[0]
    assert (next(iter(values)), len(values)) == ("07-10T22:00", 48)


def test_time_without_a_zone_is_on_the_clock_of_the_calendar() -> None:
    raw = calendar(event(":20260711T100000", ":20260711T110000"))
    assert list(outcome(raw)[0]) == ["07-11T08:00"]
    assert list(outcome(raw, source(zone="UTC"))[0]) == ["07-11T10:00"]


def test_exceptions_and_changes_of_a_series_are_followed() -> None:
    master = event(":20260701T100000Z", ":20260701T110000Z", "RRULE:FREQ=DAILY;COUNT=4", "EXDATE:20260702T100000Z")
    moved = event(":20260703T150000Z", ":20260703T160000Z", "RECURRENCE-ID:20260703T100000Z", visitors=7)
    dropped = event(":20260704T100000Z", ":20260704T110000Z", "RECURRENCE-ID:20260704T100000Z", "STATUS:CANCELLED")
    values, left = outcome(calendar(master, moved, dropped))
    assert {moment: value for moment, value in values.items() if value} == {"07-01T10:00": 100.0, "07-03T15:00": 7.0}
    assert left == {CANCELLED: 1}


def test_added_dates_and_days_left_out_are_followed() -> None:
    raw = calendar(
        event(
            ":20260701T100000Z",
            ":20260701T110000Z",
            "RRULE:FREQ=DAILY;UNTIL=20260703",
            "EXDATE;VALUE=DATE:20260702",
            "RDATE:20260710T120000Z",
        )
    )
    assert busy(outcome(raw)[0]) == ["07-01T10:00", "07-03T10:00", "07-10T12:00"]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("RRULE:FREQ=SECONDLY",), OFTEN),
        (("RRULE:FREQ=MINUTELY;COUNT=10000",), OFTEN),
        (("RRULE:FREQ=DAILY;BYHOUR=1,2,3",), OFTEN),
        (("RRULE:FREQ=DAILY;INTERVAL=0",), OFTEN),
        (("RRULE:FREQ=YEARLY;BYEASTER=1",), client.NO_RULE),
        (("RRULE:FREQ=SOMETIMES",), client.NO_RULE),
        (("RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"), client.NO_RULE),
        (("RECURRENCE-ID;RANGE=THISANDFUTURE:20260711T100000Z",), client.LATER_ONES),
    ],
)
def test_rules_that_are_not_followed_are_said(lines: tuple[str, ...], reason: str) -> None:
    found, left = outcome(calendar(event(":20260711T100000Z", ":20260711T120000Z", *lines)))
    assert found == {}
    assert left == {reason: 1} or (reason is client.NO_RULE and set(left) <= {client.NO_RULE, OFTEN} and len(left) == 1)


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (":yesterday", "", client.NO_TIME),
        ("", ":20260711T120000Z", client.NO_TIME),
        (":99990711T100000Z", "", client.NO_TIME),
        (";TZID=Mars/Base:20260711T100000", "", client.NO_ZONE),
        (":20260711T100000Z", "", NO_LENGTH),
        (":20260711T100000Z", ":20260711T090000Z", NO_LENGTH),
        (":20260711T100000Z", ":20290711T090000Z", TOO_LONG),
    ],
)
def test_event_that_cannot_be_placed_in_time_is_said(start: str, end: str, reason: str) -> None:
    text = event(start or "-NONE:x", end)
    assert outcome(calendar(text)) == ({}, {reason: 1})


def test_zone_that_the_file_defines_itself_is_not_used() -> None:
    hostile = (
        b"BEGIN:VTIMEZONE\r\nTZID:Mars/Base\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\n"
        b"TZOFFSETTO:+0100\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    raw = calendar(event(";TZID=Mars/Base:20260711T100000", ""))
    head, found, rest = raw.partition(b"VERSION:2.0\r\n")
    assert outcome(head + found + hostile + rest) == ({}, {client.NO_ZONE: 1})


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=DAILY;COUNT=1000000",
    ],
)
def test_many_rules_that_never_come_true_take_no_time(rule: str) -> None:
    raw = calendar(*(event(":20260707T100000Z", ":20260707T110000Z", f"RRULE:{rule}") for _ in range(20)))
    begun = time.process_time()
    outcome(raw, received="2026-07-11T12:00:00Z")
    assert time.process_time() - begun < 10


def test_recurrences_beyond_the_budget_are_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Budget, "__init__", lambda budget: setattr(budget, "steps", 25_000))
    raw = calendar(*(event(":20000101T100000Z", ":20000101T110000Z", "RRULE:FREQ=DAILY") for _ in range(4)))
    values, left = outcome(raw, received="2026-07-11T12:00:00Z")
    assert left == {TOO_MUCH: 2}
    assert values["07-11T10:00"] == 200.0


def test_file_that_covers_too_much_time_is_refused_in_words() -> None:
    raw = calendar(event(":19710101T100000Z", ":19710101T110000Z"), event(":20900101T100000Z", ":20900101T110000Z"))
    with pytest.raises(ConnectorError, match="more time than is read"):
        outcome(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>503</html>",
        b"BEGIN:VCALENDAR\r\n",
        calendar(event())[:-20],
        calendar(event()) + b"\xff",
        calendar("X-LONG:" + "x" * 30_000),
        calendar(*[event()] * 5_001),
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 20_000 + b"END:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\n" + b"X:y\r\n" * 900_000 + b"END:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ],
    ids=["empty", "page", "begun", "cut off", "charset", "long line", "many", "deep", "large", "ends wrongly"],
)
def test_what_is_no_calendar_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(ConnectorError, match="cannot be understood"):
        outcome(raw)


def test_file_of_the_city_is_history(tmp_path: Path) -> None:
    (tmp_path / "past.ics").write_bytes(calendar(event()))
    (tmp_path / "c.toml").write_text('step_s = 3600\n[[calendar]]\nname = "past"\nfile = "past.ics"\n')
    past = connect(Settings(folder=tmp_path, file="c.toml"))
    assert isinstance(past, FiledPast)
    assert [field.provider_id for field in past.fields] == ["past"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "calendar"),
        ('[[calendar]]\nname = "A b"\nurl = "https://e.org"\n', "not a name"),
        (
            '[[calendar]]\nname = "a"\nurl = "https://e.org"\n[[calendar]]\nname = "a"\nurl = "https://e.org"\n',
            "each once",
        ),
        ('[[calendar]]\nname = "a"\nfile = "nowhere.ics"\n', "no file"),
        ('zone = "Mars/Base"\n[[calendar]]\nname = "a"\nurl = "https://e.org"\n', "no time zone"),
        ('step_s = 7000\n[[calendar]]\nname = "a"\nurl = "https://e.org"\n', "no whole number"),
        ('[[calendar]]\nname = "a"\nurl = "https://e.org"\ncovers_from = 2026-01-01\n', "moment with an offset"),
        ('[[calendar]]\nname = "a"\nurl = "https://e.org"\n[visitors]\n', "how many visitors"),
        ('[[calendar]]\nname = "a"\nurl = "https://e.org"\n[[place]]\nid = "p"\nlocations = []\n', "list of texts"),
    ],
)
def test_faults_of_the_settings_are_said(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "c.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        connect(Settings(folder=tmp_path, file="c.toml"))
    assert any(message in fault.message for fault in caught.value.faults), caught.value.faults
