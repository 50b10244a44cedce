# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from baken.governance.lists import Action, Layer, Role
from baken.governance.log.errors import KeyFileError, LogError
from baken.governance.log.processing_log import ProcessingLog, processing_folder
from baken.governance.log.pseudonyms import Pseudonyms
from baken.governance.log.record import Status
from baken.governance.log.security_log import (
    COUNTED,
    SecurityEvent,
    SecurityEventKind,
    SecurityLog,
    new_reference,
    security_folder,
)
from baken.governance.log.segments import segments
from baken.governance.log.trace import Trace
from baken.governance.model import ANYBODY, Principal, PrincipalKind

if TYPE_CHECKING:
    from pathlib import Path

NOON = 1_795_262_400_000
URI = "urn:baken:processing-activity:squares:counting:1"
ANNE = Principal(
    id="account-17", kind=PrincipalKind.PERSON, roles=frozenset({Role.ANALYST, Role.PLANNER}), party="municipality",
    name="Anne de Vries", session="s-1",
)  # fmt: skip


class Clock:
    def __init__(self) -> None:
        self.ms = NOON

    def __call__(self) -> int:
        return self.ms


def records(folder: Path) -> list[dict[str, Any]]:
    lines = [line for s in segments(folder) for line in s.path.read_bytes().splitlines()]
    return [e for line in lines if (e := msgspec.json.decode(line))["entry"] == "record"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(tmp_path: Path, clock: Clock) -> Any:
    with ProcessingLog.open(tmp_path, clock=clock) as opened:
        yield opened


@pytest.fixture
def security(tmp_path: Path, clock: Clock) -> Any:
    with SecurityLog.open(tmp_path, clock=clock) as opened:
        yield opened


def test_a_record_has_the_fields_of_the_standard(log: ProcessingLog, tmp_path: Path, clock: Clock) -> None:
    trace = Trace("4bf92f3577b34da6a3ce929d0e0e4736", "b7ad6b7169203331", "00f067aa0ba902b7", "", is_foreign=True)
    clock.ms += 12
    log.write_request(
        trace, "read observations", [URI], principal=ANNE, start_time=NOON,
        action=Action.READ, layer=Layer.OBSERVATIONS, rows=240, subject=("account", "account-17"),
    )  # fmt: skip
    (record,) = records(processing_folder(tmp_path))
    attributes = record.pop("attributes")
    subject, principal = attributes.pop("dpl.core.data_subject_id"), attributes.pop("baken.principal")
    assert attributes == {
        "dpl.core.processing_activity_id": URI,
        "dpl.core.data_subject_id_type": "account",
        "dpl.core.foreign_operation.span_id": "00f067aa0ba902b7",
        "baken.action": "read",
        "baken.layer": "observations",
        "baken.role": "analyst planner",
        "baken.party": "municipality",
        "baken.rows": 240,
    }
    assert log.pseudonyms.decrypt("account", subject) == "account-17"
    assert principal == log.pseudonyms.of_id(PrincipalKind.PERSON, "account-17")
    assert len(record.pop("hash")) == 64
    assert record == {
        "sequence": 2,
        "entry": "record",
        "trace_id": trace.trace_id,
        "span_id": trace.span_id,
        "parent_span_id": "00f067aa0ba902b7",
        "status": "Unset",
        "name": "read observations",
        "start_time": NOON,
        "end_time": NOON + 12,
    }


def test_no_record_tells_who_somebody_is(log: ProcessingLog, security: SecurityLog, tmp_path: Path) -> None:
    log.write_request(Trace.new(), "read", [URI], principal=ANNE, start_time=NOON, subject=("account", ANNE.id))
    security.write(SecurityEvent(kind=SecurityEventKind.SIGNED_IN, principal=ANNE, account=ANNE.id))
    security.close()
    written = b"".join(p.read_bytes() for p in tmp_path.glob("log/*/*"))
    assert b"account-17" not in written
    assert b"Anne" not in written
    assert b"s-1" not in written


def test_each_activity_of_a_request_has_a_record_of_its_own(log: ProcessingLog, tmp_path: Path) -> None:
    trace = Trace.new()
    log.write_request(trace, "read", [URI, URI + "1", URI + "2"], principal=ANYBODY, start_time=NOON)
    found = records(processing_folder(tmp_path))
    assert {r["trace_id"] for r in found} == {trace.trace_id}
    assert len({r["span_id"] for r in found}) == 3
    assert found[0]["span_id"] == trace.span_id
    assert [r["attributes"]["dpl.core.processing_activity_id"] for r in found] == [URI, URI + "1", URI + "2"]
    assert all("parent_span_id" not in r for r in found)


def test_a_request_about_no_activity_writes_nothing(log: ProcessingLog, tmp_path: Path) -> None:
    log.write_request(Trace.new(), "health", [], principal=ANYBODY, start_time=NOON)
    assert not records(processing_folder(tmp_path))


def test_background_work_is_logged_with_how_it_ended(log: ProcessingLog, tmp_path: Path, clock: Clock) -> None:
    with log.processing("estimate", [URI], layer=Layer.ESTIMATES) as span:
        clock.ms += 7
        span.rows = 21
    with pytest.raises(ZeroDivisionError), log.processing("retention", [URI]):
        _ = 1 / 0
    good, bad = records(processing_folder(tmp_path))
    assert (good["status"], good["attributes"]["baken.rows"], good["end_time"] - good["start_time"]) == ("Unset", 21, 7)
    assert good["attributes"]["baken.principal"] == "node"
    assert (bad["status"], bad["attributes"]["exception.type"]) == ("Error", "ZeroDivisionError")


def test_what_cannot_be_logged_is_refused(log: ProcessingLog) -> None:
    log.close()
    with pytest.raises(LogError):
        log.write_request(Trace.new(), "read", [URI], principal=ANYBODY, start_time=NOON)
    with pytest.raises(LogError), log.processing("estimate", [URI]):
        pass


def test_an_empty_or_endless_name_is_no_fault(log: ProcessingLog, tmp_path: Path) -> None:
    for name in ("", "x" * 100_000, 'line\nbreak "quoted"\0'):
        log.write_request(Trace.new(), name, [URI], principal=ANYBODY, start_time=NOON, status=Status.OK)
    names = [r["name"] for r in records(processing_folder(tmp_path))]
    assert names == ["processing", "x" * 200, 'line\nbreak "quoted"\0']


def test_the_same_person_has_the_same_pseudonym_and_only_on_this_node(tmp_path: Path) -> None:
    here, again, there = (Pseudonyms.of(tmp_path / n) for n in ("a", "a", "b"))
    assert here.of_principal(ANNE) == again.of_principal(ANNE) != there.of_principal(ANNE)
    sensor = Principal(id="account-17", kind=PrincipalKind.SENSOR, roles=frozenset({Role.SENSOR}))
    assert here.of_principal(sensor) != here.of_principal(ANNE)
    assert here.encrypt("account", "a") == again.encrypt("account", "a") != there.encrypt("account", "a")
    with pytest.raises(KeyFileError):
        there.decrypt("account", here.encrypt("account", "a"))
    with pytest.raises(KeyFileError):
        here.decrypt("ship", here.encrypt("account", "a"))


def test_a_refusal_can_be_found_by_its_reference(security: SecurityLog, tmp_path: Path) -> None:
    event = SecurityEvent(
        kind=SecurityEventKind.REFUSED, principal=ANNE, action=Action.READ, layer=Layer.OBSERVATIONS,
        activity="police-cameras", rules=("no-agreement",), because="No agreement allows it.", trace_id="0" * 32,
    )  # fmt: skip
    reference = security.write(event)
    (record,) = records(security_folder(tmp_path))
    assert record["reference"] == reference
    assert record["event"] == "refused"
    assert (record["activity"], record["rules"], record["role"]) == (
        "police-cameras",
        ["no-agreement"],
        "analyst planner",
    )


def test_a_storm_of_refusals_is_counted_and_none_is_lost(security: SecurityLog, tmp_path: Path, clock: Clock) -> None:
    event = SecurityEvent(kind=SecurityEventKind.REFUSED, action=Action.READ, activity="a")
    references = set()
    for _ in range(5_000):
        references.add(security.write(event))
        clock.ms += 1
    security.close()
    found = records(security_folder(tmp_path))
    assert len(references) == 1
    assert len(found) < 20
    assert sum(r.get("count", 1) for r in found) == 5_000
    assert {r["reference"] for r in found} == references
    assert found[-1]["until"] == NOON + 4_999


def test_what_is_changed_is_never_counted_together(security: SecurityLog, tmp_path: Path) -> None:
    for kind in set(SecurityEventKind) - COUNTED:
        for _ in range(3):
            security.write(SecurityEvent(kind=kind, principal=ANNE, about="key-1"))
    found = records(security_folder(tmp_path))
    assert len(found) == 3 * (len(SecurityEventKind) - len(COUNTED))
    assert len({r["reference"] for r in found}) == len(found)


def test_two_processes_write_one_security_log(tmp_path: Path, clock: Clock) -> None:
    with SecurityLog.open(tmp_path, clock=clock) as server, SecurityLog.open(tmp_path, clock=clock) as command:
        server.write(SecurityEvent(kind=SecurityEventKind.SERVICE_STARTED))
        command.write(SecurityEvent(kind=SecurityEventKind.KEY_CREATED, about="k"))
        server.write(SecurityEvent(kind=SecurityEventKind.KEY_REVOKED, about="k"))
    assert [r["event"] for r in records(security_folder(tmp_path))] == ["service-started", "key-created", "key-revoked"]


def test_references_do_not_repeat() -> None:
    assert len({new_reference() for _ in range(10_000)}) == 10_000
