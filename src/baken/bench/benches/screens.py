# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a committed observation to a warning on every screen, while a whole city changes every second."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.bench.city_folder import ACTIVITY, write_city
from baken.bench.context import Context, Size
from baken.bench.listening_process import Screens
from baken.bench.load import create_observations
from baken.bench.machine import processor_s
from baken.bench.model import Figure, Report, at_most
from baken.bench.peers.peer import BAKEN_ROOT, Peer
from baken.bench.registry import Bench, BenchError
from baken.bench.server import BakenServer
from baken.city.load import load
from baken.governance.lists import Role
from baken.identity.model import SessionStage
from baken.service.identity import opened_identity
from baken.vocabulary.time import format_instant

if TYPE_CHECKING:
    from pathlib import Path

    from baken.bench.listening_process import Heard

LONGEST_S: Final = 1.5
MOST_OF_A_CORE: Final = 0.15

_LIMIT: Final = """
[[limit]]
id = "full"
areas = [{areas}]
kind = "persons"
value = 500
unit = "{{person}}"
source = "Made up for a bench"
severity = "Severe"
lead_time_min = 15
raise_at = 0.5
clear_below = 0.25
calm_min = 30
"""
_WARNS: Final = """
[[recipient]]
role = "duty-officer"
layers = ["warnings"]

[[retention]]
layer = "warnings"
period = "P36500D"
trigger = "issued-at"
reason = "Made-up numbers hurt nobody."

[covers]
warnings = ["limits"]
"""
_CALM: Final = 100.0
_FULL: Final = 900.0
_PATIENCE_S: Final = 20.0
_AREAS_A_REQUEST: Final = 50
_INTERVAL_S: Final = 10
_LAST_S: Final = 3.0
"""So long screens go on listening: longer than from one heartbeat to the next, so that none misses the last warning."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """How large the city is, how many screens listen, how often it is warned, and for how long processors are timed."""

    areas: int
    streams: int
    screens: int
    warnings: int
    idle_s: int


_SCALES: Final = {
    Size.FULL: _Scale(areas=500, streams=10_000, screens=500, warnings=40, idle_s=20),
    Size.QUICK: _Scale(areas=500, streams=10_000, screens=500, warnings=5, idle_s=3),
    Size.TINY: _Scale(areas=4, streams=8, screens=3, warnings=1, idle_s=1),
}


@dataclass(frozen=True, slots=True)
class _Raised:
    """One warning: when its observation was sent, when it was acknowledged as committed, and by which revision it was
    told; nanoseconds."""

    sent_ns: int
    committed_ns: int
    revision: int


class _City:
    """All counters of a city over one connection; areas that were made full stay full."""

    def __init__(self, peer: Peer, scale: _Scale, seed: int) -> None:
        self._peer, self._scale = peer, scale
        self._rng = np.random.default_rng(seed)
        self._connection = http.client.HTTPConnection("127.0.0.1", peer.port, timeout=30)
        self._level = np.full(scale.areas, _CALM)
        self._streams = [np.arange(area, scale.streams, scale.areas) for area in range(scale.areas)]

    def second(self, full: int | None = None) -> tuple[int, int]:
        """Send one value of every counter; return when those of the area that is full were sent and committed."""
        if full is not None:
            self._level[full] = _FULL
        at, told = format_instant(datetime.now(UTC)), (0, 0)
        for first in range(0, self._scale.areas, _AREAS_A_REQUEST):
            areas = range(first, min(first + _AREAS_A_REQUEST, self._scale.areas))
            body = create_observations(self._rows(area_streams, at) for a in areas for area_streams in self._of(a))
            sent = time.monotonic_ns()
            self._post(body)
            if full is not None and full in areas:
                told = (sent, time.monotonic_ns())
        return told

    def _of(self, area: int) -> list[tuple[int, float]]:
        streams = self._streams[area]
        return list(zip(streams.tolist(), self._rng.poisson(self._level[area], len(streams)).tolist(), strict=True))

    def _rows(self, one: tuple[int, float], at: str) -> tuple[int | str, list[tuple[str, float]]]:
        return self._peer.ids[one[0]], [(at, float(one[1]))]

    def _post(self, body: bytes) -> None:
        headers = {"content-type": "application/json", "authorization": f"Bearer {self._peer.key}"}
        self._connection.request("POST", f"{BAKEN_ROOT}/CreateObservations", body, headers)
        answer = self._connection.getresponse()
        told = answer.read()
        if answer.status != 201:
            raise BenchError(f"Observations were not taken in: {answer.status} {told[:200]!r}")

    def close(self) -> None:
        self._connection.close()


class _Reader:
    """Reads which areas are warned of, and under which revision."""

    def __init__(self, port: int, session: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {"cookie": f"baken={session}"}

    def until_warned(self, area: str) -> int:
        """Return the revision under which an area is warned of."""
        late = time.monotonic() + _PATIENCE_S
        while time.monotonic() < late:
            self._connection.request("GET", "/api/v1/warnings", headers=self._headers)
            answer = self._connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise BenchError(f"Warnings cannot be read: {answer.status} {body[:200]!r}")
            found = msgspec.json.decode(body)
            if any(area in one["areaIds"] for one in found["warnings"]):
                return int(found["revision"])
            time.sleep(0.05)
        raise BenchError(f"{area} was full, and nothing was warned of.")

    def close(self) -> None:
        self._connection.close()


def warning_city(folder: Path, scale: _Scale) -> Path:
    """Write a city whose areas all have a limit."""
    write_city(folder, areas=scale.areas, streams=scale.streams, interval_s=_INTERVAL_S)
    names = ", ".join(f'"square-{n}"' for n in range(scale.areas))
    (folder / "limits.toml").write_text(_LIMIT.format(areas=names))
    activity = folder / "activities" / f"{ACTIVITY}.toml"
    activity.write_text(activity.read_text().replace("\n[covers]\n", _WARNS))
    return folder


def _measure(context: Context) -> Report:
    scale = _SCALES[context.size]
    context.say("starting a city")
    folder = warning_city(context.work / "city", scale)
    with BakenServer(folder, context.work / "data") as server:
        city = _City(Peer.listed("Baken", server.port, BAKEN_ROOT, scale.streams, key=server.key), scale, context.seed)
        reader = _Reader(server.port, _officer(context.work / "data", folder))
        for _ in range(2):
            city.second()
        context.say("timing processors without screens")
        alone = _share_of_a_core(server.pid, city, scale.idle_s)
        with Screens(server.port, scale.screens) as screens:
            context.say(f"timing processors with {scale.screens} screens")
            listened = _share_of_a_core(server.pid, city, scale.idle_s)
            raised = []
            for number in range(scale.warnings):
                context.say(f"warning {number + 1} of {scale.warnings}")
                raised.append(_raise(city, reader, number, scale.areas))
            time.sleep(_LAST_S)
        city.close()
        reader.close()
    return _report(scale, raised, screens.heard, alone, listened)


class _NobodyListens:
    """Takes the events of making an account for a bench."""

    def write(self, event: object) -> str:
        return "" if event is None else "BENCH"


def _officer(data: Path, folder: Path) -> str:
    """Return the session of somebody who may read warnings."""
    parties = load(folder).parties
    with opened_identity(data, parties, _NobodyListens(), city_folder=folder) as identity:
        account = identity.accounts.create(login="bench", name="Bench", roles={Role.DUTY_OFFICER}, party=parties[0].id)
        identity.accounts.set_password_hash(account.id, "no password has this hash")
        return identity.sessions.begin(account, SessionStage.COMPLETE, method="passkey")


def _raise(city: _City, reader: _Reader, number: int, areas: int) -> _Raised:
    """Make one area full at an odd moment of a second, and wait until it is warned of."""
    begin = time.monotonic()
    area = number * 7 % areas
    sent, committed = city.second(full=area)
    revision = reader.until_warned(f"square-{area}")
    rest = 1.0 + 0.37 * (number % 3) - (time.monotonic() - begin)
    if rest > 0:
        time.sleep(rest)
    return _Raised(sent, committed, revision)


def _share_of_a_core(pid: int, city: _City, seconds: int) -> float | None:
    """Return how much of a core a server takes while every counter tells something every second."""
    before, begin = processor_s(pid), time.monotonic()
    for number in range(seconds):
        city.second()
        time.sleep(max(0.0, begin + number + 1 - time.monotonic()))
    after = processor_s(pid)
    return None if before is None or after is None else (after - before) / (time.monotonic() - begin)


def _report(scale: _Scale, raised: list[_Raised], heard: Heard, alone: float | None, listened: float | None) -> Report:
    told = [(one, heard.at_ns.get(one.revision, [])) for one in raised]
    missing = sum(heard.screens - len(times) for _, times in told)
    if missing:
        raise BenchError(f"{missing} times a screen did not hear of a warning.")
    since_commit = np.array([at - one.committed_ns for one, times in told for at in times]) / 1e9
    since_sent = np.array([at - one.sent_ns for one, times in told for at in times]) / 1e9
    commit = np.array([one.committed_ns - one.sent_ns for one in raised]) / 1e6
    extra = None if alone is None or listened is None else max(listened - alone, 0.0)
    note = f"{len(raised)} warnings on {heard.screens} screens, {scale.streams:,} counters told something every second"
    p99 = float(np.percentile(since_commit, 99))
    figures = (
        Figure(
            name="observation committed, median", value=float(np.median(commit)), unit="ms", note="request to answer"
        ),
        Figure(name="committed to screen, median", value=float(np.median(since_commit)), unit="s", note=note),
        Figure(name="committed to screen, p99", value=p99, unit="s"),
        Figure(name="committed to screen, longest", value=float(since_commit.max()), unit="s"),
        Figure(name="sent to screen, p99", value=float(np.percentile(since_sent, 99)), unit="s"),
        Figure(name="server without screens", value=alone, unit="cores", note="all counters, every second"),
        Figure(name=f"server with {heard.screens} screens", value=listened, unit="cores", note="the same"),
    )
    targets = (
        at_most("committed to warning on every screen, p99", p99, LONGEST_S, "s"),
        at_most(f"of a core for {heard.screens} screens", extra, MOST_OF_A_CORE, "cores", note="with less without"),
    )
    return Report(name=bench.name, title=bench.title, figures=figures, targets=targets)


bench = Bench("screens", "a warning on 500 screens, while 10,000 counters change every second", _measure)
