# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A provider dies and comes back: the source is lost at once, the picture grows old, and everything recovers."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.sources.conftest import city_of, polled, quick, source_of, until, until_state
from tests.sources.provider import Answer, Provider, counts

from baken.service.node import live_node
from baken.vocabulary.quality import QualityFlag

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def now() -> str:
    return datetime.now(UTC).isoformat()


def fresh_counts(_headers: dict[str, str]) -> Answer:
    return counts(("north", now(), 120), ("south", now(), 30))


async def test_what_a_provider_delivers_is_in_the_picture(provider: Provider, tmp_path: Path) -> None:
    provider.answer = fresh_counts
    async with live_node(city_of(tmp_path, polled(provider.url)), tmp_path / "data", pace=quick()) as node:
        source = await until_state(node, "fresh")
        assert source.sentence == "Live sensors delivers."
        assert source.sentence_nl == "Live sensors levert."
        assert source.rows_taken >= 2
        assert source.provider == "The harbour office"
        picture = node.live.picture()
        assert picture.persons[picture.area_ids.index("north")] == 120


async def test_a_source_dies_is_lost_at_once_and_comes_back(
    provider: Provider, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    provider.answer = fresh_counts
    async with live_node(city_of(tmp_path, polled(provider.url)), tmp_path / "data", pace=quick()) as node:
        await until_state(node, "fresh")
        before = node.sources.revision
        with caplog.at_level(logging.WARNING, "baken.sources"):
            provider.die()
            lost = await until_state(node, "lost")
            await until(node, lambda _: node.sources.revision > before)
            assert "The connection was refused." in (lost.details.latest_refusal.sentence if lost.details else "")
            assert "is lost since" in lost.sentence
            assert "is weg sinds" in lost.sentence_nl
            assert lost.details is not None
            assert lost.details.endpoints[0].breaker in ("open", "half-open")
            old = await until(node, lambda source: "south" in source.missing_area_ids)
            assert old.area_ids == ["north", "south"]
            live = node.live
            live.advance()
            picture = live.picture()
            assert picture.quality[picture.area_ids.index("south")] == QualityFlag.STALE
            assert picture.quality[picture.area_ids.index("north")] == QualityFlag.GOOD
            provider.start()
            back = await until_state(node, "fresh")
            assert back.missing_area_ids == [] or await until(node, lambda s: not s.missing_area_ids)
        told = [record.message for record in caplog.records]
        assert [m for m in told if "is lost" in m] == [m for m in told if "is lost" in m][:1]
        assert told[-1] == "The source live_sensors/counts is back"
        assert len(told) == 2


async def test_a_screen_is_told_of_a_lost_source_before_its_values_are_old(provider: Provider, tmp_path: Path) -> None:
    provider.answer = fresh_counts
    async with live_node(city_of(tmp_path, polled(provider.url)), tmp_path / "data", pace=quick()) as node:
        await until_state(node, "fresh")
        provider.answer = Answer(status=503, headers={"retry-after": "3600"})
        events = node.ticks.listen()
        async with asyncio.timeout(20):
            async for event in events:
                if b"event: sources" in event:
                    break
                assert b'"sources":' in event
        source = source_of(node)
        assert source.state == "late"
        assert "left alone" in source.sentence
        north = next(stream for stream in source.streams if stream.stream_id == "north-persons")
        assert north.state == "fresh"


async def test_only_what_misbehaves_is_lost_and_the_rest_goes_on(provider: Provider, tmp_path: Path) -> None:
    provider.answer = Answer(b"<html><title>503 Service Unavailable</title></html>")
    async with live_node(city_of(tmp_path, polled(provider.url)), tmp_path / "data", pace=quick()) as node:
        lost = await until_state(node, "lost")
        assert 'a web page called "503 Service Unavailable"' in lost.sentence
        assert source_of(node, "square_sensors").state == "waiting"
