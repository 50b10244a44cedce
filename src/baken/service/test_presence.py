# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tests of who is present."""

from __future__ import annotations

from typing import Any

from baken.service.presence import FORGOTTEN_AFTER_S, MOST_SCREENS, MOST_SCREENS_OF_ONE, Presence, Present


def at_screen(account: str, screen: str = "1", **more: Any) -> Present:
    return Present(account=account, screen=screen, name=account.title(), party="municipality", **more)


def test_others_are_told_and_not_oneself_but_ones_other_screen_is() -> None:
    room = Presence()
    room.note(at_screen("anna", "1"))
    room.note(at_screen("anna", "2"))
    room.note(at_screen("boris", warning_id="w1"))
    assert [(one.account, one.screen) for one in room.others(account="anna", screen="1")] == [
        ("anna", "2"), ("boris", "1"),
    ]  # fmt: skip


def test_what_was_looked_at_before_is_forgotten_at_once() -> None:
    room = Presence()
    room.note(at_screen("boris", warning_id="w1"))
    room.note(at_screen("boris", warning_id="w2"))
    [boris] = room.others(account="anna", screen="1")
    assert boris.warning_id == "w2"


def test_who_is_not_heard_of_any_more_is_gone_and_who_leaves_is_gone_at_once() -> None:
    at = [0.0]
    room = Presence(clock=lambda: at[0])
    room.note(at_screen("anna"))
    at[0] = FORGOTTEN_AFTER_S - 1
    room.note(at_screen("boris"))
    assert len(room.others(account="", screen="")) == 2
    at[0] = FORGOTTEN_AFTER_S + 1
    assert [one.account for one in room.others(account="", screen="")] == ["boris"]
    room.leave(account="boris", screen="1")
    assert room.others(account="", screen="") == ()


def test_one_person_or_many_cannot_fill_the_memory() -> None:
    room = Presence()
    for number in range(MOST_SCREENS_OF_ONE * 3):
        room.note(at_screen("anna", str(number)))
    newest = room.others(account="", screen="")
    assert len(newest) == MOST_SCREENS_OF_ONE
    assert str(MOST_SCREENS_OF_ONE * 3 - 1) in {one.screen for one in newest}
    for number in range(MOST_SCREENS * 2):
        room.note(at_screen(f"person-{number}"))
    assert len(room.others(account="", screen="")) == MOST_SCREENS
