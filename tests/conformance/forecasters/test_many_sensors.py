# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Five thousand sensors are learned from and foreseen a week ahead, within bounds of work and memory."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

SCRIPT = """
import json, resource, time
from dataclasses import replace
import numpy as np
from baken.forecast.registry import forecaster
from baken.forecast.synthetic import known, street

panel = street(60, count=50, seed=2)
series = tuple(replace(panel.series[0], id=f"stream:{i}", place_id=str(i)) for i in range(5000))
chance = np.random.default_rng(1)
values = chance.poisson(np.tile(panel.values, (1, 100)) * chance.uniform(0.3, 3.0, 5000)).astype(float)
now = known(replace(panel, series=series, values=values))
one = forecaster("boosting")
begun = time.process_time()
one.fit(now)
fitted = time.process_time()
found = one.forecast(now, np.arange(1, 169))
print(json.dumps({
    "fit_cpu_s": fitted - begun,
    "issue_cpu_s": time.process_time() - fitted,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "own": int((found.status == 0).sum()),
    "foreseen": bool(np.isfinite(found.values).all()),
}))
"""
MOST_MB = 2_000
MOST_FIT_S = 600.0
MOST_ISSUE_S = 200.0
"""Seconds of work: an issue of 5,000 series has a budget of 360 (a tenth of an hour); a fit looks at 200 witnesses."""


@pytest.mark.slow
def test_the_boosting_learns_from_and_foresees_five_thousand_sensors() -> None:
    pytest.importorskip("lightgbm", reason="the extra forecast is not installed")
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=3000)
    found = json.loads(done.stdout)
    assert found["foreseen"], found
    assert found["own"] == 5000, found
    assert found["peak_mb"] < MOST_MB, found
    assert found["fit_cpu_s"] < MOST_FIT_S, found
    assert found["issue_cpu_s"] < MOST_ISSUE_S, found
