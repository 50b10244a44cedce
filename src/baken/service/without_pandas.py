# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A server without pandas, although it is installed.

The first ``pa.array`` of a list imports pandas when it can, only to ask whether it was given something of it: most of
a second at the start, and 60 MB for as long as the server runs. Arrow asks once and remembers the answer; this lets it
ask at a moment when there is no pandas. Arrow still converts to and from pandas afterwards. (DuckDB asks for every
parameter of a statement; the store gives it none, see :mod:`baken.observation.methods.duckdb_literals`.)
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType


class _NoPandas(MetaPathFinder):
    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is not asked for")
        return None


def keep_pandas_out() -> None:
    """Let Arrow find no pandas, unless somebody imported it already."""
    if "pandas" in sys.modules:
        return
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(finder)


keep_pandas_out()
