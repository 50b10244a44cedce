# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Retention of a node that runs: at its start, in what it shows, and what it says of it to everybody."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from baken.observation.columns import ObservationColumns
from baken.vocabulary.time import to_us
from keeping import opened
from servers import run_baken, serving
from waiting import until

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def city(squares: Path) -> Path:
    """The squares, where observations are kept for thirty days."""
    file = squares / "activities" / "square-counting.toml"
    file.write_text(file.read_text().replace('"P36500D"', '"P30D"'))
    return squares


@pytest.fixture
def data(city: Path, tmp_path: Path) -> Path:
    """A data folder with two old values and one young one."""
    folder = tmp_path / "data"
    now = datetime.now(UTC)
    with opened(city, folder) as found:
        stream = next(iter(found.datastream_ids.values()))
        for age, value in ((40, 111.0), (31, 222.0), (0.01, 333.0)):
            us = to_us(now - timedelta(days=age))
            found.store.append(ObservationColumns.of(stream, [us], [value], available_at_us=us))
    return folder


def test_a_node_deletes_when_it_starts_and_tells_everybody_what_it_keeps(
    city: Path, data: Path, tmp_path: Path
) -> None:
    with serving("serve", city, "--data", data, home=tmp_path) as server, server.client() as client:
        until(lambda: client.get("/api/v1/retention").json()["lastRun"] is not None)  # the tombstones come before it
        body = client.get("/api/v1/retention").json()
        (own,) = [a for a in body["activities"] if a["activity"] == "square-counting"]
        (layer,) = [kept for kept in own["layers"] if kept["layer"] == "observations"]
        assert (layer["period"], layer["lastOutcome"], layer["deletedRows"]) == ("P30D", "deleted", 2)
        assert "30 days" in layer["sentence"]
        assert "30 dagen" in layer["sentenceNl"]
        assert body["tombstones"]["rows"] == 2
        assert "warnings" in body["undeclared"]
        (proof,) = client.get("/api/v1/retention/proofs").json()["items"]
        assert (proof["rows"], proof["period"], proof["by"]) == (2, "P30D", "node")
        found = client.get("/sta/v1.1/Observations").json()["value"]
        assert [o["result"] for o in found] == [333.0]
    done = run_baken("retention", "proofs", data, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2 rows of observations of square-counting" in done.stdout


def test_a_back_up_is_made_while_the_node_serves_and_when_it_does_not(city: Path, data: Path, tmp_path: Path) -> None:
    with serving("serve", city, "--data", data, home=tmp_path) as server, server.client() as client:
        until(lambda: client.get("/api/v1/retention").json()["lastRun"] is not None)
        served = run_baken("backup", "create", city, "--data", data, "--json", home=tmp_path)
        assert served.returncode == 0, served.stderr
        assert json.loads(served.stdout)["observations"][0]["rows"] == 1
        refused = run_baken("retention", "run", city, "--data", data, home=tmp_path)
        assert refused.returncode == 3
        assert "in use" in refused.stderr
    stopped = run_baken("backup", "create", city, "--data", data, "--json", home=tmp_path)
    assert stopped.returncode == 0, stopped.stderr
    listed = run_baken("backup", "list", data, home=tmp_path)
    assert listed.stdout.count("square-counting: 1 observations") == 2


def test_proofs_that_were_touched_are_told_apart(city: Path, data: Path, tmp_path: Path) -> None:
    done = run_baken("retention", "run", city, "--data", data, home=tmp_path)
    assert "2 rows of observations deleted" in done.stdout
    file = data / "retention" / "proofs.jsonl"
    file.write_text(file.read_text().replace('"rows":2', '"rows":3'))
    found = run_baken("retention", "proofs", data, home=tmp_path)
    assert found.returncode == 1
    assert "changed" in found.stdout


def test_a_plan_is_readable(city: Path, tmp_path: Path) -> None:
    done = run_baken("retention", "plan", city, home=tmp_path)
    assert "are deleted 30 days after the moment they are about." in done.stdout
    assert "Nothing else of it is kept." in done.stdout


def test_what_came_in_is_kept_as_a_number_and_nothing_of_the_message_besides(city: Path, tmp_path: Path) -> None:
    """Raw payloads are never kept: neither whole nor the parts that were not understood."""
    marker = "a-plate-AB-123-C"
    with serving("serve", city, "--data", tmp_path / "data", home=tmp_path) as server, server.client() as client:
        stream = client.get("/sta/v1.1/Datastreams?$top=1").json()["value"][0]["@iot.id"]
        body = {
            "result": 41,
            "phenomenonTime": "2026-11-21T04:00:00Z",
            "unknownField": marker,
            "Datastream": {"@iot.id": stream},
        }
        client.post("/sta/v1.1/Observations", json=body, headers={"user-agent": marker, "x-odd": marker})
        client.post("/sta/v1.1/Observations", content=f'{{"result": "{marker}"')
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            assert marker.encode() not in path.read_bytes(), path
