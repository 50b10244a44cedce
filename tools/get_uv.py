# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Put a fixed version of uv in .tools/ on a machine that has Python and perhaps nothing else.

Three ways, in this order, because no single one works everywhere:

1. a virtual environment and its pip (respects the user's index and certificate settings);
2. the system's pip with ``--target`` (Debian without python3-venv, but with python3-pip);
3. the wheel straight from the index with the standard library (Debian with neither of the two).
"""

from __future__ import annotations

import hashlib
import html
import io
import platform
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

VERSION = "0.13.8"
INDEX = "https://pypi.org/simple/uv/"
TIMEOUT_S = 60


class UvUnavailableError(Exception):
    """None of the ways to get uv worked; the message says what to do."""


def get(tools: Path) -> Path:
    """Return the path of uv below ``tools``, after installing it there when it is absent or another version."""
    uv = tools / "bin" / "uv"
    if runs(uv):
        return uv
    for way in (by_virtual_environment, by_system_pip, by_download):
        if way(tools) and runs(uv):
            return uv
    message = (
        f"uv {VERSION}, which installs everything else, could not be fetched from the Python package index: "
        "is there a network? Behind a proxy, set HTTPS_PROXY; without any access, put the uv program itself at "
        ".tools/bin/uv."
    )
    raise UvUnavailableError(message)


def runs(uv: Path) -> bool:
    """Say whether ``uv`` is there and is the version that the lock file was made with."""
    try:
        answer = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    return answer.startswith(f"uv {VERSION}")


def by_virtual_environment(tools: Path) -> bool:
    """Install with the pip of a virtual environment in ``tools``."""
    return quietly(sys.executable, "-m", "venv", str(tools)) and quietly(
        str(tools / "bin" / "python"), "-m", "pip", "install", "--quiet", f"uv=={VERSION}"
    )


def by_system_pip(tools: Path) -> bool:
    """Install with the interpreter's own pip into a folder, which an externally managed Python allows."""
    return quietly(
        sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", str(tools), f"uv=={VERSION}"
    )


def by_download(tools: Path) -> bool:
    """Fetch the wheel of this platform, compare it with the index' SHA-256 and take the program out of it."""
    try:
        wheel = fetch_wheel()
    except (OSError, LookupError, ValueError):
        return False
    target = tools / "bin" / "uv"
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        member = next(name for name in archive.namelist() if name.endswith(".data/scripts/uv"))
        with archive.open(member) as source, target.open("wb") as sink:
            shutil.copyfileobj(source, sink)
    target.chmod(0o755)
    return True


def fetch_wheel() -> bytes:
    """Download uv's wheel for this platform.

    Raises
    ------
    LookupError
        When the index has none.
    ValueError
        When its digest is not the one that the index names.
    """
    address, digest = choose(fetch(INDEX).decode())
    content = fetch(address)
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(address)
    return content


def choose(page: str) -> tuple[str, str]:
    """Return address and SHA-256 of this platform's wheel from a page of the index, in the form all mirrors speak."""
    system = "macosx" if sys.platform == "darwin" else "manylinux"
    wheel = rf"uv-{re.escape(VERSION)}-py3-none-{system}\w*(?:\.\w+)*_{machine()}\.whl"
    found = re.search(rf'href="([^"#]*/{wheel})#sha256=([0-9a-f]{{64}})"', page)
    if found is None:
        raise LookupError(wheel)
    return urllib.parse.urljoin(INDEX, html.unescape(found[1])), found[2]


def fetch(address: str) -> bytes:
    """Return what is at an address."""
    request = urllib.request.Request(address, headers={"Accept": "text/html, */*;q=0.1"})
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
        content: bytes = answer.read()
    return content


def machine() -> str:
    """Name this processor the way wheels on this operating system do."""
    name = platform.machine().lower()
    if sys.platform == "darwin":
        return "arm64" if name in {"arm64", "aarch64"} else "x86_64"
    return {"amd64": "x86_64", "arm64": "aarch64"}.get(name, name)


def quietly(*command: str) -> bool:
    """Run a command without showing what it says: the next way is tried when it fails."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
