# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Find a Mosquitto for the tests of MQTT, or unpack Debian's package into .tools/.

Looked for in this order: ``BAKEN_MOSQUITTO``, PATH and the usual folders of servers, what was unpacked earlier. When
there is none and apt is there, the package is downloaded and unpacked, not installed: installing it would start a
broker on this machine. Without apt the tests that need it say how to get it. Standard library only.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import debian_package

ROOT = Path(__file__).resolve().parent.parent
UNPACKED = ROOT / ".tools" / "mosquitto"
FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin", "/opt/homebrew/bin", "/usr/local/opt/mosquitto/sbin")
HOW_TO_GET_IT = (
    "The tests of MQTT need Mosquitto: install it (Debian, Ubuntu: 'sudo apt-get install mosquitto', macOS:"
    " 'brew install mosquitto') or name it: 'make test BAKEN_MOSQUITTO=/path/to/mosquitto'."
)


def find() -> Path | None:
    """Return the first Mosquitto that answers."""
    named = os.environ.get("BAKEN_MOSQUITTO")
    if named:
        return Path(named) if answers(Path(named)) else None
    on_path = shutil.which("mosquitto")
    known = [Path(on_path)] if on_path else []
    candidates = [*known, *(Path(folder) / "mosquitto" for folder in FOLDERS), UNPACKED / "run"]
    return next((candidate for candidate in candidates if candidate.is_file() and answers(candidate)), None)


def answers(broker: Path) -> bool:
    """Say whether the program runs; asked for help it names itself."""
    done = debian_package.run([str(broker), "-h"])
    return done is not None and "mosquitto" in done.stdout


def find_or_install() -> Path | None:
    """Return the path of a Mosquitto; None when there is none and it cannot be unpacked."""
    found = find()
    if found is None and not os.environ.get("BAKEN_MOSQUITTO") and unpack():
        found = find()
    return found


def unpack() -> bool:
    """Download Debian's package and the libraries it needs, and unpack them; needs no rights."""
    if not debian_package.can_unpack():
        return False
    print("No MQTT broker found for the tests; unpacking the package mosquitto into .tools/.", flush=True)
    if not debian_package.fetch(UNPACKED, lambda: debian_package.download("mosquitto", UNPACKED)):
        return False
    for library in libraries():
        debian_package.download(library, UNPACKED)
    debian_package.extract_all(UNPACKED)
    write_starter()
    return True


def libraries() -> list[str]:
    """Return the libraries that the package names, and that this machine may lack."""
    done = debian_package.run(["apt-cache", "depends", "--no-recommends", "--no-suggests", "mosquitto"])
    named = re.findall(r"Depends: (lib[a-z0-9.+-]+)", "" if done is None else done.stdout)
    return [name for name in named if name != "libc6"]


def write_starter() -> None:
    """Write the script that starts it with its own libraries."""
    folders = sorted({str(file.parent) for file in UNPACKED.rglob("*.so*")})
    starter = UNPACKED / "run"
    libraries_first = f'LD_LIBRARY_PATH="{":".join(folders)}" exec "{UNPACKED}/usr/sbin/mosquitto" "$@"'
    starter.write_text(f"#!/bin/sh\n{libraries_first}\n", encoding="utf-8")
    starter.chmod(0o755)


if __name__ == "__main__":
    broker = find_or_install()
    print(broker or HOW_TO_GET_IT)
    sys.exit(broker is None)
