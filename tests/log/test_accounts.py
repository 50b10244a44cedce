# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is done with somebody's account has a record about them, and they can be told what was done."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from baken.governance.log.reading import LogQuery, oldest
from baken.governance.log.security_log import SecurityEvent, SecurityEventKind
from baken.governance.model import Principal, PrincipalKind
from baken.plugin.registry import ConnectorRegistry
from baken.service.opened import opened_city

if TYPE_CHECKING:
    from pathlib import Path


def written(city: Path, data: Path, *events: SecurityEvent) -> list[dict[str, Any]]:
    with opened_city(city, data, datetime.now(UTC), ConnectorRegistry()) as opened:
        for event in events:
            assert opened.identity.events.write(event)
        folder = opened.processing_log.chain.folder
        pseudonyms = opened.processing_log.pseudonyms
        records = [r for r in oldest(folder, LogQuery()) if r["attributes"].get("baken.layer") == "accounts"]
        for record in records:
            found = record["attributes"]
            kind, encrypted = found["dpl.core.data_subject_id_type"], found["dpl.core.data_subject_id"]
            found["whom"] = pseudonyms.decrypt(kind, encrypted)
    return records


def test_what_is_done_with_an_account_has_a_record_about_that_person(squares: Path, tmp_path: Path) -> None:
    kinds = (SecurityEventKind.ACCOUNT_CREATED, SecurityEventKind.SIGNED_IN, SecurityEventKind.ROLES_CHANGED)
    records = written(
        squares, tmp_path / "data", *(SecurityEvent(kind=k, account=who) for who in ("anne", "bob") for k in kinds)
    )
    names = ["create account", "sign in", "change roles"]
    assert [(r["attributes"]["whom"], r["name"]) for r in records] == [(w, n) for w in ("anne", "bob") for n in names]
    uris = {r["attributes"]["dpl.core.processing_activity_id"] for r in records}
    assert uris == {"urn:baken:processing-activity:squares:service-operation:1"}
    subjects = [r["attributes"]["dpl.core.data_subject_id"] for r in records]
    assert len(set(subjects)) == 2, "the same person has the same encrypted id, so that the log can be searched"


def test_what_somebody_does_with_their_own_account_is_about_them(squares: Path, tmp_path: Path) -> None:
    anne = Principal(id="anne", kind=PrincipalKind.PERSON, roles=frozenset())
    (record,) = written(squares, tmp_path / "data", SecurityEvent(kind=SecurityEventKind.SIGNED_OUT, principal=anne))
    assert record["attributes"]["whom"] == "anne"


def test_what_is_about_no_account_has_none(squares: Path, tmp_path: Path) -> None:
    events = [
        SecurityEvent(kind=SecurityEventKind.SIGN_IN_FAILED),
        SecurityEvent(kind=SecurityEventKind.SIGN_IN_FAILED, account="anne"),
        SecurityEvent(kind=SecurityEventKind.KEY_CREATED, about="key-1"),
    ]
    assert written(squares, tmp_path / "data", *events) == []
