# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import baken.observation.columns
import pyarrow as pa
pa.array(["a", "b"])
assert "pandas" not in sys.modules
import importlib.util
if importlib.util.find_spec("pandas") is not None:
    frame = pa.table({"a": [1, 2]}).to_pandas()
    assert frame["a"].tolist() == [1, 2]
    assert pa.Table.from_pandas(frame)["a"].to_pylist() == [1, 2]
    assert pa.array(frame["a"]).to_pylist() == [1, 2]
"""


def test_arrow_does_not_import_pandas_and_can_still_convert_to_it() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)
