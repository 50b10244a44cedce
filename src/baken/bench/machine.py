# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""On what machine a bench runs, with which versions, and how much memory a process holds."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Final

from baken.bench.model import Machine

PACKAGES: Final = ("baken", "duckdb", "numpy", "pyarrow", "msgspec", "litestar", "uvicorn", "httptools", "uvloop")
COMPARED: Final = ("django-ogc-sensorthings", "django", "psycopg")
_MB: Final = 2**20


def this_machine() -> Machine:
    """Return what is known of this machine."""
    return Machine(
        system=f"{platform.system()} {platform.release()}",
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory_mb=_memory_mb(),
        load_average=os.getloadavg()[0],
    )


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that matter to speed."""
    found = {"python": platform.python_version()}
    for name in (*PACKAGES, *COMPARED):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def resident_mb(pid: int) -> float:
    """Return how much memory a process holds now, in MB (2**20 bytes)."""
    status = _proc_status(pid)
    if "VmRSS" in status:
        return status["VmRSS"]
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], check=True, capture_output=True, text=True)  # noqa: S603, S607
    return int(told.stdout) * 1024 / _MB


def peak_resident_mb(pid: int) -> float | None:
    """Return the most memory a process ever held, in MB; None where the system does not tell."""
    return _proc_status(pid).get("VmHWM")


def processor_s(pid: int) -> float | None:
    """Return how long processors worked for a process, its threads together; None where the system does not tell."""
    try:
        # After the name in brackets: state is field 3, user and system time are fields 14 and 15.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def folder_bytes(folder: Path) -> int:
    """Return how many bytes the files in a folder take."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _proc_status(pid: int) -> dict[str, float]:
    """Return the memory lines of ``/proc/<pid>/status`` in MB; empty where there is no such file."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return {}
    return {name: int(kb) * 1024 / _MB for name, kb in re.findall(r"^(Vm\w+):\s+(\d+) kB$", text, re.MULTILINE)}


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def _memory_mb() -> int:
    if sys.platform == "win32":
        return 0
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MB
