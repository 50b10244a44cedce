# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken source try``: within a minute one sees what a source delivers, and nothing is stored."""

from __future__ import annotations

import asyncio
import json
import tomllib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from tests.servers import run_baken
from tests.sources.broker import Broker, message
from tests.sources.conftest import city_of, polled
from tests.sources.provider import Answer, Provider, counts

from baken.plugin.registry import ConnectorRegistry
from baken.service.sources.secrets import Secrets
from baken.service.sources.trial import TrialError, Wish, tried
from baken.vocabulary.time import SystemClock

if TYPE_CHECKING:
    from pathlib import Path

    from baken.service.sources.trial_report import TrialReport

COUNTS = counts(
    ("north", "2026-07-01T10:00:00Z", 12),
    ("pier & <boulevard>", "2026-07-01T10:00:00Z", 1234.5),
    ("silent", "2026-07-01T10:00:00Z", None),
    ("broken", "yesterday", 3),
)


async def try_it(folder: Path, **wish: Any) -> TrialReport:
    asked = Wish(connector=wish.pop("connector", "live_sensors"), **wish)
    return await tried(asked, ConnectorRegistry(), Secrets(folder / "secrets"), SystemClock())


def test_the_first_rows_are_shown_with_names_units_and_times_of_the_city(provider: Provider, tmp_path: Path) -> None:
    provider.answer = COUNTS
    city = city_of(tmp_path, polled(provider.url))
    done = run_baken("source", "try", "live_sensors", "--city", city, home=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    row = next(line for line in lines if line.startswith("north"))
    assert row.split() == [
        "north",
        "north",
        "persons",
        "present",
        "12",
        "persons",
        "2026-07-01",
        "12:00",
        "north-persons",
    ]
    assert any("pier & <boulevard>" in line and "1,234" in line and "not declared" in line for line in lines)
    assert any("silent" in line and "no value" in line for line in lines)
    assert any("the time cannot be read" in line and "row 3: 'yesterday'" in line for line in lines)
    assert "Nothing is stored" in done.stdout
    assert not (tmp_path / "data").exists()


def test_the_blocks_can_be_pasted_as_they_are(provider: Provider, tmp_path: Path) -> None:
    provider.answer = COUNTS
    city = city_of(tmp_path, polled(provider.url))
    done = run_baken("source", "try", "live_sensors", "--city", city, "--blocks", home=tmp_path)
    streams = city / "streams.toml"
    streams.write_text(streams.read_text(encoding="utf-8") + done.stdout, encoding="utf-8")
    added = [
        s for s in tomllib.loads(streams.read_text(encoding="utf-8"))["stream"] if s["connector"] == "live_sensors"
    ]
    assert [s["provider_id"] for s in added] == ["north", "south", "pier & <boulevard>", "silent"]
    faults = json.loads(run_baken("check", city, "--json", home=tmp_path).stdout)
    assert faults
    assert all("TODO" in fault["message"] or "to do" in fault["message"].lower() for fault in faults), faults
    streams.write_text(streams.read_text(encoding="utf-8").replace("TODO", "done:"), encoding="utf-8")
    assert run_baken("check", city, home=tmp_path).returncode == 0


def test_programs_get_the_same_as_json(provider: Provider, tmp_path: Path) -> None:
    provider.answer = COUNTS
    city = city_of(tmp_path, polled("http://127.0.0.1:9/nobody"))
    done = run_baken("source", "try", "live_sensors", "--city", city, "--url", provider.url, "--json", home=tmp_path)
    report = json.loads(done.stdout)
    assert report["series"] == 3
    assert report["first"][0]["streamId"] == "north-persons"
    assert report["first"][0]["phenomenonTime"] == "2026-07-01T10:00:00Z"
    assert report["skipped"][0]["count"] == 1
    assert report["activity"] == "square-counting"


def test_what_went_wrong_is_one_sentence(provider: Provider, tmp_path: Path) -> None:
    city = city_of(tmp_path, polled(provider.url))
    provider.answer = Answer(b"<html><title>Sign in</title>")
    done = run_baken("source", "try", "live_sensors", "--city", city, home=tmp_path)
    assert done.returncode == 3
    assert 'a web page called "Sign in" instead of JSON' in done.stderr
    provider.answer = Answer(b"[]")
    done = run_baken("source", "try", "live_sensors", "--city", city, home=tmp_path)
    assert done.returncode == 1
    assert "Not understood: It is not a message" in done.stdout
    done = run_baken("source", "try", "live_sensor", home=tmp_path)
    assert done.returncode == 3
    assert "live_sensors" in done.stderr


def test_all_connectors_are_listed_those_of_others_too(tmp_path: Path) -> None:
    done = run_baken("source", "list", home=tmp_path)
    assert done.returncode == 0
    assert "live_sensors" in done.stdout
    listed = json.loads(run_baken("source", "list", "--json", home=tmp_path).stdout)
    found = {entry["id"]: entry for entry in listed}
    assert found["live_sensors"]["observes"] == ["persons_present"]
    assert "csv_counts" in found


def test_the_template_of_the_activity_is_printed(tmp_path: Path) -> None:
    done = run_baken("source", "activity", "csv_counts", home=tmp_path)
    assert tomllib.loads(done.stdout)["covers"]["connectors"] == ["csv_counts"]


async def test_a_recorded_delivery_is_read_without_a_provider(tmp_path: Path) -> None:
    file = tmp_path / "recorded.json"
    file.write_bytes(COUNTS.body)
    settings = tmp_path / "mine.toml"
    settings.write_text(polled("http://127.0.0.1:9/"))
    report = await try_it(tmp_path, file=file, settings=settings)
    assert (report.series, report.rows, report.where) == (3, 3, "recorded.json")
    assert report.zone == "UTC"


async def test_a_recording_of_a_connector_that_needs_settings_is_read_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "recorded.json"
    file.write_bytes(COUNTS.body)
    assert (await try_it(tmp_path, file=file)).series == 3


async def test_a_connector_that_needs_settings_says_which_and_where_an_example_is(tmp_path: Path) -> None:
    with pytest.raises(TrialError, match=r"mqtt needs settings\. .*README\.md"):
        await try_it(tmp_path, connector="mqtt")


async def test_only_the_series_that_are_asked_for_are_shown(provider: Provider, tmp_path: Path) -> None:
    provider.answer = counts(*((f"place {i}", "2026-07-01T10:00:00Z", i) for i in range(500)))
    city = city_of(tmp_path, polled(provider.url))
    whole = await try_it(tmp_path, city=city)
    assert (whole.series, len(whole.first), len(whole.blocks)) == (500, 20, 3)
    some = await try_it(tmp_path, city=city, series="PLACE 49")
    assert {row.provider_id for row in some.first} == {"place 49", *(f"place 49{i}" for i in range(10))}
    assert len(some.blocks) == 11


async def test_a_city_that_is_not_finished_is_enough(provider: Provider, tmp_path: Path) -> None:
    provider.answer = COUNTS
    city = city_of(tmp_path, polled(provider.url))
    for name in ("areas.geojson", "gates.geojson", "streams.toml", "city.toml"):
        (city / name).write_text("{ not finished")
    report = await try_it(tmp_path, city=city)
    assert report.series == 3
    assert report.zone == "UTC"


async def test_the_first_messages_of_a_topic_are_shown(tmp_path: Path) -> None:
    (tmp_path / "broker").mkdir()
    broker = Broker(tmp_path / "broker").start()
    try:
        await retained(broker)
        city = city_of(tmp_path, broker.settings(topic="elsewhere"))
        url = f"mqtt://127.0.0.1:{broker.port}/counts/+"
        report = await try_it(tmp_path, city=city, url=url, patience_s=20.0)
    finally:
        broker.stop()
    assert report.where == "127.0.0.1, topic counts/+"
    assert [(row.provider_id, row.result) for row in report.first] == [("north", 7.0)]


async def retained(broker: Broker) -> None:
    """Publish enough messages, one of which the broker keeps for who comes later."""
    from aiomqtt import Client

    topic, body = message("north", datetime.now(UTC).isoformat(), 7)
    async with Client("127.0.0.1", broker.port) as client:
        for i in range(20):
            await client.publish(f"{topic}{i}", body, qos=1, retain=True)


async def test_a_parser_that_hangs_is_given_up(provider: Provider, tmp_path: Path) -> None:
    provider.answer = counts(do="hang")
    city = city_of(tmp_path, polled(provider.url))
    async with asyncio.timeout(20):
        with pytest.raises(TrialError, match="did not come to an end"):
            await try_it(tmp_path, city=city, patience_s=0.3)
