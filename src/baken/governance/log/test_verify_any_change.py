# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever is changed in a log, put into it, taken out of it or put elsewhere is found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.governance.log.anchor import HEAD_FILE
from baken.governance.log.specimen import DAYS, check, fill, lines, write


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("good") / "processing")


@pytest.fixture(scope="module")
def victim(good: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(good, tmp_path_factory.mktemp("victim") / "processing"))


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_any_single_change_to_any_byte_is_found(good: Path, victim: Path, data: st.DataObject) -> None:
    day = data.draw(st.sampled_from(DAYS))
    whole = (good / day).read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    old = whole[at]
    new = data.draw(st.one_of(st.integers(0, 255), st.sampled_from([old ^ 32, 10, 34, 48])).filter(lambda b: b != old))
    try:
        (victim / day).write_bytes(whole[:at] + bytes([new]) + whole[at + 1 :])
        found = check(victim)
        assert not found.is_intact
        assert found.faults[0].file == day
        assert abs(found.faults[0].line - whole[:at].count(b"\n") - 1) <= 1
    finally:
        (victim / day).write_bytes(whole)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_bytes_put_in_or_taken_out_are_found(good: Path, victim: Path, data: st.DataObject) -> None:
    day = data.draw(st.sampled_from(DAYS))
    whole = (good / day).read_bytes()
    begin = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(begin, min(len(whole), begin + 700)))
    put = data.draw(st.binary(max_size=20))
    changed = whole[:begin] + put + whole[end:]
    try:
        (victim / day).write_bytes(changed)
        found = check(victim)
        assert (found.is_intact and not found.notes) == (changed == whole)
    finally:
        (victim / day).write_bytes(whole)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_lines_put_elsewhere_repeated_or_left_out_are_found(good: Path, victim: Path, data: st.DataObject) -> None:
    everything = [(day, line) for day in DAYS for line in lines(good / day)]
    picked = data.draw(
        st.one_of(
            st.permutations(everything),
            st.lists(st.sampled_from(everything), max_size=len(everything) + 3),
            st.integers(0, len(everything)).map(lambda n: everything[:n]),
        )
    )
    try:
        for day in DAYS:
            write(victim / day, [line for of, line in picked if of == day])
        same = all((victim / day).read_bytes() == (good / day).read_bytes() for day in DAYS)
        assert check(victim).is_intact == same
    finally:
        for day in DAYS:
            shutil.copyfile(good / day, victim / day)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_change_to_the_head_is_found(good: Path, victim: Path, data: st.DataObject) -> None:
    whole = (good / HEAD_FILE).read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    new = data.draw(st.integers(0, 255).filter(lambda b: b != whole[at]))
    try:
        (victim / HEAD_FILE).write_bytes(whole[:at] + bytes([new]) + whole[at + 1 :])
        assert check(victim).faults[0].file == HEAD_FILE
    finally:
        (victim / HEAD_FILE).write_bytes(whole)


def test_another_spelling_of_the_same_signature_is_a_change_of_the_head(good: Path, victim: Path) -> None:
    """Of the last letter before the padding only two bits count: fifteen other letters mean the same signature."""
    whole = (good / HEAD_FILE).read_bytes()
    at = whole.index(b'=="') - 1
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    sibling = alphabet[alphabet.index(whole[at]) ^ 1]
    try:
        (victim / HEAD_FILE).write_bytes(whole[:at] + bytes([sibling]) + whole[at + 1 :])
        assert [fault.file for fault in check(victim).faults] == [HEAD_FILE]
    finally:
        (victim / HEAD_FILE).write_bytes(whole)
