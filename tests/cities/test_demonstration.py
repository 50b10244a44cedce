# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The demonstration: a simulated evening, another day when asked, or real counts; and it says which of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from servers import BakenServer, run_baken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("demonstration")

COULD_NOT = 3
INTERRUPTED = 130


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BakenServer]:
    """What ``baken demo`` shows when nothing is asked."""
    server = BakenServer("demo", "scheveningen", "--no-browser", home=tmp_path_factory.mktemp("evening"))
    yield server
    assert server.stop() == INTERRUPTED


def test_the_demonstration_says_at_its_start_that_it_is_simulated(evening: BakenServer) -> None:
    assert evening.city == "Scheveningen"
    assert evening.stdout is not None
    assert "simulated" in evening.stdout.readline()


def test_the_api_says_that_the_city_is_simulated(evening: BakenServer) -> None:
    with evening.client() as client:
        assert client.get("/api/v1/city").json()["simulated"] is True
        assert client.get("/api/v1/registers/here").json()["city"]["simulated"] is True


def test_anybody_sees_every_area_of_the_evening(evening: BakenServer) -> None:
    with evening.anonymous() as client:
        picture = client.get("/api/v1/picture").json()
    assert len(picture["areaIds"]) == 20
    assert sum(persons for persons in picture["persons"] if persons is not None) > 5000


@pytest.mark.slow
def test_real_counts_of_auckland_are_never_called_simulated(tmp_path: Path) -> None:
    server = BakenServer("demo", "auckland", "--no-browser", home=tmp_path)
    with server.client() as client:
        assert client.get("/api/v1/city").json()["simulated"] is False
        assert client.get("/api/v1/registers/here").json()["city"]["simulated"] is False
    assert server.stdout is not None
    said = [server.stdout.readline(), server.stdout.readline()]
    assert server.stop() == INTERRUPTED
    assert not [line for line in said if "simulated" in line]
    assert list(tmp_path.iterdir()) == []


def test_another_scenario_begins_before_it_rains(tmp_path: Path) -> None:
    own = tmp_path / "home"
    own.mkdir()
    server = BakenServer("demo", "scheveningen", "--scenario", "sudden-rain", "--seed", "7", "--no-browser", home=own)
    with server.client() as client:
        city = client.get("/api/v1/city").json()
        replay = client.get("/api/v1/replay").json()
    assert server.stop() == INTERRUPTED
    assert city["id"] == "scheveningen"
    assert replay["now"].startswith("2026-07-18T12:")  # UTC: two o'clock in the afternoon
    assert list(own.iterdir()) == []


def test_every_scenario_is_listed_with_a_sentence(tmp_path: Path) -> None:
    done = run_baken("demo", "--list-scenarios", home=tmp_path)
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert "fireworks-evening" in lines
    assert [line for line in lines if line.startswith("    ") and line.endswith(".")] == lines[1::2]


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (["scheveningen", "--scenario", "flood"], "fireworks-evening"),
        (["auckland", "--scenario", "sudden-rain"], "not simulated"),
        (["auckland", "--seed", "2"], "not simulated"),
    ],
    ids=["no such scenario", "a scenario of a real city", "a seed for a real city"],
)
def test_a_wish_that_cannot_be_followed_is_one_sentence(tmp_path: Path, words: list[str], known: str) -> None:
    done = run_baken("demo", *words, home=tmp_path)
    assert done.returncode == COULD_NOT
    assert known in done.stderr
    assert "Traceback" not in done.stderr


def test_serving_a_simulated_city_says_how_to_see_one_of_its_days(tmp_path: Path) -> None:
    server = BakenServer("serve", "scheveningen", "--data", tmp_path / "data", home=tmp_path)
    assert server.stdout is not None
    said = server.stdout.readline()
    assert server.stop() == INTERRUPTED
    assert "simulated" in said
    assert "baken demo" in said
