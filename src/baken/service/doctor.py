# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with an installation, and what to do about it.

Each check is a function of what it looks at and nothing else; :func:`examine` runs them all on a
:class:`Surroundings`. No check changes anything, apart from a temporary file that is gone again.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from baken.service.unfinished_restore import UnfinishedRestoreError, require_placed

OLDEST_PYTHON: Final = (3, 11)

EARLIEST_SANE: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""This software did not exist before; a clock that says so is wrong."""

LITTLE_SPACE: Final = 2 * 1024**3
NO_SPACE: Final = 200 * 1024**2

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")


class Health(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    """Works, but something will go wrong or is not as it should be."""
    FAIL = "fail"
    """Baken cannot run like this."""


class Finding(msgspec.Struct, frozen=True):
    """The outcome of one check.

    Attributes
    ----------
    check
        Short permanent name of the check, for scripts.
    health
        ok, warn or fail.
    sentence
        What was found.
    remedy
        What to do about it; empty when there is nothing to do.
    """

    check: str
    health: Health
    sentence: str
    remedy: str = ""


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is looked at.

    Attributes
    ----------
    data_folder
        Where the stores are kept.
    store_file
        The file of observations in it.
    static_folder
        The built front end.
    host, port
        Where the server will listen.
    city_folder
        The city to be served; None when no city was named.
    city_faults
        Returns the faults of a city folder, each as one line of text.
    now
        What the clock of this machine says.
    """

    data_folder: Path
    store_file: Path
    static_folder: Path
    host: str
    port: int
    city_folder: Path | None
    city_faults: Callable[[Path], Sequence[str]]
    now: datetime


def examine(surroundings: Surroundings) -> tuple[Finding, ...]:
    """Run every check, in the order in which a person would mend what they find."""
    s = surroundings
    findings = [
        check_python(sys.version_info[:2]),
        check_data_folder(s.data_folder),
        check_secrecy(s.data_folder),
        check_disk_space(s.data_folder),
        check_restore(s.data_folder),
        check_store(s.store_file),
        check_port(s.host, s.port),
        check_front_end(s.static_folder),
        check_clock(s.now, newest_write(s.data_folder)),
    ]
    if s.city_folder is not None:
        findings.append(check_city(s.city_folder, s.city_faults))
    findings.append(check_browser(os.environ.get("BAKEN_CHROMIUM"), shutil.which))
    return tuple(findings)


def worst(findings: Sequence[Finding]) -> Health:
    """Return the worst health among the findings.

    Examples
    --------
    >>> worst([Finding("port", Health.WARN, "Port 8000 is in use."), Finding("python", Health.OK, "Python 3.12.")])
    <Health.WARN: 'warn'>
    """
    order = list(Health)
    return max((finding.health for finding in findings), key=order.index, default=Health.OK)


def check_python(version: tuple[int, ...]) -> Finding:
    """Say whether this Python is new enough.

    Examples
    --------
    >>> check_python((3, 9)).health
    <Health.FAIL: 'fail'>
    """
    name = ".".join(str(part) for part in version)
    if version < OLDEST_PYTHON:
        return Finding("python", Health.FAIL, f"Python {name} is too old.", "Install Python 3.11 or newer.")
    return Finding("python", Health.OK, f"Python {name}.")


def check_data_folder(folder: Path) -> Finding:
    """Say whether the stores can be written, by writing; the folder itself may still have to be made."""
    existing = nearest_existing(folder)
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        sentence = f"Nothing can be written in {existing} ({error.strerror})."
        return Finding("data-folder", Health.FAIL, sentence, "Give yourself write permission, or use --data FOLDER.")
    made = "can be written" if existing == folder else "will be made at the first start"
    return Finding("data-folder", Health.OK, f"The data folder {folder} {made}.")


def check_secrecy(folder: Path) -> Finding:
    """Say whether others on this machine can look into the data folder: accounts, keys and logs are in it."""
    if os.name != "posix" or not folder.is_dir():
        return Finding("secrecy", Health.OK, "The data folder will be for its owner only.")
    names = ("node.secret", "keys/node.key", "identity.toml")
    files = [file for name in names if (file := folder / name).is_file() and file.stat().st_mode & 0o077]
    if files:
        sentence = f"Others on this machine can read {files[0]}, which is a secret."
        return Finding("secrecy", Health.FAIL, sentence, f"Say: chmod 600 {files[0]} and make new keys.")
    if folder.stat().st_mode & 0o007:
        sentence = f"Everybody on this machine can look into the data folder {folder}."
        return Finding("secrecy", Health.WARN, sentence, f"Say: chmod 700 {folder}")
    return Finding("secrecy", Health.OK, f"Only its owner can look into the data folder {folder}.")


def check_disk_space(folder: Path) -> Finding:
    """Say whether there is room for observations: about 20 bytes each, so 2 GiB are 100 million."""
    free = shutil.disk_usage(nearest_existing(folder)).free
    sentence = f"{free / 1024**3:.1f} GiB free where the data folder is."
    if free < NO_SPACE:
        return Finding("disk-space", Health.FAIL, sentence, "Make room: a full disk refuses every observation.")
    if free < LITTLE_SPACE:
        return Finding("disk-space", Health.WARN, sentence, "Make room before it is full.")
    return Finding("disk-space", Health.OK, sentence)


def check_restore(folder: Path) -> Finding:
    """Say whether a back-up is only partly back: then nobody may open the data until it is finished."""
    try:
        require_placed(folder)
    except UnfinishedRestoreError as error:
        return Finding("restore", Health.FAIL, error.message, error.remedy)
    return Finding("restore", Health.OK, "No back-up is only partly back.")


def check_store(file: Path) -> Finding:
    """Say whether the file of observations opens; read-only, so that nothing is changed."""
    if not file.exists():
        return Finding("store", Health.OK, f"There is no store yet; {file} will be made at the first start.")
    import duckdb

    try:
        duckdb.connect(str(file), read_only=True).close()
    except duckdb.IOException as error:
        if "lock" not in str(error).lower():
            return _broken_store(file, error)
        sentence = f"The store {file} is in use by another process."
        return Finding("store", Health.WARN, sentence, "That is as it should be while a server runs; else stop it.")
    except duckdb.Error as error:
        return _broken_store(file, error)
    return Finding("store", Health.OK, f"The store {file} opens.")


def _broken_store(file: Path, error: Exception) -> Finding:
    reason = str(error).splitlines()[0]
    remedy = "Put the file aside and restore a back-up; do not delete it, much can often be recovered."
    return Finding("store", Health.FAIL, f"The store {file} does not open: {reason}", remedy)


def check_port(host: str, port: int) -> Finding:
    """Say whether the server can listen; port 0 means any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sentence = f"Port {port} on {host} cannot be used ({error.strerror})."
            return Finding("port", Health.WARN, sentence, "Stop what uses it, or choose another with --port.")
    return Finding("port", Health.OK, f"Port {port} on {host} is free.")


def check_front_end(static_folder: Path) -> Finding:
    """Say whether the screens were built into this installation."""
    if (static_folder / "index.html").is_file():
        return Finding("front-end", Health.OK, "The front end is there.")
    remedy = "In a checkout run 'make setup' without BAKEN_SKIP_WEB; otherwise install the wheel again."
    return Finding("front-end", Health.FAIL, f"The front end is not in {static_folder}.", remedy)


def check_clock(now: datetime, newest_write: datetime | None) -> Finding:
    """Say whether the clock can be right: after this software was made and not before what it wrote itself."""
    remedy = "Set the clock, and keep it right with NTP: ages and staleness are worthless without."
    if now < EARLIEST_SANE:
        return Finding("clock", Health.FAIL, f"The clock says {now:%Y-%m-%d}, which is past.", remedy)
    if newest_write is not None and newest_write > now + timedelta(minutes=5):
        sentence = f"The clock says {now:%Y-%m-%d %H:%M} UTC, but the data folder was written at a later time."
        return Finding("clock", Health.WARN, sentence, remedy)
    return Finding("clock", Health.OK, f"The clock says {now:%Y-%m-%d %H:%M} UTC.")


def check_city(folder: Path, faults_of: Callable[[Path], Sequence[str]]) -> Finding:
    """Say whether the city folder can be served."""
    if not folder.is_dir():
        return Finding(
            "city", Health.FAIL, f"There is no city folder {folder}.", "Make one with 'baken new city NAME'."
        )
    faults = faults_of(folder)
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        return Finding("city", Health.FAIL, f"{faults[0]}{more}", f"See all with 'baken check {folder}'.")
    return Finding("city", Health.OK, f"The city folder {folder} is in order.")


def check_browser(named: str | None, which: Callable[[str], str | None]) -> Finding:
    """Say whether there is a browser for the project's own browser tests; a server needs none.

    Examples
    --------
    >>> check_browser(None, lambda name: None).sentence
    'No Chromium on PATH; only the tests of this project need one.'
    """
    found = named or next(filter(None, map(which, BROWSERS)), None)
    if found is None:
        return Finding("browser", Health.OK, "No Chromium on PATH; only the tests of this project need one.")
    return Finding("browser", Health.OK, f"{found} can be used for the browser tests.")


def nearest_existing(folder: Path) -> Path:
    """Return the folder itself or the nearest one above it that exists."""
    return next(candidate for candidate in (folder, *folder.absolute().parents) if candidate.exists())


def newest_write(folder: Path) -> datetime | None:
    """Return when a file of the data folder was last written; None when there is none."""
    if not folder.is_dir():
        return None
    times = [path.stat().st_mtime for path in folder.iterdir() if path.is_file()]
    return datetime.fromtimestamp(max(times), UTC) if times else None
