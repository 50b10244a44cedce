# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A browser that answers is taken; without any, one sentence says what to install."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import find_or_install_browser as browsers

PYTHON = Path(sys.executable)


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BAKEN_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(browsers, "MACOS_APPLICATIONS", ())
    monkeypatch.setattr(browsers, "playwright_browser", lambda python: None)


def test_named_browser_goes_before_all_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin" / "chromium", "echo Chromium 150")
    named = program(tmp_path / "mine", "echo Chromium 151")
    monkeypatch.setenv("BAKEN_CHROMIUM", str(named))
    assert browsers.find(PYTHON) == named


def test_script_that_only_advises_a_snap_is_no_browser(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "chromium-browser", "echo 'install the snap' >&2; exit 1")
    chrome = program(tmp_path / "bin" / "google-chrome", "echo Google Chrome 150")
    assert browsers.find(PYTHON) == chrome


def test_distribution_package_is_tried_before_a_download(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def install_package() -> bool:
        program(tmp_path / "bin" / "chromium", "echo Chromium 150")
        return True

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(browsers, "install_package", install_package)
    monkeypatch.setattr(browsers, "run", lambda command, **_: pytest.fail(f"ran {command}"))
    assert browsers.find_or_install(PYTHON) == tmp_path / "bin" / "chromium"


def test_playwright_downloads_when_there_is_no_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    downloaded = program(tmp_path / "download", "exit 1")
    monkeypatch.setattr(browsers, "install_package", lambda: False)
    monkeypatch.setattr(
        browsers, "playwright_browser", lambda python: downloaded if "echo" in downloaded.read_text() else None
    )
    ran: list[list[str]] = []

    def run(command: list[str], **_: object) -> object:
        ran.append(command)
        program(downloaded, "echo Chromium 150")
        return SimpleNamespace(returncode=0, stdout="")

    monkeypatch.setattr(browsers, "run", run)
    assert browsers.find_or_install(PYTHON) == downloaded
    assert "playwright" in ran[-1]


def test_without_any_browser_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsers, "install", lambda python: False)
    with pytest.raises(browsers.BrowserUnavailableError, match=r"apt-get install chromium.*BAKEN_CHROMIUM="):
        browsers.find_or_install(PYTHON)


def test_named_browser_that_does_not_run_installs_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BAKEN_CHROMIUM", str(tmp_path / "gone"))
    monkeypatch.setattr(browsers, "run", lambda command, **_: pytest.fail(f"ran {command}"))
    with pytest.raises(browsers.BrowserUnavailableError):
        browsers.find_or_install(PYTHON)
