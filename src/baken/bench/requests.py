# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The requests of the SensorThings benches, the same for every server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.bench.load import create_observations, get_request, post_request
from baken.bench.load_process import Job
from baken.vocabulary.time import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from baken.bench.peers.peer import Peer
    from baken.observation.columns import Float64

_LINK: Final = b"/Observations("
_OBSERVATION: Final = b'"@iot.selfLink"'


def texts(start: datetime, moments: int, step_s: int) -> list[str]:
    """Return phenomenon times as text.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> texts(datetime(2024, 6, 1, tzinfo=UTC), 2, 60)
    ['2024-06-01T00:00:00Z', '2024-06-01T00:01:00Z']
    """
    first = np.datetime64(start.replace(tzinfo=None), "s")
    times = first + np.arange(moments) * np.timedelta64(step_s, "s")
    return [f"{text}Z" for text in np.datetime_as_string(times).tolist()]


def singles(peer: Peer, times: list[str], rng: np.random.Generator, *, connections: int) -> Job:
    """Return one POST of one observation per time and datastream, in turn."""
    path = f"{peer.root}/Observations"
    requests = [
        post_request(
            path, b'{"Datastream":{"@iot.id":%b},"phenomenonTime":"%b","result":%d}' % (key, at, value), peer.key
        )
        for at, values in zip((t.encode() for t in times), _counts(rng, len(times), len(peer.ids)), strict=True)
        for key, value in zip(_json_ids(peer), values, strict=True)
    ]
    return Job(port=peer.port, requests=requests, connections=connections, status=201)


def batches_of_one(peer: Peer, times: list[str], rng: np.random.Generator, *, rows: int, connections: int = 1) -> Job:
    """Return CreateObservations of so many rows of one datastream each; every batch takes the next datastream."""
    parts = [times[i : i + rows] for i in range(0, len(times), rows)]
    values = _counts(rng, len(times), len(peer.ids))
    bodies = [
        create_observations([(key, zip(part, values[n * rows :, s].tolist(), strict=False))])
        for n, part in enumerate(parts)
        for s, key in enumerate(peer.ids)
    ]
    return _batches(peer, bodies, rows, connections)


def batches_of_all(peer: Peer, times: list[str], values: Float64, *, moments: int, connections: int = 1) -> Job:
    """Return CreateObservations of all datastreams, with so many moments each; one moment is the *city tick*.

    ``values`` has shape (times, datastreams).
    """
    bodies = []
    for first in range(0, len(times), moments):
        part, rows = times[first : first + moments], values[first : first + moments]
        columns = rows.T.tolist()
        bodies.append(create_observations((key, zip(part, columns[s], strict=True)) for s, key in enumerate(peer.ids)))
    return _batches(peer, bodies, moments * len(peer.ids), connections)


def reads(
    peer: Peer, start: datetime, range_end: datetime, minutes_end: datetime, rows: int
) -> Iterator[tuple[str, Job]]:
    """Yield the reads that a map needs, each once.

    Parameters
    ----------
    start, range_end
        Of the time range of ``rows`` observations of one datastream.
    start, minutes_end
        Of all datastreams over ten minutes.
    """
    one, streams = peer.entity(0), len(peer.ids)
    span = f"phenomenonTime ge {format_instant(start)} and phenomenonTime lt "
    minutes = max(1, int((minutes_end - start).total_seconds() // 60))
    yield f"$top={rows} of one datastream", _read(peer, f"{one}/Observations?$top={rows}", rows)
    in_range = f"{one}/Observations?$top={rows}&$filter={span}{format_instant(range_end)}"
    yield f"a time range of {rows:,} rows", _read(peer, in_range, rows)
    all_of = f"{peer.root}/Observations?$top={minutes * streams}&$filter={span}{format_instant(minutes_end)}"
    yield ALL_MINUTES, _read(peer, all_of, minutes * streams)
    newest = f"Observations($top=1;$orderby={peer.newest_first})"
    latest = f"{peer.root}/Datastreams?$top={streams}&$expand={newest}"
    yield LATEST, _read(peer, latest, 2 * streams)


LATEST: Final = "the latest value of every datastream, by $expand"
ALL_MINUTES: Final = "every datastream over 10 minutes"


def repeated(job: Job, times: int) -> Job:
    """Return a job that asks the same several times."""
    return msgspec.structs.replace(job, requests=job.requests * times)


def first_requests(job: Job, requests: int) -> Job:
    """Return a job with only its first requests."""
    return msgspec.structs.replace(job, requests=job.requests[:requests])


def _read(peer: Peer, path: str, entities: int) -> Job:
    return Job(port=peer.port, requests=[get_request(path)], needle=_OBSERVATION, count=entities)


def _batches(peer: Peer, bodies: list[bytes], rows: int, connections: int) -> Job:
    path = f"{peer.root}/CreateObservations"
    requests = [post_request(path, body, peer.key) for body in bodies]
    return Job(port=peer.port, requests=requests, connections=connections, status=201, needle=_LINK, count=rows)


def _json_ids(peer: Peer) -> list[bytes]:
    return [str(key).encode() if isinstance(key, int) else f'"{key}"'.encode() for key in peer.ids]


def _counts(rng: np.random.Generator, moments: int, streams: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return rng.poisson(20.0, (moments, streams))
