# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The other server, ready to be asked the same: PostgreSQL, Django, datastreams and the same observations."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from baken.bench.peers.django_server import ROOT, DjangoServer
from baken.bench.peers.django_tables import TABLE, fill
from baken.bench.peers.peer import Peer, deep_insert
from baken.bench.peers.postgres import Postgres, programs
from baken.bench.registry import BenchError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from baken.observation.columns import Float64

NAME: Final = "django-ogc-sensorthings"

_NEWEST_FIRST: Final = "resultTime desc"
"""It answers $orderby=phenomenonTime with status 500; result times are the same."""


@dataclass(frozen=True, slots=True)
class DjangoPeer:
    """The server, what its table takes on disk, and what it runs on."""

    peer: Peer
    bytes_per_observation: float
    database: str


@contextmanager
def django_with(values: Float64, *, start: datetime, step_s: int) -> Iterator[DjangoPeer]:
    """Give a running server that holds values of shape (moments, datastreams).

    Raises
    ------
    BenchError
        When PostgreSQL or Django does not start.
    """
    bin_folder = programs()
    if bin_folder is None:
        raise BenchError("PostgreSQL is not installed.")
    streams = values.shape[1]
    with Postgres(bin_folder) as postgres, DjangoServer(postgres) as server:
        deep_insert(server.port, ROOT, streams)
        peer = Peer.listed(NAME, server.port, ROOT, streams, _NEWEST_FIRST)
        peer.observe_once()
        fill(postgres, peer, values, start=start, step_s=step_s)
        yield DjangoPeer(peer, postgres.table_bytes(TABLE) / values.size, postgres.version)
