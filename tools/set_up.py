# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Make the environment: uv in .tools/, packages in .venv/, the front end built; a browser, a broker, Java for tests.

Standard library only, since it runs before anything is installed. What can go wrong on somebody's machine
ends in one sentence and exit status 1, never in a traceback.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import find_or_install_broker
import find_or_install_browser
import find_or_install_java
import get_uv

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
LOG = TOOLS / "set-up.log"

NO_NETWORK = re.compile(
    r"dns error|failed to lookup|name resolution|error sending request|connection (refused|reset)"
    r"|failed to fetch|network is unreachable|timed out|ENOTFOUND|EAI_AGAIN|ECONNREFUSED",
    re.IGNORECASE,
)


class SetUpError(Exception):
    """Something on this machine stands in the way; the message says what, and what to do."""


def require_write_permission() -> None:
    """Try to write where the set-up will write, rather than guess from permission bits."""
    try:
        TOOLS.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=TOOLS), tempfile.TemporaryFile(dir=ROOT):
            pass
    except OSError as error:
        message = (
            f"Baken cannot write in {error.filename or TOOLS} ({error.strerror}): make this folder writable for"
            " you, or clone into a folder that is yours."
        )
        raise SetUpError(message) from error


def sync(uv: Path, *, for_demo: bool) -> None:
    """Install the locked packages; the build hook makes the front end on the way (hatch_build.py)."""
    scope = ["--no-dev", "--inexact"] if for_demo else []
    command = [str(uv), "sync", "--frozen", "--python", sys.executable, *scope]
    environment = {"UV_SYSTEM_CERTS": "true"} | os.environ | {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    LOG.write_text(done.stdout, encoding="utf-8")
    if done.returncode == 0:
        return
    if NO_NETWORK.search(done.stdout):
        reason = "could not be downloaded: is there a network? It must reach the Python and npm package indexes."
    else:
        sys.stderr.write(done.stdout)
        reason = "could not be installed: the lines above say why."
    message = f"The packages Baken needs {reason} (Everything uv said is in {LOG.relative_to(ROOT)}.)"
    raise SetUpError(message)


def set_up(arguments: argparse.Namespace) -> None:
    """Run the steps in order; each is a no-op when its result is already there."""
    require_write_permission()
    fresh = not (ROOT / ".venv" / "bin" / "baken").exists()
    if fresh:
        print("Setting up Baken; the first time this takes a few minutes.", flush=True)
    uv = get_uv.get(TOOLS)
    sync(uv, for_demo=arguments.for_demo)
    if arguments.browser:
        browser = find_or_install_browser.find_or_install(ROOT / ".venv" / "bin" / "python")
        (TOOLS / "browser").write_text(f"{browser}\n", encoding="utf-8")
        if find_or_install_broker.find_or_install() is None:
            print(find_or_install_broker.HOW_TO_GET_IT, flush=True)
        if find_or_install_java.find_or_install() is None:
            print(find_or_install_java.HOW_TO_GET_IT, flush=True)


def main() -> int:
    """Set up, and say in one sentence what stands in the way if something does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--for-demo", action="store_true", help="leave out what only developers need")
    parser.add_argument("--browser", action="store_true", help="find or install browser, broker and Java for tests")
    try:
        set_up(parser.parse_args())
    except (SetUpError, get_uv.UvUnavailableError, find_or_install_browser.BrowserUnavailableError) as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Set-up interrupted; the next time it goes on where it stopped.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
