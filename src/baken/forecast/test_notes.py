# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is said of a forecast: every code has its words in each language, and is read back from them without loss."""

from __future__ import annotations

from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.forecast.notes import WORDS, Code, note, notes_of, told

VALUES = {
    "days": 12,
    "weeks": 6,
    "editions": 3,
    "have": 1.25,
    "minutes": 15,
    "since": "2026-07-01 10:00",
    "times": 2.04,
    "share": 0.31,
    "names": "main-street, st. john's quay",
    "value": 83.0,
    "method": "boosting",
    "member": "seasonal-naive",
    "error": "ValueError: it broke (twice).",
}


def written(code: Code) -> str:
    return note(code, **VALUES)


@pytest.mark.parametrize("code", [code for code in Code if code is not Code.OTHER])
def test_every_code_has_words_in_each_language_with_the_same_values_and_is_read_back(code: Code) -> None:
    english, dutch = WORDS[code]
    names = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in (english, dutch)]
    assert names[0] == names[1]
    (found,) = notes_of(written(code))
    assert found.code is code
    assert found.told("en") == written(code)
    assert found.told("nl") != written(code)
    assert "{" not in found.told("nl")


@given(st.lists(st.sampled_from([code for code in Code if code is not Code.OTHER]), max_size=5))
def test_notes_that_follow_each_other_are_each_read_back(codes: list[Code]) -> None:
    text = " ".join(written(code) for code in codes)
    assert [one.code for one in notes_of(text)] == codes
    assert told(text, "en") == text


@given(st.text(max_size=60))
def test_words_that_nobody_knows_are_told_as_they_are(words: str) -> None:
    for language in ("en", "nl"):
        assert set(told(words, language).split()) >= set(words.split()) or notes_of(words)[0].code is not Code.OTHER


def test_numbers_are_written_as_in_the_language() -> None:
    assert (
        told(note(Code.FEW_DAYS, days=3.04), "nl") == "Dit is de referentie, want er zijn maar 3,0 dagen met waarden."
    )
    assert "31 % minder" in told(note(Code.FEWER_SINCE, since="2026-07-01", share=0.31), "nl")
