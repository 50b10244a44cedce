# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Find a Chromium for the browser tests, or install one.

Looked for in this order: ``BAKEN_CHROMIUM``, the usual names on PATH, macOS applications, the browser that
playwright itself downloaded earlier. When there is none: the distribution's package when we may install it,
else playwright's download. Standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
MACOS_APPLICATIONS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)


class BrowserUnavailableError(Exception):
    """No browser was found and none could be installed; the message says what to do."""


def find_or_install(python: Path) -> Path:
    """Return the path of a browser; ``python`` is the interpreter that has playwright."""
    found = find(python)
    if found is None and install(python):
        found = find(python)
    if found is None:
        message = (
            "The browser tests need Chromium or Chrome, and it could not be installed: install one"
            " (Debian: 'sudo apt-get install chromium', macOS: 'brew install --cask chromium')"
            " or name it: 'make test BAKEN_CHROMIUM=/path/to/chromium'."
        )
        raise BrowserUnavailableError(message)
    return found


def find(python: Path) -> Path | None:
    """Return the first browser that answers to ``--version``."""
    named = os.environ.get("BAKEN_CHROMIUM")
    if named:
        return Path(named) if answers(Path(named)) else None
    on_path = [Path(path) for path in map(shutil.which, NAMES) if path]
    applications = [
        folder / name for folder in (Path("/Applications"), Path.home() / "Applications") for name in MACOS_APPLICATIONS
    ]
    for candidate in [*on_path, *applications]:
        if candidate.exists() and answers(candidate):
            return candidate
    own = playwright_browser(python)
    return own if own and answers(own) else None


def answers(browser: Path) -> bool:
    """Say whether the program runs; Ubuntu's ``chromium-browser`` is a script that only advises a snap."""
    try:
        done = subprocess.run([browser, "--version"], capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and any(character.isdigit() for character in done.stdout)


def playwright_browser(python: Path) -> Path | None:
    """Ask playwright where it keeps its browser; it answers also when it has not downloaded it."""
    question = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    done = run(["env", own_node(python), str(python), "-c", question])
    path = Path(done.stdout.strip().rpartition("\n")[2]) if done and done.returncode == 0 else None
    return path if path and path.is_file() else None


def own_node(python: Path) -> str:
    """Name the Node.js beside ``python``: the one that playwright brings needs a library that a bare Debian lacks."""
    return f"PLAYWRIGHT_NODEJS_PATH={python.with_name('node')}"


def install(python: Path) -> bool:
    """Install a browser; says what it does, since it changes the machine."""
    if os.environ.get("BAKEN_CHROMIUM"):
        return False
    on_linux = sys.platform.startswith("linux")
    if on_linux and install_package():
        return True
    print("No browser found for the browser tests; playwright downloads one.", flush=True)
    with_libraries = ["--with-deps"] if on_linux and administrator() is not None else []
    return succeeds(["env", own_node(python), str(python), "-m", "playwright", "install", *with_libraries, "chromium"])


def install_package() -> bool:
    """Install Debian's chromium with apt when we are root or sudo asks no password."""
    prefix = administrator()
    if prefix is None or not shutil.which("apt-get") or is_ubuntu():
        return False
    print("No browser found for the browser tests; installing the package chromium.", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2"]
    return succeeds([*apt, "update"]) and succeeds([*apt, "install", "--yes", "--no-install-recommends", "chromium"])


def administrator() -> list[str] | None:
    """Return what to put in front of a command to run it as root; ``None`` when we may not."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "--non-interactive"]
    return sudo if succeeds([*sudo, "true"], show=False) else None


def is_ubuntu() -> bool:
    """Say whether apt's chromium would be a snap, which a browser test cannot drive."""
    release = Path("/etc/os-release")
    return release.is_file() and "\nID=ubuntu" in "\n" + release.read_text(encoding="utf-8")


def succeeds(command: list[str], *, show: bool = True) -> bool:
    """Run a command without standard input; show what it said only when it failed."""
    done = run(command)
    if done is not None and done.returncode != 0 and show:
        sys.stderr.write(done.stdout)
    return done is not None and done.returncode == 0


def run(command: list[str]) -> subprocess.CompletedProcess[str] | None:
    """Run a command without standard input and keep what it says; ``None`` when it does not exist."""
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except OSError:
        return None


if __name__ == "__main__":
    try:
        print(find_or_install(Path(sys.executable)))
    except BrowserUnavailableError as fault:
        sys.exit(str(fault))
