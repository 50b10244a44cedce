# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken export`` and the reader of the library take rows as whoever a key is of, and as the public without one."""

from __future__ import annotations

import csv
import itertools
import json
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from baken.governance.lists import Role
from baken.service.analysis import AnalysisError, Reader
from baken.service.exporting.client import NotTakenError
from baken.service.identity import create_key
from replaying import EVENING
from servers import main_activity, run_baken

if TYPE_CHECKING:
    from pathlib import Path

    from servers import BakenServer

HOUR = timedelta(hours=1)
COULD_NOT, WRONGLY_WRITTEN = 3, 2


@pytest.fixture(scope="module")
def key(server: BakenServer) -> str:
    """What an analyst's program shows."""
    assert server.data is not None
    return create_key(server.data, activity=main_activity(server.city_folder), role=Role.ANALYST, name="Notebook")


def test_a_file_is_written_in_the_format_of_its_name(server: BakenServer, tmp_path: Path) -> None:
    for name in ("now.csv", "now.parquet", "now.geojson"):
        done = run_baken("export", "situation", tmp_path / name, "--node", server.address, home=tmp_path)
        assert done.returncode == 0, done.stderr
    with (tmp_path / "now.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    table = pq.read_table(tmp_path / "now.parquet")
    features = json.loads((tmp_path / "now.geojson").read_text(encoding="utf-8"))["features"]
    assert len(rows) == table.num_rows == len(features) == 21
    assert float(rows[3]["persons [{person}]"]) == table["persons"][3].as_py() == features[3]["properties"]["persons"]


def test_history_of_some_hours_and_of_one_street(server: BakenServer, tmp_path: Path) -> None:
    words = ("--from", "2025-12-23T00:00", "--to", "2025-12-23T02:59", "--bbox", "174.766,-36.8432,174.7669,-36.8429")
    done = run_baken("export", "history", tmp_path / "h.csv", "--node", server.address, *words, home=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader((tmp_path / "h.csv").open(encoding="utf-8")))
    assert [row["start"] for row in rows if row["areaId"] == "quay-street-107"] == [
        f"2025-12-23T0{hour}:00:00Z" for hour in range(3)
    ]


def test_what_the_public_may_not_have_takes_a_key_of_somebody_who_may(
    server: BakenServer, key: str, tmp_path: Path
) -> None:
    words = ("export", "warnings", tmp_path / "warnings.parquet", "--node", server.address)
    refused = run_baken(*words, home=tmp_path)
    assert refused.returncode == COULD_NOT
    assert "The node does not give warnings" in refused.stderr
    assert "baken key create --role analyst" in refused.stderr
    assert not (tmp_path / "warnings.parquet").exists()
    (tmp_path / "key").write_text(f"{key}\n", encoding="utf-8")
    done = run_baken(*words, "--key-file", tmp_path / "key", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "limitValue" in pq.read_schema(tmp_path / "warnings.parquet").names


def test_the_key_of_an_analyst_delivers_and_changes_nothing(server: BakenServer, key: str) -> None:
    with server.anonymous() as client:
        client.headers["authorization"] = f"Bearer {key}"
        (stream, *_) = client.get("/sta/v1.1/Datastreams").raise_for_status().json()["value"]
        observation = {
            "result": 1,
            "phenomenonTime": "2025-12-24T00:00:00Z",
            "Datastream": {"@iot.id": stream["@iot.id"]},
        }
        assert client.post("/sta/v1.1/Observations", json=observation).status_code == 403
        thing = {"name": "Mine", "description": "A thing of an analyst"}
        assert client.post("/sta/v1.1/Things", json=thing).status_code == 403
        assert client.get("/api/v1/processing-log").status_code == 403


def test_a_name_without_a_format_is_refused(tmp_path: Path) -> None:
    done = run_baken("export", "situation", tmp_path / "now.xlsx", home=tmp_path)
    assert done.returncode == WRONGLY_WRITTEN
    assert ".parquet" in done.stderr


def test_the_library_reads_tables_with_units(server: BakenServer, key: str) -> None:
    reader = Reader(server.address, key)
    history = reader.history(EVENING - 24 * HOUR, EVENING, step=2 * HOUR)
    assert history.schema.field("persons").metadata[b"unit"] == b"{person}"
    assert history.schema.field("start").type == pa.timestamp("us", tz="UTC")
    starts = sorted(set(history["start"].to_pylist()))
    assert {later - earlier for earlier, later in itertools.pairwise(starts)} == {2 * HOUR}
    ahead = reader.forecast(EVENING + HOUR, EVENING + 2 * HOUR)
    assert {one.astimezone(UTC) for one in ahead["start"].to_pylist()} == {EVENING + HOUR, EVENING + 2 * HOUR}
    assert reader.situation().num_rows == 21
    assert reader.warnings().num_rows >= 0


def test_the_library_says_why_it_has_no_table(server: BakenServer) -> None:
    with pytest.raises(NotTakenError, match="does not give warnings"):
        Reader(server.address).warnings()
    with pytest.raises(NotTakenError, match="does not give history: That would be"):
        Reader(server.address).history(EVENING - 2000 * 24 * HOUR, EVENING, step=HOUR / 60)
    with pytest.raises(NotTakenError, match="cannot be reached"):
        Reader("http://127.0.0.1:9").situation()
    with pytest.raises(AnalysisError, match="rows more than a node gives at once"):
        Reader(server.address).history(EVENING - 200 * 24 * HOUR, EVENING)
