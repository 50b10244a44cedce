# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.service.sensorthings.filter import (
    FUNCTIONS,
    Arithmetic,
    Call,
    Compare,
    FilterError,
    Interval,
    Literal,
    Logical,
    Not,
    Path,
    parse,
)


def test_and_binds_tighter_than_or() -> None:
    tree = parse("a eq 1 or b eq 2 and c eq 3")
    assert isinstance(tree, Logical)
    assert tree.operator == "or"
    assert isinstance(tree.operands[1], Logical)


def test_not_holds_the_comparison_after_it() -> None:
    tree = parse("not a eq 1 and b eq 2")
    assert isinstance(tree, Logical)
    assert isinstance(tree.operands[0], Not)


def test_multiplication_binds_tighter_than_addition() -> None:
    tree = parse("1 add 2 mul 3 eq 7")
    assert isinstance(tree, Compare)
    assert isinstance(tree.left, Arithmetic)
    assert tree.left.operator == "add"


def test_subtraction_goes_from_left_to_right() -> None:
    tree = parse("9 sub 3 sub 2 eq 4")
    assert isinstance(tree, Compare)
    assert isinstance(tree.left, Arithmetic)
    assert isinstance(tree.left.left, Arithmetic)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'it''s'", "it's"),
        ("12", 12),
        ("1.5e3", 1500.0),
        ("true", True),
        ("null", None),
        ("2025-01-01T00:00:00Z", datetime(2025, 1, 1, tzinfo=UTC)),
        ("2025-01-01T02:00:00.5+02:00", datetime(2025, 1, 1, 0, 0, 0, 500000, tzinfo=UTC)),
        (
            "2025-01-01T00:00:00Z/2025-01-02T00:00:00Z",
            Interval(datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 2, tzinfo=UTC)),
        ),
        ("duration'P1DT2H'", timedelta(days=1, hours=2)),
        ("duration'-PT0.5S'", timedelta(seconds=-0.5)),
    ],
)
def test_literals_have_their_value(text: str, value: object) -> None:
    tree = parse(text)
    assert isinstance(tree, Literal)
    assert tree.value == value


def test_a_path_goes_through_relations() -> None:
    tree = parse("Datastream/Thing/@iot.id eq 3")
    assert isinstance(tree, Compare)
    assert tree.left == Path(("Datastream", "Thing", "@iot.id"), 0)


def test_well_known_text_becomes_a_geometry() -> None:
    tree = parse("st_within(location, geography'POLYGON ((0 0, 1 0, 1 1, 0 0))')")
    assert isinstance(tree, Call)
    assert isinstance(tree.arguments[1], Literal)
    assert tree.arguments[1].value.area == 0.5


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("result gt", 9),
        ("result gt gt 5", 10),
        ("name eq 'open", 8),
        ("(result gt 5", 12),
        ("result gt 5)", 11),
        ("nosuch(1)", 0),
        ("length(1, 2)", 0),
        ("phenomenonTime gt 2025-01-01T00:00:00", 18),
        ("phenomenonTime gt 2025-01-01T00:00:00 02:00", 18),
        ("phenomenonTime gt 2025-13-01T00:00:00Z", 18),
        ("st_within(location, geography'POLYGON oops')", 20),
        ("result gt 1e999", 10),
        ("result ; drop table", 7),
    ],
)
def test_a_wrong_filter_names_the_position(text: str, position: int) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert caught.value.position == position


@pytest.mark.parametrize(
    "text",
    [
        "(" * 7000,
        "not " * 2000,
        "-" * 8000,
        "1 add " * 1300 + "1",
        "a or " * 1600 + "a",
        "length(" * 1100,
        "'" * 7999,
        "a/" * 4000,
        "9" * 8000,
        "1" * 4500 + " eq 1",
        "x" * 9000,
    ],
)
def test_hostile_filters_end_quickly(text: str) -> None:
    started = time.monotonic()
    with pytest.raises(FilterError):
        parse(text)
    assert time.monotonic() - started < 1.0


MARKS = "( ) , - ' / eq ne gt ge lt le and or not add sub mul div mod null true 1 2.5 'x' @iot.id result"
MORE = "2025-01-01T00:00:00Z 2025-01-01 10:00:00 duration'PT1H' Datastream/Thing/name"
words = st.sampled_from([*FUNCTIONS, *MARKS.split(), *MORE.split(), "geography'POINT (1 2)'"])


filters = st.one_of(st.text(), st.lists(words, max_size=30).map(" ".join))


@given(filters)
@settings(max_examples=400, deadline=1000)
def test_any_text_gives_a_tree_or_a_filter_error(text: str) -> None:
    try:
        parse(text)
    except FilterError as error:
        assert 0 <= error.position <= max(len(text), 8000)  # noqa: PT017
