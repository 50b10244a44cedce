# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A Java that is new enough is taken; without any the package is unpacked, not installed, or a sentence says how."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

import debian_package
import find_or_install_java as java

if TYPE_CHECKING:
    from pathlib import Path


def a_home(home: Path, version: str) -> Path:
    program = home / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    program.chmod(0o755)
    return home


@pytest.fixture(autouse=True)
def no_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("BAKEN_JAVA", "JAVA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(java, "FOLDERS", (str(tmp_path / "jvm"),))
    monkeypatch.setattr(java, "UNPACKED", tmp_path / "unpacked")


def test_named_java_goes_before_all_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_home(tmp_path / "jvm" / "a", "21.0.1")
    monkeypatch.setenv("BAKEN_JAVA", str(a_home(tmp_path / "mine", "17.0.15")))
    assert java.find() == tmp_path / "mine"


def test_named_java_that_does_not_answer_is_not_replaced_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_home(tmp_path / "jvm" / "a", "21.0.1")
    monkeypatch.setenv("BAKEN_JAVA", str(tmp_path / "nothing"))
    assert java.find_or_install() is None


def test_java_that_is_too_old_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(a_home(tmp_path / "old", "1.8.0_402")))
    a_home(tmp_path / "jvm" / "a", "11.0.2")
    assert java.find() is None
    assert java.find_or_install() is None
    wanted = a_home(tmp_path / "jvm" / "b", "21.0.1")
    assert java.find() == wanted


def test_java_on_the_path_is_found_through_links(tmp_path: Path) -> None:
    home = a_home(tmp_path / "there", "25")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").symlink_to(home / "bin" / "java")
    assert java.find() == home


def test_without_apt_a_sentence_says_what_to_do() -> None:
    assert java.find_or_install() is None
    assert "apt-get install" in java.HOW_TO_GET_IT
    assert "brew install" in java.HOW_TO_GET_IT


def test_package_is_unpacked_with_its_settings_and_nothing_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []
    answered = debian_package.run

    def run(command: list[str], *, folder: Path | None = None) -> subprocess.CompletedProcess[str] | None:
        ran.append(command)
        if command[0] == "dpkg-deb":
            home = a_home(java.UNPACKED / "usr" / "lib" / "jvm" / "java-17", "17.0.15")
            (java.UNPACKED / "etc" / "java-17").mkdir(parents=True)
            (home / "conf").symlink_to("/etc/java-17")
        elif command[0] == "apt-get":
            if "17" not in command[-1]:
                return subprocess.CompletedProcess(command, 100, "Unable to locate package")
            assert folder is not None
            (folder / "java.deb").write_text("")
        else:
            return answered(command, folder=folder)
        return subprocess.CompletedProcess(command, 0, "")

    (tmp_path / "bin").mkdir()
    for name in ("apt-get", "dpkg-deb"):
        (tmp_path / "bin" / name).write_text("#!/bin/sh\n")
        (tmp_path / "bin" / name).chmod(0o755)
    monkeypatch.setattr(debian_package, "run", run)
    home = java.find_or_install()
    assert home == java.UNPACKED / "usr" / "lib" / "jvm" / "java-17"
    assert (home / "conf").resolve() == (java.UNPACKED / "etc" / "java-17").resolve()
    assert not any("install" in command for command in ran)
    assert not list(java.UNPACKED.glob("*.deb"))
