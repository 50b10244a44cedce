# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bowtie is a product of factors that are all in sight, and says what it does not know."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.warning.bowtie import AGGRAVATIONS, risk
from baken.warning.circumstances import Circumstances
from baken.warning.model import Factor, Judgement, Member, Severity
from baken.warning.specimen import AT_US, limit

BARRIERS = (
    Factor(code="one-way", factor=0.7, applies=None, text="One-way", text_nl="Eenrichting", source="plan"),
    Factor(code="stewards", factor=0.8, applies=None, text="Stewards", text_nl="Regelaars", source="plan"),
)
ALL = Circumstances(
    is_dark=True, rain_mm_h=9.0, gust_m_s=20.0, temperature_c=31.0, alcohol=True, event_kinds=("fireworks",)
)


def member(probability: float, severity: Severity = Severity.SEVERE) -> Member:
    said = Judgement(
        limit_id="a-persons",
        at_us=AT_US,
        probability=probability,
        lower=probability,
        upper=probability,
        now=0.0,
        value=1.0,
        value_lower=0.0,
        value_upper=2.0,
        peak=1.0,
        peak_at_us=AT_US,
    )
    return Member(limit=limit("a-persons", severity=severity), since_us=AT_US, first=said, newest=said)


def test_what_is_not_known_counts_for_nothing_and_is_said() -> None:
    found = risk([member(0.4)], Circumstances())
    assert found is not None
    assert found.score == pytest.approx(0.4 * 0.75)
    assert {factor.applies for factor in found.factors} == {None}
    assert {factor.factor for factor in found.factors} == {1.0}


def test_every_factor_is_shown_with_its_size_and_who_judged() -> None:
    found = risk([member(0.1)], ALL, BARRIERS)
    assert found is not None
    assert [factor.code for factor in found.factors] == [one.code for one in AGGRAVATIONS]
    assert all(factor.source and factor.text and factor.text_nl for factor in (*found.factors, *found.barriers))
    product = math.prod(factor.factor for factor in (*found.factors, *found.barriers))
    assert found.score == pytest.approx(found.threat * product)


@given(
    st.floats(0.0, 1.0),
    st.sampled_from(Severity),
    st.sampled_from([None, False, True]),
    st.sampled_from([(), ("one-way",), ("one-way", "stewards"), ("wall",)]),
)
def test_the_score_is_a_share_rises_with_the_threat_and_falls_with_every_barrier(
    probability: float, severity: Severity, dark: bool | None, barriers: tuple[str, ...]
) -> None:
    one = risk([member(probability, severity)], Circumstances(is_dark=dark, barriers=barriers), BARRIERS)
    less = risk([member(0.5 * probability, severity)], Circumstances(is_dark=dark, barriers=barriers), BARRIERS)
    without = risk([member(probability, severity)], Circumstances(is_dark=dark), BARRIERS)
    assert one is not None
    assert less is not None
    assert without is not None
    assert 0.0 <= less.score <= one.score <= without.score <= 1.0


def test_of_what_nothing_is_known_there_is_no_score() -> None:
    assert risk([member(float("nan"))], ALL) is None
