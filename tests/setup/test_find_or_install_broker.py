# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A broker that answers is taken; without any the package is unpacked, not installed, or a sentence says what to do."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

import debian_package
import find_or_install_broker as brokers

if TYPE_CHECKING:
    from pathlib import Path


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BAKEN_MOSQUITTO", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(brokers, "FOLDERS", ())
    monkeypatch.setattr(brokers, "UNPACKED", tmp_path / "unpacked")


def test_named_broker_goes_before_all_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin" / "mosquitto", "echo mosquitto version 2")
    named = program(tmp_path / "mine", "echo mosquitto version 3")
    monkeypatch.setenv("BAKEN_MOSQUITTO", str(named))
    assert brokers.find() == named


def test_named_broker_that_does_not_answer_is_not_replaced_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin" / "mosquitto", "echo mosquitto version 2")
    monkeypatch.setenv("BAKEN_MOSQUITTO", str(tmp_path / "nothing"))
    assert brokers.find_or_install() is None


def test_broker_on_the_path_is_found(tmp_path: Path) -> None:
    there = program(tmp_path / "bin" / "mosquitto", "echo mosquitto version 2; exit 1")
    assert brokers.find_or_install() == there


def test_without_apt_there_is_none_and_a_sentence_says_what_to_do() -> None:
    assert brokers.find_or_install() is None
    assert "apt-get install mosquitto" in brokers.HOW_TO_GET_IT
    assert "brew install mosquitto" in brokers.HOW_TO_GET_IT


def test_package_is_unpacked_with_the_libraries_it_needs_and_nothing_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], *, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        said = ""
        if command[:3] == ["apt-get", "--quiet=2", "download"]:
            assert folder is not None
            (folder / f"{command[-1]}_1.deb").write_text("")
        elif command[0] == "apt-cache":
            said = "mosquitto\n  Depends: libc6\n  Depends: libdlt2\n  Depends: adduser\n"
        elif command[0] == "dpkg-deb" and "mosquitto" in command[2]:
            program(brokers.UNPACKED / "usr" / "sbin" / "mosquitto", "echo mosquitto")
        elif command[-1] == "-h":
            said = "mosquitto version 2"
        return subprocess.CompletedProcess(command, 0, said)

    for name in ("apt-get", "dpkg-deb"):
        program(tmp_path / "bin" / name, "exit 0")
    monkeypatch.setattr(debian_package, "run", run)
    assert brokers.find_or_install() == brokers.UNPACKED / "run"
    assert [command[-1] for command in ran if "download" in command] == ["mosquitto", "libdlt2"]
    assert not any("install" in command for command in ran)
    assert not list(brokers.UNPACKED.glob("*.deb"))
