# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Our messages are held against the schema that OASIS published with CAP 1.2; it stands beside this file unchanged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from baken.warning.cap import (
    CapArea,
    Category,
    Info,
    Message,
    MessageType,
    Reference,
    ResponseType,
    Scope,
    Status,
    acknowledgement,
    to_xml,
)
from baken.warning.words import Certainty, Urgency

SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).with_name("CAP-v1.2.xsd"))))
SENT = datetime(2026, 8, 14, 20, 31, tzinfo=UTC)
SQUARE = ((4.28, 52.11), (4.29, 52.11), (4.29, 52.12), (4.28, 52.11))


def full(kind: MessageType, status: Status = Status.EXERCISE) -> Message:
    def info(language: str) -> Info:
        return Info(
            language=language,
            categories=(Category.SAFETY, Category.TRANSPORT),
            event="Drukte <&>",
            urgency=Urgency.EXPECTED,
            severity="Severe",
            certainty=Certainty.LIKELY,
            headline="Oefening",
            description="a\nb",
            instruction="c",
            response_types=(ResponseType.PREPARE, ResponseType.MONITOR),
            audience="Meldkamer",
            effective=SENT,
            onset=SENT + timedelta(minutes=20),
            expires=SENT + timedelta(hours=1),
            sender_name="Scheveningen",
            web="https://baken.example/?a=1&b=2",
            contact="room@baken.example",
            parameters=(("probability", "0.71"),),
            areas=(
                CapArea(
                    description="Boulevard",
                    polygons=(SQUARE,),
                    circles=(((4.28, 52.11), 0.25),),
                    geocodes=(("urn:baken:area:scheveningen", "boulevard"),),
                ),
            ),
        )

    return Message(
        identifier="baken.scheveningen.w1.2",
        sender="room@baken.example",
        sent=SENT,
        status=status,
        message_type=kind,
        scope=Scope.RESTRICTED,
        restriction="Covenant",
        source="Baken",
        codes=("baken:1",),
        note="n",
        references=() if kind is MessageType.ALERT else (
            Reference(sender="room@baken.example", identifier="baken.scheveningen.w1.1", sent=SENT),
        ),
        incidents=("vuurwerk", "two words"),
        info=(info("nl-NL"), info("en-GB")),
    )  # fmt: skip


def is_valid(message: Message) -> bool:
    SCHEMA.assertValid(etree.fromstring(to_xml(message)))
    return True


@pytest.mark.parametrize("kind", MessageType)
@pytest.mark.parametrize("status", Status)
def test_every_kind_of_message_is_valid(kind: MessageType, status: Status) -> None:
    assert is_valid(full(kind, status))


def test_the_barest_message_and_an_acknowledgement_are_valid() -> None:
    bare = Message(
        identifier="a", sender="b", sent=SENT, status=Status.TEST, message_type=MessageType.ALERT, scope=Scope.PUBLIC
    )
    assert is_valid(bare)
    assert is_valid(acknowledgement(bare, identifier="c", sender="d", sent=SENT))


def test_the_schema_would_notice_a_message_that_is_not_right() -> None:
    spoilt = to_xml(full(MessageType.ALERT)).replace(b"Exercise", b"Real").replace(b"-00:00", b"Z")
    assert not SCHEMA.validate(etree.fromstring(spoilt))
    assert {error.line for error in SCHEMA.error_log}
