# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is written as CAP says what was meant, whoever wrote the words in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.warning.cap import (
    CapArea,
    CapError,
    Category,
    Info,
    Message,
    MessageType,
    Reference,
    ResponseType,
    Scope,
    Status,
    acknowledgement,
    moment,
    polygon,
    status_of,
    to_xml,
)
from baken.warning.cap_reader import LARGEST_BYTES, from_xml
from baken.warning.model import Severity
from baken.warning.words import Certainty, Urgency

SUMMER = timezone(timedelta(hours=2))
SENT = datetime(2026, 8, 14, 22, 31, tzinfo=SUMMER)
FIRST = Reference(sender="room@baken.example", identifier="w1.1", sent=SENT - timedelta(minutes=20))

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="￾￿"), max_size=40
).map(str.strip)
names = st.from_regex(r"[A-Za-z0-9:@._-]{1,40}", fullmatch=True)
zones = st.sampled_from([UTC, SUMMER, timezone(timedelta(hours=13)), timezone(timedelta(hours=-3, minutes=-30))])
moments = st.builds(datetime.fromtimestamp, st.integers(1_700_000_000, 2_000_000_000), zones)
positions = st.tuples(st.integers(-180_000_000, 180_000_000), st.integers(-90_000_000, 90_000_000)).map(
    lambda p: (p[0] / 1e6, p[1] / 1e6)
)
rings = st.lists(positions, min_size=3, max_size=6).map(lambda found: (*found, found[0]))
pairs = st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
areas = st.builds(
    CapArea,
    description=texts,
    polygons=st.lists(rings, max_size=2).map(tuple),
    circles=st.lists(st.tuples(positions, st.integers(0, 5000).map(lambda m: m / 1000)), max_size=1).map(tuple),
    geocodes=pairs,
)
infos = st.builds(
    Info,
    language=st.sampled_from(["nl-NL", "en-GB"]),
    categories=st.lists(st.sampled_from(Category), min_size=1, max_size=2).map(tuple),
    event=texts,
    urgency=st.sampled_from(Urgency),
    severity=st.sampled_from([s.value for s in Severity]),
    certainty=st.sampled_from(Certainty),
    headline=texts,
    description=texts,
    instruction=texts,
    response_types=st.lists(st.sampled_from(ResponseType), max_size=2).map(tuple),
    onset=st.none() | moments,
    expires=st.none() | moments,
    parameters=pairs,
    areas=st.lists(areas, max_size=2).map(tuple),
)
references = st.builds(Reference, sender=names, identifier=names, sent=moments)
messages = st.builds(
    Message,
    identifier=names,
    sender=names,
    sent=moments,
    status=st.sampled_from(Status),
    message_type=st.sampled_from(MessageType),
    scope=st.just(Scope.PRIVATE),
    addresses=st.lists(names | st.just("room of the city"), min_size=1, max_size=3).map(tuple),
    note=texts,
    references=st.lists(references, min_size=1, max_size=3).map(tuple),
    info=st.lists(infos, max_size=2).map(tuple),
)


def message(**changes: object) -> Message:
    info = Info(
        language="nl-NL",
        categories=(Category.SAFETY,),
        event="Drukte",
        urgency=Urgency.EXPECTED,
        severity="Severe",
        certainty=Certainty.LIKELY,
    )
    plain = Message(
        identifier="w1.2",
        sender="room@baken.example",
        sent=SENT,
        status=Status.EXERCISE,
        message_type=MessageType.UPDATE,
        scope=Scope.RESTRICTED,
        restriction="Covenant 2026",
        references=(FIRST,),
        info=(info,),
    )
    return msgspec.structs.replace(plain, **changes)


@settings(max_examples=60, deadline=None)
@given(messages)
def test_what_is_written_is_read_again(written: Message) -> None:
    assert from_xml(to_xml(written)) == written


@pytest.mark.parametrize(
    "hostile",
    [
        "</headline><status>Actual</status>",
        "<![CDATA[x]]>",
        "]]>",
        "&lt;&amp;&xxe;",
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        "<?xml version='1.0'?>",
    ],
)
def test_hostile_text_stays_text(hostile: str) -> None:
    [info] = message().info
    body = to_xml(message(info=(msgspec.structs.replace(info, headline=hostile, instruction=hostile),), note=hostile))
    read = from_xml(body)
    assert (read.note, read.info[0].headline, read.info[0].instruction) == (hostile, hostile, hostile)
    assert read.status is Status.EXERCISE


def test_characters_that_xml_does_not_know_are_replaced() -> None:
    assert from_xml(to_xml(message(note="a\x00b\x1bc\ud800d\uffffe"))).note == "a�b�c�d�e"


@pytest.mark.parametrize("name", ["", "two words", "a,b", "a<b", "a&b", "line\nbreak"])
def test_an_identifier_that_would_break_the_chain_is_refused(name: str) -> None:
    for change in ({"identifier": name}, {"sender": name}):
        with pytest.raises(CapError, match="identifier or a sender"):
            to_xml(message(**change))


def test_what_cap_asks_for_is_asked_for() -> None:
    for change, what in (
        ({"restriction": ""}, "who may have it"),
        ({"scope": Scope.PRIVATE}, "for whom it is"),
        ({"references": ()}, "earlier message"),
    ):
        with pytest.raises(CapError, match=what):
            to_xml(message(**change))


def test_a_city_that_is_made_up_never_sends_an_actual_warning() -> None:
    assert status_of(is_simulated=True, is_test=False) is Status.EXERCISE
    assert Status.ACTUAL not in {
        status_of(is_simulated=s, is_test=t) for s, t in ((True, True), (True, False), (False, True))
    }


def test_a_receiver_can_acknowledge() -> None:
    ack = from_xml(to_xml(acknowledgement(message(), identifier="p9", sender="police@example.org", sent=SENT)))
    assert (ack.message_type, ack.status, ack.addresses) == (MessageType.ACK, Status.EXERCISE, ("room@baken.example",))
    assert ack.references == (Reference(sender="room@baken.example", identifier="w1.2", sent=SENT),)


def test_times_have_an_offset_and_no_z() -> None:
    assert moment(SENT) == "2026-08-14T22:31:00+02:00"
    assert moment(SENT.astimezone(UTC)) == "2026-08-14T20:31:00-00:00"
    with pytest.raises(CapError, match="time zone"):
        moment(datetime(2026, 8, 14))  # noqa: DTZ001 - that is the point


def test_an_open_ring_is_closed_and_places_outside_the_earth_are_refused() -> None:
    assert polygon(((4.0, 52.0), (4.1, 52.0), (4.1, 52.1))) == "52,4 52,4.1 52.1,4.1 52,4"
    for bad in (((4.0, 52.0), (4.1, 52.0)), ((4.0, 152.0),) * 4, ((float("nan"), 1.0),) * 4):
        with pytest.raises(CapError):
            polygon(bad)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<alert/>",
        b"<a xmlns='urn:oasis:names:tc:emergency:cap:1.2'/>",
        b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'/>",
        b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><sent>yesterday</sent></alert>",
        b"<!DOCTYPE alert [<!ENTITY a 'aaaa'>]><alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>&a;</alert>",
        "<alert/>".encode("utf-16"),
        b"<a>" * 100_000,
        b" " * (LARGEST_BYTES + 1),
    ],
    ids=["empty", "other", "root", "bare", "time", "entities", "utf-16", "deep", "large"],
)
def test_what_is_no_message_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(CapError):
        from_xml(body)
