# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""limits.toml: what is declared is read, and every contradiction names its line and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from baken.city.read_limits import LIMITS_FILE, read_limits
from baken.declaration.fault import Fault, has_errors
from baken.observation.stream import Stream
from baken.vocabulary.place import Area, AreaKind, Gate
from baken.vocabulary.quantity import Quantity
from baken.warning.kinds import LimitKind
from baken.warning.model import Limits, Severity

if TYPE_CHECKING:
    from pathlib import Path

RING = (((4.0, 52.0), (4.1, 52.0), (4.1, 52.1), (4.0, 52.0)),)
AREAS = (
    Area(id="square", name="Square", kind=AreaKind.SQUARE, usable_area_m2=1000.0, polygon=RING),
    Area(id="beach", name="Beach", kind=AreaKind.BEACH, usable_area_m2=1000.0, polygon=RING),
)
GATES = (Gate(id="way", name="Way", line=(), effective_width_m=3.0, area_ids=("square", "beach")),)


def stream(name: str, quantity: Quantity, area: str) -> Stream:
    return Stream(
        id=name,
        name=name,
        connector="csv_counts",
        provider_id=name,
        quantity=quantity,
        interval_s=60.0,
        stale_after_s=300.0,
        area_id=area,
    )


STREAMS = (
    stream("camera", Quantity.PERSONS_PRESENT, "square"),
    stream("mast", Quantity.WIND_GUST_SPEED, "beach"),
)

GOOD = """
[[limit]]
id = "orange"
areas = ["square"]
kind = "level"
value = 4
unit = "1"
source = "Fruin 1971"
severity = "Severe"
lead_time_min = 30
raise_at = 0.4

[[limit]]
id = "outflow"
areas = ["square"]
kind = "outflow"
unit = "{person}/(m.s)"
while_density = 2.0

[[limit]]
id = "gusts"
areas = ["square", "beach"]
kind = "wind"
value = 20.7
unit = "m/s"
stream = "mast"
source = "Permit"

[[inhibition]]
limit = "square-orange"
silences = ["square-outflow"]
reason = "The same crowd"

[[quiet]]
areas = ["square"]
kinds = ["sound"]
from = "22:00"
until = "02:00"
reason = "Concert with a permit"

[[barrier]]
code = "stewards"
lets_through = 0.8
text = "Stewards"
text_nl = "Verkeersregelaars"
source = "Plan"
"""


def read(folder: Path, text: str) -> tuple[Limits | None, list[Fault]]:
    (folder / LIMITS_FILE).write_text(text, encoding="utf-8")
    faults: list[Fault] = []
    return read_limits(folder, AREAS, GATES, STREAMS, faults), faults


def test_what_is_declared_is_read(tmp_path: Path) -> None:
    found, faults = read(tmp_path, GOOD)
    assert not faults
    assert found is not None
    by_id = {limit.id: limit for limit in found.limits}
    assert list(by_id) == ["square-orange", "square-outflow", "square-gusts", "beach-gusts"]
    orange = by_id["square-orange"]
    assert (orange.value, orange.severity, orange.lead_time_s) == (4.0, Severity.SEVERE, 1800)
    assert (orange.raise_at, orange.clear_below, orange.calm_s) == (0.4, 0.2, 600)
    assert by_id["beach-gusts"].stream_id == "mast"
    assert (found.quiet[0].from_min, found.quiet[0].until_min) == (1320, 120)
    assert found.inhibitions[0].silences == ("square-outflow",)
    assert found.barriers[0].factor == 0.8


def test_the_outflow_of_a_dense_crowd_has_its_limit_from_the_literature(tmp_path: Path) -> None:
    found, _ = read(tmp_path, GOOD)
    assert found is not None
    outflow = next(limit for limit in found.limits if limit.kind is LimitKind.OUTFLOW)
    assert outflow.value == 0.8
    assert "Helbing" in outflow.source
    assert outflow.while_density == 2.0


def test_without_the_file_nothing_is_declared_and_nothing_is_wrong(tmp_path: Path) -> None:
    faults: list[Fault] = []
    assert read_limits(tmp_path, AREAS, GATES, STREAMS, faults) is None
    assert not faults


SECOND = """
[[limit]]
id = "{id}"
areas = ["square"]
kind = "level"
value = {value}
unit = "1"
source = "Fruin 1971"
severity = "{severity}"
"""


@pytest.mark.parametrize(
    ("change", "to", "says", "line"),
    [
        ('areas = ["square"]\nkind = "level"', 'areas = ["sqare"]\nkind = "level"', "no area 'sqare'", 4),
        ('areas = ["square"]\nkind = "level"', 'areas = ["square", "square"]\nkind = "level"', "named twice", 4),
        ('areas = ["square"]\nkind = "level"', 'areas = ["beach"]\nkind = "level"', "nobody declared its capacity", 4),
        ('kind = "level"', 'kind = "crowd"', "not a kind that is known", 5),
        ('unit = "1"', 'unit = "{person}"', "is in '1', not in '{person}'", 7),
        ("value = 4", "value = 4.5", "no level 4.5", 6),
        ("value = 4", "value = 7", "not possible", 6),
        ('source = "Fruin 1971"\n', "", "source is missing", 2),
        ("raise_at = 0.4", "raise_at = 0.4\nclear_below = 0.6", "would be over below 0.6", 12),
        ("raise_at = 0.4", "while_density = 2.0", "has no while_density", 11),
        ("while_density = 2.0", "", "while_density is missing", 13),
        ('stream = "mast"', 'stream = "camera"', "observes persons_present", 26),
        ('stream = "mast"', 'stream = "mats"', "no stream 'mats'", 26),
        ('stream = "mast"\n', "", "stream is missing", 20),
        ("raise_at = 0.4", 'stream = "mast"', "is about an area", 11),
        ('limit = "square-orange"', 'limit = "square-red"', "no limit 'square-red'", 30),
        ('silences = ["square-outflow"]', 'silences = ["square-orange"]', "in a circle", 29),
        ('until = "02:00"', 'until = "25:00"', "not a time of the day", 38),
        ('until = "02:00"', 'until = "22:00"', "ends when it begins", 38),
        ('kinds = ["sound"]', 'kinds = ["noise"]', "not a kind of limit", 36),
        ("lets_through = 0.8", "lets_through = 1.4", "not possible", 43),
        ("lets_through = 0.8", "lets_thru = 0.8", "lets_through is missing", 41),
    ],
)
def test_what_is_wrong_names_its_line_and_a_remedy(tmp_path: Path, change: str, to: str, says: str, line: int) -> None:
    assert change in GOOD
    _, faults = read(tmp_path, GOOD.replace(change, to, 1))
    assert has_errors(faults)
    found = next(fault for fault in faults if says in fault.message)
    assert found.file == LIMITS_FILE
    assert found.line == line
    assert found.remedy


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ({"id": "orange", "value": 3, "severity": "Minor"}, "two limits 'square-orange'"),
        ({"id": "again", "value": 4, "severity": "Severe"}, "says the same as 'square-orange'"),
        ({"id": "red", "value": 3, "severity": "Extreme"}, "contradicts 'square-orange'"),
        ({"id": "yellow", "value": 5, "severity": "Minor"}, "contradicts 'square-orange'"),
    ],
)
def test_limits_that_contradict_or_repeat_each_other_are_refused(
    tmp_path: Path, second: dict[str, object], says: str
) -> None:
    _, faults = read(tmp_path, GOOD + SECOND.format(**second))
    assert any(says in fault.message for fault in faults)
    assert has_errors(faults)


def test_more_severe_at_a_later_level_is_no_contradiction(tmp_path: Path) -> None:
    _, faults = read(tmp_path, GOOD + SECOND.format(id="red", value=5, severity="Extreme"))
    assert not faults


def test_persons_that_do_not_fit_into_the_area_are_refused(tmp_path: Path) -> None:
    crowd = SECOND.format(id="many", value=9000, severity="Severe")
    crowd = crowd.replace('kind = "level"', 'kind = "persons"').replace('unit = "1"', 'unit = "{person}"')
    _, faults = read(tmp_path, crowd)
    assert any("do not fit" in fault.message for fault in faults)


def test_a_limit_where_nobody_counts_is_warned_of(tmp_path: Path) -> None:
    crowd = SECOND.format(id="many", value=900, severity="Severe").replace('"square"', '"beach"')
    crowd = crowd.replace('kind = "level"', 'kind = "persons"').replace('unit = "1"', 'unit = "{person}"')
    found, faults = read(tmp_path, crowd)
    assert not has_errors(faults)
    assert [fault.message.startswith("No stream observes") for fault in faults] == [True]
    assert found is not None


@pytest.mark.parametrize("text", ["limit = 3", "[[limit]]", "[limit]\nid = 4", '[[limit]]\nareas = "square"', "[["])
def test_nonsense_is_a_fault_and_never_an_exception(tmp_path: Path, text: str) -> None:
    _, faults = read(tmp_path, text)
    assert has_errors(faults)
