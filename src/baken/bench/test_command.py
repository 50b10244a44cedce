# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from click.testing import CliRunner

from baken.bench import registry
from baken.bench.command import command
from baken.bench.model import Figure, Report, at_most

if TYPE_CHECKING:
    from pathlib import Path

    from baken.bench.context import Context


@pytest.fixture
def _example(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Replace the benches by one that takes no time, with a target that the size decides."""

    def measure(context: Context) -> Report:
        value = 1.0 if context.size == "quick" else 2.0
        figures = (Figure(name="thing [in brackets]", value=value, unit="ms"),)
        return Report(
            name="example", title="An example", figures=figures, targets=(at_most("thing", value, 1.5, "ms"),)
        )

    bench = registry.Bench("example", "An example", measure)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("baken.bench.command.names", lambda: ("example",))
    monkeypatch.setattr("baken.bench.command.find", lambda name: bench if name == "example" else registry.find(name))


@pytest.mark.usefixtures("_example")
def test_a_target_that_holds_ends_with_status_0() -> None:
    told = CliRunner().invoke(command, ["example", "--quick"])
    assert told.exit_code == 0, told.output
    assert "holds" in told.stdout
    assert "thing [in brackets]" in told.stdout


@pytest.mark.usefixtures("_example")
def test_a_target_that_does_not_hold_ends_with_status_1() -> None:
    told = CliRunner().invoke(command, ["all"])
    assert told.exit_code == 1, told.output
    assert "does NOT hold" in told.stdout


@pytest.mark.usefixtures("_example")
def test_json_has_every_target_with_value_limit_and_verdict() -> None:
    told = CliRunner().invoke(command, ["example", "--json"])
    assert told.exit_code == 1
    run = msgspec.json.decode(told.stdout)
    assert run["holds"] is False
    target = run["reports"][0]["targets"][0]
    assert (target["value"], target["limit"], target["bound"], target["holds"]) == (2.0, 1.5, "at most", False)


def test_an_unknown_bench_is_a_usage_error_that_names_the_others() -> None:
    told = CliRunner().invoke(command, ["speed"])
    assert told.exit_code == 2
    assert "ingest" in told.output
    assert "query" in told.output


def test_every_promised_bench_is_there() -> None:
    assert {"ingest", "sensorthings", "picture", "query", "startup"} <= set(registry.names())
    for name in registry.names():
        assert registry.find(name).name == name
