# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Find a Java runtime for the tests of Spark, or unpack Debian's package into .tools/.

Looked for in this order: ``BAKEN_JAVA`` and ``JAVA_HOME`` (homes, as Java calls its folders), PATH, usual folders, what
was unpacked earlier. When there is none and apt is there, the package is downloaded and unpacked, not installed.
Without apt the test that needs it says how to get it. Standard library only.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import debian_package

ROOT = Path(__file__).resolve().parent.parent
UNPACKED = ROOT / ".tools" / "java"
FOLDERS = ("/usr/lib/jvm", "/Library/Java/JavaVirtualMachines", "/opt/homebrew/opt", "/usr/local/opt")
PACKAGES = ("openjdk-21-jre-headless", "openjdk-17-jre-headless")
OLDEST = 17
HOW_TO_GET_IT = (
    "The test of Spark needs a Java runtime of version 17 or later: install it (Debian, Ubuntu: 'sudo apt-get install"
    " default-jre-headless', macOS: 'brew install openjdk@21') or name its home: 'make test BAKEN_JAVA=/path/to/java'."
)


def find() -> Path | None:
    """Return the home of the first Java that answers and is new enough."""
    named = os.environ.get("BAKEN_JAVA")
    if named:
        return Path(named) if answers(Path(named)) else None
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    on_path = shutil.which("java")
    if on_path:
        homes.append(Path(on_path).resolve().parent.parent)
    for folder in (*map(Path, FOLDERS), UNPACKED / "usr" / "lib" / "jvm"):
        homes += sorted(home for pattern in ("*", "*/Contents/Home") for home in folder.glob(pattern))
    return next((home for home in homes if answers(home)), None)


def answers(home: Path) -> bool:
    """Say whether there is a Java that runs and is new enough."""
    program = home / "bin" / "java"
    done = debian_package.run([str(program), "-version"]) if program.is_file() else None
    told = re.search(r'version "(\d+)', done.stdout) if done is not None and done.returncode == 0 else None
    return told is not None and int(told[1]) >= OLDEST


def find_or_install() -> Path | None:
    """Return the home of a Java; None when there is none and it cannot be unpacked."""
    found = find()
    if found is None and not os.environ.get("BAKEN_JAVA") and unpack():
        found = find()
    return found


def unpack() -> bool:
    """Download the newest of Debian's packages that there is and unpack it; needs no rights."""
    if not debian_package.can_unpack():
        return False
    print("No Java found for the test of Spark; unpacking a runtime into .tools/.", flush=True)
    if not debian_package.fetch(UNPACKED, lambda: any(debian_package.download(one, UNPACKED) for one in PACKAGES)):
        return False
    debian_package.extract_all(UNPACKED)
    keep_settings_inside()
    return True


def keep_settings_inside() -> None:
    """Let links to the settings in /etc lead to those that were unpacked."""
    for link in UNPACKED.rglob("*"):
        if link.is_symlink() and (target := str(link.readlink())).startswith("/etc/"):
            link.unlink()
            link.symlink_to(UNPACKED / target[1:])


if __name__ == "__main__":
    home = find_or_install()
    print(home or HOW_TO_GET_IT)
    sys.exit(home is None)
