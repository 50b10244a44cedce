# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import msgspec
import pytest

from baken.evaluation.effects.estimating import estimate
from baken.evaluation.effects.methods.synthetic_control import SyntheticControl
from baken.evaluation.effects.model import Reason
from baken.evaluation.exchange import (
    SharedEffect,
    SharedEffects,
    pooled,
    published_schema,
    read_effects,
    schema,
    shared,
    write_effects,
)
from baken.evaluation.record import RecordError
from baken.evaluation.specimen import specimen_record

if TYPE_CHECKING:
    from pathlib import Path


@cache
def effects() -> tuple[SharedEffect, ...]:
    record = specimen_record()
    found = [(one, estimate(SyntheticControl(), one.comparison())) for one in record.comparisons]
    return tuple(shared(record, one, effect) for one, effect in found if effect is not None)


def of_city(city: str, change: float, half: float, **other: object) -> SharedEffect:
    return msgspec.structs.replace(
        effects()[0], city=city, change=change, lower=change - half, upper=change + half, **other
    )


def test_what_one_city_wrote_another_reads(tmp_path: Path) -> None:
    write_effects(tmp_path / "effects.json", effects())
    assert read_effects(tmp_path / "effects.json") == effects()


def test_what_cannot_be_told_is_shared_without_numbers() -> None:
    told, untold = effects()
    assert told.change is not None
    assert told.change < 0
    assert untold.why_not == (Reason.OVERLAPPING,)
    assert untold.change is untold.lower is untold.p_value is None


def test_the_published_schema_is_that_of_the_records() -> None:
    assert json.loads(published_schema()) == schema()


def test_a_shared_effect_has_no_place_for_a_person() -> None:
    names = set(SharedEffect.__struct_fields__)
    assert not {name for name in names for word in ("by", "name", "role", "account", "note") if word == name}


@pytest.mark.parametrize(
    "change",
    [
        {"change": 0.5, "lower": 0.6},
        {"country": "nl"},
        {"lower": -1.5},
        {"kind": "Tram!"},
        {"why_not": (Reason.POOR_FIT,)},
        {"change": None},
    ],
)
def test_a_file_that_contradicts_itself_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    wrong = msgspec.structs.replace(effects()[0], **change)
    write_effects(tmp_path / "effects.json", [wrong])
    with pytest.raises(RecordError):
        read_effects(tmp_path / "effects.json")


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    value = json.loads(msgspec.json.encode(SharedEffects(effects=effects())))
    value["effects"][0]["approvedBy"] = "somebody"
    (tmp_path / "effects.json").write_text(json.dumps(value))
    with pytest.raises(RecordError, match="approvedBy"):
        read_effects(tmp_path / "effects.json")


def test_cities_that_agree_are_pooled_into_a_narrower_interval() -> None:
    found = pooled([of_city("A", -0.2, 0.1), of_city("B", -0.2, 0.1), of_city("C", -0.2, 0.1)], "one-way-walking")
    assert found is not None
    assert found.change == pytest.approx(-0.2)
    assert found.upper - found.lower < 0.2 / 1.6
    assert found.inconsistency == 0.0


def test_cities_that_differ_make_the_interval_wide_again() -> None:
    agree = pooled([of_city("A", -0.2, 0.05), of_city("B", -0.21, 0.05)], "one-way-walking")
    differ = pooled([of_city("A", -0.4, 0.05), of_city("B", 0.1, 0.05)], "one-way-walking")
    assert agree is not None
    assert differ is not None
    assert differ.upper - differ.lower > 3 * (agree.upper - agree.lower)
    assert differ.inconsistency > 0.9


def test_one_city_and_what_cannot_be_told_are_not_pooled() -> None:
    untold = msgspec.structs.replace(effects()[0], change=None, lower=None, upper=None, why_not=(Reason.POOR_FIT,))
    assert pooled([of_city("A", -0.2, 0.1), untold], "one-way-walking") is None
    assert pooled([], "extra-trams") is None


def test_effects_of_another_method_are_not_mixed_in() -> None:
    other = of_city("C", 3.0, 0.1, method="issued-forecast/1")
    found = pooled([of_city("A", -0.2, 0.1), of_city("B", -0.2, 0.1), other], "one-way-walking")
    assert found is not None
    assert found.number == 2
