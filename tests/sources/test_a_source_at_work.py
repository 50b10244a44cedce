# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A source at work: what it counts, what it says, when it waits, and that its faults stay its own."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.sources.conftest import city_of, polled, quick, source_of, until, until_state
from tests.sources.provider import Answer, Provider, counts

from baken.service.node import live_node

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def now() -> str:
    return datetime.now(UTC).isoformat()


def good(_headers: dict[str, str]) -> Answer:
    return counts(("north", now(), 12))


async def test_series_that_the_city_does_not_declare_are_counted_and_named(provider: Provider, tmp_path: Path) -> None:
    provider.answer = lambda _: counts(*((f"place {i}", now(), 1) for i in range(42)), ("north", "nonsense", 1))
    async with live_node(city_of(tmp_path, polled(provider.url)), tmp_path / "data", pace=quick()) as node:
        source = await until_state(node, "late")
        assert "42 series that streams.toml does not name" in source.sentence
        assert "42 reeksen die streams.toml niet noemt" in source.sentence_nl
        assert source.details is not None
        assert source.details.unknown_series.count == 42
        assert source.details.unknown_series.examples[0] == "place 0"
        assert source.details.skipped[0].reason == "the time cannot be read"
        assert source.rows_taken == 0


async def test_a_connector_that_breaks_is_lost_and_nothing_else_is(
    provider: Provider, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    provider.answer = counts(do="crash")
    async with live_node(city_of(tmp_path, polled(provider.url)), tmp_path / "data", pace=quick()) as node:
        lost = await until_state(node, "lost")
        assert "the connector has a fault (ZeroDivisionError)" in lost.sentence
        provider.answer = good
        await until_state(node, "fresh")
    assert any(record.exc_info for record in caplog.records), "the log has what happened"


async def test_a_parser_that_hangs_is_ended_and_the_picture_goes_on(provider: Provider, tmp_path: Path) -> None:
    provider.answer = counts(do="hang")
    pace = quick(part_s=0.2)
    async with live_node(city_of(tmp_path, polled(provider.url)), tmp_path / "data", pace=pace) as node:
        late = await until(node, lambda source: source.state in ("late", "lost"))
        assert "does not come to an end" in late.sentence
        node.live.advance()
        provider.answer = good
        await until_state(node, "fresh")


async def test_a_document_that_was_not_understood_is_not_hidden_by_not_modified(
    provider: Provider, tmp_path: Path
) -> None:
    def answer(headers: dict[str, str]) -> Answer:
        return Answer(status=304) if "if-none-match" in headers else Answer(b"[1]", headers={"etag": "x"})

    provider.answer = answer
    async with live_node(city_of(tmp_path, polled(provider.url)), tmp_path / "data", pace=quick()) as node:
        lost = await until_state(node, "lost")
        assert "cannot be understood: It is not a message" in lost.sentence
        assert lost.details is not None
        assert lost.details.unchanged == 0


async def test_unchanged_is_a_success_without_news(provider: Provider, tmp_path: Path) -> None:
    first = counts(("north", now(), 12), etag='"1"')
    provider.answer = lambda headers: Answer(status=304) if "if-none-match" in headers else first
    async with live_node(city_of(tmp_path, polled(provider.url)), tmp_path / "data", pace=quick()) as node:
        await until_state(node, "fresh")
        for _ in range(3):
            await asyncio.to_thread(provider.was_asked)
        source = source_of(node)
        assert source.state == "fresh"
        assert source.rows_taken == 1


async def test_a_provider_that_asks_for_patience_is_left_alone(provider: Provider, tmp_path: Path) -> None:
    provider.answer = Answer(status=429, headers={"retry-after": "3600"})
    async with live_node(city_of(tmp_path, polled(provider.url)), tmp_path / "data", pace=quick()) as node:
        source = await until_state(node, "late")
        assert source.next_attempt_at is not None
        assert 3500 < (source.next_attempt_at - datetime.now(UTC)).total_seconds() <= 3600


async def test_a_document_that_is_fresh_for_an_hour_is_not_asked_for_earlier(
    provider: Provider, tmp_path: Path
) -> None:
    provider.answer = counts(("north", now(), 12), **{"cache-control": "max-age=3600"})
    async with live_node(city_of(tmp_path, polled(provider.url)), tmp_path / "data", pace=quick()) as node:
        source = await until_state(node, "fresh")
        assert source.next_attempt_at is not None
        assert 3500 < (source.next_attempt_at - datetime.now(UTC)).total_seconds() <= 3600


async def test_a_secret_that_is_missing_needs_a_person_and_then_all_is_well(provider: Provider, tmp_path: Path) -> None:
    provider.answer = good
    settings = polled(provider.url, headers={"x-key": "${secret:harbour}"})
    async with live_node(city_of(tmp_path, settings), tmp_path / "data", pace=quick()) as node:
        source = await until_state(node, "misconfigured")
        assert "the secret 'harbour' cannot be read" in source.sentence
        assert provider.asked.empty()
        (tmp_path / "data" / "secrets").mkdir()
        (tmp_path / "data" / "secrets" / "harbour").write_text("k")
        await until_state(node, "fresh")
        assert (await asyncio.to_thread(provider.was_asked))["x-key"] == "k"


async def test_a_stopped_activity_stops_its_source_before_it_fetches(provider: Provider, tmp_path: Path) -> None:
    provider.answer = good
    async with live_node(city_of(tmp_path, polled(provider.url)), tmp_path / "data", pace=quick()) as node:
        await until_state(node, "fresh")
        node.governance.withdraw("square-counting", by="anna", because="It is not needed.")
        stopped = await until_state(node, "stopped")
        assert "is not asked" in stopped.sentence
        assert stopped.next_attempt_at is None
        assert stopped.sentence_nl
        node.governance.reinstate("square-counting", by="anna", because="It is.")
        await until_state(node, "fresh")


async def test_what_is_stopped_from_the_beginning_is_never_asked(provider: Provider, tmp_path: Path) -> None:
    city = city_of(tmp_path, polled(provider.url))
    activity = city / "activities" / "square-counting.toml"
    ended = activity.read_text(encoding="utf-8").replace("review_by = 2099-12-31", "review_by = 2021-12-31")
    activity.write_text(ended, encoding="utf-8")
    async with live_node(city, tmp_path / "data", pace=quick()) as node:
        await until_state(node, "stopped")
    assert provider.asked.empty()
