# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from baken.bench.machine import this_machine, versions
from baken.bench.model import Bound, Figure, Report, Run, Target, at_least, at_most


def run_of(*targets: Target) -> Run:
    report = Report(
        name="example", title="An example", figures=(Figure(name="speed", value=3.0, unit="/s"),), targets=targets
    )
    return Run.of(
        (report,),
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
        quick=True,
        seed=1,
        machine=this_machine(),
        versions=versions(),
    )


@pytest.mark.parametrize(("value", "holds"), [(0.15, True), (0.149, False), (None, None)])
def test_at_least_holds_at_its_limit_and_above(value: float | None, holds: bool | None) -> None:
    assert at_least("ratio", value, 0.15).holds is holds


@pytest.mark.parametrize(("value", "holds"), [(5.0, True), (5.001, False), (None, None)])
def test_at_most_holds_at_its_limit_and_below(value: float | None, holds: bool | None) -> None:
    assert at_most("latest", value, 5.0, "ms").holds is holds


def test_a_run_holds_when_no_target_is_broken() -> None:
    assert run_of(at_least("a", 2, 1), at_most("b", None, 1)).holds
    assert not run_of(at_least("a", 2, 1), at_most("b", 2, 1)).holds


def test_a_target_that_was_not_measured_is_not_said_to_hold() -> None:
    assert at_least("comparison", None, 20).holds is None


def test_a_run_survives_json_with_every_figure_limit_and_verdict() -> None:
    run = run_of(at_least("a", 2, 1, "/s"), at_most("b", None, 1, note="not here"))
    text = msgspec.json.encode(run)
    assert msgspec.json.decode(text, type=Run) == run
    found = msgspec.json.decode(text)
    assert found["reports"][0]["targets"][0] == {
        "name": "a",
        "value": 2,
        "unit": "/s",
        "bound": Bound.AT_LEAST,
        "limit": 1,
        "holds": True,
        "note": "",
    }
    assert {"startedAt", "quick", "seed", "machine", "versions", "holds"} <= set(found)
    assert found["versions"]["duckdb"]
    assert found["machine"]["cores"] >= 1
