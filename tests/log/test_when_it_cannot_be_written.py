# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Without its record no answer leaves: a full or failing disk makes the service unavailable, and says so."""

from __future__ import annotations

import errno
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import pytest

from baken.service.http.app import create_app
from baken.service.node import live_node

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from baken.service.node import Node


@asynccontextmanager
async def asking(city: Path, data: Path) -> AsyncIterator[tuple[Node, httpx.AsyncClient]]:
    async with live_node(city, data) as node:
        transport = httpx.ASGITransport(create_app(node))  # type: ignore[arg-type]  # it is an ASGI application
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            yield node, client


PATHS = ["/api/v1/picture", "/sta/v1.1/Datastreams(1)/Observations"]


@pytest.mark.parametrize("path", PATHS)
async def test_no_answer_leaves_without_its_record(
    squares: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    async with asking(squares, tmp_path / "data") as (node, client):
        assert (await client.get(path)).status_code == 200
        before = node.processing_log.chain.position
        real = os.write

        def full(file: int, data: bytes) -> int:
            if data.startswith(b'{"sequence"'):
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(file, data)

        with monkeypatch.context() as patch:
            patch.setattr(os, "write", full)
            refused = await client.get(path)
        assert refused.status_code == 503
        assert refused.headers["content-type"] == "application/problem+json"
        assert "No space left" in refused.json()["detail"]
        assert refused.json()["reference"]
        assert node.processing_log.chain.position == before
        assert (await client.get(path)).status_code == 200, "it goes on when there is room again"


@pytest.mark.parametrize("path", PATHS)
async def test_nothing_is_begun_when_the_disk_failed(squares: Path, tmp_path: Path, path: str) -> None:
    async with asking(squares, tmp_path / "data") as (node, client):
        node.processing_log.chain._failure = OSError(errno.EIO, "Input/output error")
        refused = await client.get(path)
        assert refused.status_code == 503
        assert "cannot be written" in refused.json()["detail"]
