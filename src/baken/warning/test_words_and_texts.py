# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Texts for the public are short, say what to do and never more than is known; the words of CAP follow from numbers."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest

from baken.warning.kinds import LimitKind
from baken.warning.model import DoubtCode, Judgement, Member, Severity, WarningRecord, WarningState
from baken.warning.specimen import AT_US, limit
from baken.warning.texts import LANGUAGES, MOST_WORDS, draft
from baken.warning.words import Certainty, Urgency, certainty_of, expires_us, severity_of, urgency_of

ZONE = ZoneInfo("Europe/Amsterdam")
MINUTE = 60_000_000
NAMES = {"quay": "de kade", "pier": "de pier", "square": "het plein", "stop": "de halte"}


def judgement(probability: float, now: float, peak_min: int = 30, **changes: object) -> Judgement:
    values: dict[str, object] = {
        "limit_id": "quay-persons",
        "at_us": AT_US,
        "probability": probability,
        "lower": probability,
        "upper": probability,
        "now": now,
        "value": 900.0,
        "value_lower": 800.0,
        "value_upper": 1000.0,
        "peak": 1200.0,
        "peak_at_us": AT_US + peak_min * MINUTE,
    }
    return Judgement(**(values | changes))  # type: ignore[arg-type]


def record(said: Judgement, *areas: str, kind: LimitKind = LimitKind.PERSONS, state: str = "raised") -> WarningRecord:
    members = tuple(
        Member(
            limit=limit(f"{area}-persons", kind=kind, severity=Severity.SEVERE if area == "pier" else Severity.MINOR),
            since_us=AT_US,
            first=said,
            newest=said,
        )
        for area in areas or ("quay",)
    )
    return WarningRecord(
        id="w",
        version=1,
        state=WarningState(state),
        cause=members[0].limit.cause,
        raised_at_us=AT_US,
        changed_at_us=AT_US,
        members=members,
        steps=(),
    )


CASES = [
    record(judgement(0.95, 0.95)),
    record(judgement(0.6, 0.1)),
    record(judgement(0.4, 0.1, doubts=tuple(DoubtCode)), "quay", "pier", "square", "stop"),
    record(judgement(0.6, 0.1), kind=LimitKind.WIND),
    record(judgement(0.95, 0.95), kind=LimitKind.WATER),
    record(judgement(0.95, 0.95), kind=LimitKind.SOUND),
    record(judgement(0.1, 0.0), state="closed"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", CASES)
def test_sentences_are_short_and_complete(one: WarningRecord, language: str) -> None:
    said = draft(one, NAMES, ZONE, language)
    assert said is not None
    text = " ".join(filter(None, (said.headline, said.description, said.instruction, said.doubt)))
    sentences = [part for part in re.split(r"(?<=[.?!])\s+", text) if part]
    assert all(len(sentence.split()) <= MOST_WORDS for sentence in sentences), sentences
    assert all(sentence[0].isupper() and sentence[-1] in ".?" for sentence in sentences)
    assert "{" not in text
    assert not re.search(r"\d{3,}", text), "no numbers of persons"


def test_it_names_the_places_and_the_local_time() -> None:
    said = draft(record(judgement(0.6, 0.1), "quay", "pier"), NAMES, ZONE, "nl")
    assert said is not None
    assert said.code == "crowding-expected"
    assert said.headline == "Het wordt te druk bij de kade en de pier."
    assert said.description == "We verwachten dit rond 20:30 uur."


def test_of_many_places_some_are_named_and_the_others_counted() -> None:
    said = draft(record(judgement(0.95, 0.95), "quay", "pier", "square", "stop"), NAMES, ZONE, "en")
    assert said is not None
    assert said.headline == "It is too crowded at de kade, de pier and 2 more places."


def test_what_is_not_likely_is_said_to_be_uncertain() -> None:
    said = draft(record(judgement(0.4, 0.1)), NAMES, ZONE, "en")
    assert said is not None
    assert said.description.endswith("It is not certain yet.")


def test_another_language_gets_english_and_a_lost_source_is_not_for_the_public() -> None:
    said = draft(record(judgement(0.6, 0.1)), NAMES, ZONE, "fy")
    assert said is not None
    assert said.language == "en"
    assert draft(record(judgement(1.0, 1.0), kind=LimitKind.SOURCE_LOST), NAMES, ZONE, "nl") is None


def test_every_doubt_has_its_words_in_both_languages() -> None:
    one = record(judgement(0.6, 0.1, doubts=tuple(DoubtCode)))
    texts = [draft(one, NAMES, ZONE, language) for language in LANGUAGES]
    assert all(text is not None and len(re.findall(r"[.?]", text.doubt)) >= len(DoubtCode) for text in texts)


@pytest.mark.parametrize(
    ("probability", "now", "peak", "certainty", "urgency"),
    [
        (0.95, 0.95, 30, Certainty.OBSERVED, Urgency.IMMEDIATE),
        (0.7, 0.2, 3, Certainty.LIKELY, Urgency.IMMEDIATE),
        (0.7, 0.2, 30, Certainty.LIKELY, Urgency.EXPECTED),
        (0.5, 0.2, 90, Certainty.POSSIBLE, Urgency.FUTURE),
        (0.01, 0.0, 90, Certainty.UNLIKELY, Urgency.FUTURE),
        (float("nan"), float("nan"), 30, Certainty.UNKNOWN, Urgency.EXPECTED),
    ],
)
def test_words_of_cap_follow_from_the_numbers(
    probability: float, now: float, peak: int, certainty: Certainty, urgency: Urgency
) -> None:
    one = record(judgement(probability, now, peak))
    assert certainty_of(one) is certainty
    assert urgency_of(one, AT_US) is urgency


def test_the_worst_severity_counts_and_what_is_over_is_past() -> None:
    one = record(judgement(0.6, 0.1), "quay", "pier")
    assert severity_of(one) is Severity.SEVERE
    assert expires_us(one) == AT_US + 30 * MINUTE
    assert urgency_of(record(judgement(0.9, 0.9), state="expired"), AT_US) is Urgency.PAST
